//! The conversations that the events of a PBX amount to.
//!
//! Bridges are the truth: two channels that are not `Local` and share a bridge, directly or
//! through the halves of `Local` channels, speak with each other; one of them is an operator's.
//! How they came together is remembered from the events before. A third channel makes a
//! conference, which begins no conversation and ends none.

use crate::call::{BridgeId, CallEvent, ConnectedBy, Happening, Party, Roster};
use crate::conversation::{Conversation, ConversationId, Ending, Path};
use crate::name::{Extension, PbxName, Uniqueid};
use crate::number::{Caller, NumberPlan, Presentation};
use jiff::Timestamp;
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
    channels: HashMap<Uniqueid, Channel>,
    local_halves: HashMap<String, BTreeSet<Uniqueid>>,
    bridges: HashMap<BridgeId, BTreeSet<Uniqueid>>,
    open: HashMap<Uniqueid, BTreeSet<ConversationId>>,
}

#[derive(Debug)]
struct Channel {
    party: Party,
    dialled: bool,
    connected_by: Option<ConnectedBy>,
    bridge: Option<BridgeId>,
}

/// The two sides of a conversation, told apart.
struct Roles<'a> {
    caller: &'a Channel,
    operator: &'a Channel,
    extension: &'a Extension,
    outbound: bool,
}

impl CallTracker {
    /// A tracker that knows of no call yet.
    #[must_use]
    pub fn new(pbx: PbxName, plan: NumberPlan, roster: Roster) -> Self {
        Self {
            pbx,
            plan,
            roster,
            channels: HashMap::new(),
            local_halves: HashMap::new(),
            bridges: HashMap::new(),
            open: HashMap::new(),
        }
    }

