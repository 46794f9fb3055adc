//! A line between Vasl and Asterisk that can be cut, and on which forged messages stand beside
//! genuine events of choice, which no caller can aim at.

use crate::support::{CallCentre, Result};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What a caller's line break leaves behind: the end of an event without its beginning.
const TAIL: &[u8] = b"CallerIDName: x\r\nUniqueid: 1.1\r\n\r\n";

/// The line.
pub struct Line {
    victims: Arc<Mutex<Vec<&'static str>>>,
    cut: watch::Sender<bool>,
    _connections: JoinSet<()>,
}

impl Line {
    /// Puts it between the Vasl of a call centre, which does not run yet, and its Asterisk.
    pub async fn between(centre: &CallCentre) -> Result<Self> {
        let asterisk = centre.lab.asterisk().ami_addr();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let config = std::fs::read_to_string(centre.vasl.config())?;
        let through = config.replace(&asterisk.to_string(), &address.to_string());
        std::fs::write(centre.vasl.config(), through)?;

        let (victims, cut) = (Arc::new(Mutex::new(Vec::new())), watch::Sender::new(false));
        let (torn, is_cut) = (Arc::clone(&victims), cut.subscribe());
        let mut connections = JoinSet::new();
        connections.spawn(async move {
            let mut carried = JoinSet::new();
            while let Ok((vasl, _)) = listener.accept().await {
                let (torn, mut is_cut) = (Arc::clone(&torn), is_cut.clone());
                carried.spawn(async move {
                    // Either side may go at any time.
                    tokio::select! {
                        _ = carry(vasl, asterisk, &torn) => {}
                        _ = is_cut.wait_for(|cut| *cut) => {}
                    }
                });
            }
        });
        Ok(Self { victims, cut, _connections: connections })
    }

    /// Cuts every connection, and all that are tried from now on; or mends the line.
    pub fn cut(&self, cut: bool) {
        self.cut.send_replace(cut);
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
