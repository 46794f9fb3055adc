//! What holds for conversations.

use super::sample::{at, code, extension, microseconds, other_pbx, pbx, queue, spoke};
use crate::{ConversationFilter, LogPosition, Store};
use jiff::Timestamp;
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};

async fn all<S: Store>(store: &S) -> Vec<Conversation> {
    let everything = ConversationFilter { limit: 1_000, ..ConversationFilter::default() };
    store.conversations(&everything).await.unwrap()
}

fn up(conversation: Conversation, seen_at: Timestamp) -> Conversation {
    Conversation { ending: Ending::StillUp(seen_at), ..conversation }
}

fn on_other_pbx(conversation: Conversation) -> Conversation {
    let pbx = other_pbx();
    Conversation { id: ConversationId { pbx, ..conversation.id }, ..conversation }
}

pub async fn each_path_comes_back_as_it_was_written<S: Store>(store: &S) {
    let reconnected = |queue| Path::Reconnected { module: code("*5003"), queue };
    let paths = [
        Path::Queue(queue("sales.north-1")),
        Path::Direct,
        reconnected(Some(queue("99"))),
        reconnected(None),
        Path::Outbound,
    ];
    let kept: Vec<Conversation> = (1..)
        .zip(paths)
        .map(|(serial, path)| Conversation {
            path,
            answered_at: at(-i64::from(serial)) + microseconds(123_456),
            ..spoke(serial, 0)
        })
        .collect();
    store.record_past(&kept, None).await.unwrap();
    assert_eq!(all(store).await, kept);
}

pub async fn beginning_twice_is_beginning_once<S: Store>(store: &S) {
    let first = spoke(1, 10);
    let later_and_otherwise = Conversation {
        path: Path::Direct,
        operator: extension("6065"),
        answered_at: at(20),
        ..first.clone()
    };
    let earlier = Conversation { answered_at: at(5), ..first.clone() };
    store.conversation_began(&first).await.unwrap();
    store.conversation_began(&first).await.unwrap();
    store.conversation_began(&later_and_otherwise).await.unwrap();
    assert_eq!(all(store).await, [up(first, at(10))]);
    store.conversation_began(&earlier).await.unwrap();
    assert_eq!(all(store).await, [up(earlier, at(5))]);
}

pub async fn beginning_again_reopens<S: Store>(store: &S) {
    let conversation = spoke(1, 0);
    store.conversation_began(&conversation).await.unwrap();
    assert!(store.conversation_ended(&conversation.id, at(60)).await.unwrap());
    assert_eq!(all(store).await, std::slice::from_ref(&conversation));
    let from_hold = Conversation { answered_at: at(90), ..conversation.clone() };
    store.conversation_began(&from_hold).await.unwrap();
    assert_eq!(all(store).await, [up(conversation.clone(), at(0))]);
    store.conversation_ended(&conversation.id, at(30)).await.unwrap();
    assert_eq!(all(store).await[0].ending, Ending::Ended(at(30)));
}

pub async fn an_end_only_moves_later<S: Store>(store: &S) {
    let conversation = spoke(1, 0);
    let id = &conversation.id;
    assert!(!store.conversation_ended(id, at(60)).await.unwrap());
    assert_eq!(all(store).await, []);
    store.conversation_began(&conversation).await.unwrap();
    for (said, kept) in [(60, 60), (50, 60), (60, 60), (70, 70)] {
        assert!(store.conversation_ended(id, at(said)).await.unwrap());
        assert_eq!(all(store).await[0].ending, Ending::Ended(at(kept)));
    }
    let elsewhere = on_other_pbx(conversation.clone()).id;
    assert!(!store.conversation_ended(&elsewhere, at(99)).await.unwrap());
    assert_eq!(all(store).await[0].ending, Ending::Ended(at(70)));
}

