//! Items of lists, which answer an action one event each.

use super::dropped::{DropReason, Violation};
use super::reader::Reader;
use super::shape::Part::{Bridge, Channel, Field, Maybe};
use super::shape::{Part, check_no_repeats};
use super::snapshot::{BridgeSnapshot, ChannelSnapshot};
use crate::codec::{self, Message};
use crate::text::Text;

/// The most items of one list; a longer list is given up.
pub const MAX_LIST_ITEMS: usize = 100_000;

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Item {
    /// `CoreShowChannel`, of `CoreShowChannels`.
    Channel(Box<CoreShowChannel>),
    /// `QueueParams`, of `QueueStatus`.
    QueueParams(Box<QueueParams>),
    /// `QueueMember`, of `QueueStatus`.
    QueueMember(Box<QueueMember>),
    /// `QueueEntry`, of `QueueStatus`.
    QueueEntry(Box<QueueEntry>),
    /// `BridgeListItem`, of `BridgeList`.
    Bridge(Box<BridgeListItem>),
    /// An item this crate has no type for.
    Other(Box<Message>),
}

/// A channel that is up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoreShowChannel {
    /// The channel.
    pub channel: ChannelSnapshot,
    /// The dialplan application it runs.
    pub application: Text,
    /// The beginning of what the application was given, at most [`Text::MAX_BYTES`].
    pub application_data: Text,
    /// How long it has been there, as `hours:minutes:seconds`.
    pub duration: Text,
    /// The bridge it is in; empty when in none.
    pub bridge_id: Text,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueParams {
    /// The queue's name.
    pub queue: Text,
    /// The most callers who may wait; 0 for no limit.
    pub max: i32,
    /// How members are chosen, such as `ringall`.
    pub strategy: Text,
    /// How many wait.
    pub calls: u32,
    /// Mean seconds of waiting.
    pub hold_seconds: i64,
    /// Mean seconds of talking.
    pub talk_seconds: i64,
    /// Calls completed since the queue was loaded.
    pub completed: u32,
    /// Calls abandoned since the queue was loaded.
    pub abandoned: u32,
    /// The queue's weight.
    pub weight: i32,
}

/// A member of a queue. Its fields have other names than in the `QueueMember…` events, and a
/// realtime member is called `static` (apps/app_queue.c 10948).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueMember {
    /// The queue.
    pub queue: Text,
    /// The member's name.
    pub name: Text,
    /// What is dialled (`Interface` in events).
    pub location: Text,
    /// Whose device state counts.
    pub state_interface: Text,
    /// `static` or `dynamic`.
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
    /// The device state's number.
    pub status: u32,
    /// Whether the member is paused.
    pub paused: bool,
    /// Why.
    pub paused_reason: Text,
    /// The member's own wrap-up seconds; 0 for the queue's.
    pub wrapup_seconds: i64,
}

/// A waiting caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueEntry {
    /// The queue.
    pub queue: Text,
    /// The position, counted from 1.
    pub position: u32,
    /// The channel's name.
    pub channel: Text,
    /// The channel's identifier.
    pub uniqueid: Text,
    /// The caller's number, byte for byte.
    pub caller_number: Vec<u8>,
    /// The caller's name.
    pub caller_name: Text,
    /// Seconds waited.
    pub wait_seconds: i64,
    /// The caller's priority.
    pub priority: i32,
}

/// A bridge that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeListItem {
    /// The bridge.
    pub bridge: BridgeSnapshot,
}

impl Item {
    /// Reads an item.
    ///
    /// # Errors
    /// When it is not as Asterisk writes it.
    pub fn from_message(message: Message) -> Result<Self, Violation> {
        if message.fault().is_some() {
            return Err(Violation::new(DropReason::Malformed));
        }
        let fields: Vec<codec::Field<'_>> = message.fields().collect();
        let [event, body @ ..] = fields.as_slice() else {
            return Err(Violation::new(DropReason::Malformed));
        };
        if event.key != b"Event" {
            return Err(Violation::new(DropReason::NoBeginning));
        }
        let Some((parts, build)) = item_shape(event.value) else {
            return Ok(Self::Other(Box::new(message)));
        };
        check_no_repeats(body)?;
        build(&Reader::new(body, parts)?)
    }
}

