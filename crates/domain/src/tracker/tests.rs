//! Calls as Asterisk tells them, event by event.

use super::*;
use crate::call::tests::{at, caller, operator, party};
use crate::call::{ChannelName, HangupCause};
use crate::conversation::Path;
use crate::name::{Interface, ModuleCode, QueueName};
use proptest::prelude::*;

mod looks;
mod model;
mod moved_about;

fn tracker() -> CallTracker {
    let mut roster = Roster::default();
    for extension in ["5050", "6065"] {
        roster.add(Extension::new(extension).unwrap());
    }
    roster.add_interface(&Interface::new("PJSIP/ali").unwrap(), Extension::new("7070").unwrap());
    CallTracker::new(
        PbxName::new("pbx").unwrap(),
        NumberPlan::new("IR", Some("21")).unwrap(),
        roster,
    )
}

fn bridge(id: &str) -> BridgeId {
    BridgeId::new(id).unwrap()
}

fn seen(party: Party) -> Happening {
    Happening::ChannelSeen { party, dialled: false, connected_by: None, dials: None }
}

fn dialled(from: Party, to: Party) -> Happening {
    Happening::DialBegan { from: Some(from), to, number: None }
}

fn queue_connected(caller: Party, operator: Party) -> Happening {
    let by = ConnectedBy::Queue(QueueName::new("99").unwrap());
    Happening::QueueConnected { caller, operator, by }
}

fn enters(id: &str, party: Party) -> Happening {
    Happening::BridgeEntered { bridge: bridge(id), party, swapped: None }
}

fn leaves(id: &str, party: &Party) -> Happening {
    Happening::BridgeLeft { bridge: bridge(id), uniqueid: party.uniqueid.clone() }
}

fn hangs_up(party: &Party) -> Happening {
    Happening::HungUp { party: party.clone(), cause: HangupCause::Other }
}

/// What is learned, a line each: `+` began, `-` ended.
fn told(tracker: &mut CallTracker, events: Vec<Happening>) -> Vec<String> {
    let mut lines = Vec::new();
    for (second, what) in (0..).zip(events) {
        for learned in tracker.apply(&at(second, what)) {
            lines.push(match learned {
                Learned::Began(c) => {
                    format!("{second} + {} {} {:?}", c.caller, c.operator, c.path)
                }
                Learned::Ended { id, at } => {
                    format!(
                        "{second} - {} {}",
                        id.operator_uniqueid,
                        at.as_second() - 1_795_000_000
                    )
                }
            });
        }
    }
    lines
}

/// Whoever hung up before they were connected is put into the bridge for a moment all the same.
#[test]
fn who_hung_up_before_has_not_spoken() {
    for gone in [caller(), operator()] {
        let mut events = queue_call();
        events.insert(4, Happening::HangupRequested { uniqueid: gone.uniqueid });
        assert_eq!(told(&mut tracker(), events), Vec::<String>::new());
        // Asked for in the middle of a conversation, it takes nothing from it.
        let mut events = queue_call();
        events.insert(6, Happening::HangupRequested { uniqueid: operator().uniqueid });
        assert_eq!(told(&mut tracker(), events).len(), 2);
    }
}

fn queue_call() -> Vec<Happening> {
    vec![
        seen(caller()),
        seen(operator()),
        dialled(caller(), operator()),
        queue_connected(caller(), operator()),
        enters("b", operator()),
        enters("b", caller()),
        leaves("b", &operator()),
        leaves("b", &caller()),
        hangs_up(&operator()),
        hangs_up(&caller()),
    ]
}

#[test]
fn a_queue_call() {
    let mut tracker = tracker();
    assert_eq!(
        told(&mut tracker, queue_call()),
        ["5 + +989121234567 5050 Queue(QueueName(\"99\"))", "6 - 1795000000.2 6"]
    );
    assert_eq!(tracker.channels(), 0);
    assert!(tracker.channels.is_empty() && tracker.open.is_empty());
}

#[test]
fn a_direct_call() {
    let events = vec![
        seen(caller()),
        dialled(caller(), operator()),
        enters("b", operator()),
        enters("b", caller()),
        hangs_up(&caller()),
    ];
    assert_eq!(
        told(&mut tracker(), events),
        ["3 + +989121234567 5050 Direct", "4 - 1795000000.2 4"]
    );
}

