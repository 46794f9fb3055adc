//! Whom a caller last spoke with, on a PBX where calls are moved about.

use crate::support::{CallCentre, Plan, Result};
use serde_json::Value;
use std::time::Duration;
use tokio::time::sleep_until;
use vasl_lab::{Behaviour, CALLER_HZ, Call};

const CUSTOMER: &str = "09121234567";
const THREE: [&str; 3] = ["5050", "6065", "7070"];

/// What the phones inside dial on a PBX written by hand, as many have it.
const INSIDE: &str = "[from-operators](+)\n\
    include => parkedcalls\n\
    exten => _[5-7]XXX,1,Dial(PJSIP/${EXTEN},20,tT)\n\
    exten => 8000,1,Answer()\n same => n,ConfBridge(8000)\n\
    exten => 8001,1,Answer()\n same => n,Playback(lab-menu)\n\
    \x20same => n,Record(${ASTSPOOLDIR}/message.ulaw,0,5,k)\n\
    [from-trunk](+)\n\
    exten => voicemail,1,Goto(from-operators,8001,1)\n\
    exten => conference,1,Goto(from-operators,8000,1)\n\
    exten => direct,1,Goto(from-operators,5050,1)\n\
    exten => sales,1,Goto(from-operators,6065,1)\n";

/// Only 5050 is a member of the queue, so a first call reaches 5050.
pub(super) fn plan() -> Plan {
    let options = Plan::default().options.append("extensions.conf", INSIDE);
    Plan {
        attached: true,
        operators: THREE.to_vec(),
        members: vec!["5050"],
        options,
        ..Plan::default()
    }
}

pub(super) async fn uniqueid(call: &Call) -> Result<String> {
    Ok(call.wait_report("the call's channel", |report| Some(report.uniqueid.clone())).await?)
}

/// The operators of a call's conversations, the first one first, once all have ended.
async fn spoke_with(centre: &CallCentre, uniqueid: &str) -> Result<Vec<String>> {
    let mut operators = Vec::new();
    centre
        .until("the call's conversations are over", async || {
            let of_call: Vec<Value> = centre
                .conversations()
                .await?
                .into_iter()
                .filter(|c| c["id"]["caller_uniqueid"] == uniqueid)
                .collect();
            let text = |c: &Value| c["operator"].as_str().unwrap_or_default().to_owned();
            operators = of_call.iter().rev().map(text).collect();
            Ok(of_call.iter().all(|c| c["ending"]["ended"].is_string()))
        })
        .await?;
    Ok(operators)
}

/// The customer hangs up; the call's conversations were with these.
async fn ends_having_spoken_with(centre: &CallCentre, call: Call, operators: &[&str]) -> Result {
    let uniqueid = uniqueid(&call).await?;
    call.hang_up().await?;
    call.wait_final_report().await?;
    comes_after_it(centre).await?;
    assert_eq!(spoke_with(centre, &uniqueid).await?, operators, "{}", centre.vasl.log());
    Ok(())
}

/// What is learned later tells that all before it was learned.
async fn comes_after_it(centre: &CallCentre) -> Result {
    let sentinel = centre.lab.caller("09359999999").call("direct")?;
    sentinel.wait_bridged_to("5050").await?;
    centre.ends(sentinel).await
}

/// The customer rings back and is taken to this operator.
async fn returns_to(centre: &CallCentre, operator: &str) -> Result<String> {
    let call = centre.calls(CUSTOMER).await?;
    let talk = call.wait_bridged_to(operator).await?;
    assert_eq!(talk.queue, Some(format!("vasl-{operator}")));
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    Ok(got)
}

case!(a_blind_transfer, "the caller comes back to 6065, to whom 5050 transferred them");
async fn a_blind_transfer() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [first, second, _third] = centre.operators(THREE).await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to("5050").await?;
    first.transfer_blind("6065").await?;
    call.wait_bridged_to("6065").await?;
    second.wait_talking().await?;
    ends_having_spoken_with(&centre, call, &["5050", "6065"]).await?;
    returns_to(&centre, "6065").await
}

