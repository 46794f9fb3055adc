//! What holds for links, logs and queue members.

use super::sample::{at, extension, other_pbx, pbx, queue};
use crate::{LinkRecord, LogPosition, Store};
use vasl_domain::decision::Membership;

pub async fn a_pbx_that_was_never_heard_has_no_link<S: Store>(store: &S) {
    store.link_seen(&other_pbx(), at(0)).await.unwrap();
    assert_eq!(store.link(&pbx()).await.unwrap(), None);
}

pub async fn a_link_keeps_what_was_seen_last<S: Store>(store: &S) {
    let record = |seen, booted: Option<i64>| {
        Some(LinkRecord { last_seen_at: at(seen), booted_at: booted.map(at) })
    };
    store.link_seen(&pbx(), at(10)).await.unwrap();
    assert_eq!(store.link(&pbx()).await.unwrap(), record(10, None));
    store.set_booted(&pbx(), at(-5)).await.unwrap();
    assert_eq!(store.link(&pbx()).await.unwrap(), record(10, Some(-5)));
    store.link_seen(&pbx(), at(11)).await.unwrap();
    assert_eq!(store.link(&pbx()).await.unwrap(), record(11, Some(-5)));
    // A clock that was set back must not leave a time that never comes.
    store.link_seen(&pbx(), at(3)).await.unwrap();
    assert_eq!(store.link(&pbx()).await.unwrap(), record(3, Some(-5)));
    store.set_booted(&other_pbx(), at(1)).await.unwrap();
    assert_eq!(store.link(&other_pbx()).await.unwrap(), record(1, Some(1)));
}

pub async fn a_log_is_read_on_from_where_it_was_left<S: Store>(store: &S) {
    let position = |file: &str, inode, offset| LogPosition {
        pbx: pbx(),
        file: file.to_owned(),
        inode,
        offset,
    };
    assert_eq!(store.log_position(&pbx(), "queue_log").await.unwrap(), None);
    for read in [
        position("queue_log", 7, 100),
        position("queue_log", 7, u64::MAX),
        position("queue_log", 8, 0),
    ] {
        store.record_past(&[], Some(&position("cdr.csv", 1, 1))).await.unwrap();
        store.record_past(&[], Some(&read)).await.unwrap();
        store.record_past(&[], None).await.unwrap();
        let kept = store.log_position(&pbx(), "queue_log").await.unwrap();
        assert_eq!(kept, Some(read));
    }
    let elsewhere = store.log_position(&other_pbx(), "queue_log").await;
    assert_eq!(elsewhere.unwrap(), None);
}

pub async fn members_are_those_seen_lately<S: Store>(store: &S) {
    let seen_by = |name, operator| (queue(name), extension(operator));
    store
        .members_seen(&pbx(), &[seen_by("99", "5050"), seen_by("sales", "5050")], at(10))
        .await
        .unwrap();
    store.members_seen(&pbx(), &[], at(99)).await.unwrap();
    store.member_seen(&pbx(), &queue("99"), &extension("6065"), at(20)).await.unwrap();
    // Seen earlier, told later.
    store.member_seen(&pbx(), &queue("99"), &extension("6065"), at(5)).await.unwrap();
    store.member_seen(&other_pbx(), &queue("99"), &extension("7070"), at(30)).await.unwrap();
    let expected = |members: &[(&str, &str)]| {
        let mut membership = Membership::default();
        for (name, operator) in members {
            membership.add(extension(operator), queue(name));
        }
        membership
    };
    for (since, members) in [
        (0, &[("99", "5050"), ("sales", "5050"), ("99", "6065")][..]),
        (10, &[("99", "5050"), ("sales", "5050"), ("99", "6065")]),
        (11, &[("99", "6065")]),
        (21, &[]),
    ] {
        let membership = store.membership(&pbx(), at(since)).await.unwrap();
        assert_eq!(membership, expected(members), "since {since}");
    }
}
