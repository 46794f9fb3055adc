//! Wall-clock expiries, a second before and a second after their boundary, with Vasl's clock
//! shifted: the conversation happens now, and the redial an hour later.

use crate::support::{CallCentre, Plan, Result};
use jiff::{SignedDuration, Timestamp, Zoned, tz::TimeZone};
use serde_json::Value;
use std::path::{Path, PathBuf};
use vasl_domain::jalali::JalaliDate;

/// A zone in which it is about noon, so that no boundary of these tests is past midnight.
fn zone_at_noon(now: Timestamp) -> Result<String> {
    (-12..=12)
        .map(|hours: i32| format!("Etc/GMT{hours:+}"))
        .find(|name| TimeZone::get(name).is_ok_and(|zone| now.to_zoned(zone).hour() == 12))
        .ok_or_else(|| "it is noon somewhere".into())
}

/// The library that shifts a process's clock (Debian: libfaketime).
fn faketime() -> Result<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib")?.flatten().map(|entry| entry.path());
    folders
        .map(|folder| folder.join("faketime/libfaketime.so.1"))
        .find(|library| library.exists())
        .ok_or_else(|| "libfaketime is not installed: apt-get install libfaketime".into())
}

struct ShiftedClock<'a> {
    file: &'a Path,
}

impl ShiftedClock<'_> {
    /// From now on Vasl's clock shows `at` and goes on from there.
    fn show(&self, at: Timestamp) -> Result {
        let shift = at.duration_since(Timestamp::now()).as_secs_f64();
        Ok(std::fs::write(self.file, format!("{shift:+.3}s\n"))?)
    }
}

