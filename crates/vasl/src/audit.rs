//! Who changed what, as it is written down.

use crate::change::Change;
use jiff::Timestamp;
use tracing::warn;
use vasl_domain::module::Module;
use vasl_domain::user::Author;
use vasl_store::{AuditEntry, AuditKind, AuditVerb, Store};

/// Writes down that a change was made. It was: where it cannot be written down, that is said.
pub async fn record(store: &impl Store, change: &Change, before: &[Module], author: Author) {
    let entry = entry(change, before, author, Timestamp::now());
    if let Err(error) = store.record_audit(&entry).await {
        warn!(%error, author = %entry.author, subject = entry.subject,
            "who changed a module could not be written down");
    }
}

fn entry(change: &Change, before: &[Module], author: Author, at: Timestamp) -> AuditEntry {
    let before = before.iter().find(|module| module.code == *change.code());
    let after = match change {
        Change::Add(module) | Change::Edit(module) => Some(module.as_ref()),
        Change::Remove(_) => None,
    };
    let verb = match (before, after) {
        (None, _) => AuditVerb::Added,
        (Some(_), None) => AuditVerb::Removed,
        (Some(before), Some(after)) if is_clearing(before, after) => AuditVerb::MemoryCleared,
        (Some(_), Some(_)) => AuditVerb::Changed,
    };
    let json = |module: Option<&Module>| module.and_then(|m| serde_json::to_string(m).ok());
    AuditEntry {
        at,
        author,
        verb,
        kind: AuditKind::Module,
        subject: change.code().to_string(),
        before: json(before),
        after: json(after),
    }
}

fn is_clearing(before: &Module, after: &Module) -> bool {
    before.cleared_at != after.cleared_at
        && *after == Module { cleared_at: after.cleared_at, ..before.clone() }
}
