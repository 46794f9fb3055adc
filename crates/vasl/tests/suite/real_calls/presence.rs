//! Operators who are logged in, logged out and paused by command.

use crate::support::{CallCentre, Plan, Result};
use vasl_domain::configuration::ObjectKind;
use vasl_domain::user::Author;
use vasl_store::{AuditFilter, AuditKind, AuditOutcome, SqliteStore, Store as _};

/// What the command line did to operators, the oldest first.
async fn written_down(centre: &CallCentre) -> Result<Vec<String>> {
    let folder = centre.vasl.config().parent().ok_or("the configuration's folder")?;
    let store = SqliteStore::open(folder.join("state/vasl.db")).await?;
    let filter = AuditFilter {
        kind: Some(AuditKind::Object(ObjectKind::Extension)),
        author: Some(Author::CommandLine),
        ..AuditFilter::default()
    };
    let mut told = Vec::new();
    for audited in store.audit(&filter).await?.into_iter().rev() {
        let entry = audited.entry;
        assert_eq!(audited.outcome, AuditOutcome::Done, "{entry:?}");
        let changed = entry.after.iter().map(|(field, after)| {
            let before = entry.before.get(field).map_or("—", String::as_str);
            format!("{} {field}: {before} → {after}", entry.subject)
        });
        told.extend(changed);
    }
    store.close().await?;
    Ok(told)
}

case!(
    an_operator_who_is_logged_in_and_paused_by_command,
    "rings after the log-in, not while paused, and is reconnected to; a log-out ends it"
);
async fn an_operator_who_is_logged_in_and_paused_by_command() -> Result<String> {
    let plan = Plan { members: vec!["5050"], ..Plan::default() };
    let centre = CallCentre::open_with(plan).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let refused = centre.vasl.run(&["operator", "log-in", "6065", "99"]).await?;
    assert!(refused.errors.contains("may not log in to queue 99"), "{}", refused.errors);
    centre.vasl.done(&["queue", "edit", "99", "dynamic_members[6065].penalty=0"]).await?;
    centre.vasl.done(&["operator", "log-in", "6065", "99"]).await?;
    centre.vasl.done(&["operator", "pause", "5050"]).await?;
    assert_eq!(centre.speaks("09121234567").await?, "6065");

    centre.vasl.done(&["operator", "unpause", "5050"]).await?;
    assert_eq!(centre.speaks("09121234567").await?, "6065");
    centre.vasl.done(&["operator", "pause", "6065", "99"]).await?;
    assert_eq!(centre.speaks("09121234567").await?, "5050");
    let paused = centre.decision(3).await?;
    assert_eq!(paused["reason"]["operator_unavailable"], "paused");

    centre.vasl.done(&["operator", "log-out", "6065", "99"]).await?;
    let again = centre.vasl.run(&["operator", "log-out", "6065", "99"]).await?;
    assert!(again.errors.contains("is not logged in to queue 99"), "{}", again.errors);
    let stays = centre.vasl.run(&["operator", "log-out", "5050", "99"]).await?;
    assert!(stays.errors.contains("static member"), "{}", stays.errors);
    let written_down = written_down(&centre).await?;
    assert_eq!(
        written_down,
        [
            "6065 logged_in[99]: false → true",
            "5050 paused[99]: false → true",
            "5050 paused[99]: true → false",
            "6065 paused[99]: false → true",
            "6065 logged_in[99]: true → false",
        ]
    );
    Ok("6065, 6065 again, then 5050 while 6065 was paused".to_owned())
}
