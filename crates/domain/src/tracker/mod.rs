//! The conversations that the events of a PBX amount to.
//!
//! Bridges are the truth: two channels that are not `Local` and share a bridge, directly or
//! through the halves of `Local` channels, speak with each other; one of them is an operator's.
//! How they came together is remembered from the events before. A third channel makes a
//! conference, which begins no conversation and ends none.
//!
//! A pair of channels that parts and meets again is one conversation: a transfer that was taken
//! back, a `Local` channel between them that Asterisk takes out.

mod joined;
mod roles;

use crate::call::{BridgeId, CallEvent, ConnectedBy, Happening, Party, Roster};
use crate::conversation::{Conversation, ConversationId};
use crate::name::{Extension, PbxName, Uniqueid};
use crate::number::NumberPlan;
use jiff::Timestamp;
use joined::{Channels, Spoke};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What the tracker learned from an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Learned {
    /// A caller and an operator began to speak, or speak again.
    Began(Conversation),
    /// They parted.
    Ended {
        /// Which conversation.
        id: ConversationId,
        /// When.
        at: Timestamp,
    },
}

/// A channel of a [`Snapshot`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotChannel {
    /// The channel.
    pub party: Party,
    /// The bridge that it is in.
    pub bridge: Option<BridgeId>,
    /// Whether it was dialled.
    pub dialled: bool,
    /// What connects it.
    pub connected_by: Option<ConnectedBy>,
    /// The number that it has dialled through a trunk.
    pub dials: Option<Vec<u8>>,
    /// The operator who logged in at it.
    pub operator: Option<Extension>,
}

/// All channels of a PBX at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// When.
    pub at: Timestamp,
    /// The channels.
    pub channels: Vec<SnapshotChannel>,
}

/// Follows the calls of one PBX.
#[derive(Debug)]
pub struct CallTracker {
    pbx: PbxName,
    plan: NumberPlan,
    roster: Roster,
    channels: Channels,
    open: HashMap<Uniqueid, BTreeSet<ConversationId>>,
}

impl CallTracker {
    /// A tracker that knows of no call yet.
    #[must_use]
    pub fn new(pbx: PbxName, plan: NumberPlan, roster: Roster) -> Self {
        Self { pbx, plan, roster, channels: Channels::default(), open: HashMap::new() }
    }

    /// Numbers are written by another plan from now on. Conversations that are up keep their callers.
    pub fn set_plan(&mut self, plan: &NumberPlan) {
        if self.plan != *plan {
            self.plan = plan.clone();
        }
    }

    /// Takes a newer list of operators. Calls that are up keep the ones they have; those with an
    /// operator who is new begin now.
    pub fn set_roster(&mut self, roster: Roster, at: Timestamp) -> Vec<Learned> {
        if self.roster == roster {
            return Vec::new();
        }
        self.roster = roster;
        let all: Vec<Uniqueid> = self.channels.uniqueids().cloned().collect();
        self.begin_among(all, at)
    }

    /// Takes up conversations that were up when an earlier tracker was last told of them. The next
    /// [`CallTracker::resync`] says which still are.
    pub fn restore(&mut self, open: impl IntoIterator<Item = ConversationId>) {
        for id in open {
            self.note_open(id);
        }
    }

    /// The conversations that are up.
    pub fn open(&self) -> impl Iterator<Item = &ConversationId> {
        // Each stands under both of its channels.
        self.open.iter().flat_map(|(uniqueid, ids)| {
            ids.iter().filter(move |id| id.caller_uniqueid == *uniqueid)
        })
    }

