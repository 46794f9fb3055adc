use super::generated::{tangled, whole};
use super::*;
use crate::callflow::Dials;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

type Ways = BTreeMap<ObjectId, BTreeSet<ObjectId>>;

/// Where each thing leads without a choice, read off the kinds once more and in another way.
fn ways(whole: &Configuration) -> Ways {
    let flow = &whole.call_flow;
    let mut ways = Ways::new();
    let mut way = |from: ObjectId, to: &Destination| {
        ways.entry(from).or_default().extend(whole.led_to(to));
    };
    for queue in &flow.queues {
        way(ObjectId::Queue(queue.number.clone()), &queue.failure_destination);
    }
    for module in &whole.modules {
        way(ObjectId::Module(module.code.clone()), &module.failure_destination);
    }
    for ivr in &flow.ivrs {
        way(ObjectId::Ivr(ivr.number.clone()), &ivr.invalid.destination);
        way(ObjectId::Ivr(ivr.number.clone()), &ivr.timeout.destination);
    }
    for condition in &flow.time_conditions {
        way(ObjectId::TimeCondition(condition.number.clone()), &condition.open_destination);
        way(ObjectId::TimeCondition(condition.number.clone()), &condition.closed_destination);
    }
    for announcement in &flow.announcements {
        way(ObjectId::Announcement(announcement.number.clone()), &announcement.destination);
    }
    for misc in &flow.misc_destinations {
        if let Dials::Internal(number) = &misc.dials
            && let Some(holder) = whole.holder_of(number.as_str())
        {
            let from = ObjectId::MiscDestination(misc.code.clone());
            ways.entry(from).or_default().insert(holder.object());
        }
    }
    ways
}

/// Everything that can be reached from each thing, by going on until nothing is added.
fn reached(ways: &Ways) -> Ways {
    let mut reached = ways.clone();
    loop {
        let before = reached.clone();
        for there in reached.values_mut() {
            let further: Vec<ObjectId> =
                there.iter().filter_map(|at| before.get(at)).flatten().cloned().collect();
            there.extend(further);
        }
        if reached == before {
            return reached;
        }
    }
}

/// The same thing taken out without asking, which only a test may.
fn without(whole: &Configuration, id: &ObjectId) -> Configuration {
    let mut less = whole.clone();
    assert!(place::take(&mut less, id).is_some());
    less
}

/// Every text in a thing, however deep.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(rows) => rows.iter().flat_map(texts).collect(),
        Value::Object(map) => map.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Whether a text in another thing can only mean this one. In made-up configurations no two kinds
