//! A line between Vasl and Asterisk on which forged messages stand beside genuine events of choice,
//! which no caller can aim at.

use crate::support::Result;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What a caller's line break leaves behind: the end of an event without its beginning.
const TAIL: &[u8] = b"CallerIDName: x\r\nUniqueid: 1.1\r\n\r\n";

/// The line.
pub struct TornLine {
    /// Where Vasl finds it.
    pub address: SocketAddr,
    victims: Arc<Mutex<Vec<&'static str>>>,
    _connections: JoinSet<()>,
}

impl TornLine {
    /// Opens it beside an Asterisk.
    pub async fn open(asterisk: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let victims = Arc::new(Mutex::new(Vec::new()));
        let torn = Arc::clone(&victims);
        let mut connections = JoinSet::new();
        connections.spawn(async move {
            let mut carried = JoinSet::new();
            while let Ok((vasl, _)) = listener.accept().await {
                let torn = Arc::clone(&torn);
                carried.spawn(async move {
                    // Either side may go at any time.
                    let _ = carry(vasl, asterisk, &torn).await;
                });
            }
        });
        Ok(Self { address, victims, _connections: connections })
    }

    /// From now on a forged message stands before each of these events.
    pub fn tear(&self, events: &[&'static str]) {
        *self.victims.lock().unwrap_or_else(PoisonError::into_inner) = events.to_vec();
    }
}

async fn carry(
    vasl: TcpStream,
    asterisk: SocketAddr,
    victims: &Mutex<Vec<&'static str>>,
) -> std::io::Result<()> {
    let (mut from_vasl, mut to_vasl) = vasl.into_split();
    let (from_asterisk, mut to_asterisk) = TcpStream::connect(asterisk).await?.into_split();
    let down = async {
        let mut lines = BufReader::new(from_asterisk);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).await? > 0 {
            let event = line.strip_prefix(b"Event: ").map(<[u8]>::trim_ascii_end);
            let is_victim = event.is_some_and(|event| {
                let victims = victims.lock().unwrap_or_else(PoisonError::into_inner);
                victims.iter().any(|victim| victim.as_bytes() == event)
            });
            if is_victim {
                to_vasl.write_all(TAIL).await?;
            }
            to_vasl.write_all(&line).await?;
            line.clear();
        }
        Ok(())
    };
    let up = async { tokio::io::copy(&mut from_vasl, &mut to_asterisk).await.map(drop) };
    tokio::select! {
        ended = down => ended,
        ended = up => ended,
    }
}
