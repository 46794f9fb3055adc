//! What the store keeps or answers that the domain has no type for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vasl_domain::conversation::{Conversation, ConversationId};
use vasl_domain::decision::{DecisionId, Standing};
use vasl_domain::name::{Extension, ModuleCode, PbxName, QueueName};
use vasl_domain::number::Caller;

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
    /// Only those that come after this one in the list: the last of the page before.
    pub before: Option<DecisionId>,
    /// How many at most.
    pub limit: u32,
}

impl Default for DecisionFilter {
    fn default() -> Self {
        Self { pbx: None, module: None, caller: None, operator: None, before: None, limit: 50 }
    }
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

/// How much was pruned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Conversations.
    pub conversations: usize,
    /// Decisions.
    pub decisions: usize,
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
