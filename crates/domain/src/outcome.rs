//! What became of a decision.

use crate::call::{CallEvent, DialStatus, Happening, QueueStatus};
use crate::decision::DecisionId;
use crate::name::Uniqueid;
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
    last_dial: Option<DialStatus>,
}

impl OutcomeTracker {
    /// Notes that a call was sent to an operator.
    pub fn decided(&mut self, decision: DecisionId) {
        let caller = decision.caller_uniqueid.clone();
        self.pending.insert(
            caller,
            Pending {
                decision,
                last_dial: None,
            },
        );
    }

    /// Takes an event; gives the decision that it settles.
    pub fn apply(&mut self, event: &CallEvent) -> Option<(DecisionId, Outcome)> {
        match &event.what {
            Happening::DialEnded {
                from: Some(caller),
                status,
                ..
            } => {
                let pending = self.pending.get_mut(&caller.uniqueid)?;
                pending.last_dial = Some(*status);
                None
            }
            Happening::QueueConnected { caller, .. } => {
                self.settle(&caller.uniqueid, |_| Outcome::Connected)
            }
            Happening::ReconnectLeft {
                caller,
                status,
                rang,
            } => self.settle(caller, |pending| not_connected(pending, *status, *rang)),
            Happening::HungUp { uniqueid } => self.settle(uniqueid, |_| Outcome::CallerHungUp),
            _ => None,
        }
    }

    /// Forgets a call of which no event will come any more.
    pub fn forget(&mut self, caller: &Uniqueid) {
        self.pending.remove(caller);
    }

    fn settle(
        &mut self,
        caller: &Uniqueid,
        outcome: impl FnOnce(&Pending) -> Outcome,
    ) -> Option<(DecisionId, Outcome)> {
        let pending = self.pending.remove(caller)?;
        let outcome = outcome(&pending);
        Some((pending.decision, outcome))
    }
}

fn not_connected(pending: &Pending, status: QueueStatus, rang: bool) -> Outcome {
    match (status, pending.last_dial) {
        (QueueStatus::Left | QueueStatus::Refused, _) if !rang => Outcome::BecameUnreachable,
        (_, Some(DialStatus::Busy)) => Outcome::Declined,
        (_, Some(DialStatus::Unreachable)) => Outcome::BecameUnreachable,
        _ if rang => Outcome::NoAnswer,
        _ => Outcome::WaitRanOut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::ConnectedBy;
    use crate::call::tests::{at, caller, operator};
    use crate::name::{ModuleCode, PbxName};

    fn decision() -> DecisionId {
        DecisionId {
            pbx: PbxName::new("pbx").unwrap(),
            caller_uniqueid: caller().uniqueid,
            at: at(
                0,
                Happening::HungUp {
                    uniqueid: caller().uniqueid,
                },
            )
            .at,
        }
    }

    fn outcome_of(events: Vec<Happening>) -> Option<Outcome> {
        let mut tracker = OutcomeTracker::default();
        tracker.decided(decision());
        let mut outcomes: Vec<Outcome> = events
            .into_iter()
            .filter_map(|what| tracker.apply(&at(1, what)))
            .map(|(_, outcome)| outcome)
            .collect();
        assert!(outcomes.len() <= 1, "a decision has one outcome");
        outcomes.pop()
    }

    fn left(status: QueueStatus, rang: bool) -> Happening {
        Happening::ReconnectLeft {
            caller: caller().uniqueid,
            status,
            rang,
        }
    }

    fn dial_ended(status: DialStatus) -> Happening {
        Happening::DialEnded {
            from: Some(caller()),
            to: operator(),
            status,
        }
    }

    fn hung_up() -> Happening {
        Happening::HungUp {
            uniqueid: caller().uniqueid,
        }
    }

    #[test]
    fn each_way_on_has_its_outcome() {
        let connected = Happening::QueueConnected {
            caller: caller(),
            operator: operator(),
            by: ConnectedBy::Module(ModuleCode::new("*5003").unwrap()),
        };
        assert_eq!(
            outcome_of(vec![connected, hung_up()]),
            Some(Outcome::Connected)
        );
        assert_eq!(outcome_of(vec![hung_up()]), Some(Outcome::CallerHungUp));
        for (dial, status, rang, expected) in [
            (
                Some(DialStatus::NoAnswer),
                QueueStatus::TimedOut,
                true,
                Outcome::NoAnswer,
            ),
            (
                Some(DialStatus::Busy),
                QueueStatus::TimedOut,
                true,
                Outcome::Declined,
            ),
            (
                Some(DialStatus::Unreachable),
                QueueStatus::TimedOut,
                false,
                Outcome::BecameUnreachable,
            ),
            (None, QueueStatus::TimedOut, false, Outcome::WaitRanOut),
            (None, QueueStatus::Left, false, Outcome::BecameUnreachable),
            (
                None,
                QueueStatus::Refused,
                false,
                Outcome::BecameUnreachable,
            ),
        ] {
            let mut events: Vec<Happening> = dial.map(dial_ended).into_iter().collect();
            events.push(left(status, rang));
            events.push(hung_up());
            assert_eq!(outcome_of(events), Some(expected));
        }
    }

    #[test]
    fn a_call_that_nobody_decided_has_none() {
        assert_eq!(OutcomeTracker::default().apply(&at(1, hung_up())), None);
    }
}
