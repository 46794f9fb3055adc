//! Who changed what, as it is written down.

use jiff::Timestamp;
use vasl_domain::act::Act;
use vasl_domain::callflow::{Override, TimeCondition};
use vasl_domain::configuration::difference::told;
use vasl_domain::configuration::{
    Configuration, Difference, FieldChange, Object, ObjectId, ObjectKind,
};
use vasl_domain::decision::Standing;
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::number::Caller;
use vasl_domain::user::Author;
use vasl_store::{Agreement, AuditEntry, AuditFields, AuditKind, AuditVerb};

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
        of_agreement(&agreement.caller, &before, &agreement.standing, author, at)
    });
    things.chain(callers).collect()
}

/// What is written down where something is agreed with a caller.
pub fn of_agreement(
    caller: &Caller,
    before: &Standing,
    after: &Standing,
    author: &Author,
    at: Timestamp,
) -> AuditEntry {
    let standing =
        |standing: &Standing| AuditFields::from([("standing".to_owned(), standing.sentence())]);
    AuditEntry {
        at,
        author: author.clone(),
        verb: AuditVerb::Changed,
        kind: AuditKind::Caller,
        subject: caller.to_string(),
        before: standing(before),
        after: standing(after),
    }
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

/// What is written down where somebody logs an operator in or out, or lets them pause or go on, in
/// their stead.
pub fn of_act(operator: &Extension, act: &Act, author: Author, at: Timestamp) -> AuditEntry {
    let of = |queue: Option<&QueueName>, field: &str| match queue {
        Some(queue) => format!("{field}[{queue}]"),
        None => field.to_owned(),
    };
    let (field, is) = match act {
        Act::LogIn(queue) => (of(Some(queue), "logged_in"), true),
        Act::LogOut(queue) => (of(Some(queue), "logged_in"), false),
        Act::Pause { queue, .. } => (of(queue.as_ref(), "paused"), true),
        Act::Unpause(queue) => (of(queue.as_ref(), "paused"), false),
    };
    let mut after = AuditFields::from([(field.clone(), is.to_string())]);
    if let Act::Pause { reason: Some(reason), .. } = act {
        after.insert("pause_reason".to_owned(), reason.to_string());
    }
    AuditEntry {
        at,
        author,
        verb: AuditVerb::Changed,
        kind: AuditKind::Object(ObjectKind::Extension),
        subject: operator.to_string(),
        before: AuditFields::from([(field, (!is).to_string())]),
        after,
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
    use vasl_domain::callflow::PlainText;

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
    fn what_is_done_in_an_operators_stead_names_the_queue() {
        let operator = Extension::new("5050").unwrap();
        let queue = QueueName::new("99").unwrap();
        let told = |act: &Act| {
            let entry = of_act(&operator, act, Author::CommandLine, Timestamp::UNIX_EPOCH);
            (entry.subject, entry.before, entry.after)
        };
        let (subject, before, after) = told(&Act::LogOut(queue));
        assert_eq!((subject.as_str(), &*before["logged_in[99]"]), ("5050", "true"));
        assert_eq!(after["logged_in[99]"], "false");
        let reason = PlainText::new("lunch").ok();
        let (_, _, after) = told(&Act::Pause { queue: None, reason });
        assert_eq!((&*after["paused"], &*after["pause_reason"]), ("true", "lunch"));
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
