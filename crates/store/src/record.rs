//! What the store keeps or answers that the domain has no type for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vasl_domain::conversation::{Conversation, ConversationId};
use vasl_domain::decision::{Decision, DecisionId, Standing};
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, ModuleCode, PbxName, QueueName};
use vasl_domain::number::Caller;
use vasl_domain::outcome::Outcome;
use vasl_domain::reason::ReasonKind;
use vasl_domain::report::{Period, Scope};

/// How far a log of a PBX has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPosition {
    /// The PBX whose log it is.
    pub pbx: PbxName,
    /// The log's file.
    pub file: String,
    /// Which file bore that name: another one after it was rotated.
    pub inode: u64,
    /// The first byte that was not read.
    pub offset: u64,
}

/// What is known of the link to a PBX.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkRecord {
    /// When the PBX was last heard.
    pub last_seen_at: Timestamp,
    /// When the PBX that was heard had been started, as far as it said.
    pub booted_at: Option<Timestamp>,
}

/// Which decisions to list; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionFilter {
    /// Of this PBX.
    pub pbx: Option<PbxName>,
    /// Of this module.
    pub module: Option<ModuleCode>,
    /// For this caller.
    pub caller: Option<Caller>,
    /// About this operator.
    pub operator: Option<Extension>,
    /// For this reason.
    pub reason: Option<ReasonKind>,
    /// With this outcome.
    pub outcome: Option<Outcome>,
    /// Made in this time.
    pub period: Option<Period>,
    /// Only those that come after this one in the list: the last of the page before.
    pub before: Option<DecisionId>,
    /// How many at most.
    pub limit: u32,
}

impl Default for DecisionFilter {
    fn default() -> Self {
        Self {
            pbx: None,
            module: None,
            caller: None,
            operator: None,
            reason: None,
            outcome: None,
            period: None,
            before: None,
            limit: 50,
        }
    }
}

/// Which of the customers to list whom their operator missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedFilter {
    /// Of this PBX.
    pub pbx: PbxName,
    /// Of these decisions.
    pub scope: Scope,
    /// Made in this time.
    pub period: Period,
    /// Only those that come after this one in the list: the last of the page before.
    pub before: Option<DecisionId>,
    /// How many at most.
    pub limit: u32,
}

/// A customer who had an operator to go back to and did not get them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// What was decided, and what became of it.
    #[serde(flatten)]
    pub decision: Decision,
    /// The first conversation that the caller had with anybody afterwards, as far as it is still
    /// known.
    pub spoke_later: Option<Conversation>,
}

/// Which conversations to list; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationFilter {
    /// Of this PBX.
    pub pbx: Option<PbxName>,
    /// With this caller.
    pub caller: Option<Caller>,
    /// With this operator.
    pub operator: Option<Extension>,
    /// In the name of this queue.
    pub queue: Option<QueueName>,
    /// Only those that come after this one in the list: the last of the page before.
    pub before: Option<ConversationCursor>,
    /// How many at most.
    pub limit: u32,
}

impl Default for ConversationFilter {
    fn default() -> Self {
        Self { pbx: None, caller: None, operator: None, queue: None, before: None, limit: 50 }
    }
}

/// The place of a conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationCursor {
    /// When it was answered.
    pub answered_at: Timestamp,
    /// Which one.
    pub id: ConversationId,
}

impl From<&Conversation> for ConversationCursor {
    fn from(conversation: &Conversation) -> Self {
        Self { answered_at: conversation.answered_at, id: conversation.id.clone() }
    }
}

/// Of which callers to list the newest conversation that a module covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveredFilter {
    /// Of this PBX.
    pub pbx: PbxName,
    /// The module.
    pub module: Module,
    /// Only those of which it was with this operator.
    pub operator: Option<Extension>,
    /// Only conversations that were answered at this time or later.
    pub since: Timestamp,
    /// Up to when conversations that are up are still up.
    pub still_up_at: Timestamp,
    /// Only those that come after this one in the list: the last of the page before.
    pub before: Option<ConversationCursor>,
    /// How many at most.
    pub limit: u32,
}

/// What is too old to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outdated {
    /// Conversations that ended before this.
    pub conversations_before: Timestamp,
    /// Decisions that were made before this.
    pub decisions_before: Timestamp,
    /// What was counted of decisions before this, for reports.
    pub counts_before: Timestamp,
    /// What was changed before this.
    pub audit_before: Timestamp,
}

/// How much was pruned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Conversations.
    pub conversations: usize,
    /// Decisions.
    pub decisions: usize,
    /// Counts of decisions.
    pub counts: usize,
    /// Entries of the audit log.
    pub audit: usize,
}

/// What a round trip through the store has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Where the store is.
    pub place: String,
    /// The version of its schema.
    pub schema: u32,
    /// How long it took to write something down.
    pub wrote_in: Duration,
    /// How long it took to read it back.
    pub read_in: Duration,
}

/// What was agreed with a caller, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// With whom.
    pub caller: Caller,
    /// What.
    pub standing: Standing,
    /// Since when.
    pub since: Timestamp,
}

/// What a call needs to know of its caller.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recalled {
    /// What was agreed with them.
    pub standing: Standing,
    /// Their newest conversation that the module covers; only looked up for an ordinary caller.
    pub newest: Option<Conversation>,
}

/// What was known of a caller who is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Forgotten {
    /// Conversations, which are removed.
    pub conversations: usize,
    /// Decisions, out of which the caller is taken.
    pub decisions: usize,
}
