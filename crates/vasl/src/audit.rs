//! Who changed what, as it is written down.

use crate::presence::{Deed, Paused};
use jiff::Timestamp;
use tracing::warn;
use vasl_domain::act::Act;
use vasl_domain::callflow::{Override, PlainText, TimeCondition};
use vasl_domain::configuration::difference::told;
use vasl_domain::configuration::{
    Configuration, Difference, FieldChange, Object, ObjectId, ObjectKind,
};
use vasl_domain::name::QueueName;
use vasl_domain::user::Author;
use vasl_store::{Agreement, AuditEntry, AuditFields, AuditKind, AuditVerb, Store, StoreError};

/// What a change is written down as: an entry for each thing, and for each caller.
pub fn of_change(
    (before, after): (&Configuration, &Configuration),
    (known, agreements): (&[Agreement], &[Agreement]),
    author: &Author,
    at: Timestamp,
) -> Vec<AuditEntry> {
    let differences = before.diff(after);
    let things = differences.iter().map(|difference| of_thing(difference, author, at));
    let callers = agreements.iter().map(|agreement| {
        let known = known.iter().find(|known| known.caller == agreement.caller);
        let before = known.map(|known| known.standing.clone()).unwrap_or_default();
        AuditEntry::of_agreement(&agreement.caller, &before, &agreement.standing, author, at)
    });
    things.chain(callers).collect()
}

/// Changes something that the store has no part in: who does it is written down before, and what
/// became of it after. Where a crash or a full disk comes between, the log says that it was begun and
/// not what became of it; it never says nothing.
///
/// # Errors
/// When it could not be written down, and so was not done; else as it was done or not.
pub async fn beside<T, E: std::fmt::Display>(
    store: &impl Store,
    entry: &AuditEntry,
    change: impl Future<Output = Result<T, E>>,
) -> Result<Result<T, E>, StoreError> {
    let number = store.begin_audit(entry).await?;
    let done = change.await;
    if let Err(error) = store.settle_audit(number, done.is_ok()).await {
        warn!(%error, subject = entry.subject, "what became of a change could not be written down");
    }
    Ok(done)
}

/// What is written down where a time condition is opened or closed by hand: it holds in Asterisk,
/// beside the configuration.
pub fn of_by_hand(
    condition: &TimeCondition,
    (before, after): (Override, Override),
    author: Author,
    at: Timestamp,
) -> AuditEntry {
    let set = |set: Override| AuditFields::from([("override".to_owned(), set.to_string())]);
    AuditEntry {
        at,
        author,
        verb: AuditVerb::Changed,
        kind: AuditKind::Object(ObjectKind::TimeCondition),
        subject: condition.number.to_string(),
        before: set(before),
        after: set(after),
    }
}

/// What is written down where an operator logs in or out, pauses or goes on: they themselves, or
/// somebody in their stead. `before` is whether they paused, in each queue where that changes.
pub fn of_deed(deed: &Deed, before: &[Paused], author: Author, at: Timestamp) -> AuditEntry {
    let (mut was, mut is) = (AuditFields::new(), AuditFields::new());
    let mut logged = |queue: &QueueName, now: bool| {
        was.insert(format!("logged_in[{queue}]"), (!now).to_string());
        is.insert(format!("logged_in[{queue}]"), now.to_string());
    };
    match deed.act() {
        // Who is in a queue already does not log in, and who is not does not log out.
        Act::LogIn(queue) => logged(queue, true),
        Act::LogOut(queue) => logged(queue, false),
        Act::Pause { reason, .. } => {
            let reason = reason.as_ref().map(PlainText::as_str).unwrap_or_default();
            pauses(before, (true, reason), &mut was, &mut is);
        }
        Act::Unpause(_) => pauses(before, (false, ""), &mut was, &mut is),
    }
    AuditEntry {
        at,
        author,
        verb: AuditVerb::Changed,
        kind: AuditKind::Object(ObjectKind::Extension),
        subject: deed.operator().to_string(),
        before: was,
        after: is,
    }
}

