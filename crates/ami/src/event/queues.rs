//! Events of app_queue.

use super::dropped::Violation;
use super::reader::Reader;
use super::snapshot::ChannelSnapshot;
use crate::text::Text;

/// A caller joined, left or gave up a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueCaller {
    /// The caller's channel.
    pub caller: ChannelSnapshot,
    /// The queue.
    pub queue: Text,
    /// The caller's position, counted from 1.
    pub position: u32,
    /// How many wait now; not told of one who gave up.
    pub count: Option<u32>,
    /// The position on joining; told only of one who gave up.
    pub original_position: Option<u32>,
    /// Seconds waited; told only of one who gave up.
    pub hold_seconds: Option<i64>,
}

impl QueueCaller {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            caller: reader.channel("")?,
            queue: reader.text("Queue")?,
            position: reader.number("", "Position")?,
            count: reader.maybe_number("Count")?,
            original_position: reader.maybe_number("OriginalPosition")?,
            hold_seconds: reader.maybe_number("HoldTime")?,
        })
    }
}

/// A member is rung, or did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentCall {
    /// The waiting caller's channel.
    pub caller: ChannelSnapshot,
    /// The channel to the member.
    pub member: ChannelSnapshot,
    /// The queue.
    pub queue: Text,
    /// The member's interface. After a pickup or forward it is still the one that was dialled.
    pub interface: Text,
    /// The member's name.
    pub member_name: Text,
    /// **Milliseconds** the member was rung; only when they did not answer.
    pub ring_millis: Option<i64>,
}

impl AgentCall {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            caller: reader.channel("")?,
            member: reader.channel("Dest")?,
            queue: reader.text("Queue")?,
            interface: reader.text("Interface")?,
            member_name: reader.text("MemberName")?,
            ring_millis: reader.maybe_number("RingTime")?,
        })
    }
}

/// A caller and a member are being connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentConnect {
    /// The caller's channel.
    pub caller: ChannelSnapshot,
    /// The channel to whoever answered.
    pub member: ChannelSnapshot,
    /// The queue.
    pub queue: Text,
    /// The interface that was dialled.
    pub interface: Text,
    /// The name of the member that was dialled.
    pub member_name: Text,
    /// Seconds the caller waited.
    pub hold_seconds: i64,
    /// **Seconds** the member was rung.
    pub ring_seconds: i64,
}

impl AgentConnect {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            caller: reader.channel("")?,
            member: reader.channel("Dest")?,
            queue: reader.text("Queue")?,
            interface: reader.text("Interface")?,
            member_name: reader.text("MemberName")?,
            hold_seconds: reader.number("", "HoldTime")?,
            ring_seconds: reader.number("", "RingTime")?,
        })
    }
}

/// A queue's conversation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentComplete {
    /// The caller's channel, unless it is gone already.
    pub caller: Option<ChannelSnapshot>,
    /// The member's channel, unless it is gone already.
    pub member: Option<ChannelSnapshot>,
    /// The queue.
    pub queue: Text,
    /// The interface that was dialled.
    pub interface: Text,
    /// The member's name.
    pub member_name: Text,
    /// Seconds the caller waited.
    pub hold_seconds: i64,
    /// Seconds they talked.
    pub talk_seconds: i64,
    /// `caller`, `agent` or `transfer`.
    pub reason: Text,
}

impl AgentComplete {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            caller: reader.maybe_channel("")?,
            member: reader.maybe_channel("Dest")?,
            queue: reader.text("Queue")?,
            interface: reader.text("Interface")?,
            member_name: reader.text("MemberName")?,
            hold_seconds: reader.number("", "HoldTime")?,
            talk_seconds: reader.number("", "TalkTime")?,
            reason: reader.text("Reason")?,
        })
    }
}

/// A queue's member, as the `QueueMember…` events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueMemberState {
    /// The queue.
    pub queue: Text,
    /// The member's name.
    pub member_name: Text,
    /// What is dialled.
    pub interface: Text,
    /// Whose device state counts.
    pub state_interface: Text,
    /// `static`, `dynamic` or `realtime`.
    pub membership: Text,
    /// The member's penalty.
    pub penalty: i32,
    /// Calls taken since the queue was loaded.
    pub calls_taken: i32,
    /// When the last call ended, in seconds since the Unix epoch; 0 for never.
    pub last_call: i64,
    /// When the last pause began, in seconds since the Unix epoch; 0 for never.
    pub last_pause: i64,
    /// When the member logged in, in seconds since the Unix epoch.
    pub login_time: i64,
    /// Whether the member talks to a caller of a queue.
    pub in_call: bool,
    /// The device state's number (`AST_DEVICE_…`): 1 not in use, 2 in use, 5 unavailable, …
    pub status: u32,
    /// Whether the member is paused in this queue.
    pub paused: bool,
    /// Why, in the words of whoever paused.
    pub paused_reason: Text,
    /// Whether the member may be rung while in use.
    pub ring_in_use: bool,
    /// The member's own wrap-up seconds; 0 for the queue's.
    pub wrapup_seconds: i64,
}

impl QueueMemberState {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self {
            queue: reader.text("Queue")?,
            member_name: reader.text("MemberName")?,
            interface: reader.text("Interface")?,
            state_interface: reader.text("StateInterface")?,
            membership: reader.text("Membership")?,
            penalty: reader.number("", "Penalty")?,
            calls_taken: reader.number("", "CallsTaken")?,
            last_call: reader.number("", "LastCall")?,
            last_pause: reader.number("", "LastPause")?,
            login_time: reader.number("", "LoginTime")?,
            in_call: reader.flag("InCall")?,
            status: reader.number("", "Status")?,
            paused: reader.flag("Paused")?,
            paused_reason: reader.text("PausedReason")?,
            ring_in_use: reader.flag("Ringinuse")?,
            wrapup_seconds: reader.number("", "Wrapuptime")?,
        })
    }
}

/// An agent of `app_agent_pool` logged in at a channel, or out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentLog {
    /// The channel.
    pub channel: ChannelSnapshot,
    /// The agent's number, such as `9001`.
    pub agent: Text,
}

impl AgentLog {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Violation> {
        Ok(Self { channel: reader.channel("")?, agent: reader.text("Agent")? })
    }
}