/// have a number in common.
fn means(whole: &Configuration, text: &str, id: &ObjectId) -> bool {
    let code = id.code();
    let is_one_of = |prefixes: &[&str]| prefixes.iter().any(|p| *text == format!("{p}{code}"));
    match id {
        ObjectId::Extension(_) => is_one_of(&["", "extension:", "internal:"]),
        ObjectId::Queue(_) => is_one_of(&["", "queue:", "internal:"]),
        ObjectId::Module(_) | ObjectId::MiscDestination(_) => is_one_of(&["misc:", "internal:"]),
        ObjectId::Ivr(_) => is_one_of(&["ivr:"]),
        ObjectId::TimeCondition(_) => is_one_of(&["time_condition:"]),
        ObjectId::Announcement(_) => is_one_of(&["announcement:"]),
        ObjectId::TimeGroup(_) => is_one_of(&[""]),
        ObjectId::Sound(_) => is_one_of(&["vasl/"]),
        ObjectId::Trunk => text.starts_with("outside:"),
        ObjectId::FeatureCodes => {
            let dialled = text
                .split_once(':')
                .filter(|(kind, _)| matches!(*kind, "feature_code" | "internal"));
            dialled.is_some_and(|(_, number)| {
                whole.call_flow.feature_codes.dialled().any(|(_, code)| code.as_str() == number)
            })
        }
        ObjectId::InboundRoute(_) => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_text_that_names_a_thing_is_a_pointer_to_it(whole in whole()) {
        let objects = whole.objects();
        for id in objects.iter().map(Object::id) {
            let mut expected = Vec::new();
            for object in objects.iter().filter(|object| object.id() != id) {
                let texts = texts(&serde_json::to_value(object).unwrap());
                let naming = texts.iter().filter(|text| means(&whole, text, &id));
                expected.extend(naming.map(|_| object.id()));
            }
            let pointers = whole.pointers_to(&id).into_iter().map(|pointer| pointer.from);
            let mut named: Vec<ObjectId> = pointers.filter(|from| *from != id).collect();
            named.sort();
            expected.sort();
            prop_assert_eq!(named, expected, "{}", id);
        }
    }

    #[test]
    fn what_fits_together_by_construction_has_no_problem(whole in whole()) {
        prop_assert_eq!(whole.check(&Beside::Nothing), []);
    }

    #[test]
    fn nothing_that_is_pointed_at_is_removed_and_every_pointer_is_named(whole in whole()) {
        for id in whole.objects().iter().map(Object::id) {
            let mut after = whole.clone();
            match after.remove(&id) {
                Ok(removed) => {
                    prop_assert_eq!(removed.id(), id);
                    prop_assert_eq!(after.check(&Beside::Nothing), []);
                }
                // The usual codes come back, some of which may be pointed at.
                Err(_) if id == ObjectId::FeatureCodes => prop_assert_eq!(&after, &whole),
                Err(error) => {
                    let RemoveError::StillPointedAt { pointers, .. } = &error else {
                        return Err(TestCaseError::fail(error.to_string()));
                    };
                    prop_assert_eq!(&after, &whole);
                    let named: BTreeSet<ObjectId> =
                        pointers.iter().map(|pointer| pointer.from.clone()).collect();
                    let hurt: BTreeSet<ObjectId> = without(&whole, &id)
                        .check(&Beside::Nothing)
                        .iter()
                        .map(Problem::object)
                        .collect();
                    prop_assert_eq!(named, hurt, "{}", error);
                }
            }
        }
    }

    #[test]
    fn a_round_way_is_found_wherever_there_is_one(whole in tangled()) {
        let ways = ways(&whole);
        let reached = reached(&ways);
        let comes_back = |id: &ObjectId| reached.get(id).is_some_and(|there| there.contains(id));
        let mut on_one = BTreeSet::new();
        for cycle in cycle::all(&whole) {
            let ring: Vec<&ObjectId> = cycle.pointers().map(|pointer| &pointer.from).collect();
            for (at, from) in ring.iter().enumerate() {
                let to = ring[(at + 1) % ring.len()];
                prop_assert!(ways[*from].contains(to), "{} does not lead to {}", from, to);
            }
            on_one.extend(ring.into_iter().cloned());
        }
        // Each knot of things that lead back to one another has a cycle named in it.
        for id in ways.keys().filter(|id| comes_back(id)) {
            let knot = reached[id].iter().filter(|other| {
                reached.get(*other).is_some_and(|back| back.contains(id))
            });
            let named = knot.chain([id]).any(|other| on_one.contains(other));
            prop_assert!(named, "nothing is said of the way back to {}", id);
        }
        prop_assert!(on_one.iter().all(comes_back));
    }

    #[test]
    fn the_differences_make_the_one_into_the_other(before in whole(), after in whole()) {
        let mut made = before.clone();
        for difference in before.diff(&after) {
            match difference {
                Difference::Added(object) => prop_assert_eq!(made.put(object), None),
                Difference::Removed(object) => {
                    prop_assert_eq!(place::take(&mut made, &object.id()), Some(object));
                }
                Difference::Changed { before, after, fields } => {
                    prop_assert!(!fields.is_empty(), "{:?} {:?}", before, after);
                    prop_assert_eq!(made.put(*after), Some(*before));
                }
            }
        }
        prop_assert_eq!(&made, &after);
        prop_assert_eq!(after.diff(&after), []);
    }

    #[test]
    fn each_thing_is_read_as_it_was_written(whole in whole()) {
        for object in whole.objects() {
            let written = serde_json::to_string(&object).unwrap();
            prop_assert_eq!(serde_json::from_str::<Object>(&written).unwrap(), object);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_thing_is_found_by_its_name_and_everything_stands_in_the_order_of_names(whole in whole()) {
        let objects = whole.objects();
        prop_assert!(objects.is_sorted_by_key(Object::id));
        let mut ids: Vec<ObjectId> = whole.ids().collect();
        ids.sort();
        prop_assert_eq!(&ids, &objects.iter().map(Object::id).collect::<Vec<_>>());
        for object in &objects {
            prop_assert_eq!(whole.object(&object.id()), Some(object.clone()));
        }
        // Added all at once or one by one, in whatever order.
        let (mut at_once, mut one_by_one) = (Configuration::default(), Configuration::default());
        at_once.add(objects.iter().rev().cloned());
        objects.iter().rev().for_each(|one| drop(one_by_one.put(one.clone())));
        prop_assert_eq!(&at_once, &one_by_one);
        prop_assert_eq!(&at_once, &whole.in_order());
    }
}