fn pauses(
    before: &[Paused],
    (paused, reason): (bool, &str),
    was: &mut AuditFields,
    is: &mut AuditFields,
) {
    for one in before {
        let field = |name: &str| format!("{name}[{}]", one.queue);
        was.insert(field("paused"), one.paused.to_string());
        is.insert(field("paused"), paused.to_string());
        let said = |fields: &mut AuditFields, reason: &str| {
            if !reason.is_empty() {
                fields.insert(field("pause_reason"), reason.to_owned());
            }
        };
        said(was, &one.reason);
        said(is, reason);
    }
}

fn of_thing(difference: &Difference, author: &Author, at: Timestamp) -> AuditEntry {
    let entry = |verb, id: &ObjectId, before, after| AuditEntry {
        at,
        author: author.clone(),
        verb,
        kind: AuditKind::Object(id.kind()),
        subject: id.code(),
        before,
        after,
    };
    let none = AuditFields::new;
    match difference {
        Difference::Added(object) => entry(AuditVerb::Added, &object.id(), none(), told(object)),
        Difference::Removed(object) => {
            entry(AuditVerb::Removed, &object.id(), told(object), none())
        }
        Difference::Changed { after, fields, .. } => {
            let (mut was, mut is) = (none(), none());
            for FieldChange { field, before, after } in fields {
                was.extend(before.clone().map(|value| (field.clone(), value)));
                is.extend(after.clone().map(|value| (field.clone(), value)));
            }
            entry(verb_of(after, fields), &after.id(), was, is)
        }
    }
}

