//! What holds for who changed what.

use super::accounts::name;
use super::sample::{at, outdated, support};
use crate::{
    AuditEntry, AuditFields, AuditFilter, AuditKind, AuditOutcome, AuditVerb, Audited, Outdated,
    Store,
};
use vasl_domain::configuration::{Object, ObjectKind, Step};
use vasl_domain::user::Author;

fn entry(second: i64) -> AuditEntry {
    AuditEntry {
        at: at(second),
        author: Author::User(name("sara")),
        verb: AuditVerb::Changed,
        kind: AuditKind::Object(ObjectKind::Module),
        subject: "*5003".to_owned(),
        before: AuditFields::from([("active".to_owned(), "true".to_owned())]),
        after: AuditFields::from([("active".to_owned(), "false".to_owned())]),
    }
}

/// All that was written down, the oldest first.
pub async fn written<S: Store>(store: &S) -> Vec<AuditEntry> {
    let all = store.audit(&AuditFilter::default()).await.unwrap();
    all.into_iter().rev().map(|audited| audited.entry).collect()
}

pub async fn who_changed_what_is_listed_by_key<S: Store>(store: &S) {
    for second in 0..7 {
        store.record_audit(&entry(second)).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut filter = AuditFilter { limit: 3, ..AuditFilter::default() };
    loop {
        let page = store.audit(&filter).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.before = Some(last.number);
        seen.extend(page.into_iter().map(|Audited { entry, .. }| entry));
    }
    let newest_first: Vec<AuditEntry> = (0..7).rev().map(entry).collect();
    assert_eq!(seen, newest_first);
}

pub async fn a_change_is_kept_with_who_made_it<S: Store>(store: &S) {
    let put = [Step::Put(Box::new(Object::Module(Box::new(support()))))];
    store.change_configuration(&put, &[], &[entry(1)]).await.unwrap();
    assert_eq!(store.modules().await.unwrap(), [support()]);
    let kept = store.audit(&AuditFilter::default()).await.unwrap();
    assert!(kept.iter().all(|kept| kept.outcome == AuditOutcome::Done), "{kept:?}");
    assert_eq!(kept.into_iter().map(|kept| kept.entry).collect::<Vec<_>>(), [entry(1)]);
}

pub async fn who_changed_what_is_listed_by_what_it_is<S: Store>(store: &S) {
    let by_hand = AuditEntry { author: Author::CommandLine, ..entry(1) };
    let another =
        AuditEntry { subject: "*5004".to_owned(), before: AuditFields::new(), ..entry(2) };
    let of_a_user = AuditEntry {
        kind: AuditKind::User,
        verb: AuditVerb::Removed,
        after: AuditFields::new(),
        ..entry(3)
    };
    for entry in [&entry(0), &by_hand, &another, &of_a_user] {
        store.record_audit(entry).await.unwrap();
    }
    let listed = async |filter: AuditFilter| {
        let entries = store.audit(&filter).await.unwrap();
        entries.into_iter().map(|audited| audited.entry).collect::<Vec<_>>()
    };
    let all = AuditFilter::default();
    let author = Some(Author::CommandLine);
    assert_eq!(listed(AuditFilter { author, ..all.clone() }).await, std::slice::from_ref(&by_hand));
    let kind = Some(AuditKind::User);
    assert_eq!(listed(AuditFilter { kind, ..all.clone() }).await, [of_a_user]);
    let kind = Some(AuditKind::Object(ObjectKind::Module));
    let subjects = vec!["*5003".to_owned(), "*5005".to_owned()];
    assert_eq!(
        listed(AuditFilter { kind, subjects, ..all.clone() }).await,
        [by_hand.clone(), entry(0)]
    );
    let (since, until) = (Some(at(1)), Some(at(3)));
    assert_eq!(listed(AuditFilter { since, until, ..all }).await, [another, by_hand]);
}

pub async fn who_changed_what_long_ago_is_pruned<S: Store>(store: &S) {
    for second in 0..5 {
        store.record_audit(&entry(second)).await.unwrap();
    }
    let outdated = Outdated { audit_before: at(3), ..outdated(0, 0) };
    assert_eq!(store.prune(&outdated).await.unwrap().audit, 3);
    let left = store.audit(&AuditFilter::default()).await.unwrap();
    let left: Vec<AuditEntry> = left.into_iter().map(|audited| audited.entry).collect();
    assert_eq!(left, [entry(4), entry(3)]);
}

pub async fn what_is_changed_elsewhere_is_written_down_before<S: Store>(store: &S) {
    let mut numbers = Vec::new();
    for second in 0..3 {
        numbers.push(store.begin_audit(&entry(second)).await.unwrap());
    }
    assert!(numbers.is_sorted());
    store.settle_audit(numbers[0], true).await.unwrap();
    store.settle_audit(numbers[1], false).await.unwrap();
    // What is known of it stays.
    store.settle_audit(numbers[1], true).await.unwrap();
    let kept = store.audit(&AuditFilter::default()).await.unwrap();
    let kept: Vec<_> =
        kept.into_iter().map(|kept| (kept.number, kept.entry, kept.outcome)).collect();
    let [first, second, third] = numbers[..] else { unreachable!() };
    assert_eq!(
        kept,
        [
            (third, entry(2), AuditOutcome::Begun),
            (second, entry(1), AuditOutcome::NotDone),
            (first, entry(0), AuditOutcome::Done),
        ]
    );
}
