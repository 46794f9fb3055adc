//! Who is remembered, for how long, and who is not.

use crate::support::{CallCentre, DIALLED, MODULE, Plan, Result};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use vasl_lab::CALLER_HZ;

const FIVE: [&str; 5] = ["5050", "5051", "5052", "5053", "5054"];

fn five_operators() -> Plan {
    Plan { operators: FIVE.to_vec(), members: FIVE.to_vec(), ..Plan::default() }
}

case!(a_first_time_caller_goes_to_the_failure_destination, "queue 99, reason never_spoke");
async fn a_first_time_caller_goes_to_the_failure_destination() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let call = centre.calls("09121234567").await?;
    let talk = call.wait_bridged().await?;
    assert_eq!(talk.queue.as_deref(), Some("99"));
    let decision = centre.decision(1).await?;
    assert_eq!(decision["reason"], "never_spoke");
    assert_eq!(decision["outcome"], "straight_to_failure");
    assert_eq!(decision["caller"], "+989121234567");
    centre.told(&call).await
}

case!(the_two_hear_each_other, "both hear the other's tone, by queue 99 and by vasl-5050");
/// Who came by pressing a key is heard, and not the key: through the queue, and through the module.
async fn the_two_hear_each_other() -> Result<String> {
    let centre = CallCentre::open().await?;
    let operator = centre.operator("5050").await?;
    for queue in ["99", "vasl-5050"] {
        let call = centre.calls("09121234567").await?;
        assert_eq!(call.wait_bridged().await?.queue.as_deref(), Some(queue));
        let desk = operator.wait_talking().await?;
        call.wait_hears(operator.hz()).await?;
        desk.wait_hears(CALLER_HZ).await?;
        centre.ends(call).await?;
        operator.wait_idle().await?;
    }
    Ok("both ways, both times".to_owned())
}

case!(
    a_returning_caller_reaches_the_same_operator_among_five,
    "the first operator by their own queue, reason operator_free; the next in turn once the \
     module is inactive"
);
async fn a_returning_caller_reaches_the_same_operator_among_five() -> Result<String> {
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
    let got = centre.told(&again).await?;
    centre.ends(again).await?;

    centre.vasl.done(&["module", "edit", MODULE, "--inactive"]).await?;
    let other = centre.speaks("09121234567").await?;
    assert_ne!(other, first, "with the module out of service it is the queue's turn");
    assert_eq!(centre.decision(4).await?["reason"], "module_inactive");
    Ok(got)
}

case!(
    four_spellings_of_a_number_are_one_caller,
    "the same operator each time, one caller +989121234567"
);
async fn four_spellings_of_a_number_are_one_caller() -> Result<String> {
    let centre = CallCentre::open_with(five_operators()).await?;
    let _operators = centre.operators(FIVE).await?;
    let first = centre.speaks("09121234567").await?;
    for spelling in ["9121234567", "+989121234567", "00989121234567", "09121234567"] {
        assert_eq!(centre.speaks(spelling).await?, first, "{spelling}");
    }
    let conversations = centre.conversations().await?;
    assert_eq!(conversations.len(), 5);
    assert!(conversations.iter().all(|c| c["caller"] == "+989121234567"), "{conversations:?}");
    Ok(format!("{first} five times, one caller"))
}

case!(
    an_anonymous_caller_is_not_remembered,
    "queue 99, reason no_caller_identity, nothing learned"
);
async fn an_anonymous_caller_is_not_remembered() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    for count in 1..=2 {
        let call = centre.lab.caller("").anonymous().call(DIALLED)?;
        let call = centre.presses_three(call).await?;
        assert_eq!(call.wait_bridged().await?.queue.as_deref(), Some("99"));
        assert_eq!(centre.decision(count).await?["reason"], "no_caller_identity");
        call.hang_up().await?;
        call.wait_final_report().await?;
    }
    // What comes after it was learned, so it would have been learned too.
    centre.speaks("09121234567").await?;
    assert_eq!(centre.conversations().await?.len(), 1);
    Ok("queue 99 and no_caller_identity twice, no conversation".to_owned())
}

case!(a_memory_of_two_seconds, "the same operator at once, and after 2 s queue 99, reason expired");
async fn a_memory_of_two_seconds() -> Result<String> {
    let plan = Plan { module: vec!["--for", "00:00:02"], ..Plan::default() };
    let centre = CallCentre::open_with(plan).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks("09121234567").await?;
    assert_eq!(centre.speaks("09121234567").await?, first);
    let forgotten = Instant::now() + Duration::from_secs(2);
    sleep_until(forgotten).await;
    let call = centre.calls("09121234567").await?;
    assert_eq!(call.wait_bridged().await?.queue.as_deref(), Some("99"));
    assert_eq!(centre.decision(3).await?["reason"], "expired");
    centre.told(&call).await
}

case!(
    a_direct_call_counts_and_a_reconnected_one_renews_the_memory,
    "with a memory of 10 s, 5050 after 0, 8 and 16 s"
);
async fn a_direct_call_counts_and_a_reconnected_one_renews_the_memory() -> Result<String> {
    let plan = Plan { module: vec!["--for", "00:00:10"], ..Plan::default() };
    let centre = CallCentre::open_with(plan).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let direct = centre.lab.caller("09121234567").call("direct")?;
    assert_eq!(direct.wait_bridged_to("5050").await?.queue, None);
    centre.ends(direct).await?;
    let begun = Instant::now();
    for seconds in [0, 8, 16] {
        sleep_until(begun + Duration::from_secs(seconds)).await;
        // The queue's turn would be another's each time.
        let call = centre.calls("09121234567").await?;
        let talk = call.wait_bridged_to("5050").await?;
        assert_eq!(talk.queue.as_deref(), Some("vasl-5050"), "after {seconds} s");
        centre.ends(call).await?;
    }
    let paths: Vec<_> =
        centre.conversations().await?.into_iter().map(|c| c["path"].clone()).collect();
    assert_eq!(paths[3], "direct");
    assert_eq!(paths[0]["reconnected"]["module"], MODULE);
    Ok("5050 each time; the first conversation was direct".to_owned())
}

case!(
    a_cleared_memory_and_a_removed_module,
    "never_spoke after the memory is cleared; a module to which a menu leads cannot be \
     removed"
);
async fn a_cleared_memory_and_a_removed_module() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    centre.speaks("09121234567").await?;
    centre.vasl.done(&["module", "clear-memory", MODULE]).await?;
    centre.speaks("09121234567").await?;
    assert_eq!(centre.decision(2).await?["reason"], "never_spoke");
    let refused = centre.vasl.run(&["module", "remove", MODULE]).await?;
    assert!(refused.errors.contains("key 3 of IVR 1 leads to it"), "{}", refused.errors);
    Ok(format!("never_spoke; “{}”", refused.errors))
}