/// Vasl's next start will go by this clock.
fn shifted(centre: &CallCentre, clock: &ShiftedClock<'_>) -> Result {
    clock.show(Timestamp::now())?;
    centre.vasl.variable("LD_PRELOAD", &faketime()?.to_string_lossy());
    centre.vasl.variable("FAKETIME_TIMESTAMP_FILE", &clock.file.to_string_lossy());
    centre.vasl.variable("FAKETIME_NO_CACHE", "1");
    centre.vasl.variable("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    Ok(())
}

case!(
    a_second_before_and_after_the_boundary,
    "reconnected a second before the time of day, and before the end of work; expired a \
     second after it"
);
async fn a_second_before_and_after_the_boundary() -> Result<String> {
    let zone = zone_at_noon(Timestamp::now())?;
    let now: Zoned = Timestamp::now().to_zoned(TimeZone::get(&zone)?);
    let boundary = (&now + SignedDuration::from_hours(2)).with().subsec_nanosecond(0).build()?;
    let until = boundary.strftime("%H:%M:%S").to_string();
    let settings = format!(
        "[[time_group]]\nname = \"office\"\n[[time_group.period]]\n\
         weekdays = [\"sat\", \"sun\", \"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]\n\
         from = \"10:00\"\nto = \"13:00\"\n[[time_group.period]]\n\
         weekdays = [\"sat\", \"sun\", \"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]\n\
         from = \"13:30\"\nto = \"{until}\"\n"
    );
    let plan = Plan { settings, ..Plan::default() };
    let centre = CallCentre::prepare(&plan).await?;
    let file = centre.folder().join("clock");
    let clock = ShiftedClock { file: &file };
    shifted(&centre, &clock)?;
    centre.vasl.start().await?;
    let zone_of = ["--time-zone", zone.as_str()];
    for (code, expiry) in
        [("*5003", ["--until", until.as_str()]), ("*5004", ["--end-of-work", "office"])]
    {
        let mut arguments = vec!["module", "add", code, "poshtibani", "--side", "queue:99"];
        arguments.extend(["--failure", "queue:99"].iter().chain(&expiry).chain(&zone_of));
        centre.vasl.done(&arguments).await?;
    }
    let _operators = centre.operators(["5050", "6065"]).await?;
    let spoken = centre.lab.caller("09121234567").call("ordinary")?;
    let with = spoken.wait_bridged().await?.with;
    centre.ends(spoken).await?;

    // The queue came with the first start: its members are noted a moment after.
    centre
        .until("the queue's members are known", async || {
            let asked = ["decide", "--module", "*5003", "--caller", "09121234567"];
            Ok(centre.vasl.json(&asked).await?["reason"] == "operator_free")
        })
        .await?;
    let second = SignedDuration::from_secs(1);
    let mut got = Vec::new();
    for (shown, reason) in [
        (boundary.timestamp() - second, "operator_free"),
        (boundary.timestamp() + second, "expired"),
    ] {
        for code in ["*5003", "*5004"] {
            clock.show(shown)?;
            let call = centre.lab.caller("09121234567").call(code)?;
            let talk = call.wait_bridged().await?;
            let uniqueid = call.report().ok_or("the caller has a report")?.uniqueid;
            let decision = centre.decision_for(&uniqueid).await?;
            assert_eq!(decision["reason"], reason, "{code}");
            if reason == "operator_free" {
                assert_eq!(talk.with, with);
            }
            got.push(format!(
                "{code} at {}: {}",
                shown.to_zoned(boundary.time_zone().clone()).strftime("%T"),
                centre.told(&call).await?
            ));
            // Hung up without being learned from: the memory stays that of the first call.
            clock.show(Timestamp::now())?;
            call.hang_up().await?;
            call.wait_final_report().await?;
        }
    }
    Ok(got.join("; "))
}

/// A time group with the hours 08:30 to 12:30 and 13:15 to 17:30, if it were 11:50 now.
fn office(name: &str, now: &Zoned, holiday: &str) -> String {
    let at =
        |minutes: i64| (now + SignedDuration::from_mins(minutes)).strftime("%H:%M").to_string();
    let weekdays = "[\"sat\", \"sun\", \"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]";
    let period = |from: i64, to: i64| {
        format!(
            "[[time_group.period]]\nweekdays = {weekdays}\nfrom = \"{}\"\nto = \"{}\"\n",
            at(from),
            at(to)
        )
    };
    let (morning, afternoon) = (period(-200, 40), period(85, 340));
    format!("[[time_group]]\nname = \"{name}\"\n{morning}{afternoon}{holiday}")
}

case!(
    a_lunch_break_forgets_nobody_and_a_holiday_has_no_end_of_work,
    "hours 08:30 to 12:30 and 13:15 to 17:30, spoken 11:50: back at 14:00 to the same \
     operator, at 17:50 expired; on a holiday not before midnight"
);
async fn a_lunch_break_forgets_nobody_and_a_holiday_has_no_end_of_work() -> Result<String> {
    let zone = zone_at_noon(Timestamp::now())?;
    let now: Zoned = Timestamp::now().to_zoned(TimeZone::get(&zone)?);
    let today = JalaliDate::of(now.date()).ok_or("a day of the calendar")?;
    let holiday = format!(
        "[[time_group.holiday]]\njalali = \"{:02}/{:02}\"\nyearly = true\n",
        today.month, today.day
    );
    let settings = office("office", &now, "") + &office("closed", &now, &holiday);
    let plan = Plan { settings, ..Plan::default() };
    let centre = CallCentre::prepare(&plan).await?;
    let file = centre.folder().join("clock");
    let clock = ShiftedClock { file: &file };
    shifted(&centre, &clock)?;
    centre.vasl.start().await?;
    for (code, group) in [("*5003", "office"), ("*5004", "closed")] {
        let what = ["module", "add", code, "poshtibani", "--end-of-work", group];
        let rest = ["--side", "extension:5050", "--side", "extension:6065", "--side", "queue:99"];
        let last = ["--failure", "queue:99", "--time-zone", zone.as_str()];
        centre.vasl.done(&[&what[..], &rest, &last].concat()).await?;
    }
    let _operators = centre.operators(["5050", "6065"]).await?;
    let spoken = centre.lab.caller("09121234567").call("ordinary")?;
    let with = spoken.wait_bridged().await?.with;
    centre.ends(spoken).await?;

    // Spoken at 11:50, back at 14:00 and at 17:50.
    let mut got = Vec::new();
    for (code, minutes, reason) in [
        ("*5003", 130, "operator_free"),
        ("*5004", 130, "operator_free"),
        ("*5004", 360, "operator_free"),
        ("*5003", 360, "expired"),
    ] {
        clock.show(now.timestamp() + SignedDuration::from_mins(minutes))?;
        let call = centre.lab.caller("09121234567").call(code)?;
        let talk = call.wait_bridged().await?;
        let uniqueid = call.report().ok_or("the caller has a report")?.uniqueid;
        let decision = centre.decision_for(&uniqueid).await?;
        assert_eq!(decision["reason"], reason, "{code} after {minutes} minutes");
        if reason == "operator_free" {
            assert_eq!(talk.with, with);
        }
        got.push(format!("{code} after {minutes} min: {}", centre.told(&call).await?));
        // Hung up on the true clock: see above.
        clock.show(Timestamp::now())?;
        call.hang_up().await?;
        call.wait_final_report().await?;
    }
    Ok(got.join("; "))
}

/// What `vasl check` says, by what it is about.
async fn checked(centre: &CallCentre, shift: &str) -> Result<Vec<(String, String, String)>> {
    let printed = tokio::process::Command::new(env!("CARGO_BIN_EXE_vasl"))
        .arg("--json")
        .arg("--config")
        .arg(centre.vasl.config())
        .arg("check")
        .env("LD_PRELOAD", faketime()?)
        .env("FAKETIME", shift)
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .output()
        .await?;
    let lines: Vec<Value> = serde_json::from_slice(&printed.stdout)?;
    let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    Ok(lines
        .iter()
        .map(|line| (text(line, "what"), text(line, "verdict"), text(line, "message")))
        .collect())
}

fn about<'a>(lines: &'a [(String, String, String)], what: &str) -> (&'a str, &'a str) {
    let line = lines.iter().find(|line| line.0 == what);
    line.map_or(("", ""), |(_, verdict, message)| (verdict.as_str(), message.as_str()))
}

