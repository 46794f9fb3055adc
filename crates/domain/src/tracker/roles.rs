//! Which of two channels is the caller's, which the operator's, and how they came together.

use super::CallTracker;
use super::joined::{Channel, Spoke};
use crate::call::ConnectedBy;
use crate::conversation::{Conversation, ConversationId, Ending, Path};
use crate::name::{Extension, Uniqueid};
use crate::number::{Caller, Presentation};
use jiff::Timestamp;
use std::collections::HashSet;

/// The two sides of a conversation, told apart.
struct Roles<'a> {
    caller: &'a Channel,
    operator: &'a Channel,
    extension: &'a Extension,
}

impl CallTracker {
    /// The conversation that joined channels are: two that are not `Local`, one an operator's.
    pub(super) fn conversation_of(
        &self,
        joined: &HashSet<Uniqueid>,
        at: Timestamp,
    ) -> Option<Conversation> {
        let (first, second) = self.channels.two_ends(joined)?;
        let roles = self.roles(first, second)?;
        let caller = self.caller_of(roles.caller, self.number_of_customer(&roles))?;
        let operator_uniqueid = &roles.operator.party.uniqueid;
        let Spoke { path, answered_at } = match roles.caller.spoke.get(operator_uniqueid) {
            Some(before) => before.clone(),
            None => Spoke { path: self.path(&roles, joined), answered_at: at },
        };
        Some(Conversation {
            id: ConversationId {
                pbx: self.pbx.clone(),
                caller_uniqueid: roles.caller.party.uniqueid.clone(),
                operator_uniqueid: operator_uniqueid.clone(),
            },
            caller,
            operator: roles.extension.clone(),
            path,
            answered_at,
            ending: Ending::StillUp(at),
        })
    }

    fn caller_of(&self, channel: &Channel, number: &[u8]) -> Option<Caller> {
        if let Some(extension) = self.operator_at(channel) {
            return Caller::from_canonical(extension.as_str()).ok();
        }
        self.plan.caller(number, Presentation::Allowed).ok()
    }

    /// The call of an operator that a customer's channel ends without having answered.
    pub(super) fn missed_call(&self, uniqueid: &Uniqueid, at: Timestamp) -> Option<Conversation> {
        let channel = self.channels.get(uniqueid)?;
        let operator = channel.unanswered.clone()?;
        let is_customer = !channel.party.channel.is_local() && self.operator_at(channel).is_none();
        Some(Conversation {
            id: ConversationId {
                pbx: self.pbx.clone(),
                caller_uniqueid: uniqueid.clone(),
                operator_uniqueid: channel.dialled_by.clone()?,
            },
            caller: self.caller_of(channel, channel.number()).filter(|_| is_customer)?,
            operator,
            path: Path::OutboundMissed,
            answered_at: at,
            ending: Ending::StillUp(at),
        })
    }

    /// Whoever logged in there, or whose telephone it is.
    pub(super) fn operator_at<'a>(&'a self, channel: &'a Channel) -> Option<&'a Extension> {
        let logged_in = channel.operator.as_ref().filter(|operator| self.roster.knows(operator));
        logged_in.or_else(|| self.roster.operator_of(&channel.party.channel))
    }

    /// Of two operators, the caller is who dialled the other; where neither did, the one whose
    /// channel is older: who picks up, or fetches a parked call, comes after. But an agent, whose
    /// telephone is up all the time, is the operator.
    fn roles<'a>(&'a self, first: &'a Channel, second: &'a Channel) -> Option<Roles<'a>> {
        let (caller, operator, extension) =
            match (self.operator_at(first), self.operator_at(second)) {
                (None, None) => return None,
                (None, Some(extension)) => (first, second, extension),
                (Some(extension), None) => (second, first, extension),
                (Some(of_first), Some(of_second)) => {
                    if comes_before(first, second) {
                        (first, second, of_second)
                    } else {
                        (second, first, of_first)
                    }
                }
            };
        Some(Roles { caller, operator, extension })
    }

    /// Whether the operator called the customer: from their telephone, or by a feature code in the
    /// midst of another call. Where it is not known who did, or a `Local` channel did for somebody,
    /// it is whoever first speaks with the customer and was not called themselves.
    fn are_outbound(&self, Roles { caller, operator, .. }: &Roles<'_>) -> bool {
        if self.operator_at(caller).is_some() {
            return false;
        }
        let first = caller.dialled && !caller.is_spent;
        match &caller.dialled_by {
            Some(by) if *by == operator.party.uniqueid => true,
            Some(by) if self.channels.is_half_to_ask(by) => first,
            Some(by) if !self.channels.is_half(by) => false,
            _ => first && !operator.dialled,
        }
    }

    /// What a trunk was told to dial says more than what the channel shows: there may be a digit
    /// for a line before the number. Where that was not heard, the operator's channel shows it.
    fn number_of_customer<'a>(&self, roles: &Roles<'a>) -> &'a [u8] {
        let Roles { caller, operator, .. } = roles;
        match operator.dials.as_deref() {
            Some(dialled) if caller.dialled_by.is_none() && self.are_outbound(roles) => dialled,
            _ => caller.number(),
        }
    }

    /// A queue's part in a call ends with the operator whom it found: whoever speaks with the
    /// caller afterwards was reached directly. Who was reached through a `Local` channel and is
    /// transferred from there into a queue, waits in it as half of that channel.
    fn path(&self, roles: &Roles<'_>, joined: &HashSet<Uniqueid>) -> Path {
        if self.are_outbound(roles) {
            return Path::Outbound;
        }
        let half_in_queue = || {
            let halves = joined.iter().filter_map(|uniqueid| self.channels.get(uniqueid));
            let halves = halves.filter(|channel| channel.party.channel.is_local());
            let waited = halves.filter(|half| half.unspent().is_some());
            waited.min_by_key(|half| half.party.uniqueid.age()).and_then(Channel::unspent)
        };
        match roles.caller.unspent().or_else(half_in_queue) {
            Some(ConnectedBy::Queue(queue)) => Path::Queue(queue.clone()),
            Some(ConnectedBy::Module(module)) => {
                Path::Reconnected { module: module.clone(), queue: None }
            }
            None => Path::Direct,
        }
    }
}

fn comes_before(one: &Channel, other: &Channel) -> bool {
    let dialled = |by: &Channel, to: &Channel| to.dialled_by.as_ref() == Some(&by.party.uniqueid);
    dialled(one, other) || !dialled(other, one) && order(one) < order(other)
}

fn order(channel: &Channel) -> (bool, (u64, u64), &Uniqueid) {
    let uniqueid = &channel.party.uniqueid;
    (channel.operator.is_some(), uniqueid.age(), uniqueid)
}
