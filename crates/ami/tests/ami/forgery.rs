use proptest::prelude::*;
use vasl_ami::Text;
use vasl_ami::codec::ActionId;
use vasl_ami::event::{ChannelSnapshot, DropReason, EventKind, Gate, Hint, Traffic};

use crate::wire::{
    TIME, agent_connect, bridge_enter, decode, dial_end, hangup, join, member_status, message,
    none, through, unknown,
};

/// 79 bytes, complete and in order, as they arrived from a real caller.
const DEVICE_STATE: &str =
    "\r\n\r\nEvent: DeviceStateChange\r\nPrivilege: call,all\r\nDevice: A/5050\r\nState: BUSY\r\n";

fn counted(gate: &mut Gate, reason: DropReason) -> u64 {
    gate.take_dropped().count(reason)
}

fn names(bytes: &str) -> Vec<String> {
    let (events, _) = through(bytes.as_bytes());
    events.iter().map(|event| format!("{:?}", event.kind)).map(short).collect()
}

fn short(debug: String) -> String {
    debug.split(['(', ' ']).next().unwrap_or_default().to_owned()
}

#[test]
fn a_whole_event_in_a_number_is_dropped_with_its_neighbours() {
    assert!(DEVICE_STATE.len() <= 79 + 4, "{}", DEVICE_STATE.len());
    for victim in [join, agent_connect, dial_end, bridge_enter, hangup, unknown] {
        let text = member_status()
            + &hangup("1")
            + &victim(DEVICE_STATE)
            + &dial_end("3")
            + &bridge_enter("4");
        let found = names(&text);
        assert!(found.iter().all(|name| name != "Hint"), "{found:?}");
        assert_eq!(found, ["QueueMemberStatus", "BridgeEnter"]);
    }
}

#[test]
fn a_flawless_beginning_does_not_help() {
    let number =
        format!("\r\n\r\nEvent: Hangup\r\nPrivilege: call,all\r\nTimestamp: {TIME}\r\nA: ");
    assert!(number.len() <= 79, "{}", number.len());
    for victim in [join, agent_connect, dial_end, bridge_enter, hangup, unknown] {
        let text = hangup("1") + &victim(&number) + &dial_end("2") + &join("3");
        assert_eq!(names(&text), ["QueueCallerJoin"]);
    }
}

#[test]
fn an_event_of_one_part_is_never_more_than_a_hint() {
    let number = format!(
        "\r\n\r\nEvent: Reload\r\nPrivilege: system,all\r\nTimestamp: {TIME}\r\nModule: a\r\nStatus: 0\r\n\r\n"
    );
    let (events, _) = through((join(&number) + &hangup("1")).as_bytes());
    assert_eq!(events, []);
    let alone = &number["\r\n\r\n".len()..];
    let (events, _) = through(alone.as_bytes());
    assert!(matches!(events[0].kind, EventKind::Hint(Hint::Reload { .. })));
}

#[test]
fn a_response_needs_an_identifier_of_ours() {
    let guessed = "\r\n\r\nResponse: Success\r\nActionID: 1\r\nMessage: x\r\n\r\n";
    let text = member_status() + &hangup("0") + &join(guessed) + &dial_end("1") + &hangup("2");
    assert_eq!(names(&text), ["QueueMemberStatus", "Hangup"]);
    let mut gate = Gate::new(Traffic::AnswersOnly);
    let id = ActionId::from_random([1; 16]);
    for forged in [
        "Response: Success\r\nActionID: 1\r\n\r\n".to_owned(),
        "Response: Success\r\n\r\n".to_owned(),
        format!("Response: Success\r\nActionID: {id}\r\nActionID: {id}\r\n\r\n"),
        format!("Response: Success\r\nActionID: {}\r\n\r\n", ActionId::from_random([2; 16])),
        "Event: QueueMember\r\nActionID: 1\r\nQueue: 600\r\n\r\n".to_owned(),
    ] {
        let outcome = gate.push(message(&forged), |each| *each == id);
        assert_eq!(outcome.violation.unwrap().reason, DropReason::UnknownActionId, "{forged}");
        assert_eq!(outcome.reply, None);
    }
    let genuine = message(&format!("Response: Success\r\nActionID: {id}\r\n\r\n"));
    assert_eq!(gate.push(genuine, |each| *each == id).reply.unwrap().id, id);
}

#[test]
fn a_connection_without_events_takes_none() {
    let mut gate = Gate::new(Traffic::AnswersOnly);
    let outcome = gate.push(message(&hangup("1")), none);
    assert_eq!(outcome.violation.unwrap().reason, DropReason::Unsolicited);
}

#[test]
fn an_inserted_line_breaks_the_snapshot() {
    for number in
        ["1\r\nSwapUniqueid: 1.2", "1\r\nNote: x", "1\nX: y", "1\rX", "1\r\nCallerIDName: z"]
    {
        let (events, mut gate) = through((hangup("0") + &bridge_enter(number)).as_bytes());
        assert_eq!(events, [], "{number}");
        assert_eq!(counted(&mut gate, DropReason::Neighbour), 1);
    }
}

