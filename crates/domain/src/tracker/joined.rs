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
    /// Whether what connected it has done its part: see `roles`.
    pub(super) is_spent: bool,
    /// By whose channel it was dialled.
    pub(super) dialled_by: Option<Uniqueid>,
    /// The number that was dialled to reach it, which says more than what it shows.
    pub(super) dialled_number: Option<Vec<u8>>,
    /// The number that it has dialled.
    pub(super) dials: Option<Vec<u8>>,
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

impl Channel {
    /// The number of its far end.
    pub(super) fn number(&self) -> &[u8] {
        self.dialled_number.as_ref().unwrap_or(&self.party.number)
    }

    /// What connects it, if that has not done its part yet.
    pub(super) fn unspent(&self) -> Option<&ConnectedBy> {
        self.connected_by.as_ref().filter(|_| !self.is_spent)
    }

    /// Takes what is seen of it at some moment. A channel that has been through a queue is still
    /// seen in it while it speaks with whoever was found afterwards: only another queue than
    /// before has its part before it.
    pub(super) fn is_seen_with(&mut self, by: Option<&ConnectedBy>, dials: Option<&Vec<u8>>) {
        if let Some(by) = by
            && self.connected_by.as_ref() != Some(by)
            && self.connected_by.replace(by.clone()).is_some()
        {
            self.is_spent = false;
        }
        if dials.is_some() {
            self.dials = dials.cloned();
        }
    }

    /// Takes over what is not seen of a channel, from when it was followed before.
    pub(super) fn take_over(&mut self, before: Self) {
        self.dialled |= before.dialled;
        self.connected_by = before.connected_by;
        self.is_spent = before.is_spent;
        self.dialled_by = before.dialled_by;
        self.dialled_number = before.dialled_number;
        self.dials = before.dials;
        self.unanswered = before.unanswered;
        self.leaving = before.leaving;
        self.spoke = before.spoke;
    }
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
            is_spent: false,
            dialled_by: None,
            dialled_number: None,
            dials: None,
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
        if channel.bridge == bridge {
            return;
        }
        if let Some(old) = channel.bridge.take()
            && let Some(members) = self.bridges.get_mut(&old)
        {
            // Whoever a queue found, they had.
            channel.is_spent = true;
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

    /// Whether a channel is half of a `Local` channel.
    pub(super) fn is_half(&self, uniqueid: &Uniqueid) -> bool {
        self.get(uniqueid).is_some_and(|channel| channel.party.channel.is_local())
    }

    /// Whether a channel is half of a `Local` channel that nobody dialled: Asterisk makes one for
    /// whoever leaves a call by a feature code, to ask somebody else.
    pub(super) fn is_half_to_ask(&self, uniqueid: &Uniqueid) -> bool {
        let pair = self.get(uniqueid).and_then(|half| half.party.channel.local_pair());
        let halves = pair.and_then(|pair| self.local_halves.get(pair));
        halves.is_some_and(|halves| {
            halves.iter().filter_map(|half| self.get(half)).all(|half| !half.dialled)
        })
    }

    pub(super) fn are_joined(&self, one: &Uniqueid, other: &Uniqueid) -> bool {
        self.channels.contains_key(one) && self.joined_with(one).contains(other)
    }

    /// Those of joined channels that are not `Local`.
    fn ends<'a>(&'a self, joined: &'a HashSet<Uniqueid>) -> impl Iterator<Item = &'a Channel> {
        joined
            .iter()
            .filter_map(|uniqueid| self.channels.get(uniqueid))
            .filter(|channel| !channel.party.channel.is_local())
    }

    /// The two of joined channels that are not `Local`, if there are two and no more.
    pub(super) fn two_ends<'a>(
        &'a self,
        joined: &'a HashSet<Uniqueid>,
    ) -> Option<(&'a Channel, &'a Channel)> {
        let mut ends = self.ends(joined);
        let two = (ends.next()?, ends.next()?);
        ends.next().is_none().then_some(two)
    }

    /// Notes that what connected these has done its part, if there are two who speak.
    pub(super) fn spend(&mut self, joined: &HashSet<Uniqueid>) {
        if self.ends(joined).nth(1).is_none() {
            return;
        }
        for uniqueid in joined {
            if let Some(channel) = self.channels.get_mut(uniqueid) {
                channel.is_spent = true;
            }
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.channels.is_empty() && self.local_halves.is_empty() && self.bridges.is_empty()
    }
}
