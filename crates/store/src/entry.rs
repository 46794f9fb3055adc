//! What is written down where a user or a token of the API is changed, and of the changes whose
//! *before* only the store knows: it reads it in the step that changes it, so an entry never says what
//! was not so.

use crate::account::{ApiToken, AuditEntry, AuditFields, AuditKind, AuditVerb};
use crate::record::Forgotten;
use jiff::Timestamp;
use vasl_domain::configuration::ObjectKind;
use vasl_domain::decision::Standing;
use vasl_domain::name::ModuleCode;
use vasl_domain::number::Caller;
use vasl_domain::user::{Author, User, UserName};

impl AuditEntry {
    /// A user was added.
    #[must_use]
    pub fn user_added(user: &User, author: Author, at: Timestamp) -> Self {
        Self {
            after: fields(user.told()),
            ..Self::of_user(AuditVerb::Added, &user.name, author, at)
        }
    }

    /// A user is another than they were.
    #[must_use]
    pub fn user_changed(before: &User, after: &User, author: Author, at: Timestamp) -> Self {
        let (was, is) = (fields(before.told()), fields(after.told()));
        let not_in = |other: &AuditFields, all: &AuditFields| {
            let differ = all.iter().filter(|(name, value)| other.get(*name) != Some(*value));
            differ.map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        Self {
            before: not_in(&is, &was),
            after: not_in(&was, &is),
            ..Self::of_user(AuditVerb::Changed, &after.name, author, at)
        }
    }

    /// A user was removed.
    #[must_use]
    pub fn user_removed(user: &User, author: Author, at: Timestamp) -> Self {
        let entry = Self::of_user(AuditVerb::Removed, &user.name, author, at);
        Self { before: fields(user.told()), ..entry }
    }

    /// Something was done to a user that changes nothing of what is told of them.
    #[must_use]
    pub fn of_user(verb: AuditVerb, name: &UserName, author: Author, at: Timestamp) -> Self {
        Self {
            at,
            author,
            verb,
            kind: AuditKind::User,
            subject: name.to_string(),
            before: AuditFields::new(),
            after: AuditFields::new(),
        }
    }

    /// A token was made by whoever it says.
    #[must_use]
    pub fn token_made(token: &ApiToken) -> Self {
        let after = fields(token.role.told());
        let author = token.made_by.clone();
        Self { after, ..Self::of_token(AuditVerb::Added, token, author, token.made_at) }
    }

    /// A token was revoked.
    #[must_use]
    pub fn token_revoked(token: &ApiToken, author: Author, at: Timestamp) -> Self {
        let before = fields(token.role.told());
        Self { before, ..Self::of_token(AuditVerb::Removed, token, author, at) }
    }

    fn of_token(verb: AuditVerb, token: &ApiToken, author: Author, at: Timestamp) -> Self {
        Self {
            at,
            author,
            verb,
            kind: AuditKind::Token,
            subject: token.name.to_string(),
            before: AuditFields::new(),
            after: AuditFields::new(),
        }
    }
}

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

fn fields(told: impl Iterator<Item = (&'static str, String)>) -> AuditFields {
    told.map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vasl_domain::name::Extension;
    use vasl_domain::user::{Language, Role};

    #[test]
    fn of_a_change_what_differs_is_told() {
        let role = Role::Operator(Extension::new("5050").unwrap());
        let name = UserName::new("sara").unwrap();
        let before = User { name, role, language: Language::Persian };
        let after = User { role: Role::Supervisor, ..before.clone() };
        let at = Timestamp::UNIX_EPOCH;
        let entry = AuditEntry::user_changed(&before, &after, Author::CommandLine, at);
        let said = |fields: &[(&str, &str)]| {
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let was: AuditFields = said(&[("extension", "5050"), ("role", "operator")]);
        assert_eq!((entry.before, entry.after), (was, said(&[("role", "supervisor")])));
        let removed = AuditEntry::user_removed(&before, Author::CommandLine, at);
        assert_eq!((removed.before.len(), removed.after.len()), (3, 0));
    }
}
