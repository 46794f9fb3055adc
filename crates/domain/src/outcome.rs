//! What became of a decision.

use crate::call::{CallEvent, ConnectedBy, HangupCause, Happening};
use crate::decision::DecisionId;
use crate::name::Uniqueid;
use crate::story::Settlement;
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
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Connected,
        Self::NoAnswer,
        Self::Declined,
        Self::BecameUnreachable,
        Self::WaitRanOut,
        Self::CallerHungUp,
        Self::CallerChoseQueue,
        Self::StraightToFailure,
    ];

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
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
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
    /// When the wait began: once the caller had been asked and told what there was to tell.
    waits_since: Timestamp,
    /// Seen in the operator's queue. Before that, an event from an earlier place may still be on
    /// its way.
    entered: bool,
    /// The operator's channel, once it was dialled.
    dialled: Option<Uniqueid>,
    /// When one was dialled first.
    rang_at: Option<Timestamp>,
    /// The operator's channel, or the caller's, is to end: whoever hangs up while the operator is
    /// told of the caller has not spoken.
    left: Option<Left>,
    /// How the operator's channel ended.
    refused: Option<HangupCause>,
}

/// Who hung up first.
#[derive(Debug, Clone, Copy)]
enum Left {
    Caller,
    Operator,
}

impl OutcomeTracker {
    /// Notes that a call was sent to an operator, for whom it waits at most so many seconds. Said
    /// again, it changes nothing.
    pub fn decided(&mut self, decision: DecisionId, wait_seconds: u32) {
        let pending = Pending {
            wait_seconds: i64::from(wait_seconds),
            waits_since: decision.at,
            entered: false,
            dialled: None,
            rang_at: None,
            left: None,
            refused: None,
            decision,
        };
        let caller = pending.decision.caller_uniqueid.clone();
        let known = self.pending.get(&caller);
        if known.is_none_or(|known| known.decision != pending.decision) {
            self.pending.insert(caller, pending);
        }
    }

    /// Notes that a caller, asked, preferred anyone; gives how it settles a decision, if it does.
    pub fn preferred_anyone(&mut self, caller: &Uniqueid, at: Timestamp) -> Option<Settlement> {
        let Pending { decision, rang_at, .. } = self.pending.remove(caller)?;
        Some(Settlement { decision, outcome: Outcome::CallerChoseQueue, at, rang_at })
    }

    /// Takes an event; gives how it settles a decision, if it does.
    pub fn apply(&mut self, event: &CallEvent) -> Option<Settlement> {
        let caller = match &event.what {
            Happening::QueueConnected { caller, .. } | Happening::QueueJoined { caller } => caller,
            Happening::DialBegan { from: Some(caller), .. } => caller,
            Happening::HangupRequested { uniqueid } => {
                self.hangs_up(uniqueid);
                return None;
            }
            Happening::HungUp { party, cause } => {
                self.operator_hung_up(&party.uniqueid, *cause);
                party
            }
            _ => return None,
        };
        let pending = self.pending.get_mut(&caller.uniqueid)?;
        pending.enter(&event.what, caller.in_module.is_some(), event.at);
        let outcome = pending.outcome(&event.what, caller.in_module.is_some(), event.at)?;
        let Pending { decision, rang_at, .. } = self.pending.remove(&caller.uniqueid)?;
        Some(Settlement { decision, outcome, at: event.at, rang_at })
    }

    fn hangs_up(&mut self, uniqueid: &Uniqueid) {
        if let Some(pending) = self.pending.get_mut(uniqueid) {
            pending.left.get_or_insert(Left::Caller);
        } else if let Some(pending) = self.with_operator(uniqueid) {
            pending.left.get_or_insert(Left::Operator);
        }
    }

    fn with_operator(&mut self, operator: &Uniqueid) -> Option<&mut Pending> {
        self.pending.values_mut().find(|pending| pending.dialled.as_ref() == Some(operator))
    }

    fn operator_hung_up(&mut self, operator: &Uniqueid, cause: HangupCause) {
        if let Some(pending) = self.with_operator(operator) {
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
    fn enter(&mut self, what: &Happening, in_module: bool, at: Timestamp) {
        if in_module && !self.entered && matches!(what, Happening::QueueJoined { .. }) {
            self.waits_since = at;
        }
        self.entered |= in_module;
    }

    fn outcome(&mut self, what: &Happening, in_module: bool, at: Timestamp) -> Option<Outcome> {
        match what {
            Happening::QueueConnected { by: ConnectedBy::Module(_), .. } => match self.left {
                None => Some(Outcome::Connected),
                Some(Left::Operator) => Some(Outcome::Declined),
                Some(Left::Caller) => Some(Outcome::CallerHungUp),
            },
            Happening::HungUp { .. } if in_module => Some(Outcome::CallerHungUp),
            Happening::HungUp { .. } => Some(self.not_connected(at)),
            _ if self.entered && !in_module => Some(self.not_connected(at)),
            Happening::DialBegan { to, .. } if in_module => {
                self.dialled = Some(to.uniqueid.clone());
                self.rang_at.get_or_insert(at);
                self.refused = None;
                self.left = None;
                None
            }
            _ => None,
        }
    }

    /// The call is elsewhere, and had no operator: why not.
    fn not_connected(&self, at: Timestamp) -> Outcome {
        let waited = at.duration_since(self.waits_since).as_secs();
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