case!(a_blind_transfer_that_nobody_answers, "the caller comes back to 5050, the last who spoke");
async fn a_blind_transfer_that_nobody_answers() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [first, second, _third] = centre.operators(THREE).await?;
    second.set(Behaviour::Ring);
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to("5050").await?;
    first.transfer_blind("6065").await?;
    second.wait_ringing().await?;
    ends_having_spoken_with(&centre, call, &["5050"]).await?;
    returns_to(&centre, "5050").await
}

case!(an_attended_transfer, "the caller comes back to 6065, to whom 5050 handed them over");
async fn an_attended_transfer() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [first, second, _third] = centre.operators(THREE).await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to("5050").await?;
    let with_caller = first.wait_talking().await?;
    first.hold().await?;
    let consultation = first.call("6065")?;
    consultation.wait_bridged_to("6065").await?;
    with_caller.transfer_to(&consultation).await?;
    call.wait_bridged_to("6065").await?;
    call.wait_hears(second.hz()).await?;
    ends_having_spoken_with(&centre, call, &["5050", "6065"]).await?;
    returns_to(&centre, "6065").await
}

case!(
    an_attended_transfer_while_the_other_still_rings,
    "the caller comes back to 6065, who answered after the handover"
);
async fn an_attended_transfer_while_the_other_still_rings() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [first, second, _third] = centre.operators(THREE).await?;
    second.set(Behaviour::Ring);
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to("5050").await?;
    let with_caller = first.wait_talking().await?;
    let consultation = first.call("6065")?;
    consultation.wait_ringing().await?;
    with_caller.transfer_to(&consultation).await?;
    first.wait_idle().await?;
    second.answer().await?;
    second.wait_talking().await?.wait_hears(CALLER_HZ).await?;
    ends_having_spoken_with(&centre, call, &["5050", "6065"]).await?;
    second.set(Behaviour::Answer);
    returns_to(&centre, "6065").await
}

case!(
    a_transfer_that_was_only_asked_about,
    "the caller comes back to 5050; 6065 spoke with 5050 only"
);
async fn a_transfer_that_was_only_asked_about() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [first, _second, _third] = centre.operators(THREE).await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to("5050").await?;
    first.wait_talking().await?;
    first.hold().await?;
    let consultation = first.call("6065")?;
    consultation.wait_bridged_to("6065").await?;
    consultation.hang_up().await?;
    consultation.wait_final_report().await?;
    first.unhold().await?;
    ends_having_spoken_with(&centre, call, &["5050"]).await?;
    returns_to(&centre, "5050").await
}

case!(
    transfers_by_feature_code,
    "blind to 6065 and attended to 7070: the caller comes back to 7070"
);
async fn transfers_by_feature_code() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [first, second, third] = centre.operators(THREE).await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to("5050").await?;
    first.wait_talking().await?.press_all("#16065").await?;
    call.wait_bridged_to("6065").await?;
    let with_caller = second.wait_talking().await?;
    with_caller.press_all("*27070").await?;
    third.wait_talking().await?.wait_hears(second.hz()).await?;
    with_caller.hang_up().await?;
    call.wait_hears(third.hz()).await?;
    ends_having_spoken_with(&centre, call, &["5050", "6065", "7070"]).await?;
    returns_to(&centre, "7070").await
}

case!(parked_and_fetched_by_another, "the caller comes back to 6065, who fetched them");
async fn parked_and_fetched_by_another() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [first, second, third] = centre.operators(THREE).await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to("5050").await?;
    first.transfer_blind("70").await?;
    first.wait_idle().await?;
    // Somebody inside is parked beside the customer; they do not speak with each other.
    let inside = third.call("5050")?;
    inside.wait_bridged_to("5050").await?;
    first.transfer_blind("70").await?;
    first.wait_idle().await?;
    let fetching = second.call("71")?;
    fetching.wait_bridged_to("trunk").await?;
    inside.hang_up().await?;
    ends_having_spoken_with(&centre, call, &["5050", "6065"]).await?;
    returns_to(&centre, "6065").await
}

case!(
    two_calls_of_one_caller_at_once,
    "whoever still speaks was spoken with last: a third call waits for 6065"
);
async fn two_calls_of_one_caller_at_once() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [first, _second, _third] = centre.operators(THREE).await?;
    let one = centre.calls(CUSTOMER).await?;
    one.wait_bridged_to("5050").await?;
    first.transfer_blind("6065").await?;
    one.wait_bridged_to("6065").await?;
    let other = centre.lab.caller(CUSTOMER).call("direct")?;
    other.wait_bridged_to("5050").await?;
    ends_having_spoken_with(&centre, other, &["5050"]).await?;
    // Who still speaks was spoken with last.
    let again = centre.calls(CUSTOMER).await?;
    again.wait_queued("vasl-6065").await?;
    one.hang_up().await?;
    again.wait_bridged_to("6065").await?;
    centre.told(&again).await
}

