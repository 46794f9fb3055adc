//! Vasl or Asterisk gone, stuck, or back again: no caller is lost, and nothing known is.

use super::joined;
use crate::support::{CallCentre, DIALLED, Plan, Result, after, reached};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use vasl_lab::Call;

/// Each call pressed 3 and joined the queue, and how long that took at most.
async fn all_join_the_queue(centre: &CallCentre, calls: usize) -> Result<Duration> {
    let mut up: Vec<Call> = Vec::new();
    for n in 0..calls {
        up.push(centre.lab.caller(&format!("0912000{n:04}")).call(DIALLED)?);
    }
    let mut pressed = Vec::new();
    for call in up {
        call.wait_answered().await?;
        call.press('3').await?;
        pressed.push((Instant::now(), call));
    }
    let mut longest = Duration::ZERO;
    for (at, call) in &pressed {
        let joined = call.wait_report("the queue", |report| joined(report, "99")).await?;
        longest = longest.max(joined - *at);
    }
    Ok(longest)
}

case!(killed_before_a_decision, "queue 99, at once");
async fn killed_before_a_decision() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    centre.speaks("09121234567").await?;
    centre.vasl.kill().await?;
    let asked = Instant::now();
    let call = centre.calls("09121234567").await?;
    let talk = call.wait_bridged().await?;
    assert_eq!(talk.queue.as_deref(), Some("99"));
    assert!(talk.began - asked < Duration::from_secs(1), "{:?}", talk.began - asked);
    Ok(reached(&call.report().ok_or("a report")?))
}

case!(killed_during_a_decision, "queue 99, at once");
async fn killed_during_a_decision() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    centre.speaks("09121234567").await?;
    centre.vasl.pause(true).await?;
    let call = centre.calls("09121234567").await?;
    // Stopped, it has accepted and does not answer: the decision is under way.
    call.wait_report("the module to be asked", |r| r.passed("vasl-reconnect").then_some(()))
        .await?;
    centre.vasl.kill().await?;
    assert_eq!(call.wait_bridged().await?.queue.as_deref(), Some("99"));
    Ok(reached(&call.report().ok_or("a report")?))
}

case!(
    stopped_with_twenty_calls_at_once,
    "all twenty in queue 99 within 3 s of the key, and Vasl goes on where it stood"
);
async fn stopped_with_twenty_calls_at_once() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    centre.vasl.pause(true).await?;
    let longest = all_join_the_queue(&centre, 20).await?;
    assert!(longest < Duration::from_secs(3), "{longest:?}");
    // It goes on where it stood.
    centre.vasl.pause(false).await?;
    centre
        .until("it answers again", async || {
            let checked = centre.vasl.run(&["check"]).await?;
            Ok(checked.success)
        })
        .await?;
    Ok(format!("the slowest in queue 99 {}", after(longest)))
}

case!(a_peer_that_accepts_and_stays_silent, "all twenty in queue 99 within 3 s of the key");
async fn a_peer_that_accepts_and_stays_silent() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    centre.vasl.stop().await?;
    let silent = TcpListener::bind((centre.lab.asterisk().address(3), 573)).await?;
    let holding = tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok(accepted) = silent.accept().await {
            held.push(accepted);
        }
    });
    let longest = all_join_the_queue(&centre, 20).await?;
    holding.abort();
    assert!(longest < Duration::from_secs(3), "{longest:?}");
    Ok(format!("the slowest in queue 99 {}", after(longest)))
}

/// What an administrator set for the length of the call and for AGI scripts of their own. Gives the
/// seconds that are left of it.
async fn is_as_the_administrator_left_it(centre: &CallCentre, call: &Call) -> Result<f64> {
    let channel = call.report().ok_or("the caller has a report")?.channel;
    let get = async |variable: &str| -> Result<String> {
        let fields = [("Action", "Getvar"), ("Channel", &channel), ("Variable", variable)];
        let answer = centre.lab.asterisk().action(&fields).await?;
        Ok(answer.first().and_then(|m| m.get("Value")).unwrap_or_default().to_owned())
    };
    let left: f64 = get("TIMEOUT(absolute)").await?.parse()?;
    assert!((80.0..=90.0).contains(&left), "{left}");
    assert_eq!(get("AGISIGHUP").await?, "maybe");
    assert_eq!(get("AGIEXITONHANGUP").await?, "");
    Ok(left)
}

case!(
    an_absolute_timeout_of_the_administrators_comes_back,
    "the timeout of 90 s and AGISIGHUP are as they were set, after a reconnect and with Vasl \
     stopped"
);
async fn an_absolute_timeout_of_the_administrators_comes_back() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let mut got = Vec::new();
    for (stopped, queue) in [(false, "99"), (false, "vasl-5050"), (true, "99")] {
        centre.vasl.pause(stopped).await?;
        let call = centre.lab.caller("09121234567").call("timed")?;
        let talk = call.wait_bridged().await?;
        assert_eq!(talk.queue.as_deref(), Some(queue), "stopped: {stopped}");
        let left = is_as_the_administrator_left_it(&centre, &call).await?;
        got.push(format!("by {queue}: {left:.0} s left"));
        if stopped {
            call.hang_up().await?;
        } else {
            centre.ends(call).await?;
        }
    }
    Ok(got.join("; "))
}

