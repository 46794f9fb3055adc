//! What is shown, whatever happens.

use super::*;
use crate::operator::{DeviceState, HintState, ShadowState};
use proptest::prelude::*;

fn operator(number: &str) -> Extension {
    Extension::new(number).unwrap()
}

fn uniqueid(serial: u32) -> Uniqueid {
    Uniqueid::new(format!("1795000000.{serial}")).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

fn device(device: DeviceState) -> LiveOperator {
    let busy = device != DeviceState::NotInUse;
    LiveOperator {
        device,
        hint: Some(HintState::Open),
        shadow: if busy { ShadowState::NotReady } else { ShadowState::Ready },
        paused_in_queue: false,
        logged_out: false,
        do_not_disturb: false,
        waiting: 0,
    }
}

fn caller(serial: u32, second: i64) -> WaitingCaller {
    WaitingCaller { caller_uniqueid: uniqueid(serial), caller: None, since: at(second) }
}

fn waits(serial: u32, second: i64, position: usize) -> LiveEvent {
    LiveEvent::Waits { operator: operator("5050"), caller: caller(serial, second), position }
}

fn live() -> Live {
    let mut live = Live::default();
    let operators = ["5050", "6065"].map(operator).into();
    assert!(live.apply(LiveEvent::Operators(operators), at(0)));
    live
}

fn shown(live: &Live, number: &str) -> (Presence, Option<i64>) {
    let picture = live.picture();
    let found = picture.operators.iter().find(|o| o.operator.as_str() == number).unwrap();
    let second = |at: Timestamp| at.as_second() - 1_795_000_000;
    (found.presence, found.since.map(second))
}

fn waiting(live: &Live) -> Vec<String> {
    let picture = live.picture();
    let all = picture.operators.iter().flat_map(|operator| &operator.waiting);
    all.map(|waiting| waiting.caller_uniqueid.to_string()).collect()
}

#[test]
fn a_state_holds_since_it_was_seen_to_begin() {
    let mut live = live();
    assert_eq!(shown(&live, "5050"), (Presence::Unknown, None));
    for (second, state, expected) in [
        (1, DeviceState::NotInUse, (Presence::Free, None)),
        (2, DeviceState::Ringing, (Presence::Ringing, Some(2))),
        (5, DeviceState::InUse, (Presence::Talking, Some(5))),
        (7, DeviceState::InUse, (Presence::Talking, Some(5))),
        (9, DeviceState::Unavailable, (Presence::Unregistered, Some(9))),
    ] {
        live.apply(LiveEvent::Seen(operator("5050"), Some(device(state))), at(second));
        assert_eq!(shown(&live, "5050"), expected);
    }
    assert_eq!(shown(&live, "6065"), (Presence::Unknown, None));
    assert!(live.apply(LiveEvent::Unlinked, at(10)));
    assert_eq!(shown(&live, "5050"), (Presence::Unknown, None));
}

/// The device of an operator who has put a caller on hold is as busy as before.
#[test]
fn who_holds_a_call_is_not_talking() {
    let mut live = live();
    let talks = || LiveEvent::Seen(operator("5050"), Some(device(DeviceState::InUse)));
    live.apply(talks(), at(1));
    live.apply(LiveEvent::Holds { operator: operator("5050"), channel: uniqueid(1) }, at(2));
    assert_eq!(shown(&live, "5050"), (Presence::OnHold, Some(2)));
    assert!(!live.apply(talks(), at(3)));
    live.apply(LiveEvent::HoldsNoMore(uniqueid(1)), at(4));
    assert_eq!(shown(&live, "5050"), (Presence::Talking, Some(4)));
    live.apply(LiveEvent::Holds { operator: operator("5050"), channel: uniqueid(1) }, at(5));
    live.apply(LiveEvent::Gone(uniqueid(1)), at(6));
    assert_eq!(shown(&live, "5050"), (Presence::Talking, Some(6)));
}

#[test]
fn callers_stand_in_the_order_in_which_they_are_served() {
    let mut live = live();
    for event in [waits(1, 1, 1), waits(2, 2, 2), waits(3, 3, 3)] {
        assert!(live.apply(event, at(3)));
    }
    // Out of the queue unrung, and back in the first place.
    live.apply(waits(2, 2, 1), at(4));
    assert_eq!(waiting(&live), ["1795000000.2", "1795000000.1", "1795000000.3"]);
    let leaves = |serial| LiveEvent::WaitsNoMore {
        operator: operator("5050"),
        caller_uniqueid: uniqueid(serial),
    };
    assert!(live.apply(leaves(2), at(5)));
    assert!(!live.apply(leaves(2), at(5)));
    assert!(live.apply(LiveEvent::Gone(uniqueid(1)), at(6)));
    assert_eq!(waiting(&live), ["1795000000.3"]);
    let all = [(operator("5050"), vec![caller(3, 0), caller(4, 7)])].into();
    assert!(live.apply(LiveEvent::AllWaiting(all), at(8)));
    let picture = live.picture();
    assert_eq!(picture.operators[0].waiting, [caller(3, 3), caller(4, 7)]);
}

#[test]
fn nobody_is_shown_who_is_not_looked_at() {
    let mut live = live();
    let elsewhere =
        LiveEvent::Waits { operator: operator("7070"), caller: caller(1, 1), position: 1 };
    assert!(!live.apply(elsewhere, at(1)));
    live.apply(waits(1, 1, 1), at(1));
    assert!(live.apply(LiveEvent::Operators([operator("6065")].into()), at(2)));
    assert_eq!(waiting(&live), Vec::<String>::new());
    assert!(!live.apply(LiveEvent::Operators([operator("6065")].into()), at(3)));
}

#[test]
fn the_work_after_a_call_is_to_be_looked_at_again() {
    let mut live = live();
    let wraps_up = LiveOperator { shadow: ShadowState::NotReady, ..device(DeviceState::NotInUse) };
    live.apply(LiveEvent::Seen(operator("5050"), Some(wraps_up)), at(1));
    assert!(live.wrapping_up().eq([&operator("5050")]));
    live.apply(LiveEvent::Seen(operator("5050"), Some(device(DeviceState::NotInUse))), at(2));
    assert_eq!(live.wrapping_up().count(), 0);
    assert_eq!(shown(&live, "5050"), (Presence::Free, Some(2)));
}

#[test]
fn a_code_is_what_programs_read() {
    for presence in Presence::ALL {
        assert_eq!(serde_json::to_value(presence).unwrap(), presence.code());
    }
}

fn event() -> impl Strategy<Value = LiveEvent> {
    let who = || prop::sample::select(&["5050", "6065", "7070"][..]).prop_map(operator);
    let device_of = prop::sample::select(
        &[DeviceState::NotInUse, DeviceState::Ringing, DeviceState::InUse, DeviceState::OnHold][..],
    );
    prop_oneof![
        1 => prop::collection::btree_set(who(), 0..3).prop_map(LiveEvent::Operators),
        4 => (who(), prop::option::of(device_of))
            .prop_map(|(who, state)| LiveEvent::Seen(who, state.map(device))),
        6 => (who(), 0u32..6, 1usize..5).prop_map(|(operator, serial, position)| {
            LiveEvent::Waits { operator, caller: caller(serial, 0), position }
        }),
        4 => (who(), 0u32..6).prop_map(|(operator, serial)| LiveEvent::WaitsNoMore {
            operator,
            caller_uniqueid: uniqueid(serial),
        }),
        2 => (who(), 0u32..6).prop_map(|(operator, serial)| LiveEvent::Holds {
            operator,
            channel: uniqueid(serial),
        }),
        2 => (0u32..6).prop_map(|serial| LiveEvent::HoldsNoMore(uniqueid(serial))),
        2 => (0u32..6).prop_map(|serial| LiveEvent::Gone(uniqueid(serial))),
        1 => Just(LiveEvent::AllWaiting([(operator("5050"), vec![caller(1, 1)])].into())),
        1 => Just(LiveEvent::Unlinked),
    ]
}

proptest! {
    /// It says truly whether the picture has changed, counts who waits, and shows nobody twice in
    /// one place.
    #[test]
    fn whatever_happens_it_says_truly_whether_anything_changed(
        events in prop::collection::vec(event(), 1..60),
    ) {
        let mut live = live();
        for (second, event) in (1..).zip(events) {
            let before = live.picture();
            let changed = live.apply(event.clone(), at(second));
            let after = live.picture();
            if !changed {
                prop_assert_eq!(&before, &after, "{:?}", event);
            }
            let all: usize = after.operators.iter().map(|operator| operator.waiting.len()).sum();
            prop_assert_eq!(live.waiting, all);
            for operator in &after.operators {
                let callers: BTreeSet<&Uniqueid> =
                    operator.waiting.iter().map(|w| &w.caller_uniqueid).collect();
                prop_assert_eq!(callers.len(), operator.waiting.len());
            }
        }
    }
}
