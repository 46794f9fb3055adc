//! Every event this crate has a type for: one row each.

use super::dropped::Violation;
use super::reader::Reader;
use super::shape::Part::{Bridge, Channel, Field, Maybe, MaybeBridge, MaybeChannel};
use super::shape::{Part, Shape, shortest_form};
use super::{
    AgentCall, AgentComplete, AgentConnect, AgentLog, AttendedTransfer, BlindTransfer, BridgeEnter,
    BridgeLeave, CallerIdChange, Dial, EventKind, Hangup, Hint, Hold, LocalBridge,
    LocalOptimizationBegin, LocalOptimizationEnd, Parking, Pickup, QueueCaller, QueueMemberState,
    UserEvent,
};

/// What fits in 160 bytes is not acted on. A number holds 79; twice that leaves room for one in a
/// channel's number and one in its extension.
const MOST_A_CALLER_WRITES: usize = 160;

type Build = fn(&Reader<'_>) -> Result<EventKind, Violation>;

const fn shape(
    name: &'static str,
    class: &'static str,
    parts: &'static [Part],
    build: Build,
) -> Shape {
    Shape { name, class, parts, needs_channel: false, build }
}

const CHANNEL: &[Part] = &[Channel("")];
const BRIDGE: &[Part] = &[Bridge("")];
const QUEUE_CALLER: &[Part] = &[Channel(""), Field("Queue"), Field("Position"), Field("Count")];
const AGENT_CALL: &[Part] =
    &[Channel(""), Channel("Dest"), Field("Queue"), Field("Interface"), Field("MemberName")];
const PARKING: &[Part] = &[
    Channel("Parkee"),
    MaybeChannel("Retriever"),
    Field("ParkerDialString"),
    Field("Parkinglot"),
    Field("ParkingSpace"),
    Field("ParkingTimeout"),
    Field("ParkingDuration"),
];
const QUEUE_MEMBER: &[Part] = &[
    Field("Queue"),
    Field("MemberName"),
    Field("Interface"),
    Field("StateInterface"),
    Field("Membership"),
    Field("Penalty"),
    Field("CallsTaken"),
    Field("LastCall"),
    Field("LastPause"),
    Field("LoginTime"),
    Field("InCall"),
    Field("Status"),
    Field("Paused"),
    Field("PausedReason"),
    Field("Ringinuse"),
    Field("Wrapuptime"),
];

/// Events that may be acted on.
const ACTED_ON: &[Shape] = &[
    shape("Newchannel", "call", CHANNEL, |r| Ok(EventKind::Newchannel(Box::new(r.channel("")?)))),
    shape("Newstate", "call", CHANNEL, |r| Ok(EventKind::Newstate(Box::new(r.channel("")?)))),
    shape("NewCallerid", "call", &[Channel(""), Field("CID-CallingPres")], |r| {
        Ok(EventKind::NewCallerid(Box::new(CallerIdChange::read(r)?)))
    }),
    shape(
        "Hangup",
        "call",
        &[Channel(""), Field("Cause"), Field("Cause-txt"), Maybe("TechCause")],
        |r| Ok(EventKind::Hangup(Box::new(Hangup::read(r)?))),
    ),
    shape("HangupRequest", "call", &[Channel(""), Maybe("Cause")], |r| {
        Ok(EventKind::HangupRequest(Box::new(r.channel("")?)))
    }),
    shape("DialBegin", "call", &[MaybeChannel(""), Channel("Dest"), Field("DialString")], |r| {
        Ok(EventKind::DialBegin(Box::new(Dial::read(r)?)))
    }),
    shape(
        "DialEnd",
        "call",
        &[MaybeChannel(""), Channel("Dest"), Maybe("Forward"), Field("DialStatus")],
        |r| Ok(EventKind::DialEnd(Box::new(Dial::read(r)?))),
    ),
    shape("BridgeCreate", "call", BRIDGE, |r| Ok(EventKind::BridgeCreate(Box::new(r.bridge("")?)))),
    shape("BridgeDestroy", "call", BRIDGE, |r| {
        Ok(EventKind::BridgeDestroy(Box::new(r.bridge("")?)))
    }),
    shape("BridgeEnter", "call", &[Bridge(""), Channel(""), Maybe("SwapUniqueid")], |r| {
        Ok(EventKind::BridgeEnter(Box::new(BridgeEnter::read(r)?)))
    }),
    shape("BridgeLeave", "call", &[Bridge(""), Channel("")], |r| {
        Ok(EventKind::BridgeLeave(Box::new(BridgeLeave::read(r)?)))
    }),
    shape(
        "BlindTransfer",
        "call",
        &[
            Field("Result"),
            Channel("Transferer"),
            MaybeChannel("Transferee"),
            MaybeBridge(""),
            Field("IsExternal"),
            Field("Context"),
            Field("Extension"),
        ],
        |r| Ok(EventKind::BlindTransfer(Box::new(BlindTransfer::read(r)?))),
    ),
    shape(
        "AttendedTransfer",
        "call",
        &[
            Field("Result"),
            Channel("OrigTransferer"),
            MaybeBridge("Orig"),
            Channel("SecondTransferer"),
            MaybeBridge("Second"),
            MaybeChannel("Transferee"),
            MaybeChannel("TransferTarget"),
            Field("IsExternal"),
            Field("DestType"),
            Maybe("DestBridgeUniqueid"),
            Maybe("DestApp"),
            MaybeChannel("LocalOne"),
            MaybeChannel("LocalTwo"),
            Maybe("DestTransfererChannel"),
        ],
        |r| Ok(EventKind::AttendedTransfer(Box::new(AttendedTransfer::read(r)?))),
    ),
    shape("Pickup", "call", &[Channel(""), Channel("Target")], |r| {
        Ok(EventKind::Pickup(Box::new(Pickup::read(r)?)))
    }),
    shape(
        "LocalBridge",
        "call",
        &[
            Channel("LocalOne"),
            Channel("LocalTwo"),
            Field("Context"),
            Field("Exten"),
            Field("LocalOptimization"),
        ],
        |r| Ok(EventKind::LocalBridge(Box::new(LocalBridge::read(r)?))),
    ),
    shape(
        "LocalOptimizationBegin",
        "call",
        &[
            Channel("LocalOne"),
            Channel("LocalTwo"),
            MaybeChannel("Source"),
            Field("DestUniqueId"),
            Field("Id"),
        ],
        |r| Ok(EventKind::LocalOptimizationBegin(Box::new(LocalOptimizationBegin::read(r)?))),
    ),
    shape(
        "LocalOptimizationEnd",
        "call",
        &[Channel("LocalOne"), Channel("LocalTwo"), Field("Success"), Field("Id")],
        |r| Ok(EventKind::LocalOptimizationEnd(Box::new(LocalOptimizationEnd::read(r)?))),
    ),
    shape("Hold", "call", &[Channel(""), Maybe("MusicClass")], |r| {
        Ok(EventKind::Hold(Box::new(Hold::read(r)?)))
    }),
    shape("Unhold", "call", CHANNEL, |r| Ok(EventKind::Unhold(Box::new(r.channel("")?)))),
    shape("ParkedCall", "call", PARKING, |r| {
        Ok(EventKind::ParkedCall(Box::new(Parking::read(r)?)))
    }),
    shape("UnParkedCall", "call", PARKING, |r| {
        Ok(EventKind::UnParkedCall(Box::new(Parking::read(r)?)))
    }),
    shape("ParkedCallGiveUp", "call", PARKING, |r| {
        Ok(EventKind::ParkedCallGiveUp(Box::new(Parking::read(r)?)))
    }),
    shape("ParkedCallTimeOut", "call", PARKING, |r| {
        Ok(EventKind::ParkedCallTimeOut(Box::new(Parking::read(r)?)))
    }),
    shape("QueueCallerJoin", "agent", QUEUE_CALLER, |r| {
        Ok(EventKind::QueueCallerJoin(Box::new(QueueCaller::read(r)?)))
    }),
    shape("QueueCallerLeave", "agent", QUEUE_CALLER, |r| {
        Ok(EventKind::QueueCallerLeave(Box::new(QueueCaller::read(r)?)))
    }),
    shape(
        "QueueCallerAbandon",
        "agent",
        &[
            Channel(""),
            Field("Queue"),
            Field("Position"),
            Field("OriginalPosition"),
            Field("HoldTime"),
        ],
        |r| Ok(EventKind::QueueCallerAbandon(Box::new(QueueCaller::read(r)?))),
    ),
    shape("AgentCalled", "agent", AGENT_CALL, |r| {
        Ok(EventKind::AgentCalled(Box::new(AgentCall::read(r)?)))
    }),
    shape(
        "AgentRingNoAnswer",
        "agent",
        &[
            Channel(""),
            Channel("Dest"),
            Field("Queue"),
            Field("Interface"),
            Field("MemberName"),
            Field("RingTime"),
        ],
        |r| Ok(EventKind::AgentRingNoAnswer(Box::new(AgentCall::read(r)?))),
    ),
    shape(
        "AgentConnect",
        "agent",
        &[
            Channel(""),
            Channel("Dest"),
            Field("Queue"),
            Field("Interface"),
            Field("MemberName"),
            Field("HoldTime"),
            Field("RingTime"),
        ],
        |r| Ok(EventKind::AgentConnect(Box::new(AgentConnect::read(r)?))),
    ),
    Shape {
        name: "AgentComplete",
        class: "agent",
        parts: &[
            MaybeChannel(""),
            MaybeChannel("Dest"),
            Field("Queue"),
            Field("Interface"),
            Field("MemberName"),
            Field("HoldTime"),
            Field("TalkTime"),
            Field("Reason"),
        ],
        needs_channel: true,
        build: |r| Ok(EventKind::AgentComplete(Box::new(AgentComplete::read(r)?))),
    },
    shape("AgentLogin", "agent", &[Channel(""), Field("Agent")], |r| {
        Ok(EventKind::AgentLogin(Box::new(AgentLog::read(r)?)))
    }),
    shape("AgentLogoff", "agent", &[Channel(""), Field("Agent"), Field("Logintime")], |r| {
        Ok(EventKind::AgentLogoff(Box::new(AgentLog::read(r)?)))
    }),
    shape("QueueMemberStatus", "agent", QUEUE_MEMBER, |r| {
        Ok(EventKind::QueueMemberStatus(Box::new(QueueMemberState::read(r)?)))
    }),
    shape("QueueMemberAdded", "agent", QUEUE_MEMBER, |r| {
        Ok(EventKind::QueueMemberAdded(Box::new(QueueMemberState::read(r)?)))
    }),
    shape("QueueMemberRemoved", "agent", QUEUE_MEMBER, |r| {
        Ok(EventKind::QueueMemberRemoved(Box::new(QueueMemberState::read(r)?)))
    }),
    shape("QueueMemberPause", "agent", QUEUE_MEMBER, |r| {
        Ok(EventKind::QueueMemberPause(Box::new(QueueMemberState::read(r)?)))
    }),
    Shape {
        name: "UserEvent",
        class: "user",
        parts: &[MaybeChannel(""), Field("UserEvent")],
        needs_channel: true,
        build: |r| Ok(EventKind::UserEvent(Box::new(UserEvent::read(r)?))),
    },
];

/// Events that are too short to be believed, and so only tell what to ask about.
const HINTS: &[Shape] = &[
    shape(
        "FullyBooted",
        "system",
        &[Field("Status"), Field("Uptime"), Field("LastReload")],
        |_| Ok(EventKind::Hint(Hint::FullyBooted)),
    ),
    shape("Shutdown", "system", &[Field("Shutdown"), Field("Restart")], |_| {
        Ok(EventKind::Hint(Hint::Shutdown))
    }),
    shape("Reload", "system", &[Field("Module"), Field("Status")], |r| {
        Ok(EventKind::Hint(Hint::Reload { module: r.text("Module")? }))
    }),
    shape("DeviceStateChange", "call", &[Field("Device"), Field("State")], |r| {
        Ok(EventKind::Hint(Hint::DeviceStateChange { device: r.text("Device")? }))
    }),
    shape(
        "ExtensionStatus",
        "call",
        &[Field("Exten"), Field("Context"), Field("Hint"), Field("Status"), Field("StatusText")],
        |r| {
            let (exten, context) = (r.text("Exten")?, r.text("Context")?);
            Ok(EventKind::Hint(Hint::ExtensionStatus { exten, context }))
        },
    ),
    shape(
        "PeerStatus",
        "system",
        &[Field("ChannelType"), Field("Peer"), Field("PeerStatus")],
        |r| Ok(EventKind::Hint(Hint::PeerStatus { peer: r.text("Peer")? })),
    ),
    shape(
        "ContactStatus",
        "system",
        &[Field("URI"), Field("ContactStatus"), Field("AOR"), Field("EndpointName")],
        |r| Ok(EventKind::Hint(Hint::ContactStatus { endpoint: r.text("EndpointName")? })),
    ),
];

/// The shape of an event, when this crate has a type for it.
pub(super) fn shape_of(name: &[u8]) -> Option<&'static Shape> {
    ACTED_ON.iter().chain(HINTS).find(|shape| shape.name.as_bytes() == name)
}

const fn all_too_long_to_forge(mut shapes: &[Shape]) -> bool {
    while let [shape, rest @ ..] = shapes {
        if shortest_form(shape) <= MOST_A_CALLER_WRITES {
            return false;
        }
        shapes = rest;
    }
    true
}

const _: () = assert!(
    all_too_long_to_forge(ACTED_ON),
    "an event that fits in 160 bytes can be forged whole: it may only be a hint"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_what_would_fit_in_a_number_or_two() {
        for hint in HINTS {
            assert!(shortest_form(hint) <= MOST_A_CALLER_WRITES, "{} may be typed", hint.name);
        }
    }

    #[test]
    fn no_event_has_two_rows() {
        let mut names: Vec<_> = ACTED_ON.iter().chain(HINTS).map(|shape| shape.name).collect();
        let rows = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), rows);
    }
}
