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

fn id() -> DecisionId {
    DecisionId {
        pbx: PbxName::new("pbx").unwrap(),
        caller_uniqueid: caller().uniqueid,
        at: at(0, joined(caller())).at,
    }
}

/// Events in the first second, the last one at `end`.
fn outcome_of(end: i64, events: Vec<Happening>) -> Option<Outcome> {
    settlement_of(end, events).map(|settlement| settlement.outcome)
}

fn settlement_of(end: i64, events: Vec<Happening>) -> Option<Settlement> {
    let mut tracker = OutcomeTracker::default();
    let id = id();
    tracker.decided(id.clone(), WAIT);
    let last = events.len() - 1;
    let mut settlements: Vec<Settlement> = events
        .into_iter()
        .enumerate()
        .filter_map(|(n, what)| {
            let settlement = tracker.apply(&at(if n == last { end } else { 1 }, what));
            if settlement.is_none() {
                tracker.decided(id.clone(), WAIT);
            }
            settlement
        })
        .collect();
    assert!(settlements.len() <= 1, "a decision has one outcome: {settlements:?}");
    settlements.pop()
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
    for (who, expected) in [(in_module(), Outcome::CallerHungUp), (operator(), Outcome::Declined)] {
        let [dialled, _] = dial(HangupCause::Other);
        // The dialplan hangs up the other, too.
        let [first, then] =
            [who, operator()].map(|party| Happening::HangupRequested { uniqueid: party.uniqueid });
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
    let settled = tracker.apply(&at(40, joined(caller()))).unwrap();
    assert_eq!((settled.decision, settled.outcome), (id, Outcome::BecameUnreachable));
}

#[test]
fn a_caller_who_preferred_anyone() {
    let mut tracker = OutcomeTracker::default();
    let (id, caller_uniqueid) = (id(), caller().uniqueid);
    let now = at(8, joined(caller())).at;
    assert_eq!(tracker.preferred_anyone(&caller_uniqueid, now), None);
    tracker.decided(id.clone(), WAIT);
    let settled = tracker.preferred_anyone(&caller_uniqueid, now).unwrap();
    assert_eq!((settled.decision, settled.outcome), (id, Outcome::CallerChoseQueue));
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
fn it_is_told_when_the_phone_rang_first_and_when_it_settled() {
    let [rang, refused] = dial(HangupCause::Declined);
    let [rang_again, _] = dial(HangupCause::Other);
    let events = vec![joined(in_module()), rang, refused, rang_again, joined(caller())];
    let settlement = settlement_of(21, events).unwrap();
    assert_eq!(settlement.rang_at, Some(at(1, joined(caller())).at));
    assert_eq!(settlement.at, at(21, joined(caller())).at);
    let unrung = settlement_of(30, vec![joined(in_module()), joined(caller())]).unwrap();
    assert_eq!(unrung.rang_at, None);
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
            if let Some(Settlement { decision, outcome, .. }) = tracker.apply(event) {
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