#[test]
fn an_optional_field_out_of_its_place_is_not_read() {
    let text = hangup("1").replace("Cause: 16\r\n", "TechCause: 1\r\nCause: 16\r\n");
    let (events, _) = through(text.as_bytes());
    assert!(matches!(&events[0].kind, EventKind::Hangup(hangup) if hangup.tech_cause.is_none()));
}

#[test]
fn each_flaw_has_its_reason() {
    let first = hangup("0");
    for (text, reason) in [
        (join("1").replace("Privilege: agent,all\r\n", ""), DropReason::NoPrivilege),
        (join("1").replace("Privilege", "X"), DropReason::NoPrivilege),
        (join("1").replace(&format!("Timestamp: {TIME}\r\n"), ""), DropReason::NoTimestamp),
        (join("1").replace(TIME, "1763864494"), DropReason::BadPrelude),
        (join("1").replace(TIME, "176386449x.123456"), DropReason::BadPrelude),
        (join("1").replace("agent,all", "call,all"), DropReason::BadPrelude),
        (join("1").replace("Event: Queue", "Event: Queue "), DropReason::BadPrelude),
        (join("1").replace("Count: 1", "Count: 1\r\nCount: 2"), DropReason::Repeated),
        (join("1").replace("Count: 1\r\n", ""), DropReason::Missing),
        (
            join("1").replace("Position: 1\r\nCount: 1", "Count: 1\r\nPosition: 1"),
            DropReason::Missing,
        ),
        (join("1").replace("Language: en\r\n", ""), DropReason::BrokenSnapshot),
        (unknown("1").replace("Language: en\r\n", ""), DropReason::BrokenSnapshot),
        (join("1").replace("Position: 1", "Position: one"), DropReason::BadValue),
        (join("1").replace("Queue: 600", "Queue 600"), DropReason::Malformed),
        ("CallerIDName: x\r\n\r\n".to_owned(), DropReason::NoBeginning),
    ] {
        let (_, mut gate) = through((first.clone() + &text).as_bytes());
        assert_eq!(counted(&mut gate, reason), 1, "{reason} {text}");
    }
}

#[test]
fn a_taint_outlasts_quiet() {
    let mut gate = Gate::new(Traffic::Events);
    let _ = gate.push(message(&hangup("0")), none);
    assert!(gate.holds_back());
    assert!(gate.release().is_some());
    assert!(gate.push(message("X: y\r\n\r\n"), none).violation.is_some());
    assert!(gate.release().is_none());
    let _ = gate.push(message(&hangup("1")), none);
    assert!(!gate.holds_back());
    let _ = gate.push(message(&hangup("2")), none);
    assert!(gate.holds_back());
}

fn bare(text: &str) -> String {
    text.replace(&format!("Timestamp: {TIME}\r\n"), "")
}

#[test]
fn a_stream_without_timestamps_is_told_from_forgery() {
    let mut gate = Gate::new(Traffic::Events);
    assert!(gate.push(message(&bare(&hangup("1"))), none).timestamps_off);
    let mut gate = Gate::new(Traffic::Events);
    let _ = gate.push(message(&hangup("1")), none);
    let mut told = 0;
    for _ in 0..16 {
        told += u32::from(gate.push(message(&bare(&hangup("1"))), none).timestamps_off);
    }
    assert_eq!(told, 1, "switched off while linked");
}

#[test]
fn seventy_five_copies_are_not_taken_for_timestamps_off() {
    let mut gate = Gate::new(Traffic::Events);
    for _ in 0..75 {
        for message in crate::wire::messages(join(DEVICE_STATE).as_bytes()) {
            assert!(!gate.push(message, none).timestamps_off);
        }
    }
}

/// One of the events, with a number and a dialled extension of the caller's choosing.
fn genuine(number: &[u8], exten: &[u8], which: usize) -> Vec<u8> {
    let victims = [join, agent_connect, dial_end, bridge_enter, hangup, unknown];
    let template = victims[which]("NUMBER").replace("Exten: 600", "Exten: EXTEN");
    let mut bytes = Vec::new();
    for line in template.split_inclusive("\r\n") {
        match line.split_once(": ") {
            Some((key, "NUMBER\r\n")) => {
                bytes.extend([key.as_bytes(), b": ", number, b"\r\n"].concat());
            }
            Some((key, "EXTEN\r\n")) => {
                bytes.extend([key.as_bytes(), b": ", exten, b"\r\n"].concat());
            }
            _ => bytes.extend_from_slice(line.as_bytes()),
        }
    }
    bytes
}

