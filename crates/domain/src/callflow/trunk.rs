//! The trunk: one plain SIP line to the world outside.

use crate::value::{PlainText, ValueError, digits, hidden, plain, shown, text_value, whole_number};
use serde::{Deserialize, Serialize};

/// The line to the world outside. There is one; who needs more has a PBX for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TrunkKeys", into = "TrunkKeys")]
pub struct Trunk {
    /// Its name.
    pub name: PlainText,
    /// How the two sides know each other.
    pub connection: TrunkConnection,
    /// How many calls it carries at once; any number where nothing is said.
    pub channels: Option<Channels>,
}

/// How the two sides of a trunk know each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrunkConnection {
    /// The PBX registers with the provider.
    Registration(Registration),
    /// By address: a call from one of these is the provider's, and calls go out to the first. Never
    /// empty.
    Addresses(Vec<SipServer>),
}

/// What a trunk registers with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The provider's server.
    pub server: SipServer,
    /// The user.
    pub user: SipUser,
    /// The user's secret.
    pub secret: TrunkSecret,
}

/// A trunk as it is written: either a registration or addresses.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrunkKeys {
    name: PlainText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channels: Option<Channels>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    addresses: Option<Vec<SipServer>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    registration: Option<Registration>,
}

impl TrunkConnection {
    /// A connection by address.
    ///
    /// # Errors
    /// When there is no address, or are more than twenty.
    pub fn by_address(addresses: Vec<SipServer>) -> Result<Self, ValueError> {
        if (1..=20).contains(&addresses.len()) {
            Ok(Self::Addresses(addresses))
        } else {
            Err(ValueError::new("trunk_addresses", "a trunk by address has 1 to 20 addresses"))
        }
    }
}

impl TryFrom<TrunkKeys> for Trunk {
    type Error = ValueError;
    fn try_from(keys: TrunkKeys) -> Result<Self, ValueError> {
        let connection = match (keys.registration, keys.addresses) {
            (Some(registration), None) => TrunkConnection::Registration(registration),
            (None, Some(addresses)) => TrunkConnection::by_address(addresses)?,
            (None, None) | (Some(_), Some(_)) => {
                return Err(ValueError::new(
                    "trunk_connection",
                    "a trunk is either by registration (server, user and secret) or by addresses",
                ));
            }
        };
        Ok(Self { name: keys.name, connection, channels: keys.channels })
    }
}

impl From<Trunk> for TrunkKeys {
    fn from(trunk: Trunk) -> Self {
        let (registration, addresses) = match trunk.connection {
            TrunkConnection::Registration(registration) => (Some(registration), None),
            TrunkConnection::Addresses(addresses) => (None, Some(addresses)),
        };
        Self { name: trunk.name, channels: trunk.channels, addresses, registration }
    }
}

whole_number!(
    /// How many calls a trunk carries at once.
    Channels,
    |number| (1..=1000).contains(&number),
    30,
    "channels",
    "a trunk has 1 to 1000 channels"
);

text_value!(
    /// A SIP server: a host or an address, and a port where it is not the usual one.
    SipServer,
    "sip_server",
    "a server is a host name or an address, and a port after “:” where it is not 5060, such as \
     sip.example.com or 192.0.2.1:5080",
    |text| {
        let (host, port) = split_port(text);
        plain(host, 1, 120, b"-.:[]") && port.is_none_or(|port| digits(port, 1, 5))
    }
);

fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        // An address with colons of its own has its port behind “]:”.
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    }
}

impl SipServer {
    /// The host, without its port.
    #[must_use]
    pub fn host(&self) -> &str {
        split_port(&self.0).0
    }
}

text_value!(
    /// The user that a trunk registers as.
    SipUser,
    "sip_user",
    "a user is 1 to 60 letters, digits, “-”, “_”, “.” or “+”",
    |text| plain(text, 1, 60, b"-_.+")
);

text_value!(
    /// The secret that a provider gave out. It may hold any sign but those that end a value in
    /// Asterisk's files.
    TrunkSecret,
    "trunk_secret",
    "a trunk's secret is 1 to 80 letters, digits or signs, without spaces, quotes, “;”, “\\”, \
     “<”, “>”, “[” or “]”",
    |text| (1..=80).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_graphic() && !b"\"';\\<>[]".contains(&b))
);

shown!(SipServer, SipUser);
hidden!(TrunkSecret);
