//! From where a request comes.

use crate::App;
use hyper::HeaderMap;
use hyper::http::request::Parts;
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::warn;

/// The header in which a proxy says by whom it was called.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address that a request came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl Default for ClientAddress {
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

impl ClientAddress {
    /// Where a request comes from, as far as that can be known.
    pub(crate) fn of(app: &App, request: &Parts) -> Self {
        let settings = app.settings();
        let peer = request.extensions.get::<Self>().copied().unwrap_or_default().0.to_canonical();
        if !settings.behind_tls {
            return Self(peer);
        }
        if !settings.proxies.believes(peer) && request.headers.contains_key(FORWARDED_FOR) {
            settings.proxies.warn_of(peer);
        }
        Self(settings.proxies.caller(peer, &request.headers))
    }
}

/// The proxies before the panel: what they say of who called them is believed. Those on this machine
/// are, always.
#[derive(Debug, Default)]
pub struct Proxies {
    elsewhere: Vec<Network>,
    /// Whether it was said that somebody else says by whom they were called.
    warned: AtomicBool,
}

impl Proxies {
    /// These, beside those on this machine.
    #[must_use]
    pub fn new(elsewhere: Vec<Network>) -> Self {
        Self { elsewhere, ..Self::default() }
    }

    fn believes(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_loopback() || self.elsewhere.iter().any(|network| network.has(address))
    }

    /// Each proxy adds the address that it was called from to the end of a header. What stands
    /// before the last that no proxy of ours has may be the client's own invention.
    fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines = headers.get_all(FORWARDED_FOR).iter();
        let mut said = Vec::new();
        for line in lines.filter_map(|line| line.to_str().ok()) {
            said.extend(line.split(','));
        }
        let mut caller = peer;
        for said in said.into_iter().rev() {
            let Some(before) = self.believes(caller).then(|| address(said)).flatten() else {
                break;
            };
            caller = before;
        }
        caller
    }

    /// Says once that a proxy of which nobody told is not believed.
    fn warn_of(&self, peer: IpAddr) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            warn!(
                %peer,
                "somebody who is not known as a proxy says for whom they call, and is not believed: \
                 all who come that way count as one, also where log-ins are slowed down. If this is \
                 the panel's proxy, put its address into proxies under [panel]"
            );
        }
    }
}

/// An address as a proxy writes it: some add the port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    let address = text.parse().ok().or_else(with_port)?;
    Some(address.to_canonical())
}

/// An address, or all that begin like one: `192.0.2.7`, `10.1.0.0/16`, `2001:db8::/32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    address: IpAddr,
    /// How many of its bits count.
    bits: u32,
}

/// What is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is neither an address, such as 192.0.2.7, nor a network, such as 10.1.0.0/16")]
pub struct NoNetwork(String);

impl Network {
    fn has(&self, address: IpAddr) -> bool {
        let (own, length) = number(self.address);
        let (other, its_length) = number(address);
        // A shift by all bits, of a network that has every address, is none.
        let differs = (own ^ other).checked_shr(length - self.bits).unwrap_or(0);
        length == its_length && differs == 0
    }
}

/// An address as a number, and how many bits it has.
fn number(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u32::from(address).into(), u32::BITS),
        IpAddr::V6(address) => (address.into(), u128::BITS),
    }
}

impl TryFrom<String> for Network {
    type Error = NoNetwork;
    fn try_from(text: String) -> Result<Self, NoNetwork> {
        text.parse()
    }
}

impl FromStr for Network {
    type Err = NoNetwork;
    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let wrong = || NoNetwork(text.to_owned());
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().map_err(|_| wrong())?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let (_, length) = number(address);
        let bits = bits.unwrap_or(length);
        if bits <= length { Ok(Self { address, bits }) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    fn told(lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
        }
        headers
    }

    fn caller(elsewhere: &[&str], peer: &str, lines: &[&'static str]) -> String {
        let elsewhere = elsewhere.iter().map(|network| network.parse().unwrap()).collect();
        Proxies::new(elsewhere).caller(peer.parse().unwrap(), &told(lines)).to_string()
    }

    #[test]
    fn only_what_the_proxy_itself_added_counts() {
        for (lines, is) in [
            (&[][..], "127.0.0.1"),
            (&["198.51.100.1, 192.0.2.7"], "192.0.2.7"),
            (&["198.51.100.1, 192.0.2.7", "2001:db8::1"], "2001:db8::1"),
            (&["192.0.2.7", "nonsense"], "127.0.0.1"),
            (&["192.0.2.7:51712"], "192.0.2.7"),
            (&["[2001:db8::1]:51712"], "2001:db8::1"),
        ] {
            assert_eq!(caller(&[], "127.0.0.1", lines), is, "{lines:?}");
        }
    }

    #[test]
    fn whoever_is_no_proxy_is_not_believed() {
        let lines = &["198.51.100.1"];
        assert_eq!(caller(&[], "192.0.2.9", lines), "192.0.2.9");
        assert_eq!(caller(&["10.0.0.0/8"], "192.0.2.9", lines), "192.0.2.9");
        for proxy in ["192.0.2.9", "192.0.2.0/24", "0.0.0.0/0"] {
            assert_eq!(caller(&[proxy], "192.0.2.9", lines), "198.51.100.1", "{proxy}");
        }
        // As a socket for both kinds of addresses tells it.
        assert_eq!(caller(&["192.0.2.9"], "::ffff:192.0.2.9", lines), "198.51.100.1");
        assert_eq!(caller(&[], "::1", lines), "198.51.100.1");
    }

    #[test]
    fn behind_two_proxies_the_first_says_who_called() {
        let lines = &["203.0.113.5, 198.51.100.1, 10.1.2.3"];
        assert_eq!(caller(&["10.1.0.0/16"], "127.0.0.1", lines), "198.51.100.1");
        assert_eq!(caller(&["10.1.2.0/30"], "127.0.0.1", lines), "198.51.100.1");
        assert_eq!(caller(&["10.1.2.4/30"], "127.0.0.1", lines), "10.1.2.3");
    }

    #[test]
    fn what_is_no_network_is_said() {
        for wrong in ["", "proxy", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1"]
        {
            let error = wrong.parse::<Network>().unwrap_err();
            assert!(error.to_string().starts_with(&format!("“{wrong}” is neither")), "{error}");
        }
        let all: Network = "::/0".parse().unwrap();
        assert!(all.has("2001:db8::1".parse().unwrap()) && !all.has("192.0.2.1".parse().unwrap()));
    }
}
