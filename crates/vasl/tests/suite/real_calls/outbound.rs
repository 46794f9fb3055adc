//! Customers whom an operator called, and who ring back.

use crate::support::{CallCentre, MODULE, Plan, Result};
use vasl_lab::{Behaviour, Operator};

const CUSTOMER: &str = "09121234567";
const THREE: [&str; 3] = ["5050", "6065", "7070"];

/// A trunk at whose other end the customer's telephone is, behind a 9 for a line.
const TRUNK: &str = "\n[outside](lab)\ncontext=from-trunk\nauth=outside\naors=outside\n\
    [outside]\ntype=auth\nauth_type=userpass\nusername=outside\npassword=outside\n\
    [outside]\ntype=aor\nmax_contacts=1\n";
const DIALPLAN: &str = "[from-operators](+)\n\
    exten => _90.,1,Dial(PJSIP/${EXTEN:1}@outside,20)\n same => n,Hangup()\n";

pub(super) async fn centre() -> Result<(CallCentre, [Operator; 3], Operator)> {
    let options = Plan::default().options.append("pjsip.conf", TRUNK);
    let plan = Plan {
        attached: true,
        operators: THREE.to_vec(),
        members: THREE.to_vec(),
        options: options.append("extensions.conf", DIALPLAN),
        ..Plan::default()
    };
    let centre = CallCentre::open_with(plan).await?;
    let operators = centre.operators(THREE).await?;
    let customer = centre.lab.operator_with("outside", "outside").await?;
    Ok((centre, operators, customer))
}

async fn count(centre: &CallCentre, which: &str) -> Result {
    centre.vasl.done(&["module", "edit", MODULE, "--count-outbound", which]).await
}

async fn returns_to(centre: &CallCentre, operator: &str) -> Result<String> {
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to(operator).await?;
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    Ok(got)
}

case!(
    a_customer_who_answered_returns_to_the_operator_where_the_module_says_so,
    "6065, who had called them; never_spoke where the module does not count outbound calls"
);
async fn a_customer_who_answered_returns_to_the_operator_where_the_module_says_so() -> Result<String>
{
    let (centre, [_first, second, _third], _customer) = centre().await?;
    let desk = second.call("909121234567")?;
    desk.wait_bridged_to("outside").await?;
    desk.hang_up().await?;
    desk.wait_final_report().await?;
    centre
        .until("the call is learned", async || {
            Ok(centre.conversations().await?.iter().any(|c| c["ending"]["ended"].is_string()))
        })
        .await?;
    let learned = centre.conversations().await?;
    assert_eq!(learned.len(), 1, "{learned:?}");
    assert_eq!(learned[0]["path"], "outbound");
    assert_eq!(learned[0]["caller"], "+989121234567");
    assert_eq!(learned[0]["operator"], "6065");

    let preview = ["decide", "--module", MODULE, "--caller", CUSTOMER, "--json"];
    assert!(centre.vasl.run(&preview).await?.output.contains("never_spoke"));
    count(&centre, "answered").await?;
    returns_to(&centre, "6065").await
}

case!(
    a_customer_who_missed_the_call_returns_to_the_operator_where_the_module_says_so,
    "6065, whose call they missed; never_spoke where the module counts answered ones only"
);
async fn a_customer_who_missed_the_call_returns_to_the_operator_where_the_module_says_so()
-> Result<String> {
    let (centre, [_first, second, _third], customer) = centre().await?;
    customer.set(Behaviour::Ring);
    let desk = second.call("909121234567")?;
    customer.wait_ringing().await?;
    desk.hang_up().await?;
    desk.wait_final_report().await?;
    centre.learned_of_a_conversation().await?;
    let learned = centre.conversations().await?;
    assert_eq!(learned[0]["path"], "outbound_missed", "{learned:?}");
    assert_eq!(learned[0]["operator"], "6065", "{learned:?}");

    let preview = ["decide", "--module", MODULE, "--caller", CUSTOMER, "--json"];
    count(&centre, "answered").await?;
    assert!(centre.vasl.run(&preview).await?.output.contains("never_spoke"));
    count(&centre, "missed-too").await?;
    returns_to(&centre, "6065").await
}