#[test]
fn a_module_took_them_back() {
    let by = ConnectedBy::Module(ModuleCode::new("*5003").unwrap());
    let events = vec![
        Happening::QueueConnected { caller: caller(), operator: operator(), by },
        enters("b", operator()),
        enters("b", caller()),
    ];
    let lines = told(&mut tracker(), events);
    assert_eq!(
        lines,
        ["2 + +989121234567 5050 Reconnected { module: ModuleCode(\"*5003\"), queue: None }"]
    );
}

#[test]
fn who_rang_but_did_not_answer_spoke_to_nobody() {
    let events = vec![
        seen(caller()),
        dialled(caller(), operator()),
        hangs_up(&operator()),
        hangs_up(&caller()),
    ];
    assert!(told(&mut tracker(), events).is_empty());
}

#[test]
fn a_caller_without_identity_is_not_learned() {
    for number in ["", "anonymous", "\r\nEvent: AgentConnect"] {
        let nobody = party("1795000000.1", "PJSIP/trunk-00000001", number);
        let events = vec![enters("b", nobody), enters("b", operator())];
        assert!(told(&mut tracker(), events).is_empty(), "{number}");
    }
}

/// The dialplan takes a withheld number away after the channel was first seen with it.
#[test]
fn a_number_that_was_taken_away_is_not_learned() {
    let nobody = || Party { number: Vec::new(), ..caller() };
    let mut tracker = tracker();
    let events =
        vec![seen(caller()), seen(nobody()), enters("b", operator()), enters("b", nobody())];
    assert_eq!(told(&mut tracker, events), Vec::<String>::new());
}

#[test]
fn a_desk_phone_that_calls_another_is_the_caller() {
    let desk = party("1795000000.7", "PJSIP/6065-00000007", "6065");
    let events = vec![
        seen(desk.clone()),
        dialled(desk.clone(), operator()),
        enters("b", operator()),
        enters("b", desk),
    ];
    assert_eq!(told(&mut tracker(), events), ["3 + 6065 5050 Direct"]);
}

#[test]
fn an_operator_who_calls_a_customer_is_outbound() {
    let customer = party("1795000000.9", "PJSIP/trunk-00000009", "09121234567");
    let desk = party("1795000000.8", "PJSIP/5050-00000008", "5050");
    let events = vec![
        seen(desk.clone()),
        dialled(desk.clone(), customer.clone()),
        enters("b", customer),
        enters("b", desk),
    ];
    assert_eq!(told(&mut tracker(), events), ["3 + +989121234567 5050 Outbound"]);
}

#[test]
fn the_customer_is_whom_the_trunk_was_told_to_call() {
    // As it was dialled at the desk, with a 9 for a line.
    let customer = party("1795000000.9", "PJSIP/trunk-00000009", "909121234567");
    let desk = party("1795000000.8", "PJSIP/5050-00000008", "5050");
    let dialled = Happening::DialBegan {
        from: Some(desk.clone()),
        to: customer.clone(),
        number: Some(b"09121234567".to_vec()),
    };
    let answered = vec![dialled.clone(), enters("b", customer.clone()), enters("b", desk.clone())];
    assert_eq!(told(&mut tracker(), answered), ["2 + +989121234567 5050 Outbound"]);
    let missed = vec![dialled.clone(), hangs_up(&customer), hangs_up(&desk)];
    assert_eq!(
        told(&mut tracker(), missed),
        ["1 + +989121234567 5050 OutboundMissed", "1 - 1795000000.8 1"]
    );
    // The PBX rang the desk first and then had it call.
    let originated = Happening::DialBegan { from: None, to: desk.clone(), number: None };
    let events = vec![originated, dialled, enters("b", customer), enters("b", desk)];
    assert_eq!(told(&mut tracker(), events), ["3 + +989121234567 5050 Outbound"]);
}

#[test]
fn an_operator_who_does_not_answer_a_colleague_missed_nothing() {
    let desk = party("1795000000.8", "PJSIP/6065-00000008", "6065");
    let events = vec![dialled(desk, operator()), hangs_up(&operator())];
    assert!(told(&mut tracker(), events).is_empty());
}

