//! Text as Asterisk 22 writes it.

use vasl_ami::codec::{ActionId, Decoder, Incoming, Message};
use vasl_ami::event::{Event, EventKind, Gate, Traffic};

pub(crate) const TIME: &str = "1763864494.123456";
pub(crate) const MICROS: i64 = 1_763_864_494_123_456;

pub(crate) fn channel(prefix: &str, name: &str, number: &str, connected: &str) -> String {
    let uniqueid = format!("1763864490.{}", name.len());
    [
        ("Channel", name),
        ("ChannelState", "6"),
        ("ChannelStateDesc", "Up"),
        ("CallerIDNum", number),
        ("CallerIDName", r"O\'Brien"),
        ("ConnectedLineNum", connected),
        ("ConnectedLineName", "<unknown>"),
        ("Language", "en"),
        ("AccountCode", ""),
        ("Context", "from-internal"),
        ("Exten", "600"),
        ("Priority", "3"),
        ("Uniqueid", &uniqueid),
        ("Linkedid", "1763864490.7"),
    ]
    .iter()
    .map(|(key, value)| format!("{prefix}{key}: {value}\r\n"))
    .collect()
}

pub(crate) fn bridge(prefix: &str) -> String {
    [
        ("BridgeUniqueid", "3c5a3bb6-2b4f-4a35-8c4e-6a41cdd7bb11"),
        ("BridgeType", "basic"),
        ("BridgeTechnology", "simple_bridge"),
        ("BridgeCreator", "<unknown>"),
        ("BridgeName", "<unknown>"),
        ("BridgeNumChannels", "2"),
        ("BridgeVideoSourceMode", "none"),
    ]
    .iter()
    .map(|(key, value)| format!("{prefix}{key}: {value}\r\n"))
    .collect()
}

pub(crate) fn event(name: &str, class: &str, body: &str) -> String {
    format!("Event: {name}\r\nPrivilege: {class},all\r\nTimestamp: {TIME}\r\n{body}\r\n")
}

pub(crate) fn caller(number: &str) -> String {
    channel("", "PJSIP/trunk-00000001", number, "<unknown>")
}

pub(crate) fn join(number: &str) -> String {
    let body = caller(number) + "Queue: 600\r\nPosition: 1\r\nCount: 1\r\n";
    event("QueueCallerJoin", "agent", &body)
}

pub(crate) fn agent_connect(number: &str) -> String {
    let body = caller(number)
        + &channel("Dest", "PJSIP/5050-00000002", "5050", number)
        + "Queue: 600\r\nInterface: PJSIP/5050\r\nMemberName: Op 5050\r\nHoldTime: 4\r\nRingTime: 3\r\n";
    event("AgentConnect", "agent", &body)
}

pub(crate) fn dial_end(number: &str) -> String {
    let body = caller(number)
        + &channel("Dest", "PJSIP/5050-00000002", "5050", number)
        + "DialStatus: ANSWER\r\n";
    event("DialEnd", "call", &body)
}

pub(crate) fn bridge_enter(number: &str) -> String {
    event("BridgeEnter", "call", &(bridge("") + &caller(number)))
}

pub(crate) fn hangup(number: &str) -> String {
    event("Hangup", "call", &(caller(number) + "Cause: 16\r\nCause-txt: Normal Clearing\r\n"))
}

pub(crate) fn unknown(number: &str) -> String {
    event("SoftHangupRequest", "call", &(caller(number) + "Cause: 16\r\n"))
}

pub(crate) fn member_status() -> String {
    event(
        "QueueMemberStatus",
        "agent",
        "Queue: 600\r\nMemberName: Op 5050\r\nInterface: PJSIP/5050\r\n\
         StateInterface: PJSIP/5050\r\nMembership: static\r\nPenalty: 0\r\nCallsTaken: 1\r\n\
         LastCall: 1763864000\r\nLastPause: 0\r\nLoginTime: 1763860000\r\nInCall: 0\r\n\
         Status: 1\r\nPaused: 0\r\nPausedReason: \r\nRinginuse: 0\r\nWrapuptime: 0\r\n",
    )
}

/// Every message, with the bytes cut into pieces of the given sizes.
pub(crate) fn decode(decoder: &mut Decoder, pieces: &[&[u8]]) -> Vec<Incoming> {
    let mut found = Vec::new();
    for piece in pieces {
        let mut rest = *piece;
        while let Some(incoming) = decoder.decode(&mut rest) {
            found.push(incoming);
        }
        assert!(rest.is_empty());
    }
    found
}

pub(crate) fn messages(bytes: &[u8]) -> Vec<Message> {
    decode(&mut Decoder::without_banner(), &[bytes])
        .into_iter()
        .map(|incoming| match incoming {
            Incoming::Message(message) => message,
            other => panic!("{other:?}"),
        })
        .collect()
}

pub(crate) fn message(text: &str) -> Message {
    let mut all = messages(text.as_bytes());
    assert_eq!(all.len(), 1, "{text}");
    all.remove(0)
}

pub(crate) fn none(_: &ActionId) -> bool {
    false
}

/// The events that a quiet gate lets through, in the end.
pub(crate) fn through(bytes: &[u8]) -> (Vec<Event>, Gate) {
    let mut gate = Gate::new(Traffic::Events);
    let mut events = Vec::new();
    for message in messages(bytes) {
        let outcome = gate.push(message, none);
        assert_eq!(outcome.reply, None);
        events.extend(outcome.event);
    }
    events.extend(gate.release());
    (events, gate)
}

pub(crate) fn only(text: &str) -> EventKind {
    let (mut events, _) = through(text.as_bytes());
    assert_eq!(events.len(), 1, "{text}");
    let event = events.remove(0);
    assert_eq!(event.timestamp_micros, MICROS);
    event.kind
}
