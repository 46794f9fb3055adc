//! Operators who cannot be reached: nobody waits for them.

use super::joined;
use super::watching::shows;
use crate::support::{CallCentre, Plan, Result};
use std::time::{Duration, Instant};

/// The caller spoke with 5050, who is gone now; 6065 is there.
async fn goes_on_at_once(centre: &CallCentre, detail: &str) -> Result<String> {
    let decisions = centre.decisions().await?.len();
    let asked = Instant::now();
    let call = centre.calls("09121234567").await?;
    let went = call.wait_report("the failure queue", |report| joined(report, "99")).await? - asked;
    assert!(went < Duration::from_secs(1), "went on after {went:?}");
    let report = call.report().ok_or("the caller has a report")?;
    assert_eq!(report.joined(), ["99"], "waited for nobody");
    let decision = centre.settled(decisions + 1).await?;
    assert_eq!(decision["reason"]["operator_unavailable"], detail);
    assert_eq!(decision["operator"], "5050");
    call.wait_bridged_to("6065").await?;
    centre.told(&call).await
}

async fn spoke_with_5050() -> Result<(CallCentre, vasl_lab::Operator, vasl_lab::Operator)> {
    let centre = CallCentre::open_with(Plan::default()).await?;
    let gone = centre.operator("5050").await?;
    let direct = centre.lab.caller("09121234567").call("direct")?;
    direct.wait_bridged_to("5050").await?;
    centre.ends(direct).await?;
    let there = centre.operator("6065").await?;
    Ok((centre, gone, there))
}

case!(
    an_operator_who_is_paused_in_the_queue,
    "queue 99 within a second, reason operator_unavailable (paused)"
);
async fn an_operator_who_is_paused_in_the_queue() -> Result<String> {
    let (centre, _gone, _there) = spoke_with_5050().await?;
    centre.lab.asterisk().cli("queue pause member PJSIP/5050 queue 99").await?;
    goes_on_at_once(&centre, "paused").await
}

case!(
    an_operator_who_is_paused_everywhere,
    "queue 99 within a second, reason operator_unavailable (paused)"
);
async fn an_operator_who_is_paused_everywhere() -> Result<String> {
    let (centre, _gone, _there) = spoke_with_5050().await?;
    centre.lab.asterisk().cli("queue pause member PJSIP/5050").await?;
    goes_on_at_once(&centre, "paused").await
}

case!(
    an_operator_whose_phone_is_unregistered,
    "queue 99 within a second, reason operator_unavailable (unregistered)"
);
async fn an_operator_whose_phone_is_unregistered() -> Result<String> {
    let (centre, gone, _there) = spoke_with_5050().await?;
    gone.unregister().await?;
    goes_on_at_once(&centre, "unregistered").await
}

case!(
    an_operator_who_logged_out_of_the_queue,
    "queue 99 within a second, reason operator_unavailable (logged_out)"
);
async fn an_operator_who_logged_out_of_the_queue() -> Result<String> {
    let centre = CallCentre::open_with(Plan { members: vec!["6065"], ..Plan::default() }).await?;
    let _gone = centre.operator("5050").await?;
    let there = centre.operator("6065").await?;
    let asterisk = centre.lab.asterisk();
    there.unregister().await?;
    asterisk.cli("queue add member PJSIP/5050 to 99").await?;
    assert_eq!(centre.speaks("09121234567").await?, "5050");
    // A pause in a queue counts once it is known whose queue it is.
    asterisk.cli("queue pause member PJSIP/5050 queue 99").await?;
    shows(&centre, "5050", "paused").await?;
    asterisk.cli("queue unpause member PJSIP/5050 queue 99").await?;
    shows(&centre, "5050", "free").await?;
    there.register().await?;
    asterisk.cli("queue remove member PJSIP/5050 from 99").await?;
    goes_on_at_once(&centre, "logged_out").await
}
