//! One session of the manager interface, kept byte for byte, and what the logs say of the same
//! calls.

use crate::support::{CallCentre, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long every wait lasts at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// The logs that are read for what was missed: their place and the name of their recording.
const LOGS: [(&str, &str); 2] = [("queue_log", "queue_log"), ("cel-custom/vasl.csv", "cel")];

/// What says nothing of who is connected with whom, and much of it. It is left out.
const LEFT_OUT: [&[u8]; 6] = [
    b"DeviceStateChange",
    b"QueueMemberStatus",
    b"ExtensionStatus",
    b"DialState",
    b"MusicOnHoldStart",
    b"MusicOnHoldStop",
];

/// A session that records, as the user and with the classes of events that Vasl has.
pub struct Tape {
    writer: OwnedWriteHalf,
    heard: Arc<Mutex<Vec<u8>>>,
    length: watch::Receiver<usize>,
    reading: JoinHandle<()>,
    /// Where the recording begins: after the answer to the login.
    begins: usize,
    looks: usize,
    logs: Vec<(PathBuf, &'static str, usize)>,
}

impl Tape {
    /// Logs in; what Asterisk says from now on is recorded.
    pub async fn start(centre: &CallCentre) -> Result<Self> {
        let asterisk = centre.lab.asterisk();
        let (reader, writer) = TcpStream::connect(asterisk.ami_addr()).await?.into_split();
        let heard = Arc::default();
        let (sender, length) = watch::channel(0);
        let reading = tokio::spawn(read(reader, Arc::clone(&heard), sender));
        let logs = LOGS.map(|(place, name)| {
            let path = asterisk.log_dir().join(place);
            let length = fs::metadata(&path).map_or(0, |metadata| metadata.len());
            (path, name, usize::try_from(length).unwrap_or(0))
        });
        let logs = logs.into();
        let mut tape = Self { writer, heard, length, reading, begins: 0, looks: 0, logs };
        let secret = asterisk.vasl_secret();
        tape.say(&format!(
            "Action: Login\r\nUsername: vasl\r\nSecret: {secret}\r\nEvents: agent,call,system\r\n\r\n"
        ))
        .await?;
        tape.begins = tape
            .wait("the login", |bytes| end_of(bytes, b"Authentication accepted\r\n\r\n"))
            .await?;
        Ok(tape)
    }

    /// Asks for all channels and bridges: the answer stands in the recording where it came.
    pub async fn look(&mut self) -> Result {
        for (action, answer) in
            [("CoreShowChannels", "CoreShowChannelsComplete"), ("BridgeList", "BridgeListComplete")]
        {
            self.looks += 1;
            let id = self.looks;
            self.say(&format!("Action: {action}\r\nActionID: {id:032x}\r\n\r\n")).await?;
            let end = format!("Event: {answer}\r\nActionID: {id:032x}\r\n");
            self.wait(answer, |bytes| end_of(bytes, end.as_bytes())).await?;
        }
        Ok(())
    }

    /// Waits until all channels are gone, and writes the recording into a folder.
    pub async fn end(mut self, centre: &CallCentre, folder: &Path) -> Result {
        self.wait("all channels to be gone", |bytes| {
            let count = |event: &[u8]| bytes.windows(event.len()).filter(|w| *w == event).count();
            (count(b"Event: Newchannel\r\n") == count(b"Event: Hangup\r\n")).then_some(())
        })
        .await?;
        self.say("Action: Logoff\r\n\r\n").await?;
        timeout(PATIENCE, &mut self.reading)
            .await
            .map_err(|_| "Asterisk does not say goodbye")??;
        let version = version_of(centre).await?;
        let bytes = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = find(&bytes, b"Response: Goodbye").ok_or("Asterisk says goodbye")?;
        fs::create_dir_all(folder)?;
        let telling = without_what_is_left_out(&bytes[self.begins..ends]);
        fs::write(folder.join(format!("{version}.ami")), telling)?;
        for (path, name, begins) in &self.logs {
            let log = whole(path, *begins)?;
            fs::write(folder.join(format!("{version}.{name}")), log)?;
        }
        Ok(())
    }

    async fn say(&mut self, text: &str) -> Result {
        Ok(self.writer.write_all(text.as_bytes()).await?)
    }

    async fn wait<T>(&mut self, what: &str, look: impl Fn(&[u8]) -> Option<T>) -> Result<T> {
        let heard = Arc::clone(&self.heard);
        let found = timeout(PATIENCE, async {
            loop {
                self.length.borrow_and_update();
                if let Some(found) = look(&heard.lock().unwrap_or_else(PoisonError::into_inner)) {
                    return Ok(found);
                }
                self.length.changed().await?;
            }
        });
        found.await.map_err(|_| format!("waited in vain for {what}"))?
    }
}

async fn read(mut reader: OwnedReadHalf, heard: Arc<Mutex<Vec<u8>>>, length: watch::Sender<usize>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = reader.read(&mut buffer).await {
        heard.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&buffer[..read]);
        length.send_modify(|length| *length += read);
    }
}

/// What was written to a log since, once all channels of it have ended.
fn whole(path: &Path, begins: usize) -> Result<Vec<u8>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let log = fs::read(path)?.split_off(begins);
        let count = |kind: &[u8]| {
            log.split(|byte| *byte == b'\n').filter(|line| line.starts_with(kind)).count()
        };
        if count(b"CHAN_START|") == count(b"CHAN_END|") {
            return Ok(log);
        }
        if Instant::now() > deadline {
            return Err(
                format!("{} does not tell of the end of all channels", path.display()).into()
            );
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// `22.10.1` of `22.10.1~dfsg+~cs6…`.
async fn version_of(centre: &CallCentre) -> Result<String> {
    let answer = centre.lab.asterisk().action(&[("Action", "CoreSettings")]).await?;
    let version = answer.iter().find_map(|message| message.get("AsteriskVersion"));
    let version = version.ok_or("Asterisk says its version")?;
    Ok(version.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect())
}

fn without_what_is_left_out(mut bytes: &[u8]) -> Vec<u8> {
    let mut telling = Vec::new();
    while let Some(end) = find(bytes, b"\r\n\r\n") {
        let (message, rest) = bytes.split_at(end + 4);
        let kind = message.strip_prefix(b"Event: ").unwrap_or_default();
        if !LEFT_OUT.iter().any(|out| kind.strip_prefix(*out).is_some_and(|r| r.starts_with(b"\r")))
        {
            telling.extend_from_slice(message);
        }
        bytes = rest;
    }
    telling
}

fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}

/// Where the message ends of which these are lines.
fn end_of(bytes: &[u8], lines: &[u8]) -> Option<usize> {
    let begins = find(bytes, lines)?;
    let after = begins + lines.len() - usize::from(lines.ends_with(b"\r\n\r\n")) * 4;
    find(bytes.get(after..)?, b"\r\n\r\n").map(|end| after + end + 4)
}
