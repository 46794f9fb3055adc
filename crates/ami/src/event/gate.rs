//! What is let through.

use std::mem;

use super::catalogue::shape_of;
use super::dropped::{DropReason, Dropped, Violation};
use super::reader::Reader;
use super::shape::{Shape, check_no_repeats, check_snapshots_whole};
use super::{Event, EventKind};
use crate::codec::{ActionId, Fault, Field, Message};
use crate::text::Text;

/// So many events in a row without `Timestamp` are no forgery: a caller's copies stand each beside
/// a genuine event, which has one.
const BARE_EVENTS_MEAN_OFF: u32 = 16;
const MAX_EVENT_NAME: usize = 64;

/// What a connection asked for at login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    /// Events, and answers to actions.
    Events,
    /// Answers only (`Events: off`); an event of its own accord is a forgery.
    AnswersOnly,
}

/// What Asterisk says of itself right after a login, when it is ready and the user may read
/// `system` events (`action_login`, main/manager.c). It carries no `Timestamp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boot {
    /// Seconds since Asterisk started.
    pub uptime_seconds: u64,
    /// Seconds since the last reload.
    pub last_reload_seconds: u64,
}

/// An answer, or an item of a list, to an action of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The action's identifier.
    pub id: ActionId,
    /// The answer.
    pub message: Message,
}

/// What came of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Outcome {
    /// An event that is now beyond doubt; usually the one before.
    pub event: Option<Event>,
    /// An answer to an action.
    pub reply: Option<Reply>,
    /// The greeting after login.
    pub boot: Option<Boot>,
    /// Why the message was dropped.
    pub violation: Option<Violation>,
    /// `timestampevents` is off on the Asterisk: nothing can be believed until it is `yes`.
    pub timestamps_off: bool,
}

/// Lets through the events that Asterisk wrote and drops those that a caller wrote.
///
/// One event is held back until the next message turns out proper, because a message that was
/// broken off by an inserted one may look whole. [`Gate::release`] lets it go when the stream is
/// quiet *and* [`crate::codec::Decoder::is_idle`].
#[derive(Debug)]
pub struct Gate {
    traffic: Traffic,
    held: Option<Event>,
    taint_next: bool,
    greeting_allowed: bool,
    timestamp_seen: bool,
    bare_events: u32,
    dropped: Dropped,
}

impl Gate {
    /// A gate for a connection on which the login has just succeeded.
    #[must_use]
    pub fn new(traffic: Traffic) -> Self {
        Self {
            traffic,
            held: None,
            taint_next: false,
            greeting_allowed: true,
            timestamp_seen: false,
            bare_events: 0,
            dropped: Dropped::default(),
        }
    }

    /// Judges a message. `issued` tells whether an identifier was given to an action on this
    /// connection.
    pub fn push(&mut self, message: Message, issued: impl Fn(&ActionId) -> bool) -> Outcome {
        let first = mem::take(&mut self.greeting_allowed);
        match self.judge(message, first, issued) {
            Ok(Judged::Event(event)) => self.hold(event),
            Ok(Judged::Reply(reply)) => {
                Outcome { event: self.release(), reply: Some(reply), ..Outcome::default() }
            }
            Ok(Judged::Boot(boot)) => Outcome { boot: Some(boot), ..Outcome::default() },
            Err(violation) => self.refuse(violation),
        }
    }

    /// Lets the held event go.
    pub fn release(&mut self) -> Option<Event> {
        self.held.take()
    }

    /// Whether an event is held back.
    #[must_use]
    pub fn holds_back(&self) -> bool {
        self.held.is_some()
    }

    /// What was dropped since the last call.
    pub fn take_dropped(&mut self) -> Dropped {
        mem::take(&mut self.dropped)
    }

    fn hold(&mut self, event: Event) -> Outcome {
        if mem::take(&mut self.taint_next) {
            self.dropped.record(DropReason::Neighbour);
            return Outcome::default();
        }
        Outcome { event: self.held.replace(event), ..Outcome::default() }
    }

