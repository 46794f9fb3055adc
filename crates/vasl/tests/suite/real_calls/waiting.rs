//! Operators who are busy, and callers who wait for them.

use super::{about, joined};
use crate::support::{CallCentre, Plan, Result, after, reason};
use std::time::{Duration, Instant};
use vasl_lab::{Behaviour, MUSIC_HZ};

fn one_operator(module: Vec<&'static str>) -> Plan {
    Plan { members: vec!["5050"], module, ..Plan::default() }
}

case!(
    a_caller_waits_with_music_and_goes_before_an_ordinary_caller,
    "hears music, and is connected before the ordinary caller who had waited longer"
);
async fn a_caller_waits_with_music_and_goes_before_an_ordinary_caller() -> Result<String> {
    let centre =
        CallCentre::open_with(one_operator(vec!["--for", "1:00", "--wait-seconds", "30"])).await?;
    let operator = centre.operator("5050").await?;
    centre.speaks("09121234567").await?;

    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    let ordinary = centre.lab.caller("09350000002").call("ordinary")?;
    ordinary.wait_queued("99").await?;
    let returning = centre.calls("09121234567").await?;
    returning.wait_queued("vasl-5050").await?;
    let heard = returning.wait_hears(MUSIC_HZ).await?;
    assert!(heard.is_sound() && !heard.is_silence(), "{heard:?}");
    assert_eq!(centre.decision(2).await?["reason"]["operator_busy"], "talking");

    let free = Instant::now();
    operator.hang_up().await?;
    let talk = returning.wait_bridged_to("5050").await?;
    let report = ordinary.report().ok_or("the ordinary caller has a report")?;
    assert_eq!(report.waiting_in(), Some("99"), "the ordinary caller still waits");
    assert!(report.rings.is_empty(), "nobody was rung for the ordinary caller before");
    assert_eq!(centre.settled(2).await?["outcome"], "connected");
    returning.hang_up().await?;
    ordinary.wait_bridged_to("5050").await?;
    Ok(format!("music, and 5050 {} of getting free", after(talk.began - free)))
}

case!(a_wait_ends_at_its_time, "with a wait of 3 s, queue 99 after 2 to 4 s, outcome wait_ran_out");
async fn a_wait_ends_at_its_time() -> Result<String> {
    let centre =
        CallCentre::open_with(one_operator(vec!["--for", "1:00", "--wait-seconds", "3"])).await?;
    let _operator = centre.operator("5050").await?;
    centre.speaks("09121234567").await?;
    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;

    let call = centre.calls("09121234567").await?;
    call.wait_queued("99").await?;
    let report = call.report().ok_or("the caller has a report")?;
    let waited = joined(&report, "99").ok_or("in the queue")?
        - joined(&report, "vasl-5050").ok_or("in the shadow queue")?;
    assert!(about(waited, 3.0), "waited {waited:?}");
    let decision = centre.settled(2).await?;
    assert_eq!(decision["outcome"], "wait_ran_out");
    Ok(format!("waited {:.2} s, reason {}", waited.as_secs_f64(), reason(&decision)))
}

case!(no_waiting_means_none, "queue 99 at once, reason operator_busy_no_waiting (talking)");
async fn no_waiting_means_none() -> Result<String> {
    let centre =
        CallCentre::open_with(one_operator(vec!["--for", "1:00", "--wait-seconds", "0"])).await?;
    let _operator = centre.operator("5050").await?;
    centre.speaks("09121234567").await?;
    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    let call = centre.calls("09121234567").await?;
    call.wait_queued("99").await?;
    let decision = centre.settled(2).await?;
    assert_eq!(decision["reason"]["operator_busy_no_waiting"], "talking");
    assert_eq!(call.report().ok_or("a report")?.joined(), ["99"]);
    centre.told(&call).await
}

