//! What holds for decisions.

use super::sample::{
    after, at, decided, extension, microseconds, other_pbx, pbx, refused, settled, uniqueid,
};
use crate::{DecisionFilter, Store};
use vasl_domain::decision::{Decision, DecisionId, Evidence, Reason, Route, Source};
use vasl_domain::operator::{Busy, Unavailable};
use vasl_domain::outcome::Outcome;
use vasl_domain::story::Arrival;

async fn all<S: Store>(store: &S) -> Vec<Decision> {
    let everything = DecisionFilter { limit: 1_000, ..DecisionFilter::default() };
    store.decisions(&everything).await.unwrap()
}

pub async fn each_decision_comes_back_as_it_was_made<S: Store>(store: &S) {
    let nobody = [
        Reason::ModuleInactive,
        Reason::NoCallerIdentity,
        Reason::CallerOptedOut,
        Reason::NeverSpoke,
    ];
    let somebody_not_now = [
        Reason::Expired,
        Reason::OperatorNotEligible,
        Reason::AlreadyTried,
        Reason::OperatorUnavailable(Unavailable::Unregistered),
        Reason::OperatorUnavailable(Unavailable::Paused),
        Reason::OperatorUnavailable(Unavailable::LoggedOut),
        Reason::OperatorUnavailable(Unavailable::DoNotDisturb),
        Reason::OperatorUnavailable(Unavailable::Unknown),
        Reason::OperatorBusyNoWaiting(Busy::Ringing),
        Reason::OperatorBusyNoWaiting(Busy::Talking),
    ];
    let wait = [Busy::Ringing, Busy::Talking, Busy::OnHold, Busy::WrappingUp];
    let outcomes = [
        Outcome::Connected,
        Outcome::NoAnswer,
        Outcome::Declined,
        Outcome::BecameUnreachable,
        Outcome::WaitRanOut,
        Outcome::CallerHungUp,
        Outcome::CallerChoseQueue,
    ];
    let mut made = Vec::new();
    made.extend(nobody.map(|reason| Decision { reason, ..refused(0, 0) }));
    made.extend(somebody_not_now.map(|reason| Decision {
        reason,
        route: Route::Failure,
        outcome: Some(Outcome::StraightToFailure),
        settled_at: Some(at(0)),
        ..decided(0, 0)
    }));
    made.extend(wait.map(|busy| Decision {
        reason: Reason::OperatorBusy(busy),
        route: Route::Wait(extension("5050")),
        ..decided(0, 0)
    }));
    made.extend(outcomes.map(|outcome| after(decided(0, 0), &settled(&decided(0, 0), outcome, 9))));
    made.push(Decision {
        arrival: Arrival { came_in_at: uniqueid(1).made_at(), ..Arrival::default() },
        ..decided(0, 0)
    });
    made.push(Decision {
        source: Some(Source::Pinned),
        evidence: Evidence::default(),
        ..decided(0, 0)
    });
    for (serial, decision) in (0..).zip(&mut made) {
        decision.id.caller_uniqueid = uniqueid(serial);
        decision.id.at = at(-i64::from(serial)) + microseconds(1);
        store.record_decision(decision).await.unwrap();
    }
    assert_eq!(all(store).await, made);
}

pub async fn a_decision_is_kept_once<S: Store>(store: &S) {
    let otherwise = Decision { id: decided(1, 1).id, ..refused(1, 1) };
    store.record_decision(&decided(1, 1)).await.unwrap();
    store.record_decision(&otherwise).await.unwrap();
    assert_eq!(all(store).await, [decided(1, 1)]);
}

pub async fn the_first_outcome_stays<S: Store>(store: &S) {
    let decision = decided(1, 1);
    let missed = settled(&decision, Outcome::NoAnswer, 21);
    let connected = settled(&decision, Outcome::Connected, 22);
    assert!(!store.record_outcome(&connected).await.unwrap());
    store.record_decision(&decision).await.unwrap();
    store.record_decision(&refused(2, 2)).await.unwrap();
    assert!(store.record_outcome(&missed).await.unwrap());
    assert!(!store.record_outcome(&connected).await.unwrap());
    let second = settled(&refused(2, 2), Outcome::Connected, 3);
    assert!(!store.record_outcome(&second).await.unwrap());
    let kept = after(decision, &missed);
    assert_eq!(all(store).await, [refused(2, 2), kept.clone()]);
    // Said again without its outcome, it keeps it.
    store.record_decision(&decided(1, 1)).await.unwrap();
    assert_eq!(all(store).await, [refused(2, 2), kept]);
}

pub async fn a_call_has_its_newest_decision<S: Store>(store: &S) {
    let elsewhere =
        Decision { id: DecisionId { pbx: other_pbx(), ..decided(1, 50).id }, ..decided(1, 50) };
    for decision in [&decided(1, 10), &decided(1, 30), &decided(1, 20), &decided(2, 40), &elsewhere]
    {
        store.record_decision(decision).await.unwrap();
    }
    let newest = store.decision_of_call(&pbx(), &uniqueid(1)).await.unwrap();
    assert_eq!(newest, Some(decided(1, 30)));
    let none = store.decision_of_call(&pbx(), &uniqueid(3)).await.unwrap();
    assert_eq!(none, None);
}

pub async fn what_went_to_an_operator_is_unsettled_until_its_outcome<S: Store>(store: &S) {
    let waits = Decision {
        reason: Reason::OperatorBusy(Busy::Talking),
        route: Route::Wait(extension("5050")),
        ..decided(2, 5)
    };
    let elsewhere =
        Decision { id: DecisionId { pbx: other_pbx(), ..decided(4, 4).id }, ..decided(4, 4) };
    let failed_without_outcome = Decision { outcome: None, ..refused(5, 5) };
    for decision in [&decided(1, 10), &waits, &refused(3, 3), &elsewhere, &failed_without_outcome] {
        store.record_decision(decision).await.unwrap();
    }
    let unsettled = store.unsettled_decisions(&pbx(), at(5)).await.unwrap();
    assert_eq!(unsettled, [waits.clone(), decided(1, 10)]);
    let lately = store.unsettled_decisions(&pbx(), at(6)).await.unwrap();
    assert_eq!(lately, [decided(1, 10)]);
    let connected = settled(&decided(1, 10), Outcome::Connected, 11);
    store.record_outcome(&connected).await.unwrap();
    assert_eq!(store.unsettled_decisions(&pbx(), at(0)).await.unwrap(), [waits]);
}
