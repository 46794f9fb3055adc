//! Changes as they are told: who did what to which field of what.

use crate::l10n::Texts;
use crate::panel::layout::fields;
use vasl_domain::configuration::ObjectKind;
use vasl_store::{AuditKind, AuditVerb};

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
        (_, "failure_destination") => "failure",
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
        (_, "region") => "region",
        (_, "area_code") => "area-code",
        _ => return fields::of_call_flow(texts, path).unwrap_or_else(|| path.to_owned()),
    };
    texts.t(key)
}

/// A value as it is written down.
#[must_use]
pub fn value(texts: &Texts, value: &str) -> String {
    match value {
        "true" => texts.t("yes"),
        "false" => texts.t("no"),
        "open" => texts.t("time-condition-is-open"),
        "closed" => texts.t("time-condition-is-closed"),
        "none" => "—".to_owned(),
        other => texts.digits(other),
    }
}
