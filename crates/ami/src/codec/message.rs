//! One block of `Key: value` lines.

use std::borrow::Cow;
use std::fmt;

use crate::text::Text;

/// One `Key: value` line. Both sides are bytes as Asterisk sent them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// What stands before the colon; empty when the line had none.
    pub key: &'a [u8],
    /// What follows the colon and one space.
    pub value: &'a [u8],
}

/// What is wrong with the framing of a message, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A line has no colon.
    NoColon,
    /// A line holds CR, LF or NUL. Asterisk ends lines with CR LF, so a lone one came with a value.
    StrayControl,
    /// A line was longer than [`super::MAX_LINE`] and was left out.
    LineTooLong,
    /// There were more lines than [`super::MAX_FIELDS`]; the rest was left out.
    TooManyFields,
    /// The message was larger than [`super::MAX_MESSAGE`]; the rest was left out.
    TooLarge,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Span {
    start: usize,
    key_end: usize,
    value_start: usize,
    end: usize,
}

/// A block of lines between two empty ones: an event, a response or an item of a list.
///
/// Lines keep their order, and a key may stand more than once. `Debug` shows keys and lengths, not
/// values, because values hold callers' numbers.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Message {
    bytes: Vec<u8>,
    spans: Vec<Span>,
    fault: Option<Fault>,
}

impl Message {
    /// The lines in order.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = Field<'_>> {
        self.spans.iter().map(|span| self.field(*span))
    }

    /// The line at a position, counted from 0.
    #[must_use]
    pub fn at(&self, position: usize) -> Option<Field<'_>> {
        self.spans.get(position).map(|span| self.field(*span))
    }

    /// The first value of a key, byte for byte.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        self.fields().find(|field| field.key == key.as_bytes()).map(|field| field.value)
    }

    /// The first value of a key, with what is not UTF-8 replaced.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<Cow<'_, str>> {
        self.get(key).map(String::from_utf8_lossy)
    }

    /// All values of a key, in order.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.fields().filter(move |field| field.key == key.as_bytes()).map(|field| field.value)
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are no lines.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The worst thing wrong with the framing, if any.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// The event's name, when the first line is `Event`.
    #[must_use]
    pub fn event_name(&self) -> Option<Text> {
        let first = self.at(0)?;
        (first.key == b"Event").then(|| Text::clipped(first.value))
    }

    fn field(&self, span: Span) -> Field<'_> {
        Field {
            key: self.bytes.get(span.start..span.key_end).unwrap_or_default(),
            value: self.bytes.get(span.value_start..span.end).unwrap_or_default(),
        }
    }

    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn mark(&mut self, fault: Fault) {
        self.fault = self.fault.max(Some(fault));
    }

    pub(super) fn push_line(&mut self, line: &[u8]) {
        if memchr::memchr3(b'\r', b'\n', 0, line).is_some() {
            self.mark(Fault::StrayControl);
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(line);
        let (key_len, value_at) = match memchr::memchr(b':', line) {
            Some(colon) if line.get(colon + 1) == Some(&b' ') => (colon, colon + 2),
            Some(colon) => (colon, colon + 1),
            None => {
                self.mark(Fault::NoColon);
                (0, 0)
            }
        };
        self.spans.push(Span {
            start,
            key_end: start + key_len,
            value_start: start + value_at,
            end: start + line.len(),
        });
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for field in self.fields() {
            map.entry(&String::from_utf8_lossy(field.key), &field.value.len());
        }
        map.finish()
    }
}
