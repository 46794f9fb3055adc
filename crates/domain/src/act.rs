//! What an operator does with their queues, or somebody in their stead.

use crate::callflow::PlainText;
use crate::name::QueueName;
use serde::{Deserialize, Serialize};

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Logs in to a queue.
    LogIn(QueueName),
    /// Logs out of a queue.
    LogOut(QueueName),
    /// Pauses.
    Pause {
        /// In this queue, or in all.
        queue: Option<QueueName>,
        /// What for, in the words of whoever pauses.
        reason: Option<PlainText>,
    },
    /// Takes calls again, in one queue or in all.
    Unpause(Option<QueueName>),
}
