//! A loopback network of an instance's own, so that several run side by side on standard ports.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use crate::error::{Doing, Result};

/// Held for as long as the instance lives: whoever has this port has the network.
const CLAIM_PORT: u16 = 5099;

/// `127.a.b.0/24`, claimed by a bound socket; free again when it is dropped, however the process
/// ends.
#[derive(Debug)]
pub(crate) struct Net {
    base: Ipv4Addr,
    _claim: UdpSocket,
}

impl Net {
    /// Claims a network that nobody has.
    pub(crate) fn claim() -> Result<Self> {
        loop {
            let random = random_bytes::<2>()?;
            // Not 127.0, 127.1 and 127.53, which the system uses.
            let base = Ipv4Addr::new(127, 64 | (random[0] & 63), random[1], 0);
            match Self::claim_base(base) {
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
                claimed => return claimed.doing("claim a loopback network for the lab"),
            }
        }
    }

    /// Claims the network that `name` names; `None` when somebody has it or it is no name.
    pub(crate) fn claim_named(name: &str) -> Option<Self> {
        Self::claim_base(name.parse().ok()?).ok()
    }

    fn claim_base(base: Ipv4Addr) -> std::io::Result<Self> {
        let [a, b, c, _] = base.octets();
        let claim = UdpSocket::bind((Ipv4Addr::new(a, b, c, 1), CLAIM_PORT))?;
        Ok(Self {
            base,
            _claim: claim,
        })
    }

    /// The network's name, also that of the instance's folder.
    pub(crate) fn name(&self) -> String {
        self.base.to_string()
    }

    /// The address whose last number is `host`.
    pub(crate) fn address(&self, host: u8) -> IpAddr {
        let [a, b, c, _] = self.base.octets();
        IpAddr::V4(Ipv4Addr::new(a, b, c, host))
    }

    /// `port` on Asterisk's address.
    pub(crate) fn asterisk(&self, port: u16) -> SocketAddr {
        SocketAddr::new(self.address(1), port)
    }

    /// The first of 2,000 ports for RTP where no address of its own is set.
    pub(crate) fn rtp_start(&self) -> u16 {
        let [_, b, c, _] = self.base.octets();
        10_000 + 2_000 * ((u16::from(b) * 7 + u16::from(c)) % 11)
    }
}

/// Random bytes of the system.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| std::io::Error::other(error.to_string()))
        .doing("ask the system for random bytes")?;
    Ok(bytes)
}

/// A random token of 16 hexadecimal digits.
pub(crate) fn token() -> Result<String> {
    Ok(format!("{:016x}", u64::from_be_bytes(random_bytes()?)))
}