type ItemShape = (&'static [Part], fn(&Reader<'_>) -> Result<Item, Violation>);

fn item_shape(name: &[u8]) -> Option<ItemShape> {
    let shape: ItemShape = match name {
        b"CoreShowChannel" => (CORE_SHOW_CHANNEL, core_show_channel),
        b"QueueParams" => (QUEUE_PARAMS, queue_params),
        b"QueueMember" => (QUEUE_MEMBER, queue_member),
        b"QueueEntry" => (QUEUE_ENTRY, queue_entry),
        b"BridgeListItem" => (BRIDGE_LIST_ITEM, |reader| {
            Ok(Item::Bridge(Box::new(BridgeListItem { bridge: reader.bridge("")? })))
        }),
        _ => return None,
    };
    Some(shape)
}

const CORE_SHOW_CHANNEL: &[Part] = &[
    Channel(""),
    Field("Application"),
    Field("ApplicationData"),
    Field("Duration"),
    Field("BridgeId"),
];
const BRIDGE_LIST_ITEM: &[Part] = &[Bridge("")];
const QUEUE_PARAMS: &[Part] = &[
    Field("Queue"),
    Field("Max"),
    Field("Strategy"),
    Field("Calls"),
    Field("Holdtime"),
    Field("TalkTime"),
    Field("Completed"),
    Field("Abandoned"),
    Field("ServiceLevel"),
    Field("ServicelevelPerf"),
    Maybe("ServicelevelPerf2"),
    Field("Weight"),
];
const QUEUE_MEMBER: &[Part] = &[
    Field("Queue"),
    Field("Name"),
    Field("Location"),
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
    Field("Wrapuptime"),
];
const QUEUE_ENTRY: &[Part] = &[
    Field("Queue"),
    Field("Position"),
    Field("Channel"),
    Field("Uniqueid"),
    Field("CallerIDNum"),
    Field("CallerIDName"),
    Field("ConnectedLineNum"),
    Field("ConnectedLineName"),
    Field("Wait"),
    Field("Priority"),
];

fn core_show_channel(reader: &Reader<'_>) -> Result<Item, Violation> {
    Ok(Item::Channel(Box::new(CoreShowChannel {
        channel: reader.channel("")?,
        application: reader.text("Application")?,
        application_data: reader.clipped("ApplicationData")?,
        duration: reader.text("Duration")?,
        bridge_id: reader.text("BridgeId")?,
    })))
}

fn queue_params(reader: &Reader<'_>) -> Result<Item, Violation> {
    Ok(Item::QueueParams(Box::new(QueueParams {
        queue: reader.text("Queue")?,
        max: reader.number("", "Max")?,
        strategy: reader.text("Strategy")?,
        calls: reader.number("", "Calls")?,
        hold_seconds: reader.number("", "Holdtime")?,
        talk_seconds: reader.number("", "TalkTime")?,
        completed: reader.number("", "Completed")?,
        abandoned: reader.number("", "Abandoned")?,
        weight: reader.number("", "Weight")?,
    })))
}

fn queue_member(reader: &Reader<'_>) -> Result<Item, Violation> {
    Ok(Item::QueueMember(Box::new(QueueMember {
        queue: reader.text("Queue")?,
        name: reader.text("Name")?,
        location: reader.text("Location")?,
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
        wrapup_seconds: reader.number("", "Wrapuptime")?,
    })))
}

fn queue_entry(reader: &Reader<'_>) -> Result<Item, Violation> {
    Ok(Item::QueueEntry(Box::new(QueueEntry {
        queue: reader.text("Queue")?,
        position: reader.number("", "Position")?,
        channel: reader.identifier("", "Channel")?,
        uniqueid: reader.identifier("", "Uniqueid")?,
        caller_number: reader.party_number("", "CallerIDNum")?,
        caller_name: reader.plain_name("", "CallerIDName")?,
        wait_seconds: reader.number("", "Wait")?,
        priority: reader.number("", "Priority")?,
    })))
}

