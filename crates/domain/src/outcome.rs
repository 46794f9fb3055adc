//! What became of a decision.

use crate::call::{CallEvent, ConnectedBy, HangupCause, Happening};
use crate::decision::DecisionId;
use crate::name::Uniqueid;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What became of a decision, once the call moved on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Caller and operator speak.
    Connected,
    /// The operator's phone rang its time.
    NoAnswer,
    /// The operator turned the call down.
    Declined,
    /// The operator could not be reached any more: paused, logged out, phone gone.
    BecameUnreachable,
    /// The operator did not get free in time.
    WaitRanOut,
    /// The caller hung up first.
    CallerHungUp,
    /// The caller preferred anyone.
    CallerChoseQueue,
    /// The decision was the failure destination.
    StraightToFailure,
}

impl Outcome {
    /// Its stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::NoAnswer => "no_answer",
            Self::Declined => "declined",
            Self::BecameUnreachable => "became_unreachable",
            Self::WaitRanOut => "wait_ran_out",
            Self::CallerHungUp => "caller_hung_up",
            Self::CallerChoseQueue => "caller_chose_queue",
            Self::StraightToFailure => "straight_to_failure",
        }
    }

    /// The outcome of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Connected,
            Self::NoAnswer,
            Self::Declined,
            Self::BecameUnreachable,
            Self::WaitRanOut,
            Self::CallerHungUp,
            Self::CallerChoseQueue,
            Self::StraightToFailure,
        ]
        .into_iter()
        .find(|outcome| outcome.code() == code)
    }
}

/// Follows decided calls until each has its one outcome.
#[derive(Debug, Default)]
pub struct OutcomeTracker {
    pending: HashMap<Uniqueid, Pending>,
}

#[derive(Debug)]
struct Pending {
    decision: DecisionId,
    wait_seconds: i64,
    /// Seen in the operator's queue. Before that, an event from an earlier place may still be on
    /// its way.
    entered: bool,
    /// The operator's channel, once it was dialled.
    dialled: Option<Uniqueid>,
    /// How the operator's channel ended.
    refused: Option<HangupCause>,
}

impl OutcomeTracker {
    /// Notes that a call was sent to an operator, for whom it waits at most so many seconds.
    pub fn decided(&mut self, decision: DecisionId, wait_seconds: u32) {
        let pending = Pending {
            wait_seconds: i64::from(wait_seconds),
            entered: false,
            dialled: None,
            refused: None,
            decision,
        };
        self.pending.insert(pending.decision.caller_uniqueid.clone(), pending);
    }

    /// Takes an event; gives the decision that it settles.
    pub fn apply(&mut self, event: &CallEvent) -> Option<(DecisionId, Outcome)> {
        let caller = match &event.what {
            Happening::QueueConnected { caller, .. } | Happening::QueueJoined { caller } => caller,
            Happening::DialBegan { from: Some(caller), .. } => caller,
            Happening::HungUp { party, cause } => {
                self.operator_hung_up(&party.uniqueid, *cause);
                party
            }
            _ => return None,
        };
        let pending = self.pending.get_mut(&caller.uniqueid)?;
        pending.entered |= caller.in_module.is_some();
        let outcome = pending.outcome(&event.what, caller.in_module.is_some(), event.at)?;
        let pending = self.pending.remove(&caller.uniqueid)?;
        Some((pending.decision, outcome))
    }

    fn operator_hung_up(&mut self, operator: &Uniqueid, cause: HangupCause) {
        let mut pending = self.pending.values_mut();
        if let Some(pending) = pending.find(|pending| pending.dialled.as_ref() == Some(operator)) {
            pending.refused = Some(cause);
        }
    }

    /// Forgets the calls of which no event will come any more, and gives their decisions.
    pub fn forget_all_but(&mut self, up: impl Fn(&Uniqueid) -> bool) -> Vec<DecisionId> {
        let (kept, gone): (HashMap<_, _>, HashMap<_, _>) =
            self.pending.drain().partition(|(caller, _)| up(caller));
        self.pending = kept;
        gone.into_values().map(|pending| pending.decision).collect()
    }
}

impl Pending {
    fn outcome(&mut self, what: &Happening, in_module: bool, at: Timestamp) -> Option<Outcome> {
        match what {
            Happening::QueueConnected { by: ConnectedBy::Module(_), .. } => {
                Some(Outcome::Connected)
            }
            Happening::HungUp { .. } if in_module => Some(Outcome::CallerHungUp),
            Happening::HungUp { .. } => Some(self.not_connected(at)),
            _ if self.entered && !in_module => Some(self.not_connected(at)),
            Happening::DialBegan { to, .. } if in_module => {
                self.dialled = Some(to.uniqueid.clone());
                self.refused = None;
                None
            }
            _ => None,
        }
    }

    /// The call is elsewhere, and had no operator: why not.
    fn not_connected(&self, at: Timestamp) -> Outcome {
        let waited = at.duration_since(self.decision.at).as_secs();
        match self.refused {
            Some(HangupCause::Declined) => Outcome::Declined,
            Some(HangupCause::Unreachable) => Outcome::BecameUnreachable,
            _ if self.dialled.is_some() => Outcome::NoAnswer,
            _ if waited + 1 < self.wait_seconds => Outcome::BecameUnreachable,
            _ => Outcome::WaitRanOut,
        }
    }
}

#[cfg(test)]
#[path = "outcome_tests.rs"]
mod tests;
