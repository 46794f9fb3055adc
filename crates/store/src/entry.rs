//! What is written down of the changes whose *before* only the store knows: it reads it in the step
//! that changes it, so an entry never says what was not so.

use crate::account::{AuditEntry, AuditFields, AuditKind, AuditVerb};
use crate::record::Forgotten;
use jiff::Timestamp;
use vasl_domain::configuration::ObjectKind;
use vasl_domain::decision::Standing;
use vasl_domain::name::ModuleCode;
use vasl_domain::number::Caller;
use vasl_domain::user::Author;

impl AuditEntry {
    /// Something was agreed with a caller.
    #[must_use]
    pub fn of_agreement(
        caller: &Caller,
        before: &Standing,
        after: &Standing,
        author: &Author,
        at: Timestamp,
    ) -> Self {
        let standing =
            |standing: &Standing| AuditFields::from([("standing".to_owned(), standing.sentence())]);
        Self {
            at,
            author: author.clone(),
            verb: AuditVerb::Changed,
            kind: AuditKind::Caller,
            subject: caller.to_string(),
            before: standing(before),
            after: standing(after),
        }
    }

    /// A caller was forgotten. Their number is not written down whole: it would outlive what is
    /// forgotten.
    #[must_use]
    pub fn of_forgotten(
        caller: &Caller,
        forgotten: Forgotten,
        author: &Author,
        at: Timestamp,
    ) -> Self {
        let known = |conversations: usize, decisions: usize| {
            AuditFields::from([
                ("conversations".to_owned(), conversations.to_string()),
                ("decisions".to_owned(), decisions.to_string()),
            ])
        };
        Self {
            at,
            author: author.clone(),
            verb: AuditVerb::Forgotten,
            kind: AuditKind::Caller,
            subject: caller.masked(),
            before: known(forgotten.conversations, forgotten.decisions),
            after: known(0, 0),
        }
    }

    /// A module that is not to be re-applied at start-up was taken out of service by a restart.
    #[must_use]
    pub fn of_deactivation(module: &ModuleCode, at: Timestamp) -> Self {
        let active = |is: bool| AuditFields::from([("active".to_owned(), is.to_string())]);
        Self {
            at,
            author: Author::Service,
            verb: AuditVerb::Changed,
            kind: AuditKind::Object(ObjectKind::Module),
            subject: module.to_string(),
            before: active(true),
            after: active(false),
        }
    }
}
