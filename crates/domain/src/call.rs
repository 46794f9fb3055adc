//! What happens to calls, in the domain's own words: the events that the trackers take.

use crate::name::{Extension, Interface, ModuleCode, QueueName, Uniqueid};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One event of a PBX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallEvent {
    /// When, on the PBX's clock.
    pub at: Timestamp,
    /// What.
    pub what: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A channel came to be, or more is known of it.
    ChannelSeen {
        /// The channel.
        party: Party,
        /// Whether it was dialled, rather than came in.
        dialled: bool,
        /// What connected it, where that is known by now.
        connected_by: Option<ConnectedBy>,
        /// The number that it has dialled through a trunk, where that is known.
        dials: Option<Vec<u8>>,
    },
    /// A caller joined a queue.
    QueueJoined {
        /// Who.
        caller: Party,
    },
    /// A queue (or a module) connected a caller with a member.
    QueueConnected {
        /// Who waited.
        caller: Party,
        /// The channel that the queue dialled.
        operator: Party,
        /// Who connected them.
        by: ConnectedBy,
    },
    /// A channel was dialled.
    DialBegan {
        /// By whom; nobody for a call that the PBX itself began.
        from: Option<Party>,
        /// The new channel.
        to: Party,
        /// The number that was dialled through a trunk.
        number: Option<Vec<u8>>,
    },
    /// Somebody hung up, and their channel is yet to end. It may still be put into a bridge.
    HangupRequested {
        /// The channel.
        uniqueid: Uniqueid,
    },
    /// A channel entered a bridge.
    BridgeEntered {
        /// Which.
        bridge: BridgeId,
        /// The channel.
        party: Party,
        /// The channel whose place it took.
        swapped: Option<Uniqueid>,
    },
    /// A channel left a bridge.
    BridgeLeft {
        /// Which.
        bridge: BridgeId,
        /// The channel.
        uniqueid: Uniqueid,
    },
    /// A channel is where nobody speaks with it alone: parked, or in a conference.
    SetAside {
        /// The channel.
        party: Party,
    },
    /// A channel took a call that rang at another, whose place it has now.
    PickedUp {
        /// The channel.
        party: Party,
    },
    /// An operator logged in at a channel, whosever it is; or out.
    OperatorAt {
        /// The channel.
        party: Party,
        /// Who; nobody any more.
        operator: Option<Extension>,
    },
    /// A channel is no more.
    HungUp {
        /// Which, where it was last.
        party: Party,
        /// Why.
        cause: HangupCause,
    },
}

/// Who connected a caller with an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectedBy {
    /// A queue.
    Queue(QueueName),
    /// A module, in one of the queues that Vasl wrote.
    Module(ModuleCode),
}

/// Why a channel ended, as far as it tells what a dialled phone did (ITU-T Q.850). A queue tells
/// only that a phone did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HangupCause {
    /// Busy, or turned down.
    Declined,
    /// No way to the phone.
    Unreachable,
    /// Anything else.
    Other,
}

impl HangupCause {
    /// Reads a cause's number.
    #[must_use]
    pub fn from_number(cause: i32) -> Self {
        match cause {
            17 | 21 => Self::Declined,
            1..=3 | 18 | 20 | 27 | 38 => Self::Unreachable,
            _ => Self::Other,
        }
    }
}

/// A channel as an event shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its unique id.
    pub uniqueid: Uniqueid,
    /// Its name.
    pub channel: ChannelName,
    /// The number of its far end, as it came: bytes that the far end may have chosen.
    pub number: Vec<u8>,
    /// The module in whose dialplan it is.
    pub in_module: Option<ModuleCode>,
}

/// A channel's name: technology, endpoint and a serial (`PJSIP/5050-0000001a`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelName(String);

impl ChannelName {
    /// Takes a name of printable text.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let good = (1..=200).contains(&text.len()) && !text.chars().any(char::is_control);
        good.then(|| Self(text.to_owned()))
    }

    /// Whether it is one half of a channel that only ties the PBX to itself.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.0.starts_with("Local/")
    }

    /// For a half of a `Local` channel, the name that both halves share.
    #[must_use]
    pub fn local_pair(&self) -> Option<&str> {
        if !self.is_local() {
            return None;
        }
        self.0.rsplit_once(';').map(|(pair, _)| pair)
    }

    /// Technology and endpoint, without the serial: `PJSIP/5050`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        let name = self.0.split_once(';').map_or(self.0.as_str(), |(name, _)| name);
        name.rsplit_once('-').map_or(name, |(endpoint, _)| endpoint)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A bridge's unique id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BridgeId(String);