pub async fn nothing_ends_before_it_was_answered<S: Store>(store: &S) {
    let at_once = |serial| Conversation { ending: Ending::Ended(at(-5)), ..spoke(serial, 0) };
    store.conversation_began(&at_once(1)).await.unwrap();
    store.conversation_ended(&at_once(1).id, at(-5)).await.unwrap();
    store.conversation_began(&at_once(2)).await.unwrap();
    store.end_open_conversations(&pbx(), &[], at(-5)).await.unwrap();
    store.conversation_began(&at_once(3)).await.unwrap();
    store.record_past(&[at_once(3), at_once(4)], None).await.unwrap();
    let all = all(store).await;
    assert_eq!(all.len(), 4);
    for conversation in all {
        assert_eq!(conversation.ending, Ending::Ended(at(0)));
    }
}

pub async fn what_is_made_up_twice_changes_nothing<S: Store>(store: &S) {
    let position = LogPosition {
        pbx: pbx(),
        file: "/var/log/asterisk/queue_log".to_owned(),
        inode: u64::MAX,
        offset: 4_711,
    };
    let past = [spoke(2, 200), spoke(1, 100), up(spoke(0, 0), at(5))];
    assert_eq!(store.record_past(&past, Some(&position)).await.unwrap(), 3);
    let before = all(store).await;
    assert_eq!(store.record_past(&past, Some(&position)).await.unwrap(), 0);
    assert_eq!(all(store).await, before);
    assert_eq!(before[..2], past[..2]);
    assert_eq!(before[2], up(spoke(0, 0), at(0)));
    assert_eq!(store.log_position(&pbx(), &position.file).await.unwrap(), Some(position));
}

pub async fn what_is_made_up_ends_and_never_reopens<S: Store>(store: &S) {
    store.conversation_began(&spoke(1, 0)).await.unwrap();
    store.record_past(&[spoke(1, 0)], None).await.unwrap();
    assert_eq!(all(store).await, [spoke(1, 0)]);
    let still_up = up(spoke(1, 0), at(500));
    let ended = |end| Conversation {
        ending: Ending::Ended(at(end)),
        path: Path::Direct,
        answered_at: at(-10),
        ..spoke(1, 0)
    };
    for (past, kept) in [(still_up, 60), (ended(50), 60), (ended(90), 90)] {
        assert_eq!(store.record_past(&[past], None).await.unwrap(), 0);
        let expected = Conversation { ending: Ending::Ended(at(kept)), ..spoke(1, 0) };
        assert_eq!(all(store).await, [expected]);
    }
}

pub async fn what_is_up_was_up_when_the_pbx_was_last_seen<S: Store>(store: &S) {
    let elsewhere = on_other_pbx(spoke(3, 300));
    for began in [&spoke(1, 100), &spoke(2, 20), &elsewhere] {
        store.conversation_began(began).await.unwrap();
    }
    store.record_past(&[spoke(4, 0)], None).await.unwrap();
    store.link_seen(&pbx(), at(50)).await.unwrap();
    assert_eq!(
        store.open_conversations(&pbx()).await.unwrap(),
        [up(spoke(2, 20), at(50)), up(spoke(1, 100), at(100))]
    );
    assert_eq!(store.open_conversations(&other_pbx()).await.unwrap(), [up(elsewhere, at(300))]);
}

pub async fn what_is_up_ends_but_for_the_exceptions<S: Store>(store: &S) {
    let elsewhere = on_other_pbx(spoke(1, 1));
    for began in [&spoke(1, 1), &spoke(2, 2), &spoke(3, 30), &elsewhere] {
        store.conversation_began(began).await.unwrap();
    }
    store.record_past(&[spoke(4, 4)], None).await.unwrap();
    let kept = [spoke(2, 2).id, spoke(9, 9).id];
    let ended = store.end_open_conversations(&pbx(), &kept, at(20)).await;
    assert_eq!(ended.unwrap(), 2);
    let endings: Vec<Ending> = all(store).await.iter().map(|c| c.ending).collect();
    assert_eq!(
        endings,
        [
            Ending::Ended(at(30)),
            Ending::Ended(at(64)),
            Ending::StillUp(at(2)),
            Ending::Ended(at(20)),
            Ending::StillUp(at(1)),
        ]
    );
    let again = store.end_open_conversations(&pbx(), &kept, at(99)).await;
    assert_eq!(again.unwrap(), 0);
}
