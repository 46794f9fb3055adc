//! What holds for pruning, for health, and for many steps at once.

use super::sample::{decided, outdated, pbx, refused, spoke};
use crate::{ConversationFilter, DecisionFilter, Outdated, Pruned, Store};
use jiff::Timestamp;
use vasl_domain::conversation::Conversation;

fn everything() -> ConversationFilter {
    ConversationFilter { limit: 10_000, ..ConversationFilter::default() }
}

pub async fn what_is_old_is_pruned<S: Store>(store: &S) {
    // Each of a minute: the first ends before 100, the second at 100, the third goes on past it.
    let kept = [spoke(3, 41), spoke(2, 40)];
    store.record_past(&[kept[0].clone(), kept[1].clone(), spoke(1, 39)], None).await.unwrap();
    for decision in [decided(1, 199), refused(2, 200)] {
        store.record_decision(&decision).await.unwrap();
    }
    let pruned = store.prune(&outdated(100, 200)).await.unwrap();
    assert_eq!(pruned, Pruned { conversations: 1, decisions: 1, counts: 0, audit: 0 });
    assert_eq!(store.conversations(&everything()).await.unwrap(), kept);
    let decisions = store.decisions(&DecisionFilter::default()).await.unwrap();
    assert_eq!(decisions, [refused(2, 200)]);
    let again = store.prune(&outdated(100, 200)).await.unwrap();
    assert_eq!(again, Pruned::default());
}

pub async fn more_than_one_piece_is_pruned<S: Store>(store: &S) {
    let many: Vec<Conversation> = (0..1_700).map(|n| spoke(n, i64::from(n))).collect();
    store.record_past(&many, None).await.unwrap();
    let pruned = store.prune(&outdated(1_600, 0)).await.unwrap();
    assert_eq!(pruned.conversations, 1_540);
    let left = store.conversations(&everything()).await.unwrap();
    assert_eq!(left.len(), 160);
}

pub async fn what_is_up_is_never_pruned<S: Store>(store: &S) {
    store.conversation_began(&spoke(1, 0)).await.unwrap();
    let everything = Outdated {
        conversations_before: Timestamp::MAX,
        decisions_before: Timestamp::MAX,
        counts_before: Timestamp::MAX,
        audit_before: Timestamp::MAX,
    };
    let pruned = store.prune(&everything).await.unwrap();
    assert_eq!(pruned, Pruned::default());
    assert_eq!(store.open_conversations(&pbx()).await.unwrap().len(), 1);
}

pub async fn a_healthy_store_makes_a_round_trip<S: Store>(store: &S) {
    for _ in 0..2 {
        let health = store.health().await.unwrap();
        assert!(!health.place.is_empty());
        assert!(health.schema > 0);
    }
}

pub async fn steps_at_once_are_all_done<S: Store>(store: &S) {
    // More than any queue of steps holds, begun before any is done.
    let steps: Vec<Conversation> = (0..1_000).map(|n| spoke(n, i64::from(n))).collect();
    let mut begun: Vec<_> =
        steps.iter().map(|step| Box::pin(store.conversation_began(step))).collect();
    std::future::poll_fn(|context| {
        begun.retain_mut(|step| match step.as_mut().poll(context) {
            std::task::Poll::Ready(done) => {
                done.unwrap();
                false
            }
            std::task::Poll::Pending => true,
        });
        if begun.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    assert_eq!(store.open_conversations(&pbx()).await.unwrap().len(), 1_000);
}
