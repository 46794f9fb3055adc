//! Typed values out of a checked body.

use std::str::FromStr;

use super::dropped::{DropReason, Violation};
use super::shape::{Part, begins_channel, is_key, take_parts};
use super::snapshot::{BridgeSnapshot, ChannelSnapshot};
use crate::codec::Field;
use crate::text::{Text, unescape_c};

/// The parts of a message whose shape was checked, so that each key is looked up by name.
pub(super) struct Reader<'a> {
    parts: Vec<Field<'a>>,
    body: &'a [Field<'a>],
}

impl<'a> Reader<'a> {
    /// Takes the parts out of a body.
    pub(super) fn new(body: &'a [Field<'a>], parts: &[Part]) -> Result<Self, Violation> {
        Ok(Self { parts: take_parts(body, parts)?, body })
    }

    /// All fields, those of no part included.
    pub(super) fn body(&self) -> &'a [Field<'a>] {
        self.body
    }

    /// Whether there is any channel snapshot.
    pub(super) fn has_channel(&self) -> bool {
        self.parts.iter().any(|field| field.key.ends_with(b"ChannelState"))
    }

    fn maybe_bytes(&self, prefix: &str, key: &str) -> Option<&'a [u8]> {
        self.parts.iter().find(|field| is_key(field.key, prefix, key)).map(|field| field.value)
    }

    fn bytes(&self, prefix: &str, key: &'static str) -> Result<&'a [u8], Violation> {
        self.maybe_bytes(prefix, key).ok_or(Violation::at(DropReason::Missing, key))
    }

    pub(super) fn prefixed(&self, prefix: &str, key: &'static str) -> Result<Text, Violation> {
        to_text(self.bytes(prefix, key)?, key)
    }

    pub(super) fn text(&self, key: &'static str) -> Result<Text, Violation> {
        self.prefixed("", key)
    }

    /// A text that must not be empty: a channel's name or an identifier.
    /// As much of a field as fits, for one that may hold a whole dial string.
    pub(super) fn clipped(&self, key: &'static str) -> Result<Text, Violation> {
        Ok(Text::clipped(self.bytes("", key)?))
    }

    pub(super) fn identifier(&self, prefix: &str, key: &'static str) -> Result<Text, Violation> {
        let text = self.prefixed(prefix, key)?;
        if text.is_empty() { Err(Violation::at(DropReason::BadValue, key)) } else { Ok(text) }
    }

    pub(super) fn maybe_text(&self, key: &'static str) -> Result<Option<Text>, Violation> {
        self.maybe_bytes("", key).map(|value| to_text(value, key)).transpose()
    }

    pub(super) fn number<T: FromStr>(
        &self,
        prefix: &str,
        key: &'static str,
    ) -> Result<T, Violation> {
        parse(self.bytes(prefix, key)?).ok_or(Violation::at(DropReason::BadValue, key))
    }

    pub(super) fn maybe_number<T: FromStr>(
        &self,
        key: &'static str,
    ) -> Result<Option<T>, Violation> {
        self.maybe_bytes("", key)
            .map(|value| parse(value).ok_or(Violation::at(DropReason::BadValue, key)))
            .transpose()
    }

    /// `0` or `1`.
    pub(super) fn flag(&self, key: &'static str) -> Result<bool, Violation> {
        Ok(self.number::<i64>("", key)? != 0)
    }

    /// `Yes` or `No`.
    pub(super) fn yes(&self, key: &'static str) -> Result<bool, Violation> {
        Ok(self.bytes("", key)?.eq_ignore_ascii_case(b"Yes"))
    }

    /// A party's number, byte for byte: Asterisk does not escape it.
    pub(super) fn party_number(
        &self,
        prefix: &str,
        key: &'static str,
    ) -> Result<Vec<u8>, Violation> {
        let value = self.bytes(prefix, key)?;
        if value.len() > Text::MAX_BYTES {
            return Err(Violation::at(DropReason::BadValue, key));
        }
        Ok(if is_unknown(value) { Vec::new() } else { value.to_vec() })
    }

    /// A party's name, which a snapshot holds C-escaped.
    pub(super) fn escaped_name(&self, prefix: &str, key: &'static str) -> Result<Text, Violation> {
        let value = self.bytes(prefix, key)?;
        if is_unknown(value) { Ok(Text::default()) } else { to_text(&unescape_c(value), key) }
    }

    /// A party's name as it stands: `QueueEntry` and bridges do not escape.
    pub(super) fn plain_name(&self, prefix: &str, key: &'static str) -> Result<Text, Violation> {
        let value = self.bytes(prefix, key)?;
        if is_unknown(value) { Ok(Text::default()) } else { to_text(value, key) }
    }

    pub(super) fn channel(&self, prefix: &str) -> Result<ChannelSnapshot, Violation> {
        ChannelSnapshot::read(self, prefix)
    }

    pub(super) fn maybe_channel(&self, prefix: &str) -> Result<Option<ChannelSnapshot>, Violation> {
        begins_channel(&self.parts, prefix).then(|| self.channel(prefix)).transpose()
    }

    pub(super) fn bridge(&self, prefix: &str) -> Result<BridgeSnapshot, Violation> {
        BridgeSnapshot::read(self, prefix)
    }

    pub(super) fn maybe_bridge(&self, prefix: &str) -> Result<Option<BridgeSnapshot>, Violation> {
        let present = self.maybe_bytes(prefix, "BridgeUniqueid").is_some();
        present.then(|| self.bridge(prefix)).transpose()
    }
}

/// `<unknown>` in snapshots (main/manager_channels.c), `unknown` in `QueueEntry` (apps/app_queue.c).
fn is_unknown(value: &[u8]) -> bool {
    matches!(value, b"<unknown>" | b"unknown")
}

fn to_text(value: &[u8], key: &'static str) -> Result<Text, Violation> {
    Text::from_wire(value).ok_or(Violation::at(DropReason::BadValue, key))
}

fn parse<T: FromStr>(value: &[u8]) -> Option<T> {
    std::str::from_utf8(value).ok()?.parse().ok()
}