case!(
    the_pbx_and_vasl_go_by_the_same_clock_and_zones,
    "`vasl check` is content, and warns of a clock that is 90 s behind, of another zone and \
     of wrap-ups that do not hold"
);
async fn the_pbx_and_vasl_go_by_the_same_clock_and_zones() -> Result<String> {
    let centre = CallCentre::open().await?;
    let lines = checked(&centre, "+0s").await?;
    for what in ["clock", "time-zone rules", "wrap-up", "log-ins"] {
        assert_eq!(about(&lines, what).0, "ok", "{lines:?}");
    }
    // The lab's machine is not in Tehran.
    let (verdict, message) = about(&lines, "PBX time zone");
    assert_eq!(verdict, "warning");
    assert!(message.contains("where Asia/Tehran has"), "{message}");
    let zone = message.to_owned();
    let file = centre.lab.asterisk().etc_dir().join("queues.conf");
    let text = std::fs::read_to_string(&file)?;
    let off = text.replace("shared_lastcall=yes", "shared_lastcall=no");
    std::fs::write(&file, off.replace("persistentmembers=yes", "persistentmembers=no"))?;

    let lines = checked(&centre, "+90s").await?;
    let (verdict, message) = about(&lines, "clock");
    assert!(verdict == "warning" && message.contains("s behind Vasl's"), "{message}");
    let clock = message.to_owned();
    let (verdict, message) = about(&lines, "wrap-up");
    assert!(verdict == "warning" && message.contains("shared_lastcall=yes"), "{message}");
    let (verdict, log_ins) = about(&lines, "log-ins");
    assert!(verdict == "warning" && log_ins.contains("persistentmembers=yes"), "{log_ins}");
    Ok(format!("{clock}; {zone}; {message}; {log_ins}"))
}
