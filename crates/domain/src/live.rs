//! How things stand now: the operators, and the callers who wait for one of them.
//!
//! A pure reducer: [`Live::apply`] takes what happens, [`Live::picture`] tells how things stand.
//! What an operator's state is, is [`LiveOperator::state`], as for a decision; only what no such
//! answer tells comes from the events: that a caller was put on hold at the operator's phone, and
//! since when a state holds.

use crate::name::{Extension, Uniqueid};
use crate::number::Caller;
use crate::operator::{Busy, LiveOperator, OperatorState, Unavailable};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More callers than this are not shown, nor are more calls on hold: an end that is never told of
/// must not grow for ever.
const MOST: usize = 10_000;

/// How an operator stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Can be reached.
    Free,
    /// The phone rings.
    Ringing,
    /// In a conversation.
    Talking,
    /// In a conversation, and one of the two is on hold.
    OnHold,
    /// The work after a call.
    WrappingUp,
    /// Paused.
    Paused,
    /// In none of their queues.
    LoggedOut,
    /// Do not disturb.
    DoNotDisturb,
    /// The phone is not connected.
    Unregistered,
    /// Nothing is known.
    Unknown,
}

impl Presence {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Free,
        Self::Ringing,
        Self::Talking,
        Self::OnHold,
        Self::WrappingUp,
        Self::Paused,
        Self::LoggedOut,
        Self::DoNotDisturb,
        Self::Unregistered,
        Self::Unknown,
    ];

    /// Its stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Ringing => "ringing",
            Self::Talking => "talking",
            Self::OnHold => "on_hold",
            Self::WrappingUp => "wrapping_up",
            Self::Paused => "paused",
            Self::LoggedOut => "logged_out",
            Self::DoNotDisturb => "do_not_disturb",
            Self::Unregistered => "unregistered",
            Self::Unknown => "unknown",
        }
    }
}

impl From<OperatorState> for Presence {
    fn from(state: OperatorState) -> Self {
        match state {
            OperatorState::Free => Self::Free,
            OperatorState::Busy(Busy::Ringing) => Self::Ringing,
            OperatorState::Busy(Busy::Talking) => Self::Talking,
            OperatorState::Busy(Busy::OnHold) => Self::OnHold,
            OperatorState::Busy(Busy::WrappingUp) => Self::WrappingUp,
            OperatorState::Unavailable(Unavailable::Paused) => Self::Paused,
            OperatorState::Unavailable(Unavailable::LoggedOut) => Self::LoggedOut,
            OperatorState::Unavailable(Unavailable::DoNotDisturb) => Self::DoNotDisturb,
            OperatorState::Unavailable(Unavailable::Unregistered) => Self::Unregistered,
            OperatorState::Unavailable(Unavailable::Unknown) => Self::Unknown,
        }
    }
}

/// A caller who waits for an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingCaller {
    /// The caller's channel.
    pub caller_uniqueid: Uniqueid,
    /// Who calls, as far as they can be told from others.
    pub caller: Option<Caller>,
    /// Since when.
    pub since: Timestamp,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveEvent {
    /// These operators are looked at from now on, and no others.
    Operators(BTreeSet<Extension>),
    /// An operator was asked about; `None` where the answer makes no sense.
    Seen(Extension, Option<LiveOperator>),
    /// A caller waits for an operator.
    Waits {
        /// For whom.
        operator: Extension,
        /// Who.
        caller: WaitingCaller,
        /// At which place, counted from 1.
        position: usize,
    },
    /// A caller waits for an operator no more.
    WaitsNoMore {
        /// For whom.
        operator: Extension,
        /// The caller's channel.
        caller_uniqueid: Uniqueid,
    },
    /// These wait, each in their order, and nobody else.
    AllWaiting(BTreeMap<Extension, Vec<WaitingCaller>>),
    /// An operator has put their call on hold.
    Holds {
        /// Who.
        operator: Extension,
        /// The operator's channel.
        channel: Uniqueid,
    },
    /// A call is on hold no more.
    HoldsNoMore(Uniqueid),
    /// A channel is no more.
    Gone(Uniqueid),
    /// Nothing is known any more: the PBX is not linked.
    Unlinked,
}

/// How one operator stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorPicture {
    /// Who.
    pub operator: Extension,
    /// How they stand.
    pub presence: Presence,
    /// Since when, where that was seen.
    pub since: Option<Timestamp>,
    /// Who waits for them, in the order in which they will be served.
    pub waiting: Vec<WaitingCaller>,
}

/// How all of it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Picture {
    /// The operators, in the order of their extensions.
    pub operators: Vec<OperatorPicture>,
}

/// What is known of an operator.
#[derive(Debug, Clone, Default)]
struct Known {
    state: Option<OperatorState>,
    shown: Option<(Presence, Option<Timestamp>)>,
    waiting: Vec<WaitingCaller>,
}

/// How things stand, kept up to date.
#[derive(Debug, Clone, Default)]
pub struct Live {
    operators: BTreeMap<Extension, Known>,
    held: HashMap<Uniqueid, Extension>,
    waiting: usize,
}

