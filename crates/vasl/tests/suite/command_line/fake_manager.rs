//! A manager interface that refuses every login, as Asterisk does where the secret is wrong.

use crate::support::Result;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

/// Refuses, and counts.
pub(super) struct FakeManager {
    pub(super) address: SocketAddr,
    refused: watch::Receiver<usize>,
    _task: AbortOnDropHandle<()>,
}

impl FakeManager {
    pub(super) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (count, refused) = watch::channel(0);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever leaves early was not refused.
                if refuse(stream).await.is_ok() {
                    count.send_modify(|count| *count += 1);
                }
            }
        });
        Ok(Self { address, refused, _task: AbortOnDropHandle::new(task) })
    }

    /// Waits until it has refused so many logins.
    pub(super) async fn has_refused(&self, logins: usize) -> Result {
        let mut refused = self.refused.clone();
        let waited = refused.wait_for(|count| *count >= logins);
        timeout(Duration::from_secs(30), waited).await??;
        Ok(())
    }
}

async fn refuse(stream: TcpStream) -> Result {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"Asterisk Call Manager/11.0.0\r\n").await?;
    let (mut action, mut id) = (String::new(), String::new());
    while let Some(line) = lines.next_line().await? {
        match line.split_once(": ") {
            Some(("Action", value)) => value.clone_into(&mut action),
            Some(("ActionID", value)) => value.clone_into(&mut id),
            None if line.is_empty() && action == "Login" => {
                let answer = "Response: Error\r\nMessage: Authentication failed\r\n";
                write.write_all(format!("{answer}ActionID: {id}\r\n\r\n").as_bytes()).await?;
                return Ok(());
            }
            None if line.is_empty() => {
                let answer = "Response: Success\r\nChallenge: 158713605\r\n";
                write.write_all(format!("{answer}ActionID: {id}\r\n\r\n").as_bytes()).await?;
            }
            _ => {}
        }
    }
    Err("it left early".into())
}
