//! What holds for what the installation prefers.

use super::sample::at;
use crate::{AuditEntry, AuditFields, AuditFilter, AuditKind, AuditVerb, Store};
use vasl_domain::module::ZoneName;
use vasl_domain::number::NumberPlan;
use vasl_domain::preferences::{Days, Preferences, Retention};
use vasl_domain::user::{Author, Language};

fn preferences(conversations: u16, area_code: Option<&str>) -> Preferences {
    Preferences {
        retention: Retention {
            conversations: Days::new(conversations).unwrap(),
            ..Retention::default()
        },
        language: Language::English,
        time_zone: ZoneName::new("Asia/Kabul").unwrap(),
        numbers: NumberPlan::new("AF", area_code).unwrap(),
    }
}

fn entry() -> AuditEntry {
    AuditEntry {
        at: at(1),
        author: Author::CommandLine,
        verb: AuditVerb::Changed,
        kind: AuditKind::Preferences,
        subject: String::new(),
        before: AuditFields::new(),
        after: AuditFields::new(),
    }
}

pub async fn what_is_preferred_comes_back_as_it_was_set<S: Store>(store: &S) {
    assert_eq!(store.preferences().await.unwrap(), None);
    let (first, second) = (preferences(3, None), preferences(3_650, Some("20")));
    assert!(store.set_preferences(None, &first, &[]).await.unwrap());
    assert_eq!(store.preferences().await.unwrap().as_ref(), Some(&first));
    assert!(store.set_preferences(Some(&first), &second, &[entry()]).await.unwrap());
    assert_eq!(store.preferences().await.unwrap(), Some(second));
    assert_eq!(store.audit(&AuditFilter::default()).await.unwrap().len(), 1);
}

pub async fn two_who_set_at_once_are_told<S: Store>(store: &S) {
    let (first, second) = (preferences(3, None), preferences(4, None));
    assert!(store.set_preferences(None, &first, &[]).await.unwrap());
    assert!(!store.set_preferences(None, &second, &[entry()]).await.unwrap());
    assert!(!store.set_preferences(Some(&second), &second, &[entry()]).await.unwrap());
    assert_eq!(store.preferences().await.unwrap(), Some(first));
    assert_eq!(store.audit(&AuditFilter::default()).await.unwrap(), []);
}
