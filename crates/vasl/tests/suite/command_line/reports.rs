//! Reports, stories, and what is exported for a spreadsheet.

use super::Vasl;
use crate::support::Result;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use vasl_domain::decision::{Decision, DecisionId};
use vasl_domain::outcome::Outcome;
use vasl_store::contract::sample::{decided, refused, settled, spoke};
use vasl_store::{SqliteStore, Store as _};

/// A connected call, one that was declined and one of a stranger; some minutes ago, in this order.
async fn remembers(vasl: &Vasl) -> Result {
    let store = SqliteStore::open(&vasl.path("state/vasl.db")).await?;
    for (serial, made) in [(1, decided(1, 0)), (2, decided(2, 0)), (3, refused(3, 0))] {
        let at = Timestamp::now() - SignedDuration::from_mins(10 - i64::from(serial));
        let id = DecisionId { pbx: "main".parse()?, at, ..made.id };
        let settled_at = made.settled_at.map(|_| at);
        let decision = Decision { id, settled_at, ..made };
        store.record_decision(&decision).await?;
        let outcome = if serial == 1 { Outcome::Connected } else { Outcome::Declined };
        let mut settlement = settled(&decision, outcome, 0);
        settlement.at = at + SignedDuration::from_secs(3);
        store.record_outcome(&settlement).await?;
    }
    let mut later = spoke(9, 0);
    later.answered_at = Timestamp::now() - SignedDuration::from_secs(60);
    store.record_past(&[later], None).await?;
    Ok(store.close().await?)
}

#[tokio::test]
async fn the_numbers_of_a_period() -> Result {
    let vasl = Vasl::new()?;
    let nothing = vasl.done(&["report"])?.output;
    assert!(nothing.contains("Nothing was decided in this time."), "{nothing}");
    remembers(&vasl).await?;
    let report = vasl.json(&["report", "--from", "1405/01/01"])?;
    assert_eq!(
        report["total"],
        json!({ "decisions": 3, "had_operator": 2, "connected": 1, "rate": 0.5 })
    );
    assert_eq!(report["operators"][0]["name"], "5050");
    assert_eq!(report["hours"].as_array().map(Vec::len), Some(24));
    let other = vasl.json(&["report", "--from", "1405/01/01", "--operator", "6065"])?;
    assert_eq!(other["total"]["decisions"], 0);
    let words = vasl.done(&["report", "--from", "1405/01/01"])?.output;
    for word in ["the operator is free", "declined", "5050      2", "50 %"] {
        assert!(words.contains(word), "lacks “{word}”:\n{words}");
    }
    vasl.fails(&["report", "--from", "soon"], "invalid", &["is not a day", "2026-11-18"])?;
    let both = vasl.run(&["report", "--module", "*5003", "--queue", "99"])?;
    assert!(both.errors.contains("cannot be used with"), "{}", both.errors);
    Ok(())
}

#[tokio::test]
async fn a_spreadsheet_opens_as_it_is_meant() -> Result {
    let vasl = Vasl::new()?;
    remembers(&vasl).await?;
    let file = vasl.done(&["decision", "list", "--csv"])?.output;
    let lines: Vec<&str> = file.split("\r\n").collect();
    assert!(file.starts_with("\u{feff}\"came in\",\"dialled\","), "{file}");
    assert_eq!(lines.len(), 5, "a heading, three calls and the last line's end");
    assert!(lines[3].contains(",\"\u{200e}02191000000\",\"\u{200e}1\",\"\u{200e}3\","), "{file}");
    assert!(lines[3].contains(",\"\u{200e}+989121234567\",\"the operator is free\","), "{file}");
    let one = vasl.done(&["decision", "list", "--csv", "--limit", "1"])?.output;
    assert_eq!(one.split("\r\n").count(), 3);
    let report = vasl.done(&["report", "--from", "1405/01/01", "--csv"])?.output;
    assert!(report.contains("\r\n\"all\",\"all\",,3,2,1,0.5000\r\n"), "{report}");
    let both = vasl.run(&["--json", "decision", "list", "--csv"])?;
    assert!(both.output.contains("--csv is for a spreadsheet"), "{}", both.output);
    assert_eq!(both.code, Some(1));
    Ok(())
}

#[tokio::test]
async fn who_was_missed_and_spoke_later() -> Result {
    let vasl = Vasl::new()?;
    remembers(&vasl).await?;
    let missed = vasl.json(&["decision", "missed", "--from", "1405/01/01"])?;
    assert_eq!(missed.as_array().map(Vec::len), Some(1));
    assert_eq!(missed[0]["outcome"], "declined");
    assert_eq!(missed[0]["spoke_later"]["operator"], "5050");
    let none = vasl.done(&["decision", "missed", "--from", "1405/01/01", "--queue", "1"])?.output;
    assert_eq!(none, "Nobody was missed by their operator in this time.\n");
    let file = vasl.done(&["decision", "missed", "--from", "1405/01/01", "--csv"])?.output;
    assert_eq!(file.split("\r\n").count(), 3);
    Ok(())
}

#[test]
fn only_a_running_service_knows_how_things_stand() -> Result {
    let vasl = Vasl::new()?;
    vasl.fails(&["live"], "not_running", &["vasl serve is not running", "start it"])
}

#[tokio::test]
async fn decisions_are_narrowed_by_reason_outcome_and_time() -> Result {
    let vasl = Vasl::new()?;
    remembers(&vasl).await?;
    for (filter, found) in [
        (&["--reason", "operator_free"][..], 2),
        (&["--reason", "expired"], 0),
        (&["--outcome", "declined"], 1),
        (&["--from", "1405/01/01"], 3),
        (&["--to", "1405/01/01"], 0),
    ] {
        let list = vasl.json(&[&["decision", "list"], filter].concat())?;
        assert_eq!(list.as_array().map(Vec::len), Some(found), "{filter:?}");
    }
    let wrong = &["decision", "list", "--reason", "busy"];
    vasl.fails(wrong, "invalid", &["“busy” is not a reason", "operator_busy_no_waiting"])?;
    vasl.fails(&["decision", "show", "1.1"], "no_such_call", &["nothing was decided"])
}