#[test]
fn an_interface_that_is_not_called_as_the_extension() {
    let ali = party("1795000000.6", "PJSIP/ali-00000006", "");
    let events = vec![dialled(caller(), ali.clone()), enters("b", ali), enters("b", caller())];
    assert_eq!(told(&mut tracker(), events), ["2 + +989121234567 7070 Direct"]);
}

#[test]
fn whoever_is_made_an_operator_in_the_midst_of_a_call_is_one_from_then_on() {
    let new = party("1795000000.6", "PJSIP/8080-00000006", "8080");
    let mut tracker = tracker();
    assert!(told(&mut tracker, vec![enters("b", new), enters("b", caller())]).is_empty());
    let mut roster = Roster::default();
    roster.add(Extension::new("8080").unwrap());
    let now = at(5, hangs_up(&caller())).at;
    let learned = tracker.set_roster(roster.clone(), now);
    assert!(matches!(&learned[..], [Learned::Began(c)] if c.answered_at == now), "{learned:?}");
    assert!(tracker.set_roster(roster, now).is_empty());
}

fn any_event() -> impl Strategy<Value = Happening> {
    let who = prop_oneof![
        Just(caller()),
        Just(operator()),
        Just(party("1795000000.6", "PJSIP/6065-00000006", "6065")),
        Just(party("1795000000.3", "Local/5050@from-queue-00000001;1", "5050")),
        Just(party("1795000000.4", "Local/5050@from-queue-00000001;2", "09121234567")),
        Just(party("1795000000.9", "PJSIP/trunk-00000009", "02188776655")),
    ];
    let where_ = prop_oneof![Just("b1"), Just("b2")];
    let where_again = where_.clone();
    prop_oneof![
        who.clone().prop_map(seen),
        (who.clone(), who.clone()).prop_map(|(from, to)| dialled(from, to)),
        (who.clone(), who.clone()).prop_map(|(from, to)| queue_connected(from, to)),
        (where_.clone(), who.clone()).prop_map(|(b, p)| enters(b, p)),
        (where_, who.clone()).prop_map(|(b, p)| leaves(b, &p)),
        (where_again, who.clone(), who.clone()).prop_map(|(b, party, swapped)| {
            let swapped = Some(swapped.uniqueid);
            Happening::BridgeEntered { bridge: bridge(b), party, swapped }
        }),
        who.clone().prop_map(|party| Happening::SetAside { party }),
        who.clone().prop_map(|party| Happening::PickedUp { party }),
        who.prop_map(|p| hangs_up(&p)),
    ]
}

proptest! {
    /// Whatever events come, lost and doubled ones among them: a conversation that ended had
    /// begun, none is open twice, the two sides were joined when it began, and when all have hung
    /// up nothing is left.
    #[test]
    fn beginnings_and_ends_alternate_and_nothing_is_left(
        events in proptest::collection::vec(any_event(), 0..60)
    ) {
        let mut tracker = tracker();
        let mut open = BTreeSet::new();
        let everyone = ["1", "2", "3", "4", "6", "9"]
            .map(|n| hangs_up(&party(&format!("1795000000.{n}"), "PJSIP/x-1", "")));
        for (second, what) in (0..).zip(events.into_iter().chain(everyone)) {
            for learned in tracker.apply(&at(second, what)) {
                match learned {
                    Learned::Began(conversation) => {
                        let missed = conversation.path == Path::OutboundMissed;
                        prop_assert!(missed || tracker.together(&conversation.id));
                        prop_assert!(open.insert(conversation.id), "open twice");
                    }
                    Learned::Ended { id, .. } => prop_assert!(open.remove(&id), "never began"),
                }
            }
        }
        prop_assert!(open.is_empty());
        prop_assert_eq!(tracker.open().count(), 0);
        prop_assert_eq!(tracker.channels(), 0);
        prop_assert!(tracker.channels.is_empty() && tracker.open.is_empty());
    }
}

#[test]
fn names_of_channels_are_not_lines() {
    assert!(ChannelName::new("PJSIP/5050-1\r\nEvent: x").is_none());
}
