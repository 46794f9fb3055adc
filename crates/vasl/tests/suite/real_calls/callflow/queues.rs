//! Queues: who logs in and out by phone, pauses, and where a caller goes who is not taken.

use super::{CALLER, comes_to, dials, with};
use crate::real_calls::about;
use crate::support::{CallCentre, Result};
use std::time::{Duration, Instant};
use vasl_lab::{Behaviour, MENU_HZ, Message};

/// Queue 88 into which 5050 may log in and where nobody waits for nobody; queue 77, whose only
/// member is 6065, who is waited for two seconds; both lead to an announcement then.
const QUEUES: &str = "[[queue]]\nnumber = \"88\"\nname = \"Sales\"\n\
    dynamic_members = [{ extension = \"5050\", penalty = 2 }]\n\
    join = \"somebody_available\"\nleave = \"nobody_available\"\nweight = 5\n\
    failure_destination = \"announcement:1\"\n\
    [[queue]]\nnumber = \"77\"\nname = \"Short\"\nmembers = [\"6065\"]\n\
    longest_wait_seconds = 2\nrecording = true\nfailure_destination = \"announcement:1\"\n\
    [[announcement]]\nnumber = \"1\"\nname = \"Nobody\"\nsound = \"lab-menu\"\n\
    may_be_skipped = true\ndestination = \"announcement:2\"\n\
    [[announcement]]\nnumber = \"2\"\nname = \"Sorry\"\nsound = \"lab-menu\"\n\
    destination = \"hangup\"\n\
    [[inbound_route]]\ndid = \"02100000088\"\ndestination = \"queue:88\"\n\
    [[inbound_route]]\ndid = \"02100000077\"\ndestination = \"queue:77\"\n";

/// A caller of queue 88 is told that nobody is there.
async fn nobody_is_there(centre: &CallCentre) -> Result {
    let call = centre.lab.caller(CALLER).call("02100000088")?;
    call.wait_hears(MENU_HZ).await?;
    comes_to(&call, "vasl-announcement-2").await?;
    call.wait_ended().await?;
    Ok(())
}

/// A caller of queue 88 is connected with 5050.
async fn somebody_is_there(centre: &CallCentre) -> Result {
    let call = centre.lab.caller(CALLER).call("02100000088")?;
    let conversation = call.wait_bridged_to("5050").await?;
    assert_eq!(conversation.queue.as_deref(), Some("88"));
    centre.ends(call).await
}

case!(
    an_operator_logs_in_pauses_and_logs_out_by_phone,
    "connected while logged in and not paused; the failure destination otherwise; others refused"
);
async fn an_operator_logs_in_pauses_and_logs_out_by_phone() -> Result<String> {
    let centre = with(QUEUES).await?;
    let [desk, other] = centre.operators(["5050", "6065"]).await?;
    nobody_is_there(&centre).await?;
    let refused = other.call("*4588")?;
    assert!(refused.wait_ended().await?.status >= 400);
    dials(&desk, "*45").await?;
    let shown = centre.lab.asterisk().cli("queue show 88").await?;
    for part in ["PJSIP/5050", "penalty 2", "dynamic"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    somebody_is_there(&centre).await?;
    dials(&desk, "*47").await?;
    nobody_is_there(&centre).await?;
    dials(&desk, "*4888").await?;
    somebody_is_there(&centre).await?;
    dials(&desk, "*46").await?;
    nobody_is_there(&centre).await?;
    dials(&desk, "*4588").await?;
    somebody_is_there(&centre).await?;
    dials(&desk, "*4688").await?;
    nobody_is_there(&centre).await?;
    Ok("as expected".to_owned())
}

case!(
    a_caller_whom_nobody_takes_goes_on_when_the_longest_wait_is_over,
    "the failure destination after two seconds; a key skips its announcement; a taken call is \
     recorded"
);
async fn a_caller_whom_nobody_takes_goes_on_when_the_longest_wait_is_over() -> Result<String> {
    let centre = with(QUEUES).await?;
    let operator = centre.operator("6065").await?;
    operator.set(Behaviour::Ring);
    let call = centre.lab.caller(CALLER).call("02100000077")?;
    call.wait_queued("77").await?;
    let joined = Instant::now();
    comes_to(&call, "vasl-announcement-1").await?;
    let waited = joined.elapsed();
    assert!(about(waited, 2.0), "{waited:?}");
    let witness = centre.lab.witness();
    let plays = |event: &Message| event.is("Newexten") && event.has("Application", "BackGround");
    witness.wait_for("the announcement to be played", plays).await?;
    call.press('5').await?;
    let skips = |event: &Message| {
        event.is("Newexten")
            && event.has("Context", "vasl-announcement-1")
            && event.has("Exten", "5")
    };
    witness.wait_for("the announcement to be skipped", skips).await?;
    comes_to(&call, "vasl-announcement-2").await?;
    call.wait_ended().await?;

    operator.set(Behaviour::Answer);
    let taken = centre.lab.caller(CALLER).call("02100000077")?;
    taken.wait_bridged_to("6065").await?;
    taken.wait_hears(operator.hz()).await?;
    centre.ends(taken).await?;
    let folder = centre.lab.asterisk().spool_dir().join("monitor");
    centre
        .until("the call is recorded", async || {
            let found = std::fs::read_dir(&folder).into_iter().flatten().flatten().any(|file| {
                file.file_name().to_string_lossy().contains("-77-")
                    && file.metadata().is_ok_and(|about| about.len() > 2_000)
            });
            Ok(found)
        })
        .await?;
    Ok(format!("left after {:.1} s", Duration::as_secs_f64(&waited)))
}
