//! Where a caller would go round for ever.
//!
//! What leads on without the caller's choice: a queue's and a module's failure destination, both
//! ways of a time condition, an announcement, what a misc destination dials, and a menu's
//! destinations for wrong keys and for no key. A menu's key is a choice, so a way round through one
//! is not a cycle.

use super::{Configuration, ObjectId, Pointer, pointer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A ring of places each of which leads to the next, and the last to the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    first: Pointer,
    rest: Vec<Pointer>,
}

impl Cycle {
    /// Where it begins: the first of its things in the order of names.
    #[must_use]
    pub fn first(&self) -> &Pointer {
        &self.first
    }

    /// Its places in their order.
    pub fn pointers(&self) -> impl Iterator<Item = &Pointer> {
        [&self.first].into_iter().chain(&self.rest)
    }

    fn of(mut ring: Vec<Pointer>) -> Option<Self> {
        let least = ring.iter().enumerate().min_by_key(|(_, pointer)| *pointer)?.0;
        ring.rotate_left(least);
        let mut places = ring.into_iter();
        Some(Self { first: places.next()?, rest: places.collect() })
    }
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a caller would go round for ever: ")?;
        for pointer in self.pointers() {
            write!(f, "{} → ", pointer.from)?;
        }
        write!(f, "{}; lead one of them elsewhere", self.first.from)
    }
}

type Ways = BTreeMap<ObjectId, Vec<(Pointer, ObjectId)>>;

fn ways(whole: &Configuration) -> Ways {
    let mut ways = Ways::new();
    for (pointer, target) in pointer::all(whole) {
        if !pointer.field.leads_without_a_choice() {
            continue;
        }
        if let Some(to) = pointer::resolve(whole, &target) {
            ways.entry(pointer.from.clone()).or_default().push((pointer, to));
        }
    }
    ways
}

/// Every cycle that a walk from each thing meets: at least one through every knot of them, so that
/// none is left where none is named.
pub(super) fn all(whole: &Configuration) -> Vec<Cycle> {
    let ways = ways(whole);
    let mut done = BTreeSet::new();
    let mut cycles = Vec::new();
    for start in ways.keys() {
        walk(&ways, start, &mut done, &mut cycles);
    }
    cycles
}

/// A thing on the way, the way by which it was left last, and how many of its ways were tried.
struct Step<'a> {
    at: &'a ObjectId,
    left_by: Option<&'a Pointer>,
    tried: usize,
}

fn walk<'a>(
    ways: &'a Ways,
    start: &'a ObjectId,
    done: &mut BTreeSet<&'a ObjectId>,
    cycles: &mut Vec<Cycle>,
) {
    if done.contains(start) {
        return;
    }
    let mut path = vec![Step { at: start, left_by: None, tried: 0 }];
    while let Some(step) = path.last_mut() {
        let next = ways.get(step.at).and_then(|ways| ways.get(step.tried));
        let Some((pointer, to)) = next else {
            done.insert(step.at);
            path.pop();
            continue;
        };
        step.tried += 1;
        step.left_by = Some(pointer);
        if let Some(again) = path.iter().position(|step| step.at == to) {
            let ring = path.iter().skip(again).filter_map(|step| step.left_by.cloned());
            cycles.extend(Cycle::of(ring.collect()));
        } else if !done.contains(to) {
            path.push(Step { at: to, left_by: None, tried: 0 });
        }
    }
}
