//! What holds for who changed what.

use super::accounts::name;
use super::sample::at;
use crate::{AuditEntry, AuditFilter, AuditKind, AuditVerb, Audited, Store};
use vasl_domain::user::Author;

fn entry(second: i64) -> AuditEntry {
    AuditEntry {
        at: at(second),
        author: Author::User(name("sara")),
        verb: AuditVerb::Changed,
        kind: AuditKind::Module,
        subject: "*5003".to_owned(),
        before: Some("{\"active\":true}".to_owned()),
        after: Some("{\"active\":false}".to_owned()),
    }
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

pub async fn who_changed_what_is_listed_by_what_it_is<S: Store>(store: &S) {
    let by_hand = AuditEntry { author: Author::CommandLine, ..entry(1) };
    let another = AuditEntry { subject: "*5004".to_owned(), before: None, ..entry(2) };
    let of_a_user =
        AuditEntry { kind: AuditKind::User, verb: AuditVerb::Removed, after: None, ..entry(3) };
    for entry in [&entry(0), &by_hand, &another, &of_a_user] {
        store.record_audit(entry).await.unwrap();
    }
    let listed = async |filter: AuditFilter| {
        let entries = store.audit(&filter).await.unwrap();
        entries.into_iter().map(|audited| audited.entry).collect::<Vec<_>>()
    };
    let all = AuditFilter::default();
    let author = Some(Author::CommandLine);
    assert_eq!(listed(AuditFilter { author, ..all.clone() }).await, [by_hand.clone()]);
    let kind = Some(AuditKind::User);
    assert_eq!(listed(AuditFilter { kind, ..all.clone() }).await, [of_a_user]);
    let kind = Some(AuditKind::Module);
    let subject = Some("*5003".to_owned());
    assert_eq!(listed(AuditFilter { kind, subject, ..all }).await, [by_hand, entry(0)]);
}
