//! Bounded text taken from the wire.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

/// Text from Asterisk, at most [`Text::MAX_BYTES`] bytes long on the wire.
///
/// AMI values are bytes. Bytes that are not UTF-8 become U+FFFD here, so `Text` is for names that
/// Asterisk itself makes (channels, queues, identifiers) and for showing; a caller's number stays
/// `Vec<u8>`.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Box<str>);

impl Text {
    /// The longest value, in bytes on the wire, that becomes a `Text`.
    pub const MAX_BYTES: usize = 1024;

    /// Decodes a value, or gives `None` when it is longer than [`Text::MAX_BYTES`].
    #[must_use]
    pub fn from_wire(value: &[u8]) -> Option<Self> {
        (value.len() <= Self::MAX_BYTES).then(|| Self(String::from_utf8_lossy(value).into()))
    }

    /// Decodes as much of a value as fits; for messages meant for people.
    #[must_use]
    pub fn clipped(value: &[u8]) -> Self {
        let kept = value.get(..Self::MAX_BYTES).unwrap_or(value);
        Self(String::from_utf8_lossy(kept).into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

/// Undoes `ast_escape_c` (main/utils.c), which Asterisk applies to caller names.
pub(crate) fn unescape_c(value: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(value.len());
    let mut bytes = value.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            plain.push(byte);
            continue;
        }
        match bytes.next() {
            Some(escaped) => plain.push(unescaped(escaped)),
            None => plain.push(b'\\'),
        }
    }
    plain
}

fn unescaped(escaped: u8) -> u8 {
    match escaped {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unescaped() {
        assert_eq!(unescape_c(br"O\'Brien \x \\ \n\"), b"O'Brien x \\ \n\\");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_replaced() {
        assert_eq!(Text::from_wire(b"a\xffb").unwrap(), "a\u{fffd}b");
        assert!(Text::from_wire(&[b'a'; 1025]).is_none());
        assert_eq!(Text::clipped(&[b'a'; 2000]).len(), 1024);
    }
}
