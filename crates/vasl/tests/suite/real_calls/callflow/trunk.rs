//! The trunk: calls come in by it and go out.

use super::{CALLER, comes_to};
use crate::support::{CallCentre, Plan, Result};
use vasl_lab::Behaviour;

/// A trunk by address, and a code that dials a colleague's mobile by it.
const TRUNK: &str = "[trunk]\nname = \"Line\"\naddresses = [\"{far}\"]\nchannels = 1\n\
    [[extension]]\nnumber = \"7070\"\nname = \"Sara\"\nsecret = \"phone-secret-7070\"\n\
    outbound_caller_id = \"02191000000\"\n\
    [[misc_destination]]\ncode = \"701\"\nname = \"Mobile\"\ndials = \"outside:09129999999\"\n\
    [[inbound_route]]\ndid = \"02100000001\"\ncaller = \"0912XXXXXXX\"\n\
    destination = \"extension:7070\"\n\
    [[inbound_route]]\ndid = \"02100000001\"\ndestination = \"hangup\"\n";

case!(
    a_call_comes_in_by_the_trunk_and_one_goes_out,
    "in to 7070 by number and caller; out to the number of the code, showing 7070's own; one at once"
);
async fn a_call_comes_in_by_the_trunk_and_one_goes_out() -> Result<String> {
    let plan = Plan { call_flow: TRUNK.to_owned(), far: Some(CALLER), ..Plan::default() };
    let centre = CallCentre::open_with(plan).await?;
    let far = centre.far.as_ref().ok_or("the other end")?;
    let desk = centre.operator("7070").await?;

    let comes_in = far.call("02100000001")?;
    comes_in.wait_bridged_to("7070").await?;
    comes_in.wait_hears(desk.hz()).await?;
    assert_eq!(desk.shown()[0].number, CALLER);
    comes_in.hang_up().await?;
    desk.wait_idle().await?;
    comes_in.wait_final_report().await?;

    let goes_out = desk.call("701")?;
    goes_out.wait_bridged_to("vasl-trunk").await?;
    goes_out.wait_hears(far.hz()).await?;
    let shown = far.shown().pop().ok_or("the number shown")?;
    assert_eq!((shown.number.as_str(), shown.name.as_str()), ("02191000000", ""));

    // The trunk carries one call at once, and no phone dials outside but by a code.
    let second = centre.operator("5050").await?;
    for dialled in ["701", "09129999999"] {
        let refused = second.call(dialled)?;
        assert!(refused.wait_ended().await?.status >= 400, "{dialled}");
    }
    goes_out.hang_up().await?;

    far.set(Behaviour::Busy);
    let busy = desk.call("701")?;
    assert!(busy.wait_ended().await?.status >= 400);
    let nobody = far.call("02100000009")?;
    comes_to(&nobody, "vasl-ivr-1").await?;
    Ok("as expected".to_owned())
}

/// A trunk by registration with a provider, and a colleague's mobile behind a code.
const REGISTERED: &str = "[trunk]\nname = \"Line\"\n\
    registration = { server = \"{far}\", user = \"02191000000\", secret = \"p@ss=w#1\" }\n\
    [[extension]]\nnumber = \"7070\"\nname = \"Sara\"\nsecret = \"phone-secret-7070\"\n\
    [[misc_destination]]\ncode = \"701\"\nname = \"Mobile\"\ndials = \"outside:09129999999\"\n\
    [[inbound_route]]\ndid = \"02191000000\"\ndestination = \"extension:7070\"\n";

case!(
    a_trunk_registers_with_its_provider,
    "the provider takes the registration with its secret, calls in also from another of its \
     addresses, and takes calls"
);
async fn a_trunk_registers_with_its_provider() -> Result<String> {
    let plan = Plan { call_flow: REGISTERED.to_owned(), far: Some(CALLER), ..Plan::default() };
    let centre = CallCentre::prepare(&plan).await?;
    let provider = centre.far.as_ref().ok_or("the provider")?;
    provider.provide_for("02191000000", "p@ss=w#1")?;
    centre.vasl.start().await?;
    let contact = provider.wait_registered().await?;
    let desk = centre.operator("7070").await?;

    let elsewhere = centre.lab.stranger(CALLER)?;
    for from in [provider, &elsewhere] {
        let comes_in = from.call_uri(&contact, "02191000000")?;
        comes_in.wait_bridged_to("7070").await?;
        comes_in.wait_hears(desk.hz()).await?;
        comes_in.hang_up().await?;
        desk.wait_idle().await?;
    }
    // Whoever does not know the contact's own word comes in by no trunk.
    let unknown = elsewhere.call("02191000000")?;
    assert!(unknown.wait_ended().await?.status >= 400);

    let goes_out = desk.call("701")?;
    goes_out.wait_bridged_to("vasl-trunk").await?;
    goes_out.wait_hears(provider.hz()).await?;
    let shown = provider.shown().pop().ok_or("the number shown")?;
    assert_eq!(shown.number, "02191000000", "the trunk's own");
    goes_out.hang_up().await?;
    Ok("as expected".to_owned())
}

case!(
    a_trunk_by_registration_is_read_as_it_was_written,
    "Asterisk registers with that server as that user, and tries for ever"
);
async fn a_trunk_by_registration_is_read_as_it_was_written() -> Result<String> {
    let call_flow = "[trunk]\nname = \"Line\"\n\
        registration = { server = \"127.0.0.1:5998\", user = \"02191000000\", secret = \"p@ss=w#1\" }\n";
    let plan = Plan { call_flow: call_flow.to_owned(), ..Plan::default() };
    let centre = CallCentre::open_with(plan).await?;
    let shown = centre.lab.asterisk().cli("pjsip show registration vasl-trunk").await?;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "client_uri : sip:02191000000@127.0.0.1:5998",
        "server_uri : sip:127.0.0.1:5998",
        "auth_rejection_permanent : false",
        "line : true",
        "max_retries : 1000000",
    ] {
        assert!(shown.contains(said), "{said} in {shown}");
    }
    let shown = centre.lab.asterisk().cli("pjsip show auth vasl-trunk").await?;
    assert!(shown.contains("p@ss=w#1"), "{shown}");
    Ok("read as it was written".to_owned())
}
