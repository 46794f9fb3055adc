//! What is changed and taken away while somebody waits.

use crate::support::{CallCentre, MODULE, Plan, Result};
use vasl_lab::{Call, Operator};

const CUSTOMER: &str = "09121234567";

/// An operator who talks, and a returning caller who waits for them. The menu is somebody else's.
struct Waiting {
    centre: CallCentre,
    operator: Operator,
    /// Held for its drop.
    _occupied: Call,
    waits: Call,
}

async fn waiting(seconds: &'static str) -> Result<Waiting> {
    let module = vec!["--for", "1:00", "--wait-seconds", seconds];
    let plan = Plan { attached: true, members: vec!["5050"], module, ..Plan::default() };
    let centre = CallCentre::open_with(plan).await?;
    let operator = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;
    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    let waits = centre.calls(CUSTOMER).await?;
    waits.wait_queued("vasl-5050").await?;
    Ok(Waiting { centre, operator, _occupied: occupied, waits })
}

async fn is_gone(centre: &CallCentre, command: &str, sign: &str) -> Result {
    centre
        .until("what nobody needs any more is taken away", async || {
            Ok(centre.lab.asterisk().cli(command).await?.contains(sign))
        })
        .await
}

case!(
    an_operator_who_leaves_every_module,
    "who waits for them waits on and is connected by their queue; then the queue is taken away"
);
async fn an_operator_who_leaves_every_module() -> Result<String> {
    let Waiting { centre, operator, waits, _occupied } = waiting("30").await?;
    centre.vasl.done(&["module", "edit", MODULE, "--side", "extension:6065"]).await?;
    let still = centre.lab.asterisk().cli("queue show vasl-5050").await?;
    assert!(still.contains("PJSIP/5050"), "{still}");
    operator.hang_up().await?;
    let talk = waits.wait_bridged_to("5050").await?;
    assert_eq!(talk.queue.as_deref(), Some("vasl-5050"));
    is_gone(&centre, "queue show vasl-5050", "No such queue").await?;
    assert!(waits.report().ok_or("a report")?.talking().is_some(), "they speak on");
    Ok(format!("{}, then no queue vasl-5050", centre.told(&waits).await?))
}

case!(
    a_module_that_is_removed,
    "who waits in it goes on to its failure destination when the wait ends; then it is taken away"
);
async fn a_module_that_is_removed() -> Result<String> {
    let Waiting { centre, operator: _operator, waits, _occupied } = waiting("6").await?;
    centre.vasl.done(&["module", "remove", MODULE]).await?;
    waits.wait_queued("99").await?;
    let show = format!("dialplan show {MODULE}@vasl-reconnect");
    is_gone(&centre, &show, "There is no existence of").await?;
    is_gone(&centre, "queue show vasl-5050", "No such queue").await?;
    Ok("in queue 99 after the wait, then neither module nor queue".to_owned())
}

case!(
    a_module_whose_settings_change,
    "who waits meanwhile is connected all the same, and it ends with the operator's hang-up"
);
async fn a_module_whose_settings_change() -> Result<String> {
    let Waiting { centre, operator, waits, _occupied } = waiting("30").await?;
    let edit = ["--ask-first", "yes", "--whisper", "no", "--priority-on-fallback", "no"];
    centre.vasl.done(&[&["module", "edit", MODULE][..], &edit].concat()).await?;
    operator.hang_up().await?;
    waits.wait_bridged_to("5050").await?;
    operator.wait_talking().await?.hang_up().await?;
    let report = waits.wait_final_report().await?;
    assert_eq!(report.joined(), ["vasl-5050"]);
    centre.told(&waits).await
}
