//! A PBX of channels and bridges, which tells its events as Asterisk does.
//!
//! In which order it tells them was learned from recordings of a real one
//! (`crates/asterisk/tests/recordings`).

use crate::call::tests::{at, party};
use crate::call::{BridgeId, CallEvent, ConnectedBy, HangupCause, Happening, Party};
use crate::name::{Extension, Uniqueid};
use crate::tracker::{Snapshot, SnapshotChannel};

/// A channel, by its place.
pub(super) type Chan = usize;
/// A bridge, by its place.
pub(super) type Bridge = usize;

/// Whose telephone a channel leads to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Whose {
    /// A customer's, who has this identity, or none. Who is inside and no operator is one too.
    Customers(Option<&'static str>),
    /// An operator's, whoever logged in at it.
    Operators(&'static str),
    /// Nobody's: half of a `Local` channel.
    Half(Chan),
}

/// What a channel does, besides being in a bridge.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Does {
    /// Nothing that matters.
    Nothing,
    /// Waits in a queue, or a module's.
    Waits(ConnectedBy),
    /// Rings, or is the half that stands for who rings.
    Rings(Chan),
}

#[derive(Debug, Clone)]
pub(super) struct Channel {
    pub(super) party: Party,
    pub(super) whose: Whose,
    pub(super) does: Does,
    pub(super) bridge: Option<Bridge>,
    /// Parked, in a conference, or an agent without a call.
    pub(super) is_aside: bool,
    /// Whether it was rung, or took what rang.
    pub(super) was_called: bool,
    /// Who logged in at it.
    pub(super) agent: Option<&'static str>,
    /// Whether Asterisk takes the `Local` channel out.
    pub(super) goes_out: bool,
    is_up: bool,
    /// What a look shows that it runs.
    queue: Option<ConnectedBy>,
    dials: Option<Vec<u8>>,
}

/// The PBX, and what it has told so far.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    channels: Vec<Channel>,
    bridges: usize,
    pub(super) told: Vec<CallEvent>,
}

impl Exchange {
    pub(super) fn get(&self, chan: Chan) -> &Channel {
        &self.channels[chan]
    }

    pub(super) fn uniqueid(&self, chan: Chan) -> &Uniqueid {
        &self.get(chan).party.uniqueid
    }

