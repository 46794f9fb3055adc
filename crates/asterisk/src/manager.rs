//! What is asked of Asterisk through the manager interface.
//!
//! Asterisk answers the questions of one session one after another, so whoever waits for an answer
//! with a caller behind them asks over a session of their own.

mod about;
mod acts;
mod queues;
mod reloading;

pub use about::LOCAL_TIME;
pub use acts::NewMember;
pub use queues::WaitingCaller;

use crate::apply::AskError;
use crate::events;
use crate::probe::Probes;
use jiff::Timestamp;
use vasl_ami::codec::{Action, Response};
use vasl_ami::session::{ActionError, Actions};
use vasl_domain::operator::LiveOperator;
use vasl_domain::tracker::Snapshot;

/// Asks one Asterisk.
#[derive(Clone)]
pub struct Manager {
    actions: Actions,
}

impl From<ActionError> for AskError {
    fn from(error: ActionError) -> Self {
        Self(error.to_string())
    }
}

impl From<vasl_ami::codec::ActionInvalid> for AskError {
    fn from(error: vasl_ami::codec::ActionInvalid) -> Self {
        Self(error.to_string())
    }
}

impl Manager {
    /// Asks over this link.
    #[must_use]
    pub fn new(actions: Actions) -> Self {
        Self { actions }
    }

    /// All channels and the bridges that they are in. The channel of a caller who wrote lines into
    /// their number is not among them; such a caller has no identity, so nothing is lost by it.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn snapshot(&self, now: Timestamp) -> Result<Snapshot, AskError> {
        let channels = self.actions.list(&Action::core_show_channels()).await?;
        let bridges = self.actions.list(&Action::bridge_list()).await?;
        Ok(events::snapshot(now, &channels.items, &bridges.items))
    }

    /// How an operator stands now; `None` when the answers make no sense.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn live_operator(&self, probes: &Probes) -> Result<Option<LiveOperator>, AskError> {
        let mut answers = Vec::new();
        for function in probes.functions() {
            answers.push(match function {
                Some(function) => self.function(&function).await?,
                None => String::new(),
            });
        }
        Ok(probes.read(&probes.join(&answers)))
    }

    async fn function(&self, function: &str) -> Result<String, AskError> {
        let action = Action::new("Getvar")?.field("Variable", function)?;
        let answer = self.actions.action(&action).await?;
        Ok(answer.fields().text("Value").unwrap_or_default().into_owned())
    }
}

/// An answer, or that Asterisk refused to give one.
fn answered(answer: Result<Response, ActionError>) -> Result<Option<Response>, AskError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(ActionError::Refused { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
