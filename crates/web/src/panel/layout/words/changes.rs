//! Changes as they are told: who did what to which field of what.

use super::value;
use crate::l10n::Texts;
use crate::panel::layout::{Page, fields};
use crate::service::Picture;
use std::collections::{BTreeMap, BTreeSet};
use vasl_domain::configuration::ObjectKind;
use vasl_domain::decision::Standing;
use vasl_domain::name::Extension;
use vasl_store::{AuditKind, AuditVerb};

/// A field, as it was and as it is, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// The fields in which a thing changed, by their paths in what is written down.
#[must_use]
pub fn changed_fields(
    page: &Page,
    picture: &Picture,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<Change> {
    let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let said = |fields: &BTreeMap<String, String>, field: &String| match fields.get(field) {
        Some(known) if field == "standing" => standing(page, known),
        Some(known) => value(page, picture, field, known),
        None => "—".to_owned(),
    };
    let all = fields.into_iter().map(|path| Change {
        before: said(before, path),
        after: said(after, path),
        field: field(page, path),
    });
    let (changed, same): (Vec<Change>, Vec<Change>) =
        all.partition(|change| change.before != change.after || change.before == "…");
    // Somebody who paused already is let pause: that nothing changed is worth telling too.
    if changed.is_empty() { same } else { changed }
}

/// What is agreed with a caller, as it is written down.
fn standing(texts: &Texts, sentence: &str) -> String {
    let ordinary = [Standing::Ordinary, Standing::OptedOut, Standing::Shared]
        .into_iter()
        .find(|standing| standing.sentence() == sentence);
    match ordinary {
        Some(Standing::OptedOut) => texts.t("standing-opted-out"),
        Some(Standing::Shared) => texts.t("standing-shared"),
        Some(_) => texts.t("standing-ordinary"),
        None => {
            let operator = sentence.rsplit(' ').next().unwrap_or_default();
            let pinned = Extension::new(operator)
                .is_ok_and(|operator| Standing::Pinned(operator).sentence() == sentence);
            let words = || texts.t1("standing-pinned", "operator", texts.digits(operator));
            if pinned { words() } else { sentence.to_owned() }
        }
    }
}

/// What somebody did to something.
#[must_use]
pub fn deed(texts: &Texts, verb: AuditVerb) -> String {
    texts.t(match verb {
        AuditVerb::Added => "deed-added",
        AuditVerb::Changed => "deed-changed",
        AuditVerb::Removed => "deed-removed",
        AuditVerb::MemoryCleared => "deed-memory-cleared",
        AuditVerb::PasswordChanged => "deed-password-changed",
        AuditVerb::SessionsEnded => "deed-sessions-ended",
        AuditVerb::Forgotten => "deed-forgotten",
    })
}

/// What sort of thing was changed.
#[must_use]
pub fn audit_kind(texts: &Texts, kind: AuditKind) -> String {
    texts.t(match kind {
        AuditKind::Caller => "kind-callers",
        AuditKind::User => "menu-users",
        AuditKind::Token => "menu-tokens",
        AuditKind::Preferences => "menu-preferences",
        AuditKind::Object(kind) => match kind {
            ObjectKind::Trunk => "object-trunk",
            ObjectKind::FeatureCodes => "object-feature-codes",
            ObjectKind::Extension => "destination-extensions",
            ObjectKind::Queue => "destination-queues",
            ObjectKind::Module => "menu-modules",
            ObjectKind::Ivr => "destination-ivrs",
            ObjectKind::TimeGroup => "kind-time-groups",
            ObjectKind::TimeCondition => "destination-time-conditions",
            ObjectKind::Announcement => "destination-announcements",
            ObjectKind::Sound => "kind-sounds",
            ObjectKind::MiscDestination => "destination-misc",
            ObjectKind::InboundRoute => "kind-inbound-routes",
        },
    })
}

/// A field, by its path in what is written down; one that no page has is shown as it is written.
#[must_use]
pub fn field(texts: &Texts, path: &str) -> String {
    let name = path.split(['[', '.']).next().unwrap_or_default();
    let key = match (path, name) {
        ("expiry.until", _) => "expiry-until",
        ("expiry.for", _) => "expiry-for",
        ("expiry.end_of_work", _) => "expiry-end-of-work",
        (_, "code") => "code",
        (_, "name") => "name",
        (_, "active") => "module-active",
        (_, "silent") => "module-silent",
        (_, "reapply_at_startup") => "module-reapply",
        (_, "time_zone") => "time-zone",
        (_, "sides") => "sides",
        (_, "failure_destination") => "queue-failure",
        (_, "ring_seconds") => "ring-seconds",
        (_, "wait_seconds") => "wait-seconds",
        (_, "minimum_talk_seconds") => "minimum-talk-seconds",
        (_, "most_waiting") => "most-waiting",
        (_, "count_outbound") => "count-outbound",
        (_, "announcement") => "announcement-sound",
        (_, "ask_first") => "ask-first",
        (_, "ask_sound") => "ask-sound",
        (_, "whisper") => "whisper",
        (_, "whisper_sound") => "whisper-sound",
        (_, "name_prefix") => "name-prefix",
        (_, "priority_on_fallback") => "priority-on-fallback",
        (_, "account_under_queue") => "account-under-queue",
        (_, "cleared_at") => "module-memory",
        (_, "role") => "role",
        (_, "language") => "language",
        (_, "extension") => "extension",
        (_, "standing") => "standing",
        (_, "conversations_days") => "conversations-days",
        (_, "decisions_days") => "decisions-days",
        (_, "reports_days") => "reports-days",
        (_, "audit_days") => "audit-days",
        (_, "logged_in") => return of_queue(texts, "presence-logged-in", path),
        (_, "paused") => return of_queue(texts, "act-pause", path),
        (_, "pause_reason") => return of_queue(texts, "act-reason", path),
        (_, "conversations") => "forgotten-conversations",
        (_, "decisions") => "forgotten-decisions",
        (_, "region") => "region",
        (_, "area_code") => "area-code",
        _ => return fields::of_call_flow(texts, path).unwrap_or_else(|| path.to_owned()),
    };
    texts.t(key)
}

/// Whether an operator is in a queue, or takes its calls.
fn of_queue(texts: &Texts, key: &str, path: &str) -> String {
    let queue = path.split_once('[').and_then(|(_, rest)| rest.strip_suffix(']'));
    match queue {
        Some(queue) => texts.t1("in-queue", "queue", texts.digits(queue)) + ": " + &texts.t(key),
        None => texts.t(key),
    }
}
