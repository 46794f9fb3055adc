//! What `vasl live` shows while people call.

use crate::support::{CallCentre, MODULE, Plan, Result};
use jiff::Timestamp;
use serde_json::Value;
use vasl_lab::Behaviour;

async fn live(centre: &CallCentre) -> Result<Value> {
    centre.vasl.json(&["live"]).await
}

/// An operator as the picture has them.
fn of<'a>(live: &'a Value, number: &str) -> &'a Value {
    let operators = live["operators"].as_array().into_iter().flatten();
    operators.into_iter().find(|operator| operator["operator"] == number).unwrap_or(&Value::Null)
}

/// Waits until an operator is shown so; tells since when.
pub async fn shows(centre: &CallCentre, number: &str, presence: &str) -> Result<Option<Timestamp>> {
    let mut since = Value::Null;
    let what = format!("{number} is shown {presence}");
    centre
        .until(&what, async || {
            let now = live(centre).await?;
            since = of(&now, number)["since"].clone();
            Ok(of(&now, number)["presence"] == presence)
        })
        .await?;
    Ok(since.as_str().map(str::parse).transpose()?)
}

case!(
    what_operators_do_is_shown,
    "free, ringing, talking, on hold, wrapping up, paused, do not disturb, gone: each as it begins"
);
async fn what_operators_do_is_shown() -> Result<String> {
    let plan = Plan { members: vec!["5050"], wrap_up_seconds: 3, ..Plan::default() };
    let centre = CallCentre::open_with(plan).await?;
    let asterisk = centre.lab.asterisk();
    shows(&centre, "5050", "unregistered").await?;
    let operator = centre.operator("5050").await?;
    shows(&centre, "5050", "free").await?;

    operator.set(Behaviour::Ring);
    let call = centre.lab.caller("09121234567").call("ordinary")?;
    operator.wait_ringing().await?;
    let rang = shows(&centre, "5050", "ringing").await?;
    operator.answer().await?;
    call.wait_bridged_to("5050").await?;
    let talked = shows(&centre, "5050", "talking").await?;
    operator.hold().await?;
    let held = shows(&centre, "5050", "on_hold").await?;
    operator.unhold().await?;
    let again = shows(&centre, "5050", "talking").await?;
    call.hang_up().await?;
    let wrapped_up = shows(&centre, "5050", "wrapping_up").await?;
    let free = shows(&centre, "5050", "free").await?;
    let since = [rang, talked, held, again, wrapped_up, free];
    let since: Vec<Timestamp> = since.into_iter().flatten().collect();
    assert_eq!(since.len(), 6, "each began when it was seen to");
    assert!(since.is_sorted(), "{since:?}");
    let wrap_up = since[5].duration_since(since[4]).as_secs_f64();
    assert!((2.0..6.0).contains(&wrap_up), "wrapped up for {wrap_up} s");

    asterisk.cli("queue pause member PJSIP/5050 queue 99").await?;
    shows(&centre, "5050", "paused").await?;
    asterisk.cli("queue unpause member PJSIP/5050 queue 99").await?;
    shows(&centre, "5050", "free").await?;
    asterisk.cli("devstate change Custom:DND5050 BUSY").await?;
    shows(&centre, "5050", "do_not_disturb").await?;
    asterisk.cli("devstate change Custom:DND5050 INVALID").await?;
    shows(&centre, "5050", "free").await?;
    operator.unregister().await?;
    shows(&centre, "5050", "unregistered").await?;
    let words = centre.vasl.run(&["live"]).await?.output;
    assert!(words.contains("5050      Operator 5050  unregistered"), "{words}");
    Ok(format!("all of it; wrapped up for {wrap_up:.1} s"))
}

case!(
    who_waits_and_who_is_remembered_is_shown,
    "two callers behind each other, since when; the remembered one with the time left; nobody \
     after the wait"
);
async fn who_waits_and_who_is_remembered_is_shown() -> Result<String> {
    const CALLERS: [&str; 2] = ["09121234567", "09351112233"];
    let plan = Plan {
        members: vec!["5050"],
        module: vec!["--for", "1:00", "--wait-seconds", "60"],
        ..Plan::default()
    };
    let centre = CallCentre::open_with(plan).await?;
    let operator = centre.operator("5050").await?;
    for number in CALLERS {
        centre.speaks(number).await?;
        operator.wait_idle().await?;
    }
    let now = live(&centre).await?;
    let remembered = now["remembered"].as_array().ok_or("a list")?;
    assert_eq!(remembered.len(), 2);
    assert_eq!(remembered[0]["caller"], "+989351112233", "the newest first");
    assert_eq!(remembered[0]["module"], MODULE);
    assert_eq!(remembered[0]["operator"], "5050");
    let left = remembered[0]["seconds_left"].as_i64().ok_or("seconds")?;
    assert!((3_500..=3_600).contains(&left), "{left} s left");

    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    let mut waiting = Vec::new();
    for number in CALLERS {
        let call = centre.calls(number).await?;
        call.wait_queued("vasl-5050").await?;
        waiting.push(call);
    }
    let mut shown = Value::Null;
    centre
        .until("both are shown to wait", async || {
            shown = of(&live(&centre).await?, "5050")["waiting"].clone();
            Ok(shown.as_array().is_some_and(|waiting| waiting.len() == 2))
        })
        .await?;
    let callers = [&shown[0]["caller"], &shown[1]["caller"]];
    assert_eq!(callers, ["+989121234567", "+989351112233"]);
    let since = |place: usize| -> Result<Timestamp> {
        Ok(shown[place]["since"].as_str().ok_or("a time")?.parse()?)
    };
    assert!(since(0)? < since(1)?);
    // A service that starts while they wait finds them waiting.
    centre.vasl.stop().await?;
    centre.vasl.start().await?;
    centre
        .until("both are found to wait", async || {
            let found = of(&live(&centre).await?, "5050")["waiting"].clone();
            Ok([&found[0]["caller"], &found[1]["caller"]] == callers)
        })
        .await?;
    waiting.remove(0).hang_up().await?;
    centre
        .until("the other one is shown in the first place", async || {
            let left = of(&live(&centre).await?, "5050")["waiting"].clone();
            Ok(left[0]["caller"] == "+989351112233" && left[1].is_null())
        })
        .await?;
    occupied.hang_up().await?;
    waiting[0].wait_bridged_to("5050").await?;
    centre
        .until("nobody is shown to wait", async || {
            Ok(of(&live(&centre).await?, "5050")["waiting"] == Value::Array(Vec::new()))
        })
        .await?;
    shows(&centre, "5050", "talking").await?;
    let now = live(&centre).await?;
    assert_eq!(now["linked"], true);
    Ok(format!("as it was; {left} s left at first"))
}
