//! Session descriptions with one stream of µ-law audio.

use std::net::{IpAddr, SocketAddr};

/// Which way audio flows, as the describing side sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Direction {
    #[default]
    Both,
    SendOnly,
    ReceiveOnly,
    None,
}

impl Direction {
    fn attribute(self) -> &'static str {
        match self {
            Self::Both => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::ReceiveOnly => "recvonly",
            Self::None => "inactive",
        }
    }

    /// The other side's direction that answers this one.
    pub(crate) fn answer(self) -> Self {
        match self {
            Self::SendOnly => Self::ReceiveOnly,
            Self::ReceiveOnly => Self::SendOnly,
            same => same,
        }
    }
}

/// Describes audio received at `local`.
pub(crate) fn describe(local: SocketAddr, version: u32, direction: Direction) -> Vec<u8> {
    let ip = local.ip();
    format!(
        "v=0\r\no=lab 1 {version} IN IP4 {ip}\r\ns=lab\r\nc=IN IP4 {ip}\r\nt=0 0\r\n\
         m=audio {} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na={}\r\n",
        local.port(),
        direction.attribute()
    )
    .into_bytes()
}

/// Where the other side wants its audio, and which way it flows for it.
pub(crate) fn read(body: &[u8]) -> Option<(SocketAddr, Direction)> {
    let text = String::from_utf8_lossy(body);
    let (mut ip, mut port, mut direction) = (None::<IpAddr>, None::<u16>, Direction::Both);
    for line in text.lines() {
        if let Some(address) = line.strip_prefix("c=IN IP4 ") {
            ip = address.trim().parse().ok();
        } else if let Some(media) = line.strip_prefix("m=audio ") {
            port = media
                .split_ascii_whitespace()
                .next()
                .and_then(|word| word.parse().ok());
        } else {
            direction = match line.trim() {
                "a=sendonly" => Direction::SendOnly,
                "a=recvonly" => Direction::ReceiveOnly,
                "a=inactive" => Direction::None,
                "a=sendrecv" => Direction::Both,
                _ => direction,
            };
        }
    }
    Some((SocketAddr::new(ip?, port?), direction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_describes() {
        let local: SocketAddr = "127.0.0.2:4000".parse().unwrap();
        for direction in [Direction::Both, Direction::SendOnly, Direction::None] {
            assert_eq!(
                read(&describe(local, 1, direction)),
                Some((local, direction))
            );
        }
        assert_eq!(read(b"v=0\r\n"), None);
    }
}
