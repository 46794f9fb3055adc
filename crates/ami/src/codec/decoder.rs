//! Incremental, bounded framing.

use std::mem;

use super::message::{Fault, Message};
use crate::text::Text;

/// The longest line, CR LF included, in bytes. Longer lines are left out and mark the message.
pub const MAX_LINE: usize = 16 * 1024;
/// The most lines in one message (`Command` answers with a line per `Output`).
pub const MAX_FIELDS: usize = 8192;
/// The largest message, in bytes.
pub const MAX_MESSAGE: usize = 1024 * 1024;
/// The longest first line, in bytes, before the peer is taken for something other than Asterisk.
pub const MAX_BANNER: usize = 256;

const BANNER: &[u8] = b"Asterisk Call Manager/";

/// What the decoder found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// The greeting of a new connection: the AMI version, such as `11.0.0`.
    Banner(Text),
    /// The first line was no AMI greeting; nothing more will be decoded.
    NotAmi,
    /// A whole message.
    Message(Message),
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Banner,
    Messages,
    Refused,
}

/// Turns bytes into [`Incoming`], however they are cut up.
///
/// Only CR LF ends a line. A lone LF stays in its value and marks the message with
/// [`Fault::StrayControl`], because Asterisk never sends one of its own accord.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    line: Vec<u8>,
    line_len: usize,
    last: u8,
    message: Message,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// A decoder for a new connection, whose first line is the banner.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: State::Banner,
            line: Vec::new(),
            line_len: 0,
            last: 0,
            message: Message::default(),
        }
    }

    /// A decoder for a stream that begins with a message.
    #[must_use]
    pub fn without_banner() -> Self {
        Self { state: State::Messages, ..Self::new() }
    }

    /// Takes bytes from the front of `input` until something is whole or `input` is empty.
    ///
    /// Call it until it gives `None`.
    pub fn decode(&mut self, input: &mut &[u8]) -> Option<Incoming> {
        while !input.is_empty() && self.state != State::Refused {
            let end = memchr::memchr(b'\n', input);
            let taken = end.map_or(input.len(), |at| at + 1);
            let (bytes, rest) = input.split_at(taken);
            *input = rest;
            let after_cr = self.absorb(bytes);
            let found = match self.state {
                State::Banner => self.banner(end.is_some()),
                _ if end.is_some() && after_cr => self.end_line(),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        *input = &[];
        None
    }

    /// Whether no message has been begun: the last byte seen ended a message.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.line_len == 0 && self.message.is_empty() && self.message.fault().is_none()
    }

    /// Keeps the bytes, and tells whether the last of them follows a CR.
    fn absorb(&mut self, bytes: &[u8]) -> bool {
        let room = MAX_LINE.saturating_sub(self.line.len());
        self.line.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.line_len = self.line_len.saturating_add(bytes.len());
        let before_last = match bytes {
            [.., before, _] => *before,
            _ => self.last,
        };
        self.last = bytes.last().copied().unwrap_or(self.last);
        before_last == b'\r'
    }

    fn banner(&mut self, ended: bool) -> Option<Incoming> {
        if !ended && self.line_len < MAX_BANNER {
            return None;
        }
        let version = self
            .line
            .strip_prefix(BANNER)
            .filter(|_| ended && self.line_len <= MAX_BANNER)
            .map(|version| Text::clipped(version.trim_ascii_end()));
        self.clear_line();
        self.state = if version.is_some() { State::Messages } else { State::Refused };
        Some(version.map_or(Incoming::NotAmi, Incoming::Banner))
    }

    fn end_line(&mut self) -> Option<Incoming> {
        let whole = self.line_len <= MAX_LINE;
        let line = mem::take(&mut self.line);
        self.line_len = 0;
        self.last = 0;
        let content = line.strip_suffix(b"\r\n").unwrap_or(&line);
        let found = if !whole {
            self.message.mark(Fault::LineTooLong);
            None
        } else if content.is_empty() {
            self.end_message()
        } else {
            self.keep(content);
            None
        };
        self.line = line;
        self.line.clear();
        found
    }

    fn keep(&mut self, content: &[u8]) {
        if self.message.len() >= MAX_FIELDS {
            self.message.mark(Fault::TooManyFields);
        } else if self.message.size() + content.len() > MAX_MESSAGE {
            self.message.mark(Fault::TooLarge);
        } else {
            self.message.push_line(content);
        }
    }

    fn end_message(&mut self) -> Option<Incoming> {
        if self.message.is_empty() && self.message.fault().is_none() {
            return None;
        }
        Some(Incoming::Message(mem::take(&mut self.message)))
    }

    fn clear_line(&mut self) {
        self.line.clear();
        self.line_len = 0;
        self.last = 0;
    }
}
