//! What holds for the stories of calls, and for customers whom their operator missed.

use super::sample::{
    after, at, code, decided, extension, other_pbx, pbx, queue, refused, settled, spoke, uniqueid,
};
use crate::{DecisionFilter, Missed, MissedFilter, Store};
use vasl_domain::conversation::{Conversation, ConversationId, Path};
use vasl_domain::decision::{Decision, DecisionId, Reason, Route};
use vasl_domain::number::Caller;
use vasl_domain::operator::Unavailable;
use vasl_domain::outcome::Outcome;
use vasl_domain::report::{Period, Scope};
use vasl_domain::story::Story;

pub async fn a_story_is_the_decision_and_all_conversations_of_the_call<S: Store>(store: &S) {
    let decision = decided(1, 10);
    let settlement = settled(&decision, Outcome::Connected, 12);
    store.record_decision(&decision).await.unwrap();
    store.record_outcome(&settlement).await.unwrap();
    let reconnected = Conversation {
        path: Path::Reconnected { module: code("*5003"), queue: Some(queue("99")) },
        ..spoke(1, 12)
    };
    let id = |operator| ConversationId { operator_uniqueid: uniqueid(operator), ..spoke(1, 0).id };
    let transferred = Conversation { id: id(7), path: Path::Direct, ..spoke(1, 80) };
    let elsewhere =
        Conversation { id: ConversationId { pbx: other_pbx(), ..id(8) }, ..transferred.clone() };
    let of_another_call = spoke(2, 13);
    let all = [transferred.clone(), reconnected.clone(), elsewhere, of_another_call];
    store.record_past(&all, None).await.unwrap();

    let story = store.story(&decision.id).await.unwrap().unwrap();
    assert_eq!(story.reconnected(), Some(&reconnected));
    let expected = Story {
        decision: after(decision.clone(), &settlement),
        conversations: vec![reconnected, transferred],
    };
    assert_eq!(story, expected);
    assert_eq!(store.story(&decided(1, 11).id).await.unwrap(), None);
}

pub async fn stories_are_listed_as_decisions_are<S: Store>(store: &S) {
    for decision in [decided(1, 1), refused(2, 2), decided(3, 3)] {
        store.record_decision(&decision).await.unwrap();
    }
    store.record_past(&[spoke(3, 4)], None).await.unwrap();
    let filter = DecisionFilter { before: Some(decided(9, 9).id), ..DecisionFilter::default() };
    let stories = store.stories(&filter).await.unwrap();
    let decisions = store.decisions(&filter).await.unwrap();
    assert!(stories.iter().map(|story| &story.decision).eq(&decisions));
    let spoke_in = stories.iter().map(|story| story.conversations.len());
    assert_eq!(spoke_in.collect::<Vec<_>>(), [1, 0, 0]);
}

fn all_missed() -> MissedFilter {
    MissedFilter {
        pbx: pbx(),
        scope: Scope::Everything,
        period: Period::new(at(-86_400), at(86_400)),
        before: None,
        limit: 100,
    }
}

fn unavailable(serial: u32, when: i64) -> Decision {
    Decision {
        reason: Reason::OperatorUnavailable(Unavailable::Paused),
        route: Route::Failure,
        outcome: Some(Outcome::StraightToFailure),
        settled_at: Some(at(when)),
        ..decided(serial, when)
    }
}

pub async fn customers_are_missed_until_they_are_connected<S: Store>(store: &S) {
    let expired = Decision { reason: Reason::Expired, ..unavailable(3, 30) };
    let elsewhere =
        Decision { id: DecisionId { pbx: other_pbx(), ..decided(4, 40).id }, ..unavailable(4, 40) };
    let forgotten = Decision { caller: None, ..unavailable(6, 60) };
    for decision in [
        &decided(1, 10),
        &unavailable(2, 20),
        &expired,
        &elsewhere,
        &refused(5, 50),
        &forgotten,
        &decided(7, 70),
        &decided(8, 80),
    ] {
        store.record_decision(decision).await.unwrap();
    }
    // One not known yet, one connected, one not.
    let connected = settled(&decided(7, 70), Outcome::Connected, 75);
    let declined = settled(&decided(8, 80), Outcome::Declined, 85);
    for settlement in [&connected, &declined] {
        store.record_outcome(settlement).await.unwrap();
    }
    // They spoke before, were called in vain, spoke with somebody; and somebody else spoke.
    let missed_call = Conversation { path: Path::OutboundMissed, ..spoke(12, 30) };
    let later = Conversation { operator: extension("6065"), path: Path::Direct, ..spoke(13, 40) };
    let another =
        Conversation { caller: Caller::from_canonical("+982188776655").unwrap(), ..spoke(14, 90) };
    store
        .record_past(&[spoke(11, 19), missed_call, later.clone(), spoke(15, 81), another], None)
        .await
        .unwrap();
    let missed = store.missed(&all_missed()).await.unwrap();
    let expected = [
        Missed { decision: after(decided(8, 80), &declined), spoke_later: Some(spoke(15, 81)) },
        Missed { decision: forgotten, spoke_later: None },
        Missed { decision: unavailable(2, 20), spoke_later: Some(later) },
    ];
    assert_eq!(missed, expected);
}

pub async fn missed_customers_are_listed_by_key_and_by_what_they_are<S: Store>(store: &S) {
    let mut kept: Vec<Decision> =
        (0..20).map(|n| unavailable(n, 900 * (i64::from(n) / 3))).collect();
    for (n, decision) in (0..).zip(&mut kept) {
        if n % 2 == 0 {
            decision.module = code("**89");
        }
        if n % 5 == 0 {
            decision.operator = Some(extension("6065"));
        }
        if n % 7 == 0 {
            decision.evidence.path = Some(Path::Queue(queue("sales")));
        }
        store.record_decision(decision).await.unwrap();
    }
    kept.sort_by_key(|decision| (decision.id.at, decision.id.clone()));
    kept.reverse();
    for scope in [
        Scope::Everything,
        Scope::Module(code("**89")),
        Scope::Operator(extension("6065")),
        Scope::Queue(queue("sales")),
    ] {
        let period = Period::new(at(900), at(4_500));
        let mut filter = MissedFilter { scope, period, limit: 4, ..all_missed() };
        let mut seen = Vec::new();
        loop {
            let page = store.missed(&filter).await.unwrap();
            let Some(last) = page.last() else { break };
            filter.before = Some(last.decision.id.clone());
            assert!(page.len() <= 4);
            seen.extend(page.into_iter().map(|missed| missed.decision));
        }
        let expected: Vec<Decision> = kept
            .iter()
            .filter(|d| period.contains(d.id.at) && filter.scope.holds(d))
            .cloned()
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(seen, expected, "{:?}", filter.scope);
    }
}