    /// All channels that are up.
    pub(super) fn up(&self) -> impl Iterator<Item = Chan> + '_ {
        (0..self.channels.len()).filter(|chan| self.get(*chan).is_up)
    }

    pub(super) fn is_up(&self, chan: Chan) -> bool {
        self.get(chan).is_up
    }

    pub(super) fn is_half(&self, chan: Chan) -> bool {
        matches!(self.get(chan).whose, Whose::Half(_))
    }

    pub(super) fn other_half(&self, chan: Chan) -> Option<Chan> {
        match self.get(chan).whose {
            Whose::Half(other) => Some(other),
            _ => None,
        }
    }

    /// The others in a channel's bridge.
    pub(super) fn others(&self, chan: Chan) -> Vec<Chan> {
        let Some(bridge) = self.get(chan).bridge else { return vec![] };
        self.members(bridge).into_iter().filter(|other| *other != chan).collect()
    }

    pub(super) fn members(&self, bridge: Bridge) -> Vec<Chan> {
        self.up().filter(|chan| self.get(*chan).bridge == Some(bridge)).collect()
    }

    /// Who rings because of this channel.
    pub(super) fn rung_by(&self, chan: Chan) -> Vec<Chan> {
        self.up().filter(|other| self.get(*other).does == Does::Rings(chan)).collect()
    }

    fn tell(&mut self, what: Happening) {
        let second = i64::try_from(self.told.len()).unwrap();
        self.told.push(at(second, what));
    }

    fn tell_seen(&mut self, chan: Chan) {
        let party = self.get(chan).party.clone();
        self.tell(Happening::ChannelSeen {
            party,
            dialled: false,
            connected_by: None,
            dials: None,
        });
    }

    /// A channel comes to be.
    pub(super) fn make(&mut self, name: &str, number: &str, whose: Whose) -> Chan {
        let chan = self.channels.len();
        let party = party(&format!("1795000000.{chan}"), &format!("{name}-{chan:08x}"), number);
        self.push(party, whose);
        self.tell_seen(chan);
        chan
    }

    /// Both halves of a `Local` channel, the dialled one first. Its other half shows the number
    /// of whoever dials.
    pub(super) fn make_local(&mut self, number: &[u8], goes_out: bool) -> (Chan, Chan) {
        let one = self.channels.len();
        let half = |half: usize| {
            party(
                &format!("1795000000.{}", one + half - 1),
                &format!("Local/5050@from-queue-{one:08x};{half}"),
                "",
            )
        };
        self.push(half(1), Whose::Half(one + 1));
        self.push(half(2), Whose::Half(one));
        for chan in [one, one + 1] {
            self.channels[chan].goes_out = goes_out;
            self.tell_seen(chan);
        }
        self.channels[one + 1].party.number = number.to_vec();
        self.tell_seen(one + 1);
        (one, one + 1)
    }

    fn push(&mut self, party: Party, whose: Whose) {
        self.channels.push(Channel {
            party,
            whose,
            does: Does::Nothing,
            bridge: None,
            is_aside: false,
            was_called: false,
            agent: None,
            goes_out: false,
            is_up: true,
            queue: None,
            dials: None,
        });
    }

    pub(super) fn waits(&mut self, chan: Chan, by: ConnectedBy) {
        self.channels[chan].does = Does::Waits(by.clone());
        self.channels[chan].queue = Some(by);
        self.channels[chan].dials = None;
        let caller = self.get(chan).party.clone();
        self.tell(Happening::QueueJoined { caller });
    }

    /// One channel dials another, through a trunk if a number is given.
    pub(super) fn dials(&mut self, from: Chan, to: Chan, number: Option<&str>) {
        let number = number.map(|number| number.as_bytes().to_vec());
        if !matches!(self.get(from).does, Does::Waits(_)) {
            self.channels[from].queue = None;
            self.channels[from].dials.clone_from(&number);
        }
        self.channels[to].does = Does::Rings(from);
        self.channels[to].was_called = true;
        let (from, to) = (self.get(from).party.clone(), self.get(to).party.clone());
        self.tell(Happening::DialBegan { from: Some(from), to, number });
    }

    /// Who rang because of one channel rings because of another, which took its place.
    pub(super) fn rings_for(&mut self, ringing: Chan, by: Chan) {
        self.channels[by].queue = None;
        self.channels[ringing].does = Does::Rings(by);
    }

    pub(super) fn connects(&mut self, caller: Chan, operator: Chan, by: ConnectedBy) {
        let (caller, operator) = (self.get(caller).party.clone(), self.get(operator).party.clone());
        self.tell(Happening::QueueConnected { caller, operator, by });
    }

    pub(super) fn picks_up(&mut self, chan: Chan) {
        let party = self.get(chan).party.clone();
        self.tell(Happening::PickedUp { party });
    }

    /// The channel takes the place of one that rings.
    pub(super) fn takes_place(&mut self, chan: Chan, ringing: Chan) {
        self.channels[chan].was_called = true;
        self.channels[chan].does = self.get(ringing).does.clone();
    }

    pub(super) fn new_bridge(&mut self) -> Bridge {
        self.bridges += 1;
        self.bridges
    }

    pub(super) fn enters(&mut self, chan: Chan, bridge: Bridge, swapped: Option<Chan>) {
        self.channels[chan].bridge = Some(bridge);
        self.channels[chan].does = Does::Nothing;
        self.channels[chan].is_aside = false;
        if let Some(swapped) = swapped {
            self.channels[swapped].bridge = None;
        }
        let party = self.get(chan).party.clone();
        let swapped = swapped.map(|swapped| self.uniqueid(swapped).clone());
        self.tell(Happening::BridgeEntered { bridge: id(bridge), party, swapped });
    }

    pub(super) fn leaves(&mut self, chan: Chan) {
        let Some(bridge) = self.channels[chan].bridge.take() else { return };
        self.channels[chan].is_aside = false;
        let uniqueid = self.uniqueid(chan).clone();
        self.tell(Happening::BridgeLeft { bridge: id(bridge), uniqueid });
    }

    /// Into a bridge where nobody talks with anybody.
    pub(super) fn is_set_aside(&mut self, chan: Chan) {
        self.leaves(chan);
        self.channels[chan].is_aside = true;
        self.channels[chan].does = Does::Nothing;
        let party = self.get(chan).party.clone();
        self.tell(Happening::SetAside { party });
    }

    /// Out of it, of which only the bridge's own end is told.
    pub(super) fn comes_back(&mut self, chan: Chan) {
        self.channels[chan].is_aside = false;
        let uniqueid = self.uniqueid(chan).clone();
        self.tell(Happening::BridgeLeft { bridge: id(0), uniqueid });
    }

    pub(super) fn logs_in(&mut self, chan: Chan, agent: &'static str) {
        self.channels[chan].agent = Some(agent);
        let party = self.get(chan).party.clone();
        self.tell(Happening::OperatorAt { party, operator: Extension::new(agent).ok() });
    }

    pub(super) fn hangs_up(&mut self, chan: Chan) {
        self.leaves(chan);
        self.channels[chan].is_up = false;
        self.channels[chan].does = Does::Nothing;
        let party = self.get(chan).party.clone();
        self.tell(Happening::HungUp { party, cause: HangupCause::Other });
    }

    /// What Asterisk shows of all channels now.
    pub(super) fn look(&self) -> Snapshot {
        let channels = self.up().map(|chan| {
            let channel = self.get(chan);
            SnapshotChannel {
                party: channel.party.clone(),
                bridge: channel.bridge.map(id),
                dialled: channel.was_called,
                connected_by: channel.queue.clone().filter(|_| !channel.is_aside),
                dials: channel.dials.clone(),
                operator: channel.agent.and_then(|agent| Extension::new(agent).ok()),
            }
        });
        let second = i64::try_from(self.told.len()).unwrap();
        let now = at(second, Happening::QueueJoined { caller: party("1.1", "x", "") });
        Snapshot { at: now.at, channels: channels.collect() }
    }
}

fn id(bridge: Bridge) -> BridgeId {
    BridgeId::new(&format!("bridge-{bridge}")).unwrap()
}