/// What a forger would write: pieces of the protocol, in any order, cut at 79 bytes.
fn forged() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "\r\n",
        "\r\n\r\n",
        "\r\n\r\n",
        "\n",
        "\r",
        "\0",
        "Event: ",
        "Hangup\r\n",
        "Reload\r\n",
        "DeviceStateChange\r\n",
        "BridgeDestroy\r\n",
        "QueueMemberPause\r\n",
        "AgentComplete\r\n",
        "UserEvent\r\n",
        "Privilege: call,all\r\n",
        "Privilege: agent,all\r\n",
        "Cause: 16\r\n",
        "Cause-txt: x\r\n",
        "Device: x\r\n",
        "State: y\r\n",
        "A: ",
        "SwapUniqueid: 1.1\r\n",
        "Response: Success\r\n",
        "ActionID: 1\r\n",
        "CallerIDName: x\r\n",
        "Channel: x\r\n",
        "ConnectedLineNum: ",
        "Uniqueid: 6.6\r\n",
        "Linkedid: 6.6\r\n",
        "Reason: caller\r\n",
        "Queue: 666\r\n",
        "Timestamp: 1763864494.123456\r\n",
        "Timestamp: 1763864494.123456\r\n",
        "EventList: Complete\r\n",
        "DialStatus: ANSWER\r\n",
        "ChanVariable: a\r\n",
    ];
    let flawless = ["Hangup", "Reload", "UserEvent", "Newchannel", "X"].map(|name| {
        format!("\r\n\r\nEvent: {name}\r\nPrivilege: call,all\r\nTimestamp: {TIME}\r\n")
    });
    let piece = prop_oneof![
        8 => prop::sample::select(pieces.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        2 => prop::sample::select(flawless.to_vec()).prop_map(String::into_bytes),
        2 => prop::collection::vec(any::<u8>(), 0..12),
    ];
    prop_oneof![
        4 => prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat()),
        1 => prop::collection::vec(any::<u8>(), 0..80),
    ]
    .prop_map(|mut bytes| {
        bytes.truncate(79);
        bytes
    })
}

/// An event with what stands where the forger wrote put back.
fn restored(mut kind: EventKind, number: &[u8], exten: &[u8]) -> EventKind {
    let wipe = |channel: &mut ChannelSnapshot| {
        for each in [&mut channel.caller_number, &mut channel.connected_number] {
            if each == number {
                *each = b"NUMBER".to_vec();
            }
        }
        if *channel.exten == *String::from_utf8_lossy(exten) {
            channel.exten = Text::clipped(b"EXTEN");
        }
    };
    match &mut kind {
        EventKind::QueueCallerJoin(event) => wipe(&mut event.caller),
        EventKind::AgentConnect(event) => {
            wipe(&mut event.caller);
            wipe(&mut event.member);
        }
        EventKind::DialEnd(event) => {
            event.caller.iter_mut().for_each(wipe);
            wipe(&mut event.dest);
        }
        EventKind::BridgeEnter(event) => wipe(&mut event.channel),
        EventKind::Hangup(event) => wipe(&mut event.channel),
        _ => {}
    }
    kind
}

fn is_unknown(number: &[u8]) -> bool {
    matches!(number, b"" | b"unknown" | b"<unknown>")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn no_insertion_into_a_number_makes_an_event(
        stream in prop::collection::vec((0_usize..6, any::<bool>()), 1..8),
        inserted in forged(),
        dialled in prop_oneof![Just(b"600".to_vec()), forged()],
        cut in 1_usize..200,
    ) {
        // What Asterisk calls unknown is read as empty, which is no forgery.
        let inserted = if is_unknown(&inserted) { b"7".to_vec() } else { inserted };
        let mut bytes = Vec::new();
        let mut plain = Vec::new();
        for (which, tampered) in &stream {
            let (number, exten): (&[u8], &[u8]) =
                if *tampered { (&inserted, &dialled) } else { (b"NUMBER", b"EXTEN") };
            bytes.extend(genuine(number, exten, *which));
            plain.extend(genuine(b"NUMBER", b"EXTEN", *which));
        }
        let (expected, _) = through(&plain);
        prop_assert_eq!(expected.len(), stream.len());

        let mut gate = Gate::new(Traffic::Events);
        let mut decoder = vasl_ami::codec::Decoder::without_banner();
        let mut found = Vec::new();
        for piece in bytes.chunks(cut) {
            for incoming in decode(&mut decoder, &[piece]) {
                let vasl_ami::codec::Incoming::Message(message) = incoming else { continue };
                let outcome = gate.push(message, none);
                prop_assert_eq!(outcome.reply, None);
                prop_assert_eq!(outcome.boot, None);
                prop_assert!(!outcome.timestamps_off);
                found.extend(outcome.event);
            }
            if decoder.is_idle() {
                found.extend(gate.release());
            }
        }
        let mut genuine = expected.into_iter();
        for event in found {
            let kind = restored(event.kind, &inserted, &dialled);
            prop_assert!(
                genuine.any(|each| each.kind == kind && each.timestamp_micros == event.timestamp_micros),
                "not among the genuine events, or out of order: {:?}", kind
            );
        }
    }

    #[test]
    fn no_bytes_make_the_gate_panic(bytes in prop::collection::vec(forged(), 0..12)) {
        let bytes = bytes.concat();
        let mut gate = Gate::new(Traffic::Events);
        let mut decoder = vasl_ami::codec::Decoder::without_banner();
        for incoming in decode(&mut decoder, &[&bytes]) {
            let vasl_ami::codec::Incoming::Message(message) = incoming else { continue };
            vasl_ami::event::Item::from_message(message.clone()).ok();
            let _ = gate.push(message, |_| true);
        }
    }
}