/// A list as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The items, in order.
    pub items: Vec<Item>,
    /// How many items were dropped because they were not as Asterisk writes them. A caller who
    /// forges lines can cause this for their own channel, for as long as the call is up; the items
    /// of others stay.
    pub dropped: usize,
    /// How many items Asterisk says it sent (`ListItems`).
    pub announced: Option<usize>,
}

impl Listing {
    /// Whether every item that Asterisk announced is here.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.dropped == 0 && self.announced.is_none_or(|announced| announced == self.items.len())
    }
}

/// Gathers a list.
///
/// What a caller inserts tears their own item apart, and must take no item of anybody else's with
/// it: a caller may wait in a queue for an hour. No caller knows the action's identifier, so where
/// it stands tells which boundaries are Asterisk's. An item of `CoreShowChannels` has it second, so
/// such an item begins where Asterisk began it; one of `QueueStatus` has it last, so it ends where
/// Asterisk ended it, though its beginning may be a caller's who lets the true end follow.
#[derive(Debug, Default)]
pub struct ListCollector {
    listing: Listing,
    /// Whether the last item ends where Asterisk ended it.
    last_is_ended: bool,
    taint_next: bool,
}

impl ListCollector {
    /// Adds a message of the list, and tells whether the list is complete with it.
    ///
    /// # Errors
    /// When the message is not as Asterisk writes it. The list goes on without it.
    pub fn push(&mut self, message: Message) -> Result<bool, Violation> {
        let begun = begins_with_identifier(&message);
        let ended = message.fields().last().is_some_and(|field| field.key == b"ActionID");
        if is_complete(&message) {
            // The end of the list, written by a caller before the true end of their own item
            // (`astman_send_list_complete_start_common`, main/manager.c, has the identifier second).
            if !begun {
                self.taint(false);
                return Err(Violation::at(DropReason::BadPrelude, "EventList"));
            }
            self.listing.announced = message.text("ListItems").and_then(|n| n.parse().ok());
            return Ok(true);
        }
        let item = match Item::from_message(message) {
            Ok(item) => item,
            Err(violation) => {
                self.taint(begun);
                return Err(violation);
            }
        };
        let tainted = std::mem::take(&mut self.taint_next);
        if tainted && !begun && !(ended && is_too_long_to_forge(&item)) {
            self.listing.dropped += 1;
            return Ok(false);
        }
        self.last_is_ended = ended;
        self.listing.items.push(item);
        Ok(false)
    }

    /// Something improper stands here. Unless it `begun` where Asterisk begins an item, what stands
    /// before it may be the head of a torn one.
    pub fn taint(&mut self, begun: bool) {
        let judged = std::mem::replace(&mut self.taint_next, true);
        if !(judged || begun || self.last_is_ended) {
            self.listing.items.pop();
        }
        self.listing.dropped += 1;
    }

    /// Whether there are more items than [`MAX_LIST_ITEMS`].
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.listing.items.len() > MAX_LIST_ITEMS
    }

    /// The list.
    #[must_use]
    pub fn finish(self) -> Listing {
        self.listing
    }
}

/// With its last lines borrowed, a `QueueEntry` fits in the 79 bytes of a number; these have none
/// of their fields in common with it.
fn is_too_long_to_forge(item: &Item) -> bool {
    matches!(item, Item::QueueParams(_) | Item::QueueMember(_))
}

/// Whether the second line is `ActionID`. That it is one of ours is for the caller to know.
fn begins_with_identifier(message: &Message) -> bool {
    message.at(1).is_some_and(|field| field.key == b"ActionID")
}

fn is_complete(message: &Message) -> bool {
    message.get("EventList").is_some_and(|value| {
        value.eq_ignore_ascii_case(b"Complete") || value.eq_ignore_ascii_case(b"Cancelled")
    })
}