    /// Takes a newer list of operators; calls that are up keep the ones they have.
    pub fn set_roster(&mut self, roster: Roster) {
        self.roster = roster;
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
            Happening::ChannelSeen { party, dialled, connected_by } => {
                self.see(party, *dialled);
                // Also when it was taken away.
                if let Some(channel) = self.channels.get_mut(&party.uniqueid) {
                    channel.party.number.clone_from(&party.number);
                }
                if connected_by.is_some() {
                    self.note_connected(&party.uniqueid, connected_by.clone());
                }
                Vec::new()
            }
            Happening::QueueConnected { caller, operator, by } => {
                self.see(caller, false);
                self.see(operator, true);
                self.note_connected(&caller.uniqueid, Some(by.clone()));
                Vec::new()
            }
            Happening::DialBegan { from, to } => {
                if let Some(from) = from {
                    self.see(from, false);
                }
                self.see(to, true);
                Vec::new()
            }
            Happening::BridgeEntered { bridge, party, swapped } => {
                self.see(party, false);
                let mut learned = Vec::new();
                if let Some(swapped) = swapped {
                    learned.extend(self.leave(swapped, event.at));
                }
                learned.extend(self.enter(bridge.clone(), &party.uniqueid, event.at));
                learned
            }
            Happening::BridgeLeft { bridge, uniqueid } => {
                let in_it = |channel: &Channel| channel.bridge.as_ref() == Some(bridge);
                if self.channels.get(uniqueid).is_some_and(in_it) {
                    self.leave(uniqueid, event.at)
                } else {
                    Vec::new()
                }
            }
            Happening::HungUp { party, .. } => self.hang_up(&party.uniqueid, event.at),
            Happening::QueueJoined { caller } => {
                self.see(caller, false);
                Vec::new()
            }
        }
    }

    /// Compares with all that the PBX has: what is gone ended at `gone_at`, the last moment at
    /// which it could have been seen; what is there and was not known began with the snapshot.
    pub fn resync(&mut self, snapshot: &Snapshot, gone_at: Timestamp) -> Vec<Learned> {
        let were_open: BTreeSet<ConversationId> = self.open.values().flatten().cloned().collect();
        self.channels.clear();
        self.local_halves.clear();
        self.bridges.clear();
        self.open.clear();
        for channel in &snapshot.channels {
            self.see(&channel.party, channel.dialled);
            self.note_connected(&channel.party.uniqueid, channel.connected_by.clone());
            self.put_in_bridge(&channel.party.uniqueid, channel.bridge.clone());
        }
        let mut learned = Vec::new();
        for id in were_open {
            if self.together(&id) {
                self.note_open(id);
            } else {
                learned.push(Learned::Ended { id, at: gone_at });
            }
        }
        let seen: Vec<Uniqueid> = self.channels.keys().cloned().collect();
        learned.extend(self.begin_among(seen, snapshot.at));
        learned
    }

    fn see(&mut self, party: &Party, dialled: bool) {
        if let Some(pair) = party.channel.local_pair() {
            self.local_halves.entry(pair.to_owned()).or_default().insert(party.uniqueid.clone());
        }
        let channel = self.channels.entry(party.uniqueid.clone()).or_insert_with(|| Channel {
            party: party.clone(),
            dialled: false,
            connected_by: None,
            bridge: None,
        });
        channel.dialled |= dialled;
        if !party.number.is_empty() {
            channel.party.number.clone_from(&party.number);
        }
        channel.party.channel = party.channel.clone();
    }

    fn note_connected(&mut self, caller: &Uniqueid, by: Option<ConnectedBy>) {
        if let Some(channel) = self.channels.get_mut(caller) {
            channel.connected_by = by;
        }
    }

    fn put_in_bridge(&mut self, uniqueid: &Uniqueid, bridge: Option<BridgeId>) {
        let Some(channel) = self.channels.get_mut(uniqueid) else {
            return;
        };
        if let Some(old) = channel.bridge.take()
            && let Some(members) = self.bridges.get_mut(&old)
        {
            members.remove(uniqueid);
            if members.is_empty() {
                self.bridges.remove(&old);
            }
        }
        if let Some(bridge) = bridge {
            channel.bridge = Some(bridge.clone());
            self.bridges.entry(bridge).or_default().insert(uniqueid.clone());
        }
    }

    fn enter(&mut self, bridge: BridgeId, uniqueid: &Uniqueid, at: Timestamp) -> Vec<Learned> {
        let before = self.joined_with(uniqueid);
        self.put_in_bridge(uniqueid, Some(bridge));
        self.settle(before, uniqueid, at)
    }

    fn leave(&mut self, uniqueid: &Uniqueid, at: Timestamp) -> Vec<Learned> {
        let before = self.joined_with(uniqueid);
        self.put_in_bridge(uniqueid, None);
        self.settle(before, uniqueid, at)
    }

    fn hang_up(&mut self, uniqueid: &Uniqueid, at: Timestamp) -> Vec<Learned> {
        let mut learned = self.leave(uniqueid, at);
        // One that was taken up from an earlier tracker may never have been seen in a bridge.
        for id in self.open.get(uniqueid).cloned().unwrap_or_default() {
            learned.push(self.end(id, at));
        }
        if let Some(channel) = self.channels.remove(uniqueid)
            && let Some(pair) = channel.party.channel.local_pair()
            && let Some(halves) = self.local_halves.get_mut(pair)
        {
            halves.remove(uniqueid);
            if halves.is_empty() {
                self.local_halves.remove(pair);
            }
        }
        learned
    }

    /// Every channel that is joined with this one through bridges and `Local` channels, itself
    /// included.
    fn joined_with(&self, uniqueid: &Uniqueid) -> HashSet<Uniqueid> {
        let mut joined = HashSet::from([uniqueid.clone()]);
        let mut reached = vec![uniqueid.clone()];
        while let Some(next) = reached.pop() {
            let Some(channel) = self.channels.get(&next) else {
                continue;
            };
            let bridged = channel.bridge.as_ref().and_then(|bridge| self.bridges.get(bridge));
            let halves = channel.party.channel.local_pair().and_then(|p| self.local_halves.get(p));
            for other in bridged.into_iter().chain(halves).flatten() {
                if joined.insert(other.clone()) {
                    reached.push(other.clone());
                }
            }
        }
        joined
    }

    /// After a channel moved: ends what is apart, begins what is together.
    fn settle(
        &mut self,
        before: HashSet<Uniqueid>,
        moved: &Uniqueid,
        at: Timestamp,
    ) -> Vec<Learned> {
        let mut touched = before;
        touched.extend(self.joined_with(moved));
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
        self.channels.contains_key(&id.caller_uniqueid)
            && self.joined_with(&id.caller_uniqueid).contains(&id.operator_uniqueid)
    }

    fn begin_among(&mut self, mut touched: Vec<Uniqueid>, at: Timestamp) -> Vec<Learned> {
        touched.sort();
        let mut looked_at = HashSet::new();
        let mut learned = Vec::new();
        for uniqueid in touched {
            if !looked_at.insert(uniqueid.clone()) {
                continue;
            }
            let joined = self.joined_with(&uniqueid);
            looked_at.extend(joined.iter().cloned());
            if let Some(conversation) = self.conversation_of(&joined, at)
                && self.note_open(conversation.id.clone())
            {
                learned.push(Learned::Began(conversation));
            }
        }
        learned
    }

    /// The conversation that joined channels are: two that are not `Local`, one an operator's.
    fn conversation_of(&self, joined: &HashSet<Uniqueid>, at: Timestamp) -> Option<Conversation> {
        let mut ends = joined
            .iter()
            .filter_map(|uniqueid| self.channels.get(uniqueid))
            .filter(|channel| !channel.party.channel.is_local());
        let (first, second) = (ends.next()?, ends.next()?);
        if ends.next().is_some() {
            return None;
        }
        let roles = self.roles(first, second)?;
        let number = &roles.caller.party.number;
        let caller = self.caller_of(roles.caller, number)?;
        Some(Conversation {
            id: ConversationId {
                pbx: self.pbx.clone(),
                caller_uniqueid: roles.caller.party.uniqueid.clone(),
                operator_uniqueid: roles.operator.party.uniqueid.clone(),
            },
            caller,
            operator: roles.extension.clone(),
            path: self.path(&roles),
            answered_at: at,
            ending: Ending::StillUp(at),
        })
    }

    fn caller_of(&self, channel: &Channel, number: &[u8]) -> Option<Caller> {
        if let Some(extension) = self.roster.operator_of(&channel.party.channel) {
            return Caller::from_canonical(extension.as_str()).ok();
        }
        self.plan.caller(number, Presentation::Allowed).ok()
    }

    fn roles<'a>(&'a self, first: &'a Channel, second: &'a Channel) -> Option<Roles<'a>> {
        let of = |channel: &Channel| self.roster.operator_of(&channel.party.channel);
        let (caller, operator, extension) = match (of(first), of(second)) {
            (None, Some(extension)) => (first, second, extension),
            (Some(extension), None) => (second, first, extension),
            (Some(_), Some(extension)) if second.dialled && !first.dialled => {
                (first, second, extension)
            }
            (Some(extension), Some(_)) if first.dialled && !second.dialled => {
                (second, first, extension)
            }
            _ => return None,
        };
        let outbound = caller.dialled && !operator.dialled;
        Some(Roles { caller, operator, extension, outbound })
    }

    /// A queue's part in a call ends with the operator whom it found: whoever speaks with the
    /// caller afterwards was reached directly.
    fn path(&self, roles: &Roles<'_>) -> Path {
        if roles.outbound {
            return Path::Outbound;
        }
        let spoke_before = self.open.contains_key(&roles.caller.party.uniqueid);
        match &roles.caller.connected_by {
            Some(ConnectedBy::Queue(queue)) if !spoke_before => Path::Queue(queue.clone()),
            Some(ConnectedBy::Module(module)) if !spoke_before => {
                Path::Reconnected { module: module.clone(), queue: None }
            }
            _ => Path::Direct,
        }
    }

    /// Whether it was not open before.
    fn note_open(&mut self, id: ConversationId) -> bool {
        self.open.entry(id.operator_uniqueid.clone()).or_default().insert(id.clone());
        self.open.entry(id.caller_uniqueid.clone()).or_default().insert(id)
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
        // Spent: see `path`.
        self.note_connected(&id.caller_uniqueid, None);
        Learned::Ended { id, at }
    }
}

#[cfg(test)]
#[path = "tracker_tests.rs"]
mod tests;