impl Live {
    /// Takes what happened at a moment. Tells whether the picture is another one now.
    pub fn apply(&mut self, event: LiveEvent, at: Timestamp) -> bool {
        match event {
            LiveEvent::Operators(operators) => self.look_at(operators),
            LiveEvent::Seen(operator, live) => {
                let Some(known) = self.operators.get_mut(&operator) else { return false };
                let nothing = OperatorState::Unavailable(Unavailable::Unknown);
                known.state = Some(live.map_or(nothing, |live| live.state()));
                self.show(&operator, at)
            }
            LiveEvent::Waits { operator, caller, position } => {
                self.joins(&operator, caller, position)
            }
            LiveEvent::WaitsNoMore { operator, caller_uniqueid } => {
                self.leaves(&operator, &caller_uniqueid)
            }
            LiveEvent::AllWaiting(all) => self.all_waiting(all),
            LiveEvent::Holds { operator, channel } => {
                if self.held.len() < MOST {
                    self.held.insert(channel, operator.clone());
                }
                self.show(&operator, at)
            }
            LiveEvent::HoldsNoMore(channel) => self.releases(&channel, at),
            LiveEvent::Gone(channel) => {
                let released = self.releases(&channel, at);
                released | self.leaves_everybody(&channel)
            }
            LiveEvent::Unlinked => {
                let before = self.picture();
                for known in self.operators.values_mut() {
                    *known = Known::default();
                }
                self.held.clear();
                self.waiting = 0;
                before != self.picture()
            }
        }
    }

    /// How things stand.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let operators = self.operators.iter().map(|(operator, known)| {
            let (presence, since) = known.shown.unwrap_or((Presence::Unknown, None));
            let (operator, waiting) = (operator.clone(), known.waiting.clone());
            OperatorPicture { operator, presence, since, waiting }
        });
        Picture { operators: operators.collect() }
    }

    /// The operators whose state ends without anybody telling of it.
    pub fn wrapping_up(&self) -> impl Iterator<Item = &Extension> {
        let wraps_up = OperatorState::Busy(Busy::WrappingUp);
        let known = self.operators.iter();
        known.filter(move |(_, known)| known.state == Some(wraps_up)).map(|(operator, _)| operator)
    }

    fn look_at(&mut self, operators: BTreeSet<Extension>) -> bool {
        if self.operators.keys().eq(&operators) {
            return false;
        }
        let mut before = std::mem::take(&mut self.operators);
        self.operators = operators
            .into_iter()
            .map(|operator| {
                let known = before.remove(&operator).unwrap_or_default();
                (operator, known)
            })
            .collect();
        self.waiting = self.operators.values().map(|known| known.waiting.len()).sum();
        true
    }

    /// A state that was not known before holds since nobody knows when.
    fn show(&mut self, operator: &Extension, at: Timestamp) -> bool {
        let held = self.held.values().any(|by| by == operator);
        let Some(known) = self.operators.get_mut(operator) else { return false };
        let Some(state) = known.state else { return false };
        let presence = match Presence::from(state) {
            Presence::Talking if held => Presence::OnHold,
            other => other,
        };
        match known.shown {
            Some((before, _)) if before == presence => false,
            Some((Presence::Unknown, _)) | None => {
                known.shown = Some((presence, None));
                true
            }
            Some(_) => {
                known.shown = Some((presence, Some(at)));
                true
            }
        }
    }

    fn joins(&mut self, operator: &Extension, caller: WaitingCaller, position: usize) -> bool {
        if self.waiting >= MOST {
            return false;
        }
        let Some(known) = self.operators.get_mut(operator) else { return false };
        let before = known.waiting.len();
        known.waiting.retain(|waiting| waiting.caller_uniqueid != caller.caller_uniqueid);
        let place = position.saturating_sub(1).min(known.waiting.len());
        known.waiting.insert(place, caller);
        self.waiting = self.waiting + known.waiting.len() - before;
        true
    }

    fn leaves(&mut self, operator: &Extension, caller: &Uniqueid) -> bool {
        let Some(known) = self.operators.get_mut(operator) else { return false };
        let before = known.waiting.len();
        known.waiting.retain(|waiting| waiting.caller_uniqueid != *caller);
        self.waiting -= before - known.waiting.len();
        before != known.waiting.len()
    }

    fn leaves_everybody(&mut self, caller: &Uniqueid) -> bool {
        if self.waiting == 0 {
            return false;
        }
        let operators: Vec<Extension> = self.operators.keys().cloned().collect();
        operators.iter().filter(|operator| self.leaves(operator, caller)).count() > 0
    }

    fn all_waiting(&mut self, mut all: BTreeMap<Extension, Vec<WaitingCaller>>) -> bool {
        let mut changed = false;
        self.waiting = 0;
        for (operator, known) in &mut self.operators {
            let mut waiting = all.remove(operator).unwrap_or_default();
            waiting.truncate(MOST - self.waiting.min(MOST));
            // A list tells of whole seconds only.
            for caller in &mut waiting {
                let before =
                    known.waiting.iter().find(|w| w.caller_uniqueid == caller.caller_uniqueid);
                if let Some(before) = before {
                    *caller = before.clone();
                }
            }
            changed |= known.waiting != waiting;
            self.waiting += waiting.len();
            known.waiting = waiting;
        }
        changed
    }

    fn releases(&mut self, channel: &Uniqueid, at: Timestamp) -> bool {
        let Some(operator) = self.held.remove(channel) else { return false };
        self.show(&operator, at)
    }
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
