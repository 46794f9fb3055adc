//! Conversations: the facts that everything else is asked of.

use crate::name::{Extension, ModuleCode, PbxName, QueueName, Uniqueid};
use crate::number::Caller;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What makes two reports of a conversation reports of the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ConversationId {
    /// The PBX on which they spoke.
    pub pbx: PbxName,
    /// The caller's channel.
    pub caller_uniqueid: Uniqueid,
    /// The operator's channel.
    pub operator_uniqueid: Uniqueid,
}

/// How the caller came to the operator.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// A queue connected them.
    Queue(QueueName),
    /// The operator's extension was dialled, or the call was transferred to it.
    Direct,
    /// A module took the caller back to the operator.
    Reconnected {
        /// The module.
        module: ModuleCode,
        /// The queue of the conversation that it remembered, or the first of its queue sides.
        queue: Option<QueueName>,
    },
    /// The operator called the customer.
    Outbound,
    /// The operator called the customer, who did not answer: nobody spoke, and it began and ended
    /// when the operator gave up.
    OutboundMissed,
}

impl Path {
    /// The queue in whose name they spoke.
    #[must_use]
    pub fn queue(&self) -> Option<&QueueName> {
        match self {
            Self::Queue(queue) => Some(queue),
            Self::Reconnected { queue, .. } => queue.as_ref(),
            Self::Direct | Self::Outbound | Self::OutboundMissed => None,
        }
    }
}

/// A caller and an operator were bridged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Which one.
    pub id: ConversationId,
    /// Who called.
    pub caller: Caller,
    /// Who answered.
    pub operator: Extension,
    /// How they came together.
    pub path: Path,
    /// When they were first bridged, on the PBX's clock.
    pub answered_at: Timestamp,
    /// Whether they still speak.
    pub ending: Ending,
}

/// The end of a conversation, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// They parted then.
    Ended(Timestamp),
    /// They were still speaking when the PBX was last seen, which was then.
    StillUp(Timestamp),
}

impl Ending {
    /// The moment from which the memory of the conversation runs: its end, or the last moment at
    /// which it was seen.
    #[must_use]
    pub fn last_known(self) -> Timestamp {
        match self {
            Self::Ended(at) | Self::StillUp(at) => at,
        }
    }
}

impl Conversation {
    /// For how many whole seconds they have spoken, as far as is known.
    #[must_use]
    pub fn talk_seconds(&self) -> i64 {
        self.ending.last_known().duration_since(self.answered_at).as_secs().max(0)
    }

    /// The order of newness among conversations of one caller: one that is still up is newer than
    /// any that ended; then the later end; then the later beginning.
    #[must_use]
    pub fn newness(&self) -> impl Ord + use<'_> {
        let ended = match self.ending {
            Ending::Ended(at) => (0, at),
            Ending::StillUp(_) => (1, Timestamp::UNIX_EPOCH),
        };
        (ended, self.answered_at, &self.id.operator_uniqueid)
    }
}
