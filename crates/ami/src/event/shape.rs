//! The shapes events must have, and the check that a message has one.

use super::EventKind;
use super::dropped::{DropReason, Violation};
use super::reader::Reader;
use super::snapshot::{BRIDGE_KEYS, CHANNEL_KEYS};
use crate::codec::Field;

/// A piece of an event's body. Pieces come in the order in which Asterisk writes them.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// A channel snapshot whose keys have a prefix.
    Channel(&'static str),
    /// A channel snapshot that may be missing as a whole.
    MaybeChannel(&'static str),
    /// A bridge snapshot whose keys have a prefix.
    Bridge(&'static str),
    /// A bridge snapshot that may be missing as a whole.
    MaybeBridge(&'static str),
    /// A field.
    Field(&'static str),
    /// A field that may be missing.
    Maybe(&'static str),
}

/// What an event looks like and how it becomes typed.
pub(super) struct Shape {
    pub(super) name: &'static str,
    /// The event's class, as `authority_to_str` (main/manager.c) writes it before `,all`.
    pub(super) class: &'static str,
    pub(super) parts: &'static [Part],
    /// Whether the event is typed only when it holds at least one channel snapshot.
    pub(super) needs_channel: bool,
    pub(super) build: fn(&Reader<'_>) -> Result<EventKind, Violation>,
}

/// The least number of bytes in which an event of this shape could be written.
pub(super) const fn shortest_form(shape: &Shape) -> usize {
    // "Event:" name, "Privilege:" class ",all", "Timestamp:" 10 digits "." 6 digits, empty line.
    let prelude = 6 + shape.name.len() + 2 + 10 + shape.class.len() + 4 + 2 + 10 + 17 + 2 + 2;
    let mut total = prelude;
    let mut has_channel = false;
    let mut parts = shape.parts;
    while let [part, rest @ ..] = parts {
        match part {
            Part::Channel(prefix) => {
                has_channel = true;
                total += shortest_block(&CHANNEL_KEYS, prefix);
            }
            Part::Bridge(prefix) => total += shortest_block(&BRIDGE_KEYS, prefix),
            Part::Field(key) => total += key.len() + 3,
            Part::MaybeChannel(_) | Part::MaybeBridge(_) | Part::Maybe(_) => {}
        }
        parts = rest;
    }
    if shape.needs_channel && !has_channel {
        total += shortest_block(&CHANNEL_KEYS, "");
    }
    total
}

const fn shortest_block(mut keys: &[&str], prefix: &str) -> usize {
    let mut total = 0;
    while let [key, rest @ ..] = keys {
        total += prefix.len() + key.len() + 3;
        keys = rest;
    }
    total
}

/// Takes the parts out of the body, in order.
///
/// Fields nobody knows may stand between parts and are left out, but not inside a snapshot: that is
/// how something inserted into a number shows. An optional field out of its place is left out too.
pub(super) fn take_parts<'a>(
    body: &[Field<'a>],
    parts: &[Part],
) -> Result<Vec<Field<'a>>, Violation> {
    let mut taken = Vec::with_capacity(body.len());
    let mut rest = body;
    for part in parts {
        let (found, after) = match part {
            Part::Channel(prefix) => take_block(rest, prefix, &CHANNEL_KEYS)?,
            Part::Bridge(prefix) => take_block(rest, prefix, &BRIDGE_KEYS)?,
            Part::MaybeChannel(prefix) if begins_channel(rest, prefix) => {
                take_block(rest, prefix, &CHANNEL_KEYS)?
            }
            Part::MaybeBridge(prefix) if find(rest, prefix, "BridgeUniqueid").is_some() => {
                take_block(rest, prefix, &BRIDGE_KEYS)?
            }
            Part::Field(key) => {
                take_field(rest, key).ok_or(Violation::at(DropReason::Missing, key))?
            }
            Part::Maybe(key) => take_field(rest, key).unwrap_or((&[], rest)),
            Part::MaybeChannel(_) | Part::MaybeBridge(_) => (&[][..], rest),
        };
        taken.extend_from_slice(found);
        rest = after;
    }
    Ok(taken)
}

/// Whether a channel snapshot with this prefix begins somewhere in the body.
pub(super) fn begins_channel(body: &[Field<'_>], prefix: &str) -> bool {
    find(body, prefix, "ChannelState").is_some()
}

/// What was found, and what follows it.
type Split<'a, 'b> = (&'b [Field<'a>], &'b [Field<'a>]);

fn take_block<'a, 'b>(
    body: &'b [Field<'a>],
    prefix: &str,
    keys: &[&'static str],
) -> Result<Split<'a, 'b>, Violation> {
    let first = keys.first().copied().unwrap_or_default();
    let start = find(body, prefix, first).ok_or(Violation::at(DropReason::Missing, first))?;
    let block = body.get(start..).unwrap_or_default();
    for (position, key) in keys.iter().enumerate() {
        if !block.get(position).is_some_and(|field| is_key(field.key, prefix, key)) {
            return Err(Violation::at(DropReason::BrokenSnapshot, key));
        }
    }
    block.split_at_checked(keys.len()).ok_or(Violation::new(DropReason::BrokenSnapshot))
}

fn take_field<'a, 'b>(body: &'b [Field<'a>], key: &str) -> Option<Split<'a, 'b>> {
    let (found, after) = body.get(find(body, "", key)?..)?.split_at_checked(1)?;
    Some((found, after))
}

fn find(body: &[Field<'_>], prefix: &str, key: &str) -> Option<usize> {
    body.iter().position(|field| is_key(field.key, prefix, key))
}

pub(super) fn is_key(found: &[u8], prefix: &str, key: &str) -> bool {
    found.strip_prefix(prefix.as_bytes()) == Some(key.as_bytes())
}

/// Refuses a key that stands twice, but for the few that Asterisk repeats.
pub(super) fn check_no_repeats(fields: &[Field<'_>]) -> Result<(), Violation> {
    let mut keys: Vec<&[u8]> =
        fields.iter().map(|field| field.key).filter(|key| !may_repeat(key)).collect();
    keys.sort_unstable();
    let repeated = keys.windows(2).any(|pair| pair.first() == pair.last());
    if repeated { Err(Violation::new(DropReason::Repeated)) } else { Ok(()) }
}

/// `ChanVariable` of a snapshot (main/manager_channels.c) and of `manager_event_multichan`,
/// `FileName` of a fax, `Variable` and `Output` of actions.
fn may_repeat(key: &[u8]) -> bool {
    key.ends_with(b"ChanVariable")
        || key.starts_with(b"ChanVariable(")
        || matches!(key, b"FileName" | b"Variable" | b"Output")
}

/// Keys that no event of 16 to 22 has outside a channel snapshot (`MeetmeList`, an item of a list,
/// apart). The first is the second key of a snapshot; the others stand behind a number.
const ONLY_IN_SNAPSHOT: [&str; 5] =
    ["ChannelState", "ChannelStateDesc", "ConnectedLineNum", "ConnectedLineName", "Linkedid"];

/// Refuses an event, known or not, that holds a part of a channel snapshot but not all of it.
///
/// An empty line inside a number breaks a snapshot into two blocks. This finds both, even when the
/// caller wrote a flawless beginning in front of the second.
pub(super) fn check_snapshots_whole(body: &[Field<'_>]) -> Result<(), Violation> {
    let mut rest = body;
    while let [field, tail @ ..] = rest {
        let prefix = snapshot_prefix(field.key, tail.first());
        rest = match prefix {
            Some(prefix) => take_block_bytes(rest, prefix)?,
            None if ends_with_any(field.key, &ONLY_IN_SNAPSHOT) => {
                return Err(Violation::new(DropReason::BrokenSnapshot));
            }
            None => tail,
        };
    }
    Ok(())
}

/// The prefix of the snapshot that begins at a key, when the next key is its second one.
fn snapshot_prefix<'a>(key: &'a [u8], next: Option<&Field<'_>>) -> Option<&'a [u8]> {
    let prefix = key.strip_suffix(b"Channel")?;
    let follows = next?.key.strip_prefix(prefix)? == b"ChannelState";
    follows.then_some(prefix)
}

fn take_block_bytes<'a, 'b>(
    block: &'b [Field<'a>],
    prefix: &[u8],
) -> Result<&'b [Field<'a>], Violation> {
    for (position, key) in CHANNEL_KEYS.iter().enumerate() {
        let found = block.get(position).and_then(|field| field.key.strip_prefix(prefix));
        if found != Some(key.as_bytes()) {
            return Err(Violation::at(DropReason::BrokenSnapshot, key));
        }
    }
    Ok(block.get(CHANNEL_KEYS.len()..).unwrap_or_default())
}

fn ends_with_any(key: &[u8], suffixes: &[&str]) -> bool {
    suffixes.iter().any(|suffix| key.ends_with(suffix.as_bytes()))
}