    fn refuse(&mut self, violation: Violation) -> Outcome {
        self.dropped.record(violation.reason);
        if self.held.take().is_some() {
            self.dropped.record(DropReason::Neighbour);
        }
        self.taint_next = true;
        Outcome {
            violation: Some(violation),
            timestamps_off: self.timestamps_are_off(violation.reason),
            ..Outcome::default()
        }
    }

    /// The first event of a stream begins at a boundary that no caller made, so when even that one
    /// has no `Timestamp`, Asterisk writes none.
    fn timestamps_are_off(&mut self, reason: DropReason) -> bool {
        if reason != DropReason::NoTimestamp {
            return false;
        }
        self.bare_events = self.bare_events.saturating_add(1);
        let first = !mem::replace(&mut self.timestamp_seen, true);
        first || self.bare_events >= BARE_EVENTS_MEAN_OFF
    }

    fn judge(
        &mut self,
        message: Message,
        first: bool,
        issued: impl Fn(&ActionId) -> bool,
    ) -> Result<Judged, Violation> {
        let fields: Vec<Field<'_>> = message.fields().collect();
        let [beginning, rest @ ..] = fields.as_slice() else {
            return Err(Violation::new(DropReason::Malformed));
        };
        if beginning.key == b"Response" {
            let id = answered_id(&fields, issued)?;
            return Ok(Judged::Reply(Reply { id, message }));
        }
        if beginning.key != b"Event" {
            return Err(Violation::new(DropReason::NoBeginning));
        }
        if first && let Some(boot) = greeting(beginning.value, rest) {
            return Ok(Judged::Boot(boot));
        }
        // Items of a list have no Timestamp; an event of its own accord may carry the ActionID of
        // an action of another client (OriginateResponse, UserEvent).
        if third_key(rest) != Some(b"Timestamp")
            && let Ok(id) = answered_id(&fields, issued)
        {
            return Ok(Judged::Reply(Reply { id, message }));
        }
        if third_key(rest) != Some(b"Timestamp")
            && rest.first().is_none_or(|field| field.key != b"Privilege")
            && message.get("ActionID").is_some()
        {
            return Err(Violation::new(DropReason::UnknownActionId));
        }
        self.unsolicited(beginning.value, rest, message.fault()).map(Judged::Event)
    }

    fn unsolicited(
        &mut self,
        name: &[u8],
        rest: &[Field<'_>],
        fault: Option<Fault>,
    ) -> Result<Event, Violation> {
        if self.traffic == Traffic::AnswersOnly {
            return Err(Violation::new(DropReason::Unsolicited));
        }
        let prelude = Prelude::read(rest)?;
        self.timestamp_seen = true;
        self.bare_events = 0;
        if fault.is_some() {
            return Err(Violation::new(DropReason::Malformed));
        }
        check_name(name)?;
        let own = asterisks_own(name, prelude.body);
        check_no_repeats(own)?;
        check_snapshots_whole(own)?;
        let kind = match shape_of(name) {
            Some(shape) => typed(shape, &prelude)?,
            None => other(name),
        };
        Ok(Event { timestamp_micros: prelude.timestamp_micros, kind })
    }
}

enum Judged {
    Event(Event),
    Reply(Reply),
    Boot(Boot),
}

/// The lines between `Event` and the body.
struct Prelude<'a, 'b> {
    privilege: &'a [u8],
    timestamp_micros: i64,
    body: &'b [Field<'a>],
}

