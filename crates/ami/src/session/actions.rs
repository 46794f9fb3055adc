//! Asking Asterisk.

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::login::random_id;
use super::pending::{Pending, Waiting};
use crate::codec::{Action, Response};
use crate::event::Listing;
use crate::text::Text;

/// Why an action has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ActionError {
    /// There is no link to Asterisk now.
    #[error("there is no link to Asterisk")]
    NotLinked,
    /// The connection ended before the answer came; the action may have been carried out.
    #[error("the connection to Asterisk ended before it answered")]
    ConnectionLost,
    /// No answer in time; the action may have been carried out.
    #[error("Asterisk did not answer in time")]
    TimedOut,
    /// Asterisk answered `Error`.
    #[error("Asterisk refused: {message}")]
    Refused {
        /// Asterisk's words.
        message: Text,
    },
    /// The action answered, but not with a list.
    #[error("Asterisk answered without a list")]
    NotAList,
    /// The list has more than [`crate::event::MAX_LIST_ITEMS`] items.
    #[error("Asterisk's list is too long")]
    ListTooLong,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

/// The way to one connection's task.
#[derive(Clone)]
pub(super) struct Lane {
    pub(super) outgoing: mpsc::Sender<Vec<u8>>,
    pub(super) pending: Arc<Pending>,
    pub(super) patience: Duration,
}

/// Asks Asterisk. Cheap to clone; follows a [`super::Link`] from connection to connection.
#[derive(Clone)]
pub struct Actions {
    lane: watch::Receiver<Option<Lane>>,
}

impl Actions {
    pub(super) fn following(lane: watch::Receiver<Option<Lane>>) -> Self {
        Self { lane }
    }

    /// Sends an action and waits for its answer, at most `action_timeout`.
    ///
    /// Dropping the future gives the answer up; the action may still be carried out.
    ///
    /// # Errors
    /// See [`ActionError`]. `Response: Error` is [`ActionError::Refused`].
    pub async fn action(&self, action: &Action) -> Result<Response, ActionError> {
        self.ask(action, None, Waiting::Response).await
    }

    /// Sends an action that answers with a list, and waits for all of it, at most `action_timeout`.
    ///
    /// # Errors
    /// See [`ActionError`].
    pub async fn list(&self, action: &Action) -> Result<Listing, ActionError> {
        self.ask(action, None, |answer| Waiting::List { answer, collector: None }).await
    }

    /// Sends `Ping` and waits for the answer, at most as long as told.
    ///
    /// # Errors
    /// See [`ActionError`].
    pub async fn ping(&self, patience: Duration) -> Result<(), ActionError> {
        self.ask(&Action::ping(), Some(patience), Waiting::Response).await.map(drop)
    }

    /// How many actions wait for an answer.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.lane.borrow().as_ref().map_or(0, |lane| lane.pending.len())
    }

    async fn ask<T>(
        &self,
        action: &Action,
        patience: Option<Duration>,
        waiting: impl FnOnce(oneshot::Sender<Result<T, ActionError>>) -> Waiting,
    ) -> Result<T, ActionError> {
        let lane = self.lane.borrow().clone().ok_or(ActionError::NotLinked)?;
        let id = random_id().ok_or(ActionError::NoRandomness)?;
        let mut bytes = Vec::new();
        action.encode(&id, &mut bytes);
        let (answer, answered) = oneshot::channel();
        let ticket = lane.pending.enter(id, waiting(answer)).ok_or(ActionError::NotLinked)?;
        let exchange = async {
            lane.outgoing.send(bytes).await.map_err(|_| ActionError::ConnectionLost)?;
            answered.await.unwrap_or(Err(ActionError::ConnectionLost))
        };
        let outcome = timeout(patience.unwrap_or(lane.patience), exchange).await;
        drop(ticket);
        outcome.unwrap_or(Err(ActionError::TimedOut))
    }
}