case!(whoever_only_rang_spoke_to_nobody, "queue 99, reason never_spoke");
async fn whoever_only_rang_spoke_to_nobody() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [first, _second, _third] = centre.operators(THREE).await?;
    first.set(Behaviour::Ring);
    let call = centre.calls(CUSTOMER).await?;
    first.wait_ringing().await?;
    call.hang_up().await?;
    call.wait_final_report().await?;
    first.set(Behaviour::Answer);
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to("5050").await?;
    assert_eq!(centre.decision_for(&uniqueid(&call).await?).await?["reason"], "never_spoke");
    centre.told(&call).await
}

case!(
    who_spoke_only_shortly_is_passed_over,
    "with a minimum talk time of 2 s, back to 5050 who spoke longer, not to 6065"
);
async fn who_spoke_only_shortly_is_passed_over() -> Result<String> {
    let module = vec!["--for", "1:00", "--minimum-talk-seconds", "2"];
    let centre = CallCentre::open_with(Plan { module, ..plan() }).await?;
    let _operators = centre.operators(THREE).await?;
    let long = centre.lab.caller(CUSTOMER).call("direct")?;
    let began = long.wait_bridged_to("5050").await?.began;
    sleep_until((began + Duration::from_millis(2_100)).into()).await;
    centre.ends(long).await?;
    let short = centre.lab.caller(CUSTOMER).call("sales")?;
    short.wait_bridged_to("6065").await?;
    ends_having_spoken_with(&centre, short, &["6065"]).await?;
    returns_to(&centre, "5050").await
}

case!(
    a_dropped_line_and_a_redial_within_a_second,
    "waits for 5050, who still holds the dead line, and is connected once rtp_timeout ends \
     it"
);
/// The caller's line is gone without a word, and Asterisk notices only when no audio comes.
async fn a_dropped_line_and_a_redial_within_a_second() -> Result<String> {
    let mut plan = plan();
    plan.options = plan.options.append("pjsip.conf", "[trunk](+type=endpoint)\nrtp_timeout=3\n");
    // Too short to count, were it over.
    plan.module = vec!["--for", "1:00", "--minimum-talk-seconds", "3600"];
    let centre = CallCentre::open_with(plan).await?;
    let [first, _second, _third] = centre.operators(THREE).await?;
    let dropped = centre.calls(CUSTOMER).await?;
    dropped.wait_bridged_to("5050").await?;
    let with_dropped = first.wait_talking().await?;
    centre.learned_of_a_conversation().await?;
    dropped.vanish();
    let again = centre.calls(CUSTOMER).await?;
    again.wait_queued("vasl-5050").await?;
    let decision = centre.decision_for(&uniqueid(&again).await?).await?;
    assert_eq!(decision["reason"]["operator_busy"], "talking");
    with_dropped.wait_ended().await?;
    let talk = again.wait_bridged_to("5050").await?;
    assert_eq!(talk.queue.as_deref(), Some("vasl-5050"));
    assert_eq!(centre.settled(2).await?["outcome"], "connected");
    centre.told(&again).await
}

case!(neither_a_conference_nor_a_message_is_a_conversation, "nothing is learned");
async fn neither_a_conference_nor_a_message_is_a_conversation() -> Result<String> {
    let centre = CallCentre::open_with(plan()).await?;
    let [_first, second, _third] = centre.operators(THREE).await?;
    let call = centre.lab.caller(CUSTOMER).call("conference")?;
    let desk = second.call("8000")?;
    call.wait_bridged_to("6065").await?;
    desk.hang_up().await?;
    ends_having_spoken_with(&centre, call, &[]).await?;
    let call = centre.lab.caller(CUSTOMER).call("voicemail")?;
    call.wait_answered().await?;
    ends_having_spoken_with(&centre, call, &[]).await?;
    Ok("no conversation of either call".to_owned())
}
