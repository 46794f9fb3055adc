//! Which channels are joined with which, through bridges and `Local` channels.

use crate::call::{BridgeId, ConnectedBy, Party};
use crate::conversation::Path;
use crate::name::{Extension, Uniqueid};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A channel that is up.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) party: Party,
    pub(super) dialled: bool,
    pub(super) connected_by: Option<ConnectedBy>,
    /// By whose channel it was dialled.
    pub(super) dialled_by: Option<Uniqueid>,
    /// The number that was dialled to reach it, which says more than what it shows.
    pub(super) dialled_number: Option<Vec<u8>>,
    /// The operator whose call it has not answered yet.
    pub(super) unanswered: Option<Extension>,
    /// Who logged in at it.
    pub(super) operator: Option<Extension>,
    /// With whom it spoke as the caller.
    pub(super) spoke: HashMap<Uniqueid, Spoke>,
    /// Somebody hung up, and it is yet to end.
    pub(super) leaving: bool,
    bridge: Option<BridgeId>,
}

/// How a caller came to an operator's channel, and when first.
#[derive(Debug, Clone)]
pub(super) struct Spoke {
    pub(super) path: Path,
    pub(super) answered_at: Timestamp,
}

/// All channels that are up.
#[derive(Debug, Default)]
pub(super) struct Channels {
    channels: HashMap<Uniqueid, Channel>,
    local_halves: HashMap<String, BTreeSet<Uniqueid>>,
    bridges: HashMap<BridgeId, BTreeSet<Uniqueid>>,
}

impl Channels {
    pub(super) fn len(&self) -> usize {
        self.channels.len()
    }

    pub(super) fn uniqueids(&self) -> impl Iterator<Item = &Uniqueid> {
        self.channels.keys()
    }

    pub(super) fn get(&self, uniqueid: &Uniqueid) -> Option<&Channel> {
        self.channels.get(uniqueid)
    }

    pub(super) fn get_mut(&mut self, uniqueid: &Uniqueid) -> Option<&mut Channel> {
        self.channels.get_mut(uniqueid)
    }

    pub(super) fn see(&mut self, party: &Party, dialled: bool) -> &mut Channel {
        if let Some(pair) = party.channel.local_pair() {
            self.local_halves.entry(pair.to_owned()).or_default().insert(party.uniqueid.clone());
        }
        let channel = self.channels.entry(party.uniqueid.clone()).or_insert_with(|| Channel {
            party: party.clone(),
            dialled: false,
            connected_by: None,
            dialled_by: None,
            dialled_number: None,
            unanswered: None,
            operator: None,
            spoke: HashMap::new(),
            leaving: false,
            bridge: None,
        });
        channel.dialled |= dialled;
        if !party.number.is_empty() {
            channel.party.number.clone_from(&party.number);
        }
        channel.party.channel = party.channel.clone();
        channel
    }

    pub(super) fn is_in(&self, uniqueid: &Uniqueid, bridge: &BridgeId) -> bool {
        self.get(uniqueid).is_some_and(|channel| channel.bridge.as_ref() == Some(bridge))
    }

    pub(super) fn put_in_bridge(&mut self, uniqueid: &Uniqueid, bridge: Option<BridgeId>) {
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
            channel.unanswered = None;
            channel.bridge = Some(bridge.clone());
            self.bridges.entry(bridge).or_default().insert(uniqueid.clone());
        }
    }

    /// Forgets a channel, which is in no bridge any more.
    pub(super) fn remove(&mut self, uniqueid: &Uniqueid) -> Option<Channel> {
        let channel = self.channels.remove(uniqueid)?;
        if let Some(pair) = channel.party.channel.local_pair()
            && let Some(halves) = self.local_halves.get_mut(pair)
        {
            halves.remove(uniqueid);
            if halves.is_empty() {
                self.local_halves.remove(pair);
            }
        }
        Some(channel)
    }

    /// Every channel that is joined with this one through bridges and `Local` channels, itself
    /// included.
    pub(super) fn joined_with(&self, uniqueid: &Uniqueid) -> HashSet<Uniqueid> {
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

    pub(super) fn are_joined(&self, one: &Uniqueid, other: &Uniqueid) -> bool {
        self.channels.contains_key(one) && self.joined_with(one).contains(other)
    }

    /// The two of joined channels that are not `Local`, if there are two and no more.
    pub(super) fn two_ends(&self, joined: &HashSet<Uniqueid>) -> Option<(&Channel, &Channel)> {
        let mut ends = joined
            .iter()
            .filter_map(|uniqueid| self.channels.get(uniqueid))
            .filter(|channel| !channel.party.channel.is_local());
        let two = (ends.next()?, ends.next()?);
        ends.next().is_none().then_some(two)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.channels.is_empty() && self.local_halves.is_empty() && self.bridges.is_empty()
    }
}
