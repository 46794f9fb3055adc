//! The place of a caller who goes on to a queue after having waited for their operator: ahead of
//! those who came later, behind those who came before.

use crate::call::{CallEvent, Happening};
use crate::name::Uniqueid;
use jiff::Timestamp;
use std::collections::HashMap;
use std::num::NonZeroU32;

/// Somebody who waits in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Since when.
    pub since: Timestamp,
    /// Their priority; the higher goes first, whoever came first.
    pub priority: i32,
}

/// The position, counted from 1, at which somebody is to join those who wait already, in their
/// order; `None` where it is the last of their priority, at which they join by themselves.
///
/// Priorities stay what they are: app_queue lets nobody stand before a higher one, and puts
/// everybody before a lower one (`join_queue`, `apps/app_queue.c`).
#[must_use]
pub fn position(joining: Waiting, queue: &[Waiting]) -> Option<NonZeroU32> {
    let came_later =
        |other: &Waiting| other.priority == joining.priority && other.since > joining.since;
    let ahead = queue.iter().position(came_later)?;
    u32::try_from(ahead).ok()?.checked_add(1).and_then(NonZeroU32::new)
}

/// Since when callers wait, in whichever queue.
#[derive(Debug, Default)]
pub struct WaitingSince(HashMap<Uniqueid, Since>);

#[derive(Debug, Clone, Copy)]
struct Since {
    at: Timestamp,
    /// Whether it goes on to count in the next queue.
    kept: bool,
}

impl WaitingSince {
    /// Takes an event.
    ///
    /// Who comes to an operator's queue once more has waited since the first time; who comes to
    /// another queue waits there since then, unless they were given the place of one who has waited
    /// longer.
    pub fn apply(&mut self, event: &CallEvent) {
        match &event.what {
            Happening::QueueJoined { caller } => {
                let now = Since { at: event.at, kept: false };
                let since = self.0.entry(caller.uniqueid.clone()).or_insert(now);
                if caller.in_module.is_none() {
                    *since = if since.kept { Since { kept: false, ..*since } } else { now };
                }
            }
            Happening::QueueConnected { caller, .. } => {
                self.0.remove(&caller.uniqueid);
            }
            Happening::BridgeEntered { party, .. } | Happening::HungUp { party, .. } => {
                self.0.remove(&party.uniqueid);
            }
            _ => {}
        }
    }

    /// Since when a caller waits, as far as it was seen.
    #[must_use]
    pub fn of(&self, caller: &Uniqueid) -> Option<Timestamp> {
        self.0.get(caller).map(|since| since.at)
    }

    /// A caller goes on to a queue at a place of their own: they have waited since then.
    pub fn keep(&mut self, caller: Uniqueid, at: Timestamp) {
        self.0.insert(caller, Since { at, kept: true });
    }

