//! Calls that are transferred, parked, picked up and forwarded.

use super::looks::{in_bridge, snapshot};
use super::*;

/// Without `/n`, Asterisk takes the `Local` channel out of the middle of the conversation.
#[test]
fn a_local_channel_that_is_taken_out_ends_nothing() {
    let one = party("1795000000.3", "Local/5050@from-queue-00000001;1", "5050");
    let two = party("1795000000.4", "Local/5050@from-queue-00000001;2", "09121234567");
    let phone = party("1795000000.5", "PJSIP/5050-00000005", "5050");
    let swapped = |party, swapped: &Party| Happening::BridgeEntered {
        bridge: bridge("b1"),
        party,
        swapped: Some(swapped.uniqueid.clone()),
    };
    let up = vec![
        seen(caller()),
        dialled(caller(), one.clone()),
        dialled(two.clone(), phone.clone()),
        queue_connected(caller(), one.clone()),
        enters("b2", phone.clone()),
        enters("b2", two.clone()),
        enters("b1", one.clone()),
        enters("b1", caller()),
    ];
    let rest = vec![leaves("b1", &one), hangs_up(&one), hangs_up(&two)];
    let at_once = [up.clone(), vec![swapped(phone.clone(), &one)], rest.clone()].concat();
    assert_eq!(told(&mut tracker(), at_once), ["7 + +989121234567 5050 Queue(QueueName(\"99\"))"]);
    // As Asterisk tells it, the phone leaves one bridge before it enters the other.
    let one_by_one = [up, vec![leaves("b2", &phone), swapped(phone, &one)], rest].concat();
    assert_eq!(
        told(&mut tracker(), one_by_one),
        [
            "7 + +989121234567 5050 Queue(QueueName(\"99\"))",
            "8 - 1795000000.5 8",
            "9 + +989121234567 5050 Queue(QueueName(\"99\"))",
        ]
    );
}

#[test]
fn an_attended_transfer_joins_the_caller_with_the_second_operator() {
    let desk = party("1795000000.7", "PJSIP/5050-00000007", "5050");
    let second = party("1795000000.8", "PJSIP/6065-00000008", "6065");
    let mut events = queue_call();
    events.truncate(6);
    events.extend([
        dialled(desk.clone(), second.clone()),
        enters("b3", second),
        enters("b3", desk.clone()),
        Happening::BridgeEntered {
            bridge: bridge("b3"),
            party: caller(),
            swapped: Some(desk.uniqueid.clone()),
        },
        leaves("b", &operator()),
        hangs_up(&desk),
    ]);
    assert_eq!(
        told(&mut tracker(), events),
        [
            "5 + +989121234567 5050 Queue(QueueName(\"99\"))",
            "8 + 5050 6065 Direct",
            "9 - 1795000000.2 9",
            "9 - 1795000000.8 9",
            "9 + +989121234567 6065 Direct",
        ]
    );
}

#[test]
fn a_transfer_that_was_taken_back_is_the_same_conversation() {
    let mut events = queue_call();
    events.truncate(6);
    events.extend([leaves("b", &operator()), enters("b", operator())]);
    assert_eq!(
        told(&mut tracker(), events).last().unwrap(),
        "7 + +989121234567 5050 Queue(QueueName(\"99\"))"
    );
}

#[test]
fn who_is_set_aside_speaks_with_nobody_until_somebody_fetches_them() {
    let desk = party("1795000000.7", "PJSIP/7070-00000007", "7070");
    let fetching = party("1795000000.8", "PJSIP/6065-00000008", "6065");
    let mut events = queue_call();
    events.truncate(6);
    events.extend([
        Happening::SetAside { party: caller() },
        Happening::SetAside { party: desk },
        enters("b3", caller()),
        enters("b3", fetching),
    ]);
    assert_eq!(
        told(&mut tracker(), events),
        [
            "5 + +989121234567 5050 Queue(QueueName(\"99\"))",
            "6 - 1795000000.2 6",
            "9 + +989121234567 6065 Direct",
        ]
    );
}

