use super::*;
use crate::call::Party;
use crate::call::tests::{at, caller, operator};
use crate::name::{ModuleCode, PbxName, QueueName};
use proptest::prelude::*;

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

/// Events a second apart, the last one at `end`.
fn outcome_of(end: i64, events: Vec<Happening>) -> Option<Outcome> {
    let mut tracker = OutcomeTracker::default();
    let id = DecisionId {
        pbx: PbxName::new("pbx").unwrap(),
        caller_uniqueid: caller().uniqueid,
        at: at(0, joined(caller())).at,
    };
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

#[test]
fn connected() {
    let by = ConnectedBy::Module(module());
    let connected = Happening::QueueConnected { caller: in_module(), operator: operator(), by };
    let events = vec![joined(in_module()), connected, hung_up(in_module())];
    assert_eq!(outcome_of(9, events), Some(Outcome::Connected));
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
    let id = DecisionId {
        pbx: PbxName::new("pbx").unwrap(),
        caller_uniqueid: caller().uniqueid,
        at: at(0, joined(caller())).at,
    };
    tracker.decided(id.clone(), WAIT);
    assert!(tracker.forget_all_but(|_| true).is_empty());
    assert_eq!(tracker.forget_all_but(|_| false), [id]);
}

/// What a caller lives through in an operator's queue.
#[derive(Debug, Clone)]
struct Visit {
    /// How each ringing of the operator's telephone ends.
    rings: Vec<HangupCause>,
    end: End,
    /// For how long they wait in all.
    seconds: i64,
    /// Whether an event of an earlier place is still on its way when the decision is made.
    early: bool,
}

#[derive(Debug, Clone, Copy)]
enum End {
    Answered,
    HangsUp,
    JoinsQueue,
    IsSentToPhone,
    /// Gone on, where nothing tells of the call before its end.
    HangsUpElsewhere,
}

impl Visit {
    fn outcome(&self) -> Outcome {
        match (self.end, self.rings.last()) {
            (End::Answered, _) => Outcome::Connected,
            (End::HangsUp, _) => Outcome::CallerHungUp,
            (_, Some(HangupCause::Declined)) => Outcome::Declined,
            (_, Some(HangupCause::Unreachable)) => Outcome::BecameUnreachable,
            (_, Some(HangupCause::Other)) => Outcome::NoAnswer,
            (_, None) if self.seconds + 1 < i64::from(WAIT) => Outcome::BecameUnreachable,
            (_, None) => Outcome::WaitRanOut,
        }
    }

    fn party(who: usize, in_module: bool) -> Party {
        let channel = format!("PJSIP/trunk-{who:08x}");
        let party = crate::call::tests::party(&format!("1.{who}"), &channel, "09121234567");
        Party { in_module: in_module.then(module), ..party }
    }

    fn events(&self, who: usize) -> Vec<CallEvent> {
        let (inside, outside) = (Self::party(who, true), Self::party(who, false));
        let phone = |ring: usize| {
            let channel = format!("PJSIP/5050-{who:04x}{ring:04x}");
            crate::call::tests::party(&format!("2.{who}{ring}"), &channel, "5050")
        };
        let dial = |ring: usize, from: &Party| Happening::DialBegan {
            from: Some(from.clone()),
            to: phone(ring),
            number: None,
        };
        let mut told = Vec::new();
        told.extend(self.early.then(|| joined(outside.clone())));
        told.push(joined(inside.clone()));
        for (ring, cause) in self.rings.iter().enumerate() {
            told.push(dial(ring, &inside));
            told.push(Happening::HungUp { party: phone(ring), cause: *cause });
        }
        let last = self.rings.len();
        if let End::Answered = self.end {
            told.push(dial(last, &inside));
        }
        let mut told: Vec<CallEvent> = told.into_iter().map(|what| at(0, what)).collect();
        let by = ConnectedBy::Module(module());
        let end = match self.end {
            End::Answered => {
                Happening::QueueConnected { caller: inside, operator: phone(last), by }
            }
            End::HangsUp => hung_up(inside),
            End::JoinsQueue => joined(outside),
            End::IsSentToPhone => dial(last, &outside),
            End::HangsUpElsewhere => hung_up(outside),
        };
        told.push(at(self.seconds, end));
        told
    }
}

fn any_visit() -> impl Strategy<Value = Visit> {
    let cause = prop_oneof![
        Just(HangupCause::Declined),
        Just(HangupCause::Unreachable),
        Just(HangupCause::Other)
    ];
    let end = prop_oneof![
        Just(End::Answered),
        Just(End::HangsUp),
        Just(End::JoinsQueue),
        Just(End::IsSentToPhone),
        Just(End::HangsUpElsewhere)
    ];
    let rings = proptest::collection::vec(cause, 0..4);
    (rings, end, 0..40_i64, any::<bool>()).prop_map(|(rings, end, seconds, early)| Visit {
        rings,
        end,
        seconds,
        early,
    })
}

proptest! {
    /// Several callers at once, each event told once or twice: each decision has its one
    /// outcome, and nothing is followed any more.
    #[test]
    fn each_visit_has_the_outcome_that_it_had(
        visits in proptest::collection::vec((any_visit(), any::<prop::sample::Index>()), 1..6),
        doubled: bool
    ) {
        let mut tracker = OutcomeTracker::default();
        let mut told: Vec<CallEvent> = Vec::new();
        for (who, (visit, place)) in visits.iter().enumerate() {
            let caller_uniqueid = Visit::party(who, true).uniqueid;
            let decided_at = at(0, joined(caller())).at;
            let pbx = PbxName::new("pbx").unwrap();
            tracker.decided(DecisionId { pbx, caller_uniqueid, at: decided_at }, WAIT);
            // Somewhere among those of the others, in their own order.
            let mut place = place.index(told.len() + 1);
            for event in visit.events(who) {
                told.insert(place, event);
                place = (place + 1 + who % 2).min(told.len());
            }
        }
        let mut settled = HashMap::new();
        for event in told.iter().flat_map(|event| [event, event].into_iter().take(1 + usize::from(doubled))) {
            if let Some((decision, outcome)) = tracker.apply(event) {
                prop_assert_eq!(settled.insert(decision.caller_uniqueid, outcome), None);
            }
        }
        for (who, (visit, _)) in visits.iter().enumerate() {
            let outcome = settled.get(&Visit::party(who, true).uniqueid);
            prop_assert_eq!(outcome, Some(&visit.outcome()), "{:?}", visit);
        }
        prop_assert!(tracker.pending.is_empty());
    }
}