    /// Forgets the calls of which no event will come any more.
    pub fn forget_all_but(&mut self, up: impl Fn(&Uniqueid) -> bool) {
        self.0.retain(|caller, _| up(caller));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Party;
    use crate::call::tests::{at, caller, party};
    use crate::name::ModuleCode;
    use proptest::prelude::*;

    fn waiting(second: i64, priority: i32) -> Waiting {
        let since = Timestamp::from_second(1_795_000_000 + second).unwrap();
        Waiting { since, priority }
    }

    /// `join_queue` of `apps/app_queue.c`, the same from 16 to 22: where an entry goes, given the
    /// priorities of those who wait.
    fn join_queue(joining: &Waiting, position: u32, queue: &[Waiting]) -> usize {
        for (ahead, current) in queue.iter().enumerate() {
            let asked_for = position > 0 && usize::try_from(position).unwrap() <= ahead + 1;
            if joining.priority > current.priority
                || (joining.priority >= current.priority && asked_for)
            {
                return ahead;
            }
        }
        queue.len()
    }

    fn joins(joining: Waiting, queue: &mut Vec<Waiting>) -> usize {
        let position = position(joining, queue).map_or(0, NonZeroU32::get);
        let place = join_queue(&joining, position, queue);
        queue.insert(place, joining);
        place
    }

    #[test]
    fn behind_those_who_came_before_and_ahead_of_those_who_came_later() {
        let queue = [waiting(10, 0), waiting(20, 0), waiting(30, 0)];
        let of = |second| position(waiting(second, 0), &queue).map(NonZeroU32::get);
        assert_eq!(of(5), Some(1));
        assert_eq!(of(25), Some(3));
        assert_eq!(of(20), Some(3));
        assert_eq!(of(40), None);
        assert_eq!(position(waiting(5, 0), &[]), None);
    }

    #[test]
    fn a_higher_priority_is_not_passed_and_a_lower_one_is() {
        let queue = vec![waiting(30, 5), waiting(10, 0), waiting(30, 0), waiting(1, -1)];
        assert_eq!(joins(waiting(20, 0), &mut queue.clone()), 2);
        assert_eq!(joins(waiting(40, 0), &mut queue.clone()), 3);
        assert_eq!(joins(waiting(20, 5), &mut queue.clone()), 0);
        assert_eq!(joins(waiting(20, -1), &mut queue.clone()), 4);
    }

    proptest! {
        /// Whoever joins and in whichever order, those of one priority stand in the order in which
        /// they came, and each priority before the lower ones.
        #[test]
        fn a_queue_that_is_in_order_stays_so(
            came in proptest::collection::vec((0_i64..50, -1_i32..2), 0..30)
        ) {
            let mut queue = Vec::new();
            for (second, priority) in came {
                joins(waiting(second, priority), &mut queue);
            }
            let order: Vec<_> = queue.iter().map(|w| (-w.priority, w.since)).collect();
            prop_assert!(order.is_sorted(), "{:?}", order);
        }
    }

    fn joined(caller: Party) -> Happening {
        Happening::QueueJoined { caller }
    }

    fn in_module() -> Party {
        Party { in_module: ModuleCode::new("*5003").ok(), ..caller() }
    }

    fn since(events: impl IntoIterator<Item = (i64, Happening)>) -> WaitingSince {
        let mut since = WaitingSince::default();
        events.into_iter().for_each(|(second, what)| since.apply(&at(second, what)));
        since
    }

    fn seconds(since: &WaitingSince) -> Option<i64> {
        since.of(&caller().uniqueid).map(|at| at.as_second() - 1_795_000_000)
    }

    #[test]
    fn who_comes_to_the_operators_queue_again_has_waited_since_the_first_time() {
        let known = since([(1, joined(in_module())), (3, joined(in_module()))]);
        assert_eq!(seconds(&known), Some(1));
    }

    #[test]
    fn the_wait_goes_on_in_the_next_queue_for_those_who_get_their_place() {
        let mut known = since([(1, joined(in_module()))]);
        known.keep(caller().uniqueid, at(1, joined(caller())).at);
        known.apply(&at(9, joined(caller())));
        assert_eq!(seconds(&known), Some(1));
        // And in that one only.
        known.apply(&at(20, joined(caller())));
        assert_eq!(seconds(&known), Some(20));
        assert_eq!(seconds(&since([(1, joined(in_module())), (9, joined(caller()))])), Some(9));
    }

    #[test]
    fn a_wait_ends_with_a_conversation_or_a_hang_up() {
        let over = Happening::HungUp { party: caller(), cause: crate::call::HangupCause::Other };
        assert_eq!(seconds(&since([(1, joined(caller())), (2, over)])), None);
        let bridge = crate::call::BridgeId::new("b").unwrap();
        let speaks = Happening::BridgeEntered { bridge, party: caller(), swapped: None };
        assert_eq!(seconds(&since([(1, joined(in_module())), (2, speaks)])), None);
        let mut known = since([(1, joined(caller())), (1, joined(party("1.9", "PJSIP/t-9", "")))]);
        known.forget_all_but(|uniqueid| uniqueid.as_str() == "1.9");
        assert_eq!((seconds(&known), known.0.len()), (None, 1));
    }
}