case!(
    ringing_ends_at_its_time_whether_the_operator_was_free_or_waited_for,
    "with 3 s of ringing, queue 99 2 to 4 s after the first ring, outcome no_answer, both \
     times"
);
async fn ringing_ends_at_its_time_whether_the_operator_was_free_or_waited_for() -> Result<String> {
    let plan = Plan {
        module: vec!["--for", "1:00", "--wait-seconds", "20", "--ring-seconds", "3"],
        members: vec!["5050"],
        ..Plan::default()
    };
    let centre = CallCentre::open_with(plan).await?;
    let operator = centre.operator("5050").await?;
    centre.speaks("09121234567").await?;

    // Free at first.
    operator.set(Behaviour::Ring);
    let call = centre.calls("09121234567").await?;
    call.wait_queued("99").await?;
    let free = rang_for_three_seconds(&call)?;
    assert_eq!(centre.settled(2).await?["outcome"], "no_answer");
    call.hang_up().await?;
    call.wait_final_report().await?;
    operator.wait_idle().await?;

    // Waited for.
    operator.set(Behaviour::Answer);
    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    operator.set(Behaviour::Ring);
    let call = centre.calls("09121234567").await?;
    call.wait_queued("vasl-5050").await?;
    occupied.hang_up().await?;
    call.wait_queued("99").await?;
    let waited_for = rang_for_three_seconds(&call)?;
    assert_eq!(centre.settled(3).await?["outcome"], "no_answer");
    Ok(format!("{free}; {waited_for}"))
}

fn rang_for_three_seconds(call: &vasl_lab::Call) -> Result<String> {
    let report = call.report().ok_or("the caller has a report")?;
    let ring = report
        .rings
        .iter()
        .find(|ring| ring.queue.as_deref() == Some("vasl-5050"))
        .ok_or("the operator was rung")?;
    let left = joined(&report, "99").ok_or("at the failure destination")?;
    assert!(about(left - ring.began, 3.0), "left {:?} after the first ring", left - ring.began);
    Ok(format!("left {} of the first ring", after(left - ring.began)))
}

case!(an_operator_who_declines, "queue 99 within 2 s, outcome declined");
async fn an_operator_who_declines() -> Result<String> {
    let centre = CallCentre::open_with(Plan {
        module: vec!["--for", "1:00", "--ring-seconds", "20"],
        members: vec!["5050"],
        ..Plan::default()
    })
    .await?;
    let operator = centre.operator("5050").await?;
    centre.speaks("09121234567").await?;
    operator.set(Behaviour::Busy);
    let pressed = Instant::now();
    let call = centre.calls("09121234567").await?;
    call.wait_queued("99").await?;
    assert!(pressed.elapsed() < Duration::from_secs(2), "{:?}", pressed.elapsed());
    assert_eq!(centre.settled(2).await?["outcome"], "declined");
    centre.told(&call).await
}

case!(
    twelve_callers_who_come_while_the_queue_tries_their_operators_are_all_rung,
    "each of twelve rings at their own operator; a plain Queue() with the option n lets half \
     of them go unrung"
);
/// A plain queue with the option `n` lets half of these go without ringing anybody.
async fn twelve_callers_who_come_while_the_queue_tries_their_operators_are_all_rung()
-> Result<String> {
    const TWELVE: [&str; 12] = [
        "5050", "5051", "5052", "5053", "5054", "5055", "5056", "5057", "5058", "5059", "5060",
        "5061",
    ];
    let plan = Plan {
        operators: TWELVE.to_vec(),
        members: TWELVE.to_vec(),
        module: vec!["--for", "1:00", "--wait-seconds", "15", "--ring-seconds", "2"],
        queue_ring_seconds: 2,
        ..Plan::default()
    };
    let centre = CallCentre::open_with(plan).await?;
    let operators = centre.operators(TWELVE).await?;
    let mut callers = Vec::new();
    for n in 0..12 {
        let number = format!("0912000{n:04}");
        let operator = centre.speaks(&number).await?;
        callers.push((number, operator));
    }
    for operator in &operators {
        operator.set(Behaviour::Ring);
        operator.forget();
    }
    let mut ordinary = Vec::new();
    for n in 0..12 {
        ordinary.push(centre.lab.caller(&format!("0935000{n:04}")).call("ordinary")?);
    }
    for operator in &operators {
        operator.wait_ringing().await?;
    }
    let mut returning = Vec::new();
    for (number, operator) in &callers {
        returning.push((centre.calls(number).await?, operator));
    }
    for (call, operator) in &returning {
        let shadow = format!("vasl-{operator}");
        let rung = call
            .wait_report("its own operator to be rung, or the failure queue", |report| {
                let rung = report.rings.iter().any(|r| r.queue.as_deref() == Some(&shadow));
                if rung {
                    return Some(true);
                }
                joined(report, "99").map(|_| false)
            })
            .await?;
        assert!(rung, "the caller of {operator} left unrung");
    }
    Ok("all twelve".to_owned())
}