/// The channel of a caller who came through a queue still runs it when they are fetched.
#[test]
fn who_has_been_through_a_queue_and_is_still_seen_in_it_is_reached_directly() {
    let fetching = party("1795000000.8", "PJSIP/6065-00000008", "6065");
    let by = Some(ConnectedBy::Queue(QueueName::new("99").unwrap()));
    let in_queue = Happening::ChannelSeen {
        party: caller(),
        dialled: false,
        connected_by: by.clone(),
        dials: None,
    };
    let mut tracker = tracker();
    let mut events = queue_call();
    events.truncate(6);
    events.extend([Happening::SetAside { party: caller() }, in_queue.clone()]);
    told(&mut tracker, events);
    // So it is where nothing was heard of the call before it was parked.
    let unheard = vec![
        Happening::SetAside { party: caller() },
        in_queue.clone(),
        enters("b3", caller()),
        enters("b3", fetching.clone()),
    ];
    assert_eq!(told(&mut self::tracker(), unheard), ["3 + +989121234567 6065 Direct"]);
    let parked = SnapshotChannel { bridge: None, ..in_bridge(caller(), false, by) };
    let look = snapshot(30, vec![parked]);
    assert_eq!(tracker.resync(&look, look.at), []);
    let lines = told(&mut tracker, vec![enters("b3", caller()), enters("b3", fetching)]);
    assert_eq!(lines, ["1 + +989121234567 6065 Direct"]);
}

/// In FreePBX it is half of the member's `Local` channel that an operator sends on.
#[test]
fn who_is_sent_into_a_queue_behind_a_local_channel_came_through_that_queue() {
    let one = party("1795000000.3", "Local/5050@from-queue-00000001;1", "5050");
    let two = party("1795000000.4", "Local/5050@from-queue-00000001;2", "09121234567");
    let phone = party("1795000000.5", "PJSIP/5050-00000005", "5050");
    let second = party("1795000000.6", "PJSIP/6065-00000006", "6065");
    let third = party("1795000000.7", "PJSIP/7070-00000007", "7070");
    let sales = ConnectedBy::Queue(QueueName::new("98").unwrap());
    let connected =
        Happening::QueueConnected { caller: two.clone(), operator: second.clone(), by: sales };
    let events = vec![
        seen(caller()),
        dialled(caller(), one.clone()),
        dialled(two.clone(), phone.clone()),
        queue_connected(caller(), one.clone()),
        enters("b2", phone.clone()),
        enters("b2", two.clone()),
        enters("b1", one),
        enters("b1", caller()),
        leaves("b2", &phone),
        leaves("b2", &two),
        dialled(two.clone(), second.clone()),
        connected,
        enters("b3", second.clone()),
        enters("b3", two.clone()),
        leaves("b3", &second),
        leaves("b3", &two),
        dialled(two.clone(), third.clone()),
        enters("b4", third),
        enters("b4", two),
    ];
    let began = told(&mut tracker(), events).into_iter().filter(|line| line.contains('+'));
    assert_eq!(
        began.collect::<Vec<_>>(),
        [
            "7 + +989121234567 5050 Queue(QueueName(\"99\"))",
            "13 + +989121234567 6065 Queue(QueueName(\"98\"))",
            "18 + +989121234567 7070 Direct",
        ]
    );
}

#[test]
fn a_customer_who_was_called_and_sent_on_is_reached_directly() {
    let desk = party("1795000000.8", "PJSIP/5050-00000008", "5050");
    let fetching = party("1795000000.12", "PJSIP/6065-00000012", "6065");
    let events = vec![
        dialled(desk.clone(), caller()),
        enters("b", caller()),
        enters("b", desk),
        Happening::SetAside { party: caller() },
        enters("b3", caller()),
        enters("b3", fetching),
    ];
    assert_eq!(
        told(&mut tracker(), events),
        ["2 + +989121234567 5050 Outbound", "3 - 1795000000.8 3", "5 + +989121234567 6065 Direct",]
    );
}

/// By a feature code an operator leaves a call to ask somebody: half of a `Local` channel that
/// nobody dialled calls them.
#[test]
fn who_is_asked_in_the_midst_of_a_call_was_called() {
    let one = party("1795000000.3", "Local/0935@from-operators-00000001;1", "");
    let two = party("1795000000.4", "Local/0935@from-operators-00000001;2", "5050");
    let asked = party("1795000000.5", "PJSIP/trunk-00000005", "09350000001");
    let mut events = queue_call();
    events.truncate(6);
    events.extend([
        seen(one.clone()),
        seen(two.clone()),
        enters("b2", one),
        leaves("b", &operator()),
        enters("b2", operator()),
        dialled(two.clone(), asked.clone()),
        enters("b3", asked),
        enters("b3", two),
    ]);
    assert_eq!(told(&mut tracker(), events).last().unwrap(), "13 + +989350000001 5050 Outbound");
}

