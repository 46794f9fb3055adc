//! A small reader of Asterisk's manager interface: the lab's own, so that what it says of a call
//! does not rest on the code under test.

use std::net::SocketAddr;
use std::time::Instant;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use crate::error::{Doing, LabError, Result};

/// One message of the manager interface: an event or a response.
#[derive(Clone, Debug)]
pub struct Message {
    fields: Vec<(String, String)>,
    /// When it arrived.
    pub at: Instant,
}

impl Message {
    /// The first value of a field (names ignore case).
    pub fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(&field.1)
    }

    /// A field that is there and not empty, `<unknown>` or `unknown`.
    pub fn known(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !matches!(*value, "" | "<unknown>" | "unknown"))
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.fields.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| &**v)
    }

    /// Every field in order.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Whether it is the event `name`.
    pub fn is(&self, name: &str) -> bool {
        self.get("Event") == Some(name)
    }

    /// Whether the field has this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// Whether it begins as Asterisk begins every event here: Event, Privilege, Timestamp. What
    /// a caller forges by line breaks in a number does not, or has borrowed the end of a genuine
    /// event: the uniqueid of a channel that it does not name.
    pub fn is_genuine(&self) -> bool {
        if self.get("Uniqueid").is_some() && self.get("Channel").is_none() {
            return false;
        }
        let mut names = self.fields.iter().map(|(name, _)| name.as_str());
        names.next() == Some("Event")
            && names.next() == Some("Privilege")
            && names.next() == Some("Timestamp")
    }

    /// Whether a channel's description breaks off: a blank line in a caller's number cut it.
    pub(crate) fn is_torn(&self) -> bool {
        [("Channel", "Linkedid"), ("DestChannel", "DestLinkedid")]
            .into_iter()
            .any(|(first, last)| self.get(first).is_some() && self.get(last).is_none())
    }

    /// How many fields it has.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Puts what followed a torn event back. The `own` fields that stood before the tear are
    /// Asterisk's, and so is what comes last; between them is the forgery.
    pub(crate) fn mend(&mut self, own: usize, rest: &Self) {
        for (name, value) in &rest.fields {
            let known = self.fields.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
            match known {
                Some(place) if place < own => {}
                Some(place) => {
                    if let Some(field) = self.fields.get_mut(place) {
                        field.1.clone_from(value);
                    }
                }
                None => self.fields.push((name.clone(), value.clone())),
            }
        }
    }

    /// One line with the fields that tell most.
    pub fn brief(&self) -> String {
        let mut line = self.get("Event").or_else(|| self.get("Response")).unwrap_or("?").to_owned();
        for name in [
            "Channel",
            "DestChannel",
            "Uniqueid",
            "Context",
            "Exten",
            "Application",
            "AppData",
            "Queue",
            "Interface",
            "DialStatus",
            "BridgeUniqueid",
            "BridgeNumChannels",
            "Cause",
            "Device",
            "State",
            "Status",
            "Paused",
            "Variable",
            "Value",
            "Message",
        ] {
            if let Some(value) = self.known(name) {
                line.push_str(&format!(" {name}={value}"));
            }
        }
        line
    }
}

/// The reading half of a session.
pub(crate) struct Reader {
    lines: BufReader<OwnedReadHalf>,
    fields: Vec<(String, String)>,
    line: Vec<u8>,
}

impl Reader {
    /// The next message; `None` when Asterisk closed. May be cancelled and called again.
    pub(crate) async fn next(&mut self) -> std::io::Result<Option<Message>> {
        loop {
            // A cancelled read leaves what it had in `line`.
            if self.lines.read_until(b'\n', &mut self.line).await? == 0 {
                return Ok(None);
            }
            let line = String::from_utf8_lossy(&self.line);
            let line = line.trim_end_matches(['\r', '\n']);
            if !line.is_empty() {
                let (name, value) = line.split_once(':').unwrap_or((line, ""));
                // The banner is the only line without a colon that ends with no blank line.
                if !line.starts_with("Asterisk Call Manager/") {
                    let value = value.strip_prefix(' ').unwrap_or(value);
                    self.fields.push((name.to_owned(), value.to_owned()));
                }
                self.line.clear();
                continue;
            }
            self.line.clear();
            if !self.fields.is_empty() {
                let fields = std::mem::take(&mut self.fields);
                return Ok(Some(Message { fields, at: Instant::now() }));
            }
        }
    }
}

