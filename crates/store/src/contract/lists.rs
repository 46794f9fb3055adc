//! What holds for the lists of conversations and decisions.

use super::sample::{at, code, decided, extension, other_pbx, pbx, queue, refused, spoke};
use crate::{ConversationCursor, ConversationFilter, DecisionFilter, Store};
use vasl_domain::conversation::{Conversation, ConversationId, Path};
use vasl_domain::decision::{Decision, DecisionId, Route};
use vasl_domain::number::Caller;
use vasl_domain::reason::ReasonKind;

fn another_caller() -> Caller {
    Caller::from_canonical("5050").unwrap()
}

pub async fn conversations_are_listed_by_key<S: Store>(store: &S) {
    // Three at each second, so that a page ends among those of one moment.
    let kept: Vec<Conversation> = (0..30).map(|n| spoke(n, i64::from(n / 3))).collect();
    store.record_past(&kept, None).await.unwrap();
    let mut filter = ConversationFilter { limit: 7, ..ConversationFilter::default() };
    let mut seen: Vec<Conversation> = Vec::new();
    loop {
        let page = store.conversations(&filter).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.before = Some(ConversationCursor::from(last));
        assert!(page.len() <= 7);
        seen.extend(page);
        // What comes after the first page was read moves nothing.
        store.conversation_began(&spoke(99, 99)).await.unwrap();
    }
    let mut expected = kept;
    expected.sort_by_key(|c| (c.answered_at, c.id.clone()));
    expected.reverse();
    assert_eq!(seen, expected);
}

pub async fn conversations_are_listed_by_what_they_are<S: Store>(store: &S) {
    let elsewhere =
        Conversation { id: ConversationId { pbx: other_pbx(), ..spoke(1, 1).id }, ..spoke(1, 1) };
    let of_another = Conversation { caller: another_caller(), ..spoke(2, 2) };
    let with_another = Conversation { operator: extension("6065"), ..spoke(3, 3) };
    let by_another_queue = Conversation { path: Path::Queue(queue("sales")), ..spoke(4, 4) };
    let kept = [&elsewhere, &of_another, &with_another, &by_another_queue].map(Clone::clone);
    store.record_past(&kept, None).await.unwrap();
    let any = ConversationFilter::default();
    let cases = [
        (ConversationFilter { pbx: Some(other_pbx()), ..any.clone() }, elsewhere),
        (ConversationFilter { caller: Some(another_caller()), ..any.clone() }, of_another),
        (
            ConversationFilter {
                operator: Some(extension("6065")),
                pbx: Some(pbx()),
                ..any.clone()
            },
            with_another,
        ),
        (
            ConversationFilter {
                queue: Some(queue("sales")),
                before: Some(ConversationCursor { answered_at: at(5), id: spoke(0, 0).id }),
                ..any.clone()
            },
            by_another_queue,
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(store.conversations(&filter).await.unwrap(), [expected]);
    }
    assert_eq!(store.conversations(&any).await.unwrap().len(), 4);
    let none = ConversationFilter { limit: 0, ..any };
    assert_eq!(store.conversations(&none).await.unwrap(), []);
}

pub async fn decisions_are_listed_by_key<S: Store>(store: &S) {
    let mut kept: Vec<Decision> = (0..30).map(|n| decided(n, i64::from(n / 3))).collect();
    for decision in &kept {
        store.record_decision(decision).await.unwrap();
    }
    let mut filter = DecisionFilter { limit: 7, ..DecisionFilter::default() };
    let mut seen: Vec<Decision> = Vec::new();
    loop {
        let page = store.decisions(&filter).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.before = Some(last.id.clone());
        assert!(page.len() <= 7);
        seen.extend(page);
        store.record_decision(&decided(99, 99)).await.unwrap();
    }
    kept.sort_by_key(|d| (d.id.at, d.id.clone()));
    kept.reverse();
    assert_eq!(seen, kept);
}

pub async fn decisions_are_listed_by_what_they_are<S: Store>(store: &S) {
    let elsewhere =
        Decision { id: DecisionId { pbx: other_pbx(), ..decided(1, 1).id }, ..decided(1, 1) };
    let of_another = Decision { caller: Some(another_caller()), ..decided(2, 2) };
    let about_another = Decision {
        operator: Some(extension("6065")),
        route: Route::Wait(extension("6065")),
        ..decided(3, 3)
    };
    let of_another_module = Decision { module: code("**89"), ..decided(4, 4) };
    let nobody = refused(5, 5);
    for decision in [&elsewhere, &of_another, &about_another, &of_another_module, &nobody] {
        store.record_decision(decision).await.unwrap();
    }
    let any = DecisionFilter::default();
    let cases = [
        (DecisionFilter { pbx: Some(other_pbx()), ..any.clone() }, elsewhere),
        (DecisionFilter { caller: Some(another_caller()), ..any.clone() }, of_another),
        (
            DecisionFilter {
                operator: Some(extension("6065")),
                before: Some(decided(9, 9).id),
                ..any.clone()
            },
            about_another,
        ),
        (
            DecisionFilter { module: Some(code("**89")), pbx: Some(pbx()), ..any.clone() },
            of_another_module,
        ),
        (
            DecisionFilter { reason: Some(ReasonKind::NoCallerIdentity), ..any.clone() },
            nobody.clone(),
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(store.decisions(&filter).await.unwrap(), [expected]);
    }
    let all = store.decisions(&any).await.unwrap();
    assert_eq!(all.len(), 5);
    assert_eq!(all[0], nobody);
}
