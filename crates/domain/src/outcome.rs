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
    /// When the wait began: once the caller had been asked and told what there was to tell.
    waits_since: Timestamp,
    /// Seen in the operator's queue. Before that, an event from an earlier place may still be on
    /// its way.
    entered: bool,
    /// The operator's channel, once it was dialled.
    dialled: Option<Uniqueid>,
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
    /// Notes that a call was sent to an operator, for whom it waits at most so many seconds.
    pub fn decided(&mut self, decision: DecisionId, wait_seconds: u32) {
        let pending = Pending {
            wait_seconds: i64::from(wait_seconds),
            waits_since: decision.at,
            entered: false,
            dialled: None,
            left: None,
            refused: None,
            decision,
        };
        self.pending.insert(pending.decision.caller_uniqueid.clone(), pending);
    }

    /// Notes that a caller, asked, preferred anyone; gives the decision that it settles.
    pub fn preferred_anyone(&mut self, caller: &Uniqueid) -> Option<(DecisionId, Outcome)> {
        let pending = self.pending.remove(caller)?;
        Some((pending.decision, Outcome::CallerChoseQueue))
    }

    /// Takes an event; gives the decision that it settles.
    pub fn apply(&mut self, event: &CallEvent) -> Option<(DecisionId, Outcome)> {
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
        let pending = self.pending.remove(&caller.uniqueid)?;
        Some((pending.decision, outcome))
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
mod tests {
    use super::*;
    use crate::call::Party;
    use crate::call::tests::{at, caller, operator};
    use crate::name::{ModuleCode, PbxName, QueueName};

    const WAIT: u32 = 30;

    fn module() -> ModuleCode {
        ModuleCode::new("*5003").unwrap()
    }

    fn in_module() -> Party {
        Party { in_module: Some(module()), ..caller() }
    }

    fn joined(caller: Party) -> Happening {
        Happening::QueueJoined { caller }
    }

    fn hung_up(party: Party) -> Happening {
        Happening::HungUp { party, cause: HangupCause::Other }
    }

    fn dial(cause: HangupCause) -> [Happening; 2] {
        [
            Happening::DialBegan { from: Some(in_module()), to: operator(), number: None },
            Happening::HungUp { party: operator(), cause },
        ]
    }

    fn id() -> DecisionId {
        DecisionId {
            pbx: PbxName::new("pbx").unwrap(),
            caller_uniqueid: caller().uniqueid,
            at: at(0, joined(caller())).at,
        }
    }

    /// Events a second apart, the last one at `end`.
    fn outcome_of(end: i64, events: Vec<Happening>) -> Option<Outcome> {
        let mut tracker = OutcomeTracker::default();
        let id = id();
        tracker.decided(id, WAIT);
        let last = events.len() - 1;
        let outcomes: Vec<Outcome> = events
            .into_iter()
            .enumerate()
            .filter_map(|(n, what)| {
                tracker.apply(&at(if n == last { end } else { 1 }, what)).map(|(_, o)| o)
            })
            .collect();
        assert!(outcomes.len() <= 1, "a decision has one outcome: {outcomes:?}");
        outcomes.first().copied()
    }

    fn answered() -> Happening {
        let by = ConnectedBy::Module(module());
        Happening::QueueConnected { caller: in_module(), operator: operator(), by }
    }

    #[test]
    fn connected() {
        let events = vec![joined(in_module()), answered(), hung_up(in_module())];
        assert_eq!(outcome_of(9, events), Some(Outcome::Connected));
    }

    #[test]
    fn who_hangs_up_while_the_operator_is_told_has_not_spoken() {
        for (who, expected) in
            [(in_module(), Outcome::CallerHungUp), (operator(), Outcome::Declined)]
        {
            let [dialled, _] = dial(HangupCause::Other);
            // The dialplan hangs up the other, too.
            let [first, then] = [who, operator()]
                .map(|party| Happening::HangupRequested { uniqueid: party.uniqueid });
            let events = vec![joined(in_module()), dialled, first, then, answered()];
            assert_eq!(outcome_of(3, events), Some(expected));
        }
    }

    #[test]
    fn the_wait_begins_when_the_question_is_over() {
        let mut tracker = OutcomeTracker::default();
        let id = id();
        tracker.decided(id.clone(), WAIT);
        assert_eq!(tracker.apply(&at(15, joined(in_module()))), None);
        let settled = tracker.apply(&at(40, joined(caller())));
        assert_eq!(settled, Some((id, Outcome::BecameUnreachable)));
    }

    #[test]
    fn a_caller_who_preferred_anyone() {
        let mut tracker = OutcomeTracker::default();
        let id = id();
        assert_eq!(tracker.preferred_anyone(&caller().uniqueid), None);
        tracker.decided(id.clone(), WAIT);
        let chosen = (id, Outcome::CallerChoseQueue);
        assert_eq!(tracker.preferred_anyone(&caller().uniqueid), Some(chosen));
        assert_eq!(tracker.apply(&at(9, joined(caller()))), None);
    }

    #[test]
    fn a_caller_who_hangs_up_first() {
        let events = vec![joined(in_module()), hung_up(in_module())];
        assert_eq!(outcome_of(9, events), Some(Outcome::CallerHungUp));
    }

    #[test]
    fn each_way_to_the_failure_destination() {
        for (cause, end, expected) in [
            (Some(HangupCause::Other), 21, Outcome::NoAnswer),
            (Some(HangupCause::Declined), 2, Outcome::Declined),
            (Some(HangupCause::Unreachable), 2, Outcome::BecameUnreachable),
            (None, 5, Outcome::BecameUnreachable),
            (None, 30, Outcome::WaitRanOut),
        ] {
            let mut events = vec![joined(in_module())];
            events.extend(cause.into_iter().flat_map(dial));
            events.push(joined(caller()));
            assert_eq!(outcome_of(end, events.clone()), Some(expected));
            // The same where nothing tells of the call before its end.
            events.pop();
            events.push(hung_up(caller()));
            assert_eq!(outcome_of(end, events), Some(expected));
        }
    }

    #[test]
    fn an_event_from_before_the_decision_settles_nothing() {
        let events = vec![joined(caller()), joined(in_module()), joined(in_module())];
        assert_eq!(outcome_of(2, events), None);
    }

    #[test]
    fn another_queue_that_connects_is_no_success_of_the_module() {
        let by = ConnectedBy::Queue(QueueName::new("99").unwrap());
        let elsewhere = Happening::QueueConnected { caller: caller(), operator: operator(), by };
        let events = vec![joined(in_module()), elsewhere];
        assert_eq!(outcome_of(31, events), Some(Outcome::WaitRanOut));
    }

    #[test]
    fn a_call_that_nobody_decided_has_none() {
        assert_eq!(OutcomeTracker::default().apply(&at(1, hung_up(caller()))), None);
    }

    #[test]
    fn calls_that_are_gone_are_given_up() {
        let mut tracker = OutcomeTracker::default();
        let id = id();
        tracker.decided(id.clone(), WAIT);
        assert!(tracker.forget_all_but(|_| true).is_empty());
        assert_eq!(tracker.forget_all_but(|_| false), [id]);
    }
}
