//! All channels at one moment, by plain rules: what a look would show between two events.

use jiff::Timestamp;
use std::collections::BTreeMap;
use vasl_domain::call::{CallEvent, Happening, Party};
use vasl_domain::name::Uniqueid;
use vasl_domain::tracker::{Snapshot, SnapshotChannel};

#[derive(Default)]
pub struct Scene {
    channels: BTreeMap<Uniqueid, SnapshotChannel>,
    at: Timestamp,
}

impl Scene {
    /// After these events.
    pub fn after(events: &[CallEvent]) -> Self {
        let mut scene = Self::default();
        for event in events {
            scene.at = event.at;
            scene.happens(&event.what);
        }
        scene
    }

    pub fn look(self) -> Snapshot {
        Snapshot { at: self.at, channels: self.channels.into_values().collect() }
    }

    fn happens(&mut self, what: &Happening) {
        match what {
            Happening::ChannelSeen { party, .. }
            | Happening::QueueJoined { caller: party }
            | Happening::PickedUp { party } => drop(self.channel(party)),
            Happening::QueueConnected { caller, operator, by } => {
                self.channel(operator);
                self.channel(caller).connected_by = Some(by.clone());
            }
            Happening::DialBegan { from, to, number } => {
                self.channel(to).dialled = true;
                if let Some(from) = from {
                    self.channel(from).dials.clone_from(number);
                }
            }
            Happening::BridgeEntered { bridge, party, swapped } => {
                self.channel(party).bridge = Some(bridge.clone());
                if let Some(swapped) = swapped.as_ref().and_then(|id| self.channels.get_mut(id)) {
                    swapped.bridge = None;
                }
            }
            Happening::BridgeLeft { uniqueid, bridge } => {
                let channel = self.channels.get_mut(uniqueid);
                if let Some(channel) = channel.filter(|c| c.bridge.as_ref() == Some(bridge)) {
                    channel.bridge = None;
                    channel.connected_by = None;
                }
            }
            Happening::SetAside { party } => self.channel(party).bridge = None,
            Happening::OperatorAt { party, operator } => {
                self.channel(party).operator.clone_from(operator);
            }
            Happening::HangupRequested { .. } => {}
            Happening::HungUp { party, .. } => drop(self.channels.remove(&party.uniqueid)),
        }
    }

    fn channel(&mut self, party: &Party) -> &mut SnapshotChannel {
        let new = || SnapshotChannel {
            party: party.clone(),
            bridge: None,
            dialled: false,
            connected_by: None,
            dials: None,
            operator: None,
        };
        let channel = self.channels.entry(party.uniqueid.clone()).or_insert_with(new);
        channel.party = party.clone();
        channel
    }
}