impl BridgeId {
    /// Takes an id of printable text.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let good = (1..=200).contains(&text.len()) && !text.chars().any(char::is_control);
        good.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for BridgeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Which endpoints belong to operators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    extensions: BTreeSet<Extension>,
    interfaces: BTreeMap<String, Extension>,
}

/// The technologies whose endpoint is called as the extension is.
const PHONE_TECHNOLOGIES: [&str; 5] = ["PJSIP", "SIP", "IAX2", "SCCP", "DAHDI"];

impl Roster {
    /// Notes an operator's extension.
    pub fn add(&mut self, extension: Extension) {
        self.extensions.insert(extension);
    }

    /// Notes the interface of a queue member whose endpoint is not called as the extension is.
    pub fn add_interface(&mut self, interface: &Interface, extension: Extension) {
        self.interfaces.insert(interface.as_str().to_owned(), extension.clone());
        self.extensions.insert(extension);
    }

    /// Whether somebody of this number is an operator.
    #[must_use]
    pub fn knows(&self, extension: &Extension) -> bool {
        self.extensions.contains(extension)
    }

    /// The operator at a channel.
    #[must_use]
    pub fn operator_of(&self, channel: &ChannelName) -> Option<&Extension> {
        let endpoint = channel.endpoint();
        if let Some(extension) = self.interfaces.get(endpoint) {
            return Some(extension);
        }
        let (technology, name) = endpoint.split_once('/')?;
        if !PHONE_TECHNOLOGIES.contains(&technology) {
            return None;
        }
        self.extensions.get(&Extension::new(name).ok()?)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn at(second: i64, what: Happening) -> CallEvent {
        CallEvent { at: Timestamp::from_second(1_795_000_000 + second).unwrap(), what }
    }

    pub(crate) fn party(uniqueid: &str, channel: &str, number: &str) -> Party {
        Party {
            uniqueid: Uniqueid::new(uniqueid).unwrap(),
            channel: ChannelName::new(channel).unwrap(),
            number: number.as_bytes().to_vec(),
            in_module: None,
        }
    }

    pub(crate) fn caller() -> Party {
        party("1795000000.1", "PJSIP/trunk-00000001", "09121234567")
    }

    pub(crate) fn operator() -> Party {
        party("1795000000.2", "PJSIP/5050-00000002", "99")
    }

    #[test]
    fn a_channel_is_known_by_its_endpoint() {
        let endpoint = |name: &str| ChannelName::new(name).unwrap().endpoint().to_owned();
        assert_eq!(endpoint("PJSIP/5050-0000001a"), "PJSIP/5050");
        assert_eq!(endpoint("PJSIP/my-trunk-0000001a"), "PJSIP/my-trunk");
        assert_eq!(endpoint("Local/5050@from-queue-00000001;2"), "Local/5050@from-queue");
    }

    #[test]
    fn an_operator_is_known_by_extension_or_by_interface() {
        let mut roster = Roster::default();
        roster.add(Extension::new("5050").unwrap());
        roster.add_interface(
            &Interface::new("PJSIP/ali-home").unwrap(),
            Extension::new("6065").unwrap(),
        );
        let operator = |name: &str| {
            roster.operator_of(&ChannelName::new(name).unwrap()).map(ToString::to_string)
        };
        assert_eq!(operator("PJSIP/5050-00000001").as_deref(), Some("5050"));
        assert_eq!(operator("SIP/5050-00000001").as_deref(), Some("5050"));
        assert_eq!(operator("PJSIP/ali-home-00000001").as_deref(), Some("6065"));
        assert_eq!(operator("PJSIP/trunk-00000001"), None);
        assert_eq!(operator("Local/5050@from-queue-00000001;1"), None);
        assert_eq!(operator("PJSIP/7070-00000001"), None);
    }
}