impl<'a, 'b> Prelude<'a, 'b> {
    fn read(rest: &'b [Field<'a>]) -> Result<Self, Violation> {
        let [privilege, timestamp, body @ ..] = rest else {
            return Err(Violation::new(short_prelude(rest)));
        };
        if privilege.key != b"Privilege" {
            return Err(Violation::new(DropReason::NoPrivilege));
        }
        if timestamp.key != b"Timestamp" {
            return Err(Violation::new(DropReason::NoTimestamp));
        }
        let timestamp_micros =
            micros(timestamp.value).ok_or(Violation::at(DropReason::BadPrelude, "Timestamp"))?;
        Ok(Self { privilege: privilege.value, timestamp_micros, body })
    }
}

/// The dialplan may give a `UserEvent` any headers, also such as Asterisk's own.
fn asterisks_own<'a, 'b>(name: &[u8], body: &'b [Field<'a>]) -> &'b [Field<'a>] {
    let free = body.iter().position(|field| name == b"UserEvent" && field.key == b"UserEvent");
    free.and_then(|at| body.get(..=at)).unwrap_or(body)
}

fn short_prelude(rest: &[Field<'_>]) -> DropReason {
    match rest {
        [only] if only.key == b"Privilege" => DropReason::NoTimestamp,
        _ => DropReason::NoPrivilege,
    }
}

fn third_key<'a>(rest: &[Field<'a>]) -> Option<&'a [u8]> {
    rest.get(1).map(|field| field.key)
}

/// `%ld.%06lu` (main/manager.c, `__manager_event_sessions_va`); ten digits until the year 2286.
fn micros(value: &[u8]) -> Option<i64> {
    let (seconds, fraction) = value.split_at_checked(10)?;
    let [b'.', micros @ ..] = fraction else {
        return None;
    };
    if micros.len() != 6 {
        return None;
    }
    digits(seconds)?.checked_mul(1_000_000)?.checked_add(digits(micros)?)
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0_i64, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    })
}

fn check_name(name: &[u8]) -> Result<(), Violation> {
    let written = name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
    if written && (1..=MAX_EVENT_NAME).contains(&name.len()) {
        Ok(())
    } else {
        Err(Violation::at(DropReason::BadPrelude, "Event"))
    }
}

fn other(name: &[u8]) -> EventKind {
    EventKind::Other { name: Text::clipped(name) }
}

fn typed(shape: &Shape, prelude: &Prelude<'_, '_>) -> Result<EventKind, Violation> {
    let here = |violation: Violation| Violation::at(violation.reason, shape.name);
    if prelude.privilege.strip_suffix(b",all") != Some(shape.class.as_bytes()) {
        return Err(Violation::at(DropReason::BadPrelude, shape.name));
    }
    let reader = Reader::new(prelude.body, shape.parts).map_err(here)?;
    if shape.needs_channel && !reader.has_channel() {
        return Ok(other(shape.name.as_bytes()));
    }
    (shape.build)(&reader).map_err(here)
}

/// The one `ActionID` of a message, when it was issued.
fn answered_id(
    fields: &[Field<'_>],
    issued: impl Fn(&ActionId) -> bool,
) -> Result<ActionId, Violation> {
    let mut ids = fields.iter().filter(|field| field.key == b"ActionID");
    ids.next()
        .filter(|_| ids.next().is_none())
        .and_then(|field| ActionId::parse(field.value))
        .filter(issued)
        .ok_or(Violation::new(DropReason::UnknownActionId))
}

/// The event that `action_login` writes itself. Only its place, directly after the login, proves it.
fn greeting(name: &[u8], rest: &[Field<'_>]) -> Option<Boot> {
    let [privilege, uptime, last_reload, status] = rest else {
        return None;
    };
    let keys = [privilege.key, uptime.key, last_reload.key, status.key];
    let expected: [&[u8]; 4] = [b"Privilege", b"Uptime", b"LastReload", b"Status"];
    if name != b"FullyBooted" || keys != expected {
        return None;
    }
    let seconds = |field: &Field<'_>| std::str::from_utf8(field.value).ok()?.parse().ok();
    Some(Boot { uptime_seconds: seconds(uptime)?, last_reload_seconds: seconds(last_reload)? })
}
