//! `vasl preferences …`

use super::Vasl;
use super::serving::started;
use crate::support::Result;
use serde_json::json;
use vasl_domain::user::Author;
use vasl_store::{AuditFields, AuditFilter, AuditKind, AuditVerb, SqliteStore, Store as _};

/// Who changed which preferences, the newest first: what they were, and what they are.
async fn audited(vasl: &Vasl) -> Result<Vec<(AuditFields, AuditFields)>> {
    let store = SqliteStore::open(&vasl.path("state/vasl.db")).await?;
    let kind = Some(AuditKind::Preferences);
    let all = store.audit(&AuditFilter { kind, limit: 10, ..AuditFilter::default() }).await?;
    let mut all: Vec<_> = all.into_iter().map(|audited| audited.entry).collect();
    // The oldest is what the file says, which is taken over at first.
    let begun = all.pop().ok_or("the beginning")?;
    assert_eq!((begun.author, begun.verb), (Author::Service, AuditVerb::Added));
    assert!(all.iter().all(|entry| entry.author == Author::CommandLine), "{all:?}");
    Ok(all.into_iter().map(|entry| (entry.before, entry.after)).collect())
}

#[tokio::test]
async fn they_are_shown_and_set_where_no_service_runs() -> Result {
    let vasl = Vasl::new()?;
    let shown = vasl.json(&["preferences", "show"])?;
    let usual = json!({
        "conversations_days": 30, "decisions_days": 90, "reports_days": 1100, "audit_days": 1100,
        "language": "fa", "time_zone": "Asia/Tehran", "region": "IR", "area_code": "21",
    });
    assert_eq!(shown, usual);
    let longer = ["preferences", "set", "--conversation-days", "۴۰۰", "--area-code", "none"];
    let set = vasl.json(&longer)?;
    assert_eq!(set["before"], usual);
    assert_eq!(set["after"]["conversations_days"], 400);
    assert_eq!(set["after"]["area_code"], json!(null));
    assert_eq!(set["after"], vasl.json(&["preferences", "show"])?);
    let printed = vasl.done(&["preferences", "set", "--language", "en", "--region", "de"])?;
    assert_eq!(printed.output, "language: fa → en\nregion: IR → DE\n");
    let printed = vasl.done(&["preferences", "set", "--language", "en"])?;
    assert_eq!(printed.output, "all of it was so before\n");
    let table = vasl.done(&["preferences", "show"])?.output;
    assert!(table.contains("conversations_days  400") && table.contains("none"), "{table}");
    let written = |fields: &[(&str, &str)]| -> AuditFields {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    assert_eq!(
        audited(&vasl).await?,
        [
            (
                written(&[("language", "fa"), ("region", "IR")]),
                written(&[("language", "en"), ("region", "DE")])
            ),
            (
                written(&[("conversations_days", "30"), ("area_code", "21")]),
                written(&[("conversations_days", "400"), ("area_code", "")])
            ),
        ]
    );
    Ok(())
}

#[test]
fn nothing_is_removed_unless_it_is_said() -> Result {
    let vasl = Vasl::new()?;
    let shorter = ["preferences", "set", "--decision-days", "7", "--conversation-days", "2"];
    let words = ["every conversation before 20", "every decision before 20", "--yes"];
    vasl.fails(&shorter, "removes", &words)?;
    assert_eq!(vasl.json(&["preferences", "show"])?["decisions_days"], 90);
    let printed = vasl.done(&[&shorter[..], &["--yes"]].concat())?;
    assert!(printed.errors.contains("every decision before 20"), "{printed:?}");
    assert_eq!(vasl.json(&["preferences", "show"])?["decisions_days"], 7);
    Ok(())
}

#[test]
fn what_cannot_be_is_refused_in_words() -> Result {
    let vasl = Vasl::new()?;
    for (arguments, words) in [
        (["--audit-days", "1"], "from 2 to 3650"),
        (["--time-zone", "Tehran"], "Tehran"),
        (["--region", "Iran"], "two letters"),
        (["--area-code", "021"], "leading 0"),
    ] {
        vasl.fails(&[&["preferences", "set"][..], &arguments].concat(), "invalid", &[words])?;
    }
    let printed = vasl.run(&["preferences", "set"])?;
    assert_eq!(printed.code, Some(2), "{printed:?}");
    Ok(())
}

#[tokio::test]
async fn the_running_service_goes_by_it_at_once() -> Result {
    let vasl = Vasl::with_module()?;
    let service = started(&vasl).await?;
    vasl.done(&["preferences", "set", "--report-days", "1200"])?;
    assert_eq!(vasl.json(&["preferences", "show"])?["reports_days"], 1200);
    // What it goes by, and not only what is kept: it sees no other before the next change.
    vasl.done(&["preferences", "set", "--report-days", "1300"])?;
    let words = ["what reports count before", "--yes"];
    vasl.fails(&["preferences", "set", "--report-days", "1200"], "removes", &words)?;
    service.stop().await?;
    assert_eq!(audited(&vasl).await?.len(), 2);
    Ok(())
}