#[test]
fn who_goes_on_from_a_queue_that_reached_nobody_known_is_reached_directly() {
    let mobile = party("1795000000.5", "PJSIP/trunk-00000005", "09350000001");
    let events = vec![
        queue_connected(caller(), mobile.clone()),
        enters("b", mobile.clone()),
        enters("b", caller()),
        leaves("b", &mobile),
        leaves("b", &caller()),
        dialled(caller(), operator()),
        enters("b3", operator()),
        enters("b3", caller()),
    ];
    assert_eq!(told(&mut tracker(), events), ["7 + +989121234567 5050 Direct"]);
}

/// The agent's telephone is up since before the call.
#[test]
fn a_desk_phone_that_reaches_an_agent_is_the_caller() {
    let phone = party("1795000000.5", "PJSIP/7070-00000005", "7070");
    let desk = party("1795000000.8", "PJSIP/5050-00000008", "5050");
    let logs_in =
        Happening::OperatorAt { party: phone.clone(), operator: Extension::new("6065").ok() };
    let events = vec![logs_in, enters("b", phone), enters("b", desk)];
    assert_eq!(told(&mut tracker(), events), ["2 + 5050 6065 Direct"]);
}

#[test]
fn of_two_operators_the_one_who_fetches_or_picks_up_is_the_operator() {
    let older = party("1795000000.7", "PJSIP/6065-00000007", "6065");
    let newer = party("1795000000.12", "PJSIP/5050-00000012", "5050");
    let together = [enters("b", newer.clone()), enters("b", older)];
    let picks_up = Happening::PickedUp { party: newer };
    // Asterisk tells of it before or after they are together.
    let before = [vec![picks_up.clone()], together.to_vec()].concat();
    let after = [together.to_vec(), vec![picks_up]].concat();
    for (events, second) in [(together.to_vec(), 1), (before, 2), (after, 1)] {
        assert_eq!(told(&mut tracker(), events), [format!("{second} + 6065 5050 Direct")]);
    }
}

#[test]
fn after_a_transfer_the_second_operator_spoke_directly() {
    let second = party("1795000000.6", "PJSIP/6065-00000006", "6065");
    let mut events = queue_call();
    events.truncate(6);
    events.extend([
        leaves("b", &operator()),
        leaves("b", &caller()),
        dialled(caller(), second.clone()),
        enters("b3", second.clone()),
        enters("b3", caller()),
        hangs_up(&second),
    ]);
    assert_eq!(
        told(&mut tracker(), events),
        [
            "5 + +989121234567 5050 Queue(QueueName(\"99\"))",
            "6 - 1795000000.2 6",
            "10 + +989121234567 6065 Direct",
            "11 - 1795000000.6 11",
        ]
    );
}

#[test]
fn a_third_channel_begins_and_ends_nothing() {
    let supervisor = party("1795000000.6", "PJSIP/6065-00000006", "6065");
    let mut events = queue_call();
    events.truncate(6);
    events.extend([enters("b", supervisor.clone()), leaves("b", &supervisor)]);
    assert_eq!(told(&mut tracker(), events).len(), 1);
}

/// FreePBX's members: the queue dials `Local/5050@from-queue/n`, whose second half dials the phone.
#[test]
fn through_a_local_channel_the_phone_is_the_operator() {
    let one = party("1795000000.3", "Local/5050@from-queue-00000001;1", "5050");
    let two = party("1795000000.4", "Local/5050@from-queue-00000001;2", "09121234567");
    let phone = party("1795000000.5", "PJSIP/5050-00000005", "5050");
    let events = vec![
        seen(caller()),
        dialled(caller(), one.clone()),
        seen(two.clone()),
        dialled(two.clone(), phone.clone()),
        queue_connected(caller(), one.clone()),
        enters("b2", phone),
        enters("b2", two.clone()),
        enters("b1", one),
        enters("b1", caller()),
        leaves("b2", &two),
    ];
    assert_eq!(
        told(&mut tracker(), events),
        ["8 + +989121234567 5050 Queue(QueueName(\"99\"))", "9 - 1795000000.5 9"]
    );
}

#[test]
fn who_logged_in_at_a_telephone_is_the_operator() {
    let phone = party("1795000000.5", "PJSIP/5050-00000005", "5050");
    let agent = |number: &str| Extension::new(number).ok();
    let logs = |operator| Happening::OperatorAt { party: phone.clone(), operator };
    let call = || vec![enters("b", phone.clone()), enters("b", caller()), leaves("b", &phone)];
    for (operator, expected) in [(agent("7070"), "7070"), (agent("9999"), "5050"), (None, "5050")] {
        let events = [vec![logs(agent("6065")), logs(operator)], call()].concat();
        let began = told(&mut tracker(), events).remove(0);
        assert_eq!(began, format!("3 + +989121234567 {expected} Direct"));
    }
}
