//! Who is remembered, and who is not.

use crate::support::{CallCentre, MODULE, Plan, Result};

const FIVE: [&str; 5] = ["5050", "5051", "5052", "5053", "5054"];

fn five_operators() -> Plan {
    Plan { operators: FIVE.to_vec(), members: FIVE.to_vec(), ..Plan::default() }
}

#[tokio::test]
async fn a_first_time_caller_goes_to_the_failure_destination() -> Result {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let call = centre.calls("09121234567").await?;
    let talk = call.wait_bridged().await?;
    assert_eq!(talk.queue.as_deref(), Some("99"));
    let decision = centre.decision(1).await?;
    assert_eq!(decision["reason"], "never_spoke");
    assert_eq!(decision["outcome"], "straight_to_failure");
    assert_eq!(decision["caller"], "+989121234567");
    Ok(())
}

#[tokio::test]
async fn a_returning_caller_reaches_the_same_operator_among_five() -> Result {
    let centre = CallCentre::open_with(five_operators()).await?;
    let _operators = centre.operators(FIVE).await?;
    let first = centre.speaks("09121234567").await?;
    // The queue's turn goes on to another.
    let second = centre.speaks("09351112233").await?;
    assert_ne!(first, second);

    let again = centre.calls("09121234567").await?;
    let talk = again.wait_bridged().await?;
    assert_eq!(talk.with, first);
    assert_eq!(talk.queue, Some(format!("vasl-{first}")));
    let decision = centre.settled(3).await?;
    assert_eq!(decision["reason"], "operator_free");
    assert_eq!(decision["outcome"], "connected");
    centre.ends(again).await?;

    centre.vasl.done(&["module", "edit", MODULE, "--inactive"]).await?;
    let other = centre.speaks("09121234567").await?;
    assert_ne!(other, first, "with the module out of service it is the queue's turn");
    assert_eq!(centre.decision(4).await?["reason"], "module_inactive");
    Ok(())
}