/// The writing half of a session.
pub(crate) struct Writer(OwnedWriteHalf);

impl Writer {
    /// Sends an action; line breaks in values become spaces.
    pub(crate) async fn send(&mut self, action: &[(&str, &str)]) -> std::io::Result<()> {
        let mut text = String::new();
        for (name, value) in action {
            let value = value.replace(['\r', '\n'], " ");
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        self.0.write_all(text.as_bytes()).await
    }
}

/// Connects and logs in; events only when asked for.
pub(crate) async fn connect(
    addr: SocketAddr,
    (user, secret): (&str, &str),
    events: bool,
) -> Result<(Reader, Writer)> {
    let stream = TcpStream::connect(addr).await.doing("connect to Asterisk's manager interface")?;
    stream.set_nodelay(true).doing("set up the manager connection")?;
    let (read, write) = stream.into_split();
    let mut reader = Reader { lines: BufReader::new(read), fields: Vec::new(), line: Vec::new() };
    let mut writer = Writer(write);
    let events = if events { "on" } else { "off" };
    let login = [
        ("Action", "Login"),
        ("ActionID", "login"),
        ("Username", user),
        ("Secret", secret),
        ("Events", events),
    ];
    writer.send(&login).await.doing("log in to the manager interface")?;
    loop {
        let message = reader.next().await.doing("log in to the manager interface")?;
        let message = message.ok_or(LabError::NotRunning("it closed the manager connection"))?;
        match message.get("Response") {
            Some("Success") => return Ok((reader, writer)),
            Some(_) => {
                let answer = message.get("Message").unwrap_or_default().to_owned();
                return Err(LabError::Refused { what: format!("the login of {user}"), answer });
            }
            None => {}
        }
    }
}

/// Reads the answer to the action `id`: the response, and the list's items where it starts one.
pub(crate) async fn answer(reader: &mut Reader, id: &str) -> Result<Vec<Message>> {
    let mut answer: Vec<Message> = Vec::new();
    loop {
        let message = reader.next().await.doing("read an answer of Asterisk")?;
        let message = message.ok_or(LabError::NotRunning("it closed the manager connection"))?;
        if !message.has("ActionID", id) {
            continue;
        }
        let complete =
            message.has("EventList", "Complete") || message.has("EventList", "Cancelled");
        answer.push(message);
        let listed = answer.first().is_some_and(|first| {
            first.get("EventList").is_some_and(|list| list.eq_ignore_ascii_case("start"))
        });
        if complete || !listed {
            return Ok(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Message {
        let fields = text.split(", ").map(|field| {
            let (name, value) = field.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        Message { fields: fields.collect(), at: Instant::now() }
    }

    #[test]
    fn a_torn_event_is_mended() {
        let head = "Event=Hangup, Privilege=call, Timestamp=1.2, Channel=PJSIP/trunk-1";
        let mut event = message(head);
        assert!(event.is_genuine() && event.is_torn());
        let forged = message("Event=Newchannel, Uniqueid=9.9, Channel=x");
        assert!(!forged.is_genuine());
        let own = event.len();
        event.mend(own, &forged);
        event.mend(own, &message("CallerIDName=y, Uniqueid=1.1, Linkedid=1.1"));
        assert!(event.is("Hangup") && event.has("Channel", "PJSIP/trunk-1"));
        assert!(event.has("Uniqueid", "1.1") && !event.is_torn());
    }
}