    /// How many channels are being followed.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels.len()
    }

    /// Takes one event.
    pub fn apply(&mut self, event: &CallEvent) -> Vec<Learned> {
        match &event.what {
            Happening::ChannelSeen { party, dialled, connected_by, dials } => {
                let channel = self.channels.see(party, *dialled);
                // Also when it was taken away.
                channel.party.number.clone_from(&party.number);
                channel.is_seen_with(connected_by.as_ref(), dials.as_ref());
                Vec::new()
            }
            Happening::QueueConnected { caller, operator, by } => {
                self.channels.see(operator, true);
                let caller = self.channels.see(caller, false);
                (caller.connected_by, caller.is_spent) = (Some(by.clone()), false);
                Vec::new()
            }
            Happening::DialBegan { from, to, number } => {
                self.dial(from.as_ref(), to, number.as_ref());
                Vec::new()
            }
            Happening::BridgeEntered { bridge, party, swapped } => {
                self.channels.see(party, false);
                self.enter(bridge, &party.uniqueid, swapped.as_ref(), event.at)
            }
            Happening::BridgeLeft { bridge, uniqueid } if self.channels.is_in(uniqueid, bridge) => {
                self.leave(uniqueid, event.at)
            }
            Happening::BridgeLeft { .. } => Vec::new(),
            Happening::SetAside { party } => {
                self.channels.see(party, false).is_spent = true;
                self.leave(&party.uniqueid, event.at)
            }
            Happening::OperatorAt { party, operator } => {
                self.channels.see(party, false).operator.clone_from(operator);
                Vec::new()
            }
            Happening::PickedUp { party } => {
                self.channels.see(party, true);
                Vec::new()
            }
            Happening::HangupRequested { uniqueid } => {
                if let Some(channel) = self.channels.get_mut(uniqueid) {
                    channel.leaving = true;
                }
                Vec::new()
            }
            Happening::HungUp { party, .. } => self.hang_up(&party.uniqueid, event.at),
            Happening::QueueJoined { caller } => {
                self.channels.see(caller, false);
                Vec::new()
            }
        }
    }

    /// Compares with all that the PBX has: what is gone ended at `gone_at`, the last moment at
    /// which it could have been seen; what is there and was not known began with the snapshot.
    pub fn resync(&mut self, snapshot: &Snapshot, gone_at: Timestamp) -> Vec<Learned> {
        let were_open: BTreeSet<ConversationId> = self.open.values().flatten().cloned().collect();
        let mut before = std::mem::take(&mut self.channels);
        self.open.clear();
        for seen in &snapshot.channels {
            let uniqueid = &seen.party.uniqueid;
            let channel = self.channels.see(&seen.party, seen.dialled);
            channel.operator.clone_from(&seen.operator);
            if let Some(before) = before.remove(uniqueid) {
                channel.take_over(before);
            }
            channel.is_seen_with(seen.connected_by.as_ref(), seen.dials.as_ref());
            self.channels.put_in_bridge(uniqueid, seen.bridge.clone());
        }
        let mut learned = Vec::new();
        for id in were_open {
            if self.together(&id) {
                self.note_open(id);
            } else {
                learned.push(Learned::Ended { id, at: gone_at });
            }
        }
        let seen: Vec<Uniqueid> = self.channels.uniqueids().cloned().collect();
        learned.extend(self.begin_among(seen, snapshot.at));
        learned
    }

    fn dial(&mut self, from: Option<&Party>, to: &Party, number: Option<&Vec<u8>>) {
        let by = from.map(|from| {
            self.channels.see(from, false);
            from.uniqueid.clone()
        });
        let dialler = by.as_ref().and_then(|by| self.channels.get(by));
        let operator = dialler.and_then(|dialler| self.operator_at(dialler)).cloned();
        let channel = self.channels.see(to, true);
        channel.dialled_by = by;
        channel.dialled_number = number.cloned();
        channel.unanswered = operator;
    }

    /// One step also where a channel takes the place of another: whoever is there speaks on.
    fn enter(
        &mut self,
        bridge: &BridgeId,
        uniqueid: &Uniqueid,
        swapped: Option<&Uniqueid>,
        at: Timestamp,
    ) -> Vec<Learned> {
        if self.channels.get(uniqueid).is_some_and(|channel| channel.leaving) {
            // app_queue connects also one who hung up a moment before; they speak with nobody.
            return self.leave(uniqueid, at);
        }
        let mut before = self.channels.joined_with(uniqueid);
        if let Some(swapped) = swapped {
            before.extend(self.channels.joined_with(swapped));
            self.channels.put_in_bridge(swapped, None);
        }
        self.channels.put_in_bridge(uniqueid, Some(bridge.clone()));
        self.settle(before, uniqueid, at)
    }

    fn leave(&mut self, uniqueid: &Uniqueid, at: Timestamp) -> Vec<Learned> {
        let before = self.channels.joined_with(uniqueid);
        self.channels.put_in_bridge(uniqueid, None);
        self.settle(before, uniqueid, at)
    }

    fn hang_up(&mut self, uniqueid: &Uniqueid, at: Timestamp) -> Vec<Learned> {
        let mut learned = self.leave(uniqueid, at);
        // One that was taken up from an earlier tracker may never have been seen in a bridge.
        for id in self.open.get(uniqueid).cloned().unwrap_or_default() {
            learned.push(self.end(id, at));
        }
        if let Some(missed) = self.missed_call(uniqueid, at) {
            let id = missed.id.clone();
            learned.extend([Learned::Began(missed), Learned::Ended { id, at }]);
        }
        self.channels.remove(uniqueid);
        learned
    }

    /// After a channel moved: ends what is apart, begins what is together.
    fn settle(
        &mut self,
        before: HashSet<Uniqueid>,
        moved: &Uniqueid,
        at: Timestamp,
    ) -> Vec<Learned> {
        let mut touched = before;
        touched.extend(self.channels.joined_with(moved));
        let open: BTreeSet<ConversationId> = touched
            .iter()
            .filter_map(|uniqueid| self.open.get(uniqueid))
            .flatten()
            .cloned()
            .collect();
        let parted: Vec<ConversationId> =
            open.into_iter().filter(|id| !self.together(id)).collect();
        let mut learned: Vec<Learned> = parted.into_iter().map(|id| self.end(id, at)).collect();
        learned.extend(self.begin_among(touched.into_iter().collect(), at));
        learned
    }

    fn together(&self, id: &ConversationId) -> bool {
        self.channels.are_joined(&id.caller_uniqueid, &id.operator_uniqueid)
    }

    fn begin_among(&mut self, mut touched: Vec<Uniqueid>, at: Timestamp) -> Vec<Learned> {
        touched.sort();
        let mut looked_at = HashSet::new();
        let mut learned = Vec::new();
        for uniqueid in touched {
            if !looked_at.insert(uniqueid.clone()) {
                continue;
            }
            let joined = self.channels.joined_with(&uniqueid);
            looked_at.extend(joined.iter().cloned());
            if let Some(conversation) = self.conversation_of(&joined, at)
                && self.note_open(conversation.id.clone())
            {
                self.note_spoke(&conversation);
                learned.push(Learned::Began(conversation));
            }
            self.channels.spend(&joined);
        }
        learned
    }

    /// Whether it was not open before.
    fn note_open(&mut self, id: ConversationId) -> bool {
        self.open.entry(id.operator_uniqueid.clone()).or_default().insert(id.clone());
        self.open.entry(id.caller_uniqueid.clone()).or_default().insert(id)
    }

    fn note_spoke(&mut self, conversation: &Conversation) {
        if let Some(caller) = self.channels.get_mut(&conversation.id.caller_uniqueid) {
            let Conversation { path, answered_at, .. } = conversation.clone();
            let operator = conversation.id.operator_uniqueid.clone();
            caller.spoke.insert(operator, Spoke { path, answered_at });
        }
    }

    fn end(&mut self, id: ConversationId, at: Timestamp) -> Learned {
        for uniqueid in [&id.caller_uniqueid, &id.operator_uniqueid] {
            if let Some(open) = self.open.get_mut(uniqueid) {
                open.remove(&id);
                if open.is_empty() {
                    self.open.remove(uniqueid);
                }
            }
        }
        Learned::Ended { id, at }
    }
}

#[cfg(test)]
mod tests;