fn verb_of(after: &Object, fields: &[FieldChange]) -> AuditVerb {
    match (after, fields) {
        (Object::Module(_), [only]) if only.field == "cleared_at" => AuditVerb::MemoryCleared,
        _ => AuditVerb::Changed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presence::{self, Place};
    use vasl_asterisk::inventory::{Inventory, read_member};
    use vasl_domain::callflow::CallFlow;
    use vasl_domain::name::Extension;
    use vasl_store::{AuditFilter, AuditOutcome, SqliteStore};

    fn flow(name: &str, secret: &str) -> Configuration {
        let extension = serde_json::json!({ "number": "5050", "name": name, "secret": secret });
        let call_flow = serde_json::json!({ "extension": [extension] });
        Configuration {
            call_flow: serde_json::from_value(call_flow).unwrap(),
            ..Configuration::default()
        }
    }

    fn entries(before: &Configuration, after: &Configuration) -> Vec<AuditEntry> {
        of_change((before, after), (&[], &[]), &Author::CommandLine, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn what_an_operator_does_is_told_with_how_it_was() {
        let call_flow: CallFlow = toml::from_str(
            "[[queue]]\nnumber = \"99\"\nname = \"Support\"\ndynamic_members = [\"5050\"]\n\
             [[queue]]\nnumber = \"98\"\nname = \"Sales\"\ndynamic_members = [\"5050\"]\n",
        )
        .unwrap();
        let member = |queue| read_member(queue, "PJSIP/5050", "PJSIP/5050").unwrap();
        let queues = ["98", "99"].map(|queue| QueueName::new(queue).unwrap());
        let inventory = Inventory {
            queues: queues.clone().into(),
            members: vec![member("98"), member("99")],
            ..Inventory::default()
        };
        let place = Place { inventory: &inventory, call_flow: &call_flow };
        let operator = Extension::new("5050").unwrap();
        let [sales, support] = queues;
        let paused = |queue: &QueueName, paused, reason: &str| Paused {
            queue: queue.clone(),
            paused,
            reason: reason.to_owned(),
        };
        let told = |act: &Act, before: &[Paused]| {
            let deed = presence::plan(&operator, act, place).unwrap();
            let entry = of_deed(&deed, before, Author::CommandLine, Timestamp::UNIX_EPOCH);
            assert_eq!(entry.subject, "5050");
            (entry.before, entry.after)
        };
        let (before, after) = told(&Act::LogOut(support.clone()), &[]);
        assert_eq!((&*before["logged_in[99]"], &*after["logged_in[99]"]), ("true", "false"));
        // Who paused in one of two queues pauses in both, and did so in the one before.
        let was = [paused(&sales, true, "tea"), paused(&support, false, "")];
        let act = Act::Pause { queue: None, reason: PlainText::new("lunch").ok() };
        let (before, after) = told(&act, &was);
        assert_eq!((&*before["paused[98]"], &*after["paused[98]"]), ("true", "true"));
        assert_eq!((&*before["paused[99]"], &*after["paused[99]"]), ("false", "true"));
        assert_eq!((&*before["pause_reason[98]"], &*after["pause_reason[98]"]), ("tea", "lunch"));
        assert_eq!((before.get("pause_reason[99]"), &*after["pause_reason[99]"]), (None, "lunch"));
        let (before, after) = told(&Act::Unpause(Some(support)), &was[1..]);
        assert_eq!((&*before["paused[99]"], &*after["paused[99]"]), ("false", "false"));
    }

    #[tokio::test]
    async fn nothing_is_done_elsewhere_that_is_not_written_down() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("vasl.db")).await.unwrap();
        let condition = serde_json::json!({
            "number": "1", "name": "Office", "time_group": "office", "time_zone": "Asia/Tehran",
            "open_destination": "ivr:1", "closed_destination": "hangup",
        });
        let condition = serde_json::from_value(condition).unwrap();
        let by_hand = (Override::None, Override::Open);
        let entry = of_by_hand(&condition, by_hand, Author::CommandLine, Timestamp::UNIX_EPOCH);
        let done = beside(&store, &entry, async { Ok::<(), String>(()) }).await.unwrap();
        assert_eq!(done, Ok(()));
        let refused = async { Err::<(), String>("no".to_owned()) };
        assert_eq!(beside(&store, &entry, refused).await.unwrap(), Err("no".to_owned()));
        // The service dies while Asterisk is asked.
        let (asks, asked) = tokio::sync::oneshot::channel();
        let never_answered = async {
            let _ = asks.send(());
            std::future::pending::<Result<(), String>>().await
        };
        tokio::select! {
            _ = beside(&store, &entry, never_answered) => unreachable!("it is never answered"),
            asked = asked => asked.unwrap(),
        }
        let kept = store.audit(&AuditFilter::default()).await.unwrap();
        let outcomes: Vec<AuditOutcome> = kept.iter().map(|kept| kept.outcome).collect();
        assert_eq!(outcomes, [AuditOutcome::Begun, AuditOutcome::NotDone, AuditOutcome::Done]);

        store.close().await.unwrap();
        let asked = async { unreachable!("nobody would know who did it") };
        assert!(beside::<(), String>(&store, &entry, asked).await.is_err());
    }

    #[test]
    fn a_secret_is_told_to_have_changed_and_never_what_it_is() {
        let (none, first) = (Configuration::default(), flow("Sara", "first-secret"));
        let second = flow("Sara R.", "second-secret");
        let all = [entries(&none, &first), entries(&first, &second), entries(&second, &none)];
        let verbs: Vec<AuditVerb> = all.iter().flatten().map(|entry| entry.verb).collect();
        assert_eq!(verbs, [AuditVerb::Added, AuditVerb::Changed, AuditVerb::Removed]);
        let changed = &all[1][0];
        assert_eq!(changed.kind, AuditKind::Object(ObjectKind::Extension));
        assert_eq!((&*changed.before["name"], &*changed.after["name"]), ("Sara", "Sara R."));
        assert!(changed.after.contains_key("secret"), "{changed:?}");
        assert!(!format!("{all:?}").contains("-secret"), "{all:?}");
    }
}
