//! Messages to typed events, with a defence against forged ones. Pure.
//!
//! See the crate documentation for what can be forged and how [`Gate`] answers it.

mod bridges;
mod calls;
mod catalogue;
mod dropped;
mod gate;
mod list;
mod queues;
mod reader;
mod shape;
mod snapshot;

pub use bridges::{
    AttendedTransfer, BlindTransfer, BridgeEnter, BridgeLeave, LocalBridge, LocalOptimizationBegin,
    LocalOptimizationEnd, Parking, TransferDestination,
};
pub use calls::{CallerIdChange, Dial, Hangup, Hold, Pickup, UserEvent};
pub use dropped::{DropReason, Dropped, Violation};
pub use gate::{Boot, Gate, Outcome, Reply, Traffic};
pub use list::{
    BridgeListItem, CoreShowChannel, Item, ListCollector, Listing, MAX_LIST_ITEMS, QueueEntry,
    QueueMember, QueueParams,
};
pub use queues::{AgentCall, AgentComplete, AgentConnect, AgentLog, QueueCaller, QueueMemberState};
pub use snapshot::{BridgeSnapshot, ChannelSnapshot};

use crate::text::Text;

/// An event that passed the [`Gate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When Asterisk handed the event to AMI, in microseconds since the Unix epoch.
    pub timestamp_micros: i64,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
///
/// Every variant but [`EventKind::Hint`] and [`EventKind::Other`] may be acted on: its shortest
/// legal form does not fit in 160 bytes, which the compiler checks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// A channel was made.
    Newchannel(Box<ChannelSnapshot>),
    /// A channel changed its state.
    Newstate(Box<ChannelSnapshot>),
    /// A channel's caller changed.
    NewCallerid(Box<CallerIdChange>),
    /// A channel ended.
    Hangup(Box<Hangup>),
    /// A channel is to end: its other side hung up. It may be told of bridges until it has.
    HangupRequest(Box<ChannelSnapshot>),
    /// A channel is being dialled.
    DialBegin(Box<Dial>),
    /// A dial ended; `dial_status` tells how.
    DialEnd(Box<Dial>),
    /// A bridge was made.
    BridgeCreate(Box<BridgeSnapshot>),
    /// A bridge is gone.
    BridgeDestroy(Box<BridgeSnapshot>),
    /// A channel entered a bridge.
    BridgeEnter(Box<BridgeEnter>),
    /// A channel left a bridge.
    BridgeLeave(Box<BridgeLeave>),
    /// A blind transfer was tried.
    BlindTransfer(Box<BlindTransfer>),
    /// An attended transfer was tried.
    AttendedTransfer(Box<AttendedTransfer>),
    /// A ringing call was picked up.
    Pickup(Box<Pickup>),
    /// The two halves of a Local channel belong together.
    LocalBridge(Box<LocalBridge>),
    /// A Local channel is being optimised away.
    LocalOptimizationBegin(Box<LocalOptimizationBegin>),
    /// The optimisation of a Local channel ended.
    LocalOptimizationEnd(Box<LocalOptimizationEnd>),
    /// A channel was put on hold.
    Hold(Box<Hold>),
    /// A channel was taken off hold.
    Unhold(Box<ChannelSnapshot>),
    /// A call was parked.
    ParkedCall(Box<Parking>),
    /// A parked call was fetched.
    UnParkedCall(Box<Parking>),
    /// A parked caller hung up.
    ParkedCallGiveUp(Box<Parking>),
    /// A parked call waited too long.
    ParkedCallTimeOut(Box<Parking>),
    /// A caller joined a queue.
    QueueCallerJoin(Box<QueueCaller>),
    /// A caller left a queue, for whatever reason.
    QueueCallerLeave(Box<QueueCaller>),
    /// A caller left a queue unanswered. Also sent when the caller goes on in the dialplan.
    QueueCallerAbandon(Box<QueueCaller>),
    /// A queue rings a member.
    AgentCalled(Box<AgentCall>),
    /// A queue connected a caller and a member.
    AgentConnect(Box<AgentConnect>),
    /// A conversation of a queue ended.
    AgentComplete(Box<AgentComplete>),
    /// A member did not answer, or was busy.
    AgentRingNoAnswer(Box<AgentCall>),
    /// An agent of `app_agent_pool` logged in.
    AgentLogin(Box<AgentLog>),
    /// An agent of `app_agent_pool` logged out.
    AgentLogoff(Box<AgentLog>),
    /// A member's state or counters changed.
    QueueMemberStatus(Box<QueueMemberState>),
    /// A member was added.
    QueueMemberAdded(Box<QueueMemberState>),
    /// A member was removed.
    QueueMemberRemoved(Box<QueueMemberState>),
    /// A member was paused or unpaused.
    QueueMemberPause(Box<QueueMemberState>),
    /// The dialplan raised an event on a channel.
    UserEvent(Box<UserEvent>),
    /// Something changed that must be asked about; see [`Hint`].
    Hint(Hint),
    /// An event that this crate has no type for.
    Other {
        /// The event's name.
        name: Text,
    },
}

/// An event so short that a caller might forge all of it (a `DeviceStateChange` fits in 79 bytes).
///
/// A hint names what to ask Asterisk about and deliberately does not carry the answer. Acting on
/// one may do no more than that.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// Asterisk has loaded its modules. Ask `CoreStatus`.
    FullyBooted,
    /// Asterisk is going down. The link will be lost if it is true.
    Shutdown,
    /// A module was reloaded.
    Reload {
        /// The module, or `All`.
        module: Text,
    },
    /// A device changed its state.
    DeviceStateChange {
        /// The device, such as `PJSIP/5050`.
        device: Text,
    },
    /// A hint of the dialplan changed its state.
    ExtensionStatus {
        /// The extension.
        exten: Text,
        /// Its context.
        context: Text,
    },
    /// A peer registered, went or changed.
    PeerStatus {
        /// The peer, such as `PJSIP/5050`.
        peer: Text,
    },
    /// A contact became reachable or unreachable.
    ContactStatus {
        /// The endpoint's name.
        endpoint: Text,
    },
}
