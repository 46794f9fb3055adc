//! What the store keeps for the panel: accounts, sessions, and who changed what.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use vasl_domain::configuration::ObjectKind;
use vasl_domain::user::{Author, Role, TokenName, User, UserName};

/// A user, and how they show that it is they.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub user: User,
    /// Their password, hashed, as a PHC string.
    pub password_hash: String,
    /// Since when.
    pub created_at: Timestamp,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("user", &self.user).finish_non_exhaustive()
    }
}

/// What became of a change of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserChange {
    /// It was made.
    Done,
    /// There is no such user.
    NoSuchUser,
    /// It was not made: nobody would be left who may do everything.
    LastAdministrator,
    /// It was not made: they are not any more what was seen.
    ChangedMeanwhile,
}

/// By what a session is found: the hash of what the browser keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionKey(pub [u8; 32]);

/// A user who is logged in with one browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// By what it is found.
    pub key: SessionKey,
    /// Whose it is.
    pub user: UserName,
    /// When they logged in.
    pub begun_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// From where they logged in.
    pub address: String,
    /// What the browser calls itself.
    pub browser: String,
}

/// Which sessions still hold: begun and used lately enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Those that were begun at this time or later.
    pub begun_since: Timestamp,
    /// Those that were used at this time or later.
    pub seen_since: Timestamp,
}

impl SessionLimits {
    /// Whether a session still holds.
    #[must_use]
    pub fn hold(&self, session: &Session) -> bool {
        session.begun_at >= self.begun_since && session.seen_at >= self.seen_since
    }
}

/// By what a token of the API is found: the hash of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenKey(pub [u8; 32]);

/// A token by which another program uses the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// By what it is found.
    pub key: TokenKey,
    /// How people call it; no two that hold have the same name.
    pub name: TokenName,
    /// What may be done with it.
    pub role: Role,
    /// Who made it.
    pub made_by: Author,
    /// When.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
    /// From which address it was last used.
    pub used_from: Option<String>,
    /// When it was revoked: it does not hold any more.
    pub revoked_at: Option<Timestamp>,
}

impl ApiToken {
    /// Whether a user made it, in the panel.
    #[must_use]
    pub fn is_made_by(&self, name: &UserName) -> bool {
        matches!(&self.made_by, Author::User(maker) if maker == name)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$what:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $type {
            $($(#[$what])* $variant,)*
        }

        impl $type {
            /// Each of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its stable word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The one of this word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|each| each.word() == word)
            }
        }
    };
}

/// What sort of thing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AuditKind {
    /// A thing of the configuration: a module, a queue.
    Object(ObjectKind),
    /// What is agreed with a caller.
    Caller,
    /// A user of the panel.
    User,
    /// A token of the API.
    Token,
    /// What the installation prefers.
    Preferences,
}

impl AuditKind {
    /// Each of them.
    pub fn all() -> impl Iterator<Item = Self> {
        ObjectKind::ALL.iter().copied().map(Self::Object).chain([
            Self::Caller,
            Self::User,
            Self::Token,
            Self::Preferences,
        ])
    }

    /// Its stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Object(kind) => kind.word(),
            Self::Caller => "caller",
            Self::User => "user",
            Self::Token => "token",
            Self::Preferences => "preferences",
        }
    }

    /// The one of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|kind| kind.word() == word)
    }
}

/// Fields with their values, as they were or are. What a secret is, is never among them.
pub type AuditFields = BTreeMap<String, String>;

words!(
    /// What was done to it.
    AuditVerb {
        /// It is new.
        Added = "added",
        /// It is another than before.
        Changed = "changed",
        /// It is no more.
        Removed = "removed",
        /// What a module remembers was cleared.
        MemoryCleared = "memory_cleared",
        /// A caller was forgotten.
        Forgotten = "forgotten",
        /// A user has another password.
        PasswordChanged = "password_changed",
        /// A user was logged out elsewhere.
        SessionsEnded = "sessions_ended",
    }
);

/// That somebody changed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub author: Author,
    /// What they did.
    pub verb: AuditVerb,
    /// To what sort of thing.
    pub kind: AuditKind,
    /// To which of them: its code or name.
    pub subject: String,
    /// What it was before, as far as that changed.
    pub before: AuditFields,
    /// What it is now, as far as that changed.
    pub after: AuditFields,
}

/// The place of an entry in the list: higher than that of every entry before it.
pub type AuditNumber = i64;

words!(
    /// What became of a change that is written down.
    AuditOutcome {
        /// It was made, in the same step as it was written down.
        Done = "done",
        /// It was begun, elsewhere than in the store; whether it was made is not known (yet).
        Begun = "begun",
        /// It was not made.
        NotDone = "not_done",
    }
);

/// An entry with its place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// Its place.
    pub number: AuditNumber,
    /// What happened.
    pub entry: AuditEntry,
    /// What became of it.
    pub outcome: AuditOutcome,
}

/// Which entries to list; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFilter {
    /// By this author.
    pub author: Option<Author>,
    /// Of this sort of thing.
    pub kind: Option<AuditKind>,
    /// Of those with these codes or names; of all where none is given.
    pub subjects: Vec<String>,
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only those that come after this one in the list: the last of the page before.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: u32,
}

impl Default for AuditFilter {
    fn default() -> Self {
        Self {
            author: None,
            kind: None,
            subjects: Vec::new(),
            since: None,
            until: None,
            before: None,
            limit: 50,
        }
    }
}