case!(restarted_vasl_knows_what_it_had_learned, "the same operator after a stop and after a kill");
async fn restarted_vasl_knows_what_it_had_learned() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks("09121234567").await?;
    centre.vasl.stop().await?;
    centre.vasl.start().await?;
    assert_eq!(centre.speaks("09121234567").await?, first, "{}", centre.vasl.log());
    centre.vasl.kill().await?;
    centre.vasl.start().await?;
    assert_eq!(centre.speaks("09121234567").await?, first, "{}", centre.vasl.log());
    Ok(format!("{first}, and again {first} both times"))
}

case!(
    restarted_asterisk_is_linked_again_and_learned_from,
    "linked within 10 s, what was known holds, and what comes is learned"
);
async fn restarted_asterisk_is_linked_again_and_learned_from() -> Result<String> {
    let centre = CallCentre::open().await?;
    let operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks("09121234567").await?;
    centre.lab.restart().await?;
    let booted = Instant::now();
    centre.vasl.wait_says_times("in step with the PBX", 2).await?;
    let linked = booted.elapsed();
    assert!(linked < Duration::from_secs(10), "{linked:?}");
    for operator in &operators {
        operator.register().await?;
    }
    assert_eq!(centre.speaks("09121234567").await?, first);
    let next = centre.speaks("09351112233").await?;
    assert_eq!(centre.speaks("09351112233").await?, next);
    Ok(format!("linked {}, then {first} and {next} again", after(linked)))
}

case!(
    a_conversation_while_vasl_was_down_is_learned_afterwards,
    "it is learned from the logs, once however often they are read, and counts"
);
async fn a_conversation_while_vasl_was_down_is_learned_afterwards() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    // Without a place to read on from, a log is not read at all.
    centre.speaks("09350000000").await?;
    centre.vasl.kill().await?;
    let call = centre.calls("09121234567").await?;
    let talk = call.wait_bridged().await?;
    call.hang_up().await?;
    let report = call.wait_final_report().await?;
    centre.vasl.start().await?;
    let conversations = centre.conversations().await?;
    let learned = conversations
        .iter()
        .find(|c| c["id"]["caller_uniqueid"] == report.uniqueid)
        .ok_or_else(|| format!("not learned: {conversations:?}\n{}", centre.vasl.log()))?;
    assert_eq!(learned["operator"], talk.with.as_str());
    assert_eq!(learned["path"]["queue"], "99");
    assert!(learned["ending"]["ended"].is_string(), "{learned}");
    assert_eq!(centre.speaks("09121234567").await?, talk.with);
    // Reading the same once more changes nothing.
    let before = centre.conversations().await?.len();
    centre.vasl.kill().await?;
    centre.vasl.start().await?;
    assert_eq!(centre.conversations().await?.len(), before);
    Ok(format!("a conversation with {} through queue 99, once; {} again", talk.with, talk.with))
}

case!(
    both_killed_in_the_middle_of_a_conversation,
    "who was talking when all was killed is the last operator"
);
async fn both_killed_in_the_middle_of_a_conversation() -> Result<String> {
    let centre = CallCentre::open().await?;
    let operators = centre.operators(["5050", "6065"]).await?;
    let call = centre.calls("09121234567").await?;
    let with = call.wait_bridged().await?.with;
    centre.learned_of_a_conversation().await?;
    centre.vasl.kill().await?;
    centre.lab.asterisk().kill()?;
    centre.lab.restart().await?;
    centre.vasl.start().await?;
    for operator in &operators {
        operator.forget();
        operator.register().await?;
    }
    let again = centre.calls("09121234567").await?;
    let talk = again.wait_bridged().await?;
    assert_eq!(talk.with, with);
    assert_eq!(talk.queue, Some(format!("vasl-{with}")));
    centre.told(&again).await
}

case!(
    a_module_that_is_not_reapplied_stays_out_of_service_after_a_restart,
    "queue 99, reason module_inactive, until somebody switches it on"
);
async fn a_module_that_is_not_reapplied_stays_out_of_service_after_a_restart() -> Result<String> {
    let plan = Plan { module: vec!["--for", "1:00", "--no-reapply-at-startup"], ..Plan::default() };
    let centre = CallCentre::open_with(plan).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    centre.speaks("09121234567").await?;
    centre.vasl.stop().await?;
    centre.vasl.start().await?;
    centre.speaks("09121234567").await?;
    assert_eq!(centre.decision(2).await?["reason"], "module_inactive");
    centre.vasl.done(&["module", "edit", "*5003", "--active"]).await?;
    centre.speaks("09121234567").await?;
    assert_eq!(centre.decision(3).await?["reason"], "operator_free");
    Ok("module_inactive after the restart, operator_free after the switch".to_owned())
}
