//! Where Vasl keeps conversations, modules and decisions, and who uses the panel.
//!
//! [`Store`] is what the rest of Vasl sees: each method is one whole step of a use case, atomic by
//! itself, so no transaction ever leaves an adapter. [`sqlite::SqliteStore`] is the embedded
//! default. Every adapter passes the same suite, [`contract`].
//!
//! **Invariants.**
//! - What a write has answered with `Ok` survives the death of the process.
//! - A write that was handed over is carried out even when nobody waits for its answer any more.
//! - A read that nobody waits for any more is stopped; it never holds up the reads behind it.
//! - Everything that is learned can be said twice: the second time changes nothing.
//! - A conversation never ends before it was answered: an earlier end is kept as that moment.
//! - Nothing is learned of who shares a number with others, nor what was forgotten once.
//! - Who changed what is kept in the step that changes it; where the change is made elsewhere (an
//!   operator pauses in Asterisk), before it.
//! - Times are kept to the microsecond, without what is finer.
//! - What is newest is what the domain says (`Module::covers`, `Conversation::newness`): the
//!   contract compares every adapter with a model that asks those functions only.
//!
//! **How to add a use-case step.**
//! 1. Name it in [`Store`] after what happened or what is asked, in the words of the field, with
//!    plain domain types in and out. Nothing of one database may show.
//! 2. Say in `contract/` what holds for it, above all what happens when it is done twice.
//! 3. Write it in `sqlite/`, in the file of its area; hand it to the writer or to a reader in
//!    `sqlite/steps.rs`.
//! 4. Where it needs a column, add the next numbered file to `sqlite/migrations/`. First expand
//!    (add what the old binary does not mind), and contract one release later: during an upgrade
//!    the command line of one release runs beside the service of the other.
//!
//! **Why SQLite stands on threads of its own here**, and not on an asynchronous database library:
//! the adapter decides itself on which thread a call waits, a call reads past a busy writer and
//! past a slow report, and it builds in a third of the time.

mod account;
#[cfg(feature = "contract")]
pub mod contract;
mod entry;
mod error;
mod record;
pub mod sqlite;
mod store;

pub use account::{
    Account, ApiToken, AuditEntry, AuditFields, AuditFilter, AuditKind, AuditNumber, AuditOutcome,
    AuditVerb, Audited, Session, SessionKey, SessionLimits, TokenKey, UserChange,
};
pub use error::StoreError;
pub use record::{
    Agreement, ConversationCursor, ConversationFilter, CoveredFilter, DecisionFilter, Forgotten,
    Health, LinkRecord, LogPosition, Missed, MissedFilter, Outdated, Pruned, Recalled,
};
pub use sqlite::{SqliteOptions, SqliteStore};
pub use store::Store;
