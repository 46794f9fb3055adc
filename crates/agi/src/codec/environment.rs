//! What Asterisk says about the call before the first command.

use std::ops::Range;

use super::field::{FIELDS, Field};

/// How much of an environment can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trust {
    /// Nothing beyond `agi_network_script`.
    ScriptOnly,
    /// Everything before the first line that a caller can write into.
    Preamble,
    /// All of it.
    Whole,
}

/// The environment of one call: what Asterisk writes before it reads commands.
///
/// Values are raw bytes, and those from [`Field::CallerNumber`] on may come from the caller:
/// not UTF-8, not printable, of any content.
///
/// # Taint
///
/// Asterisk escapes nothing, so a caller's name that holds an LF writes lines of its own. Such
/// a line breaks the order of the keys, or repeats one. The environment is then
/// [tainted](Self::tainted), and every accessor answers `None` for whatever could have been
/// forged: all from [`Field::CallerNumber`] on, arguments with it. What stands before is lost
/// as well where one of its own keys was repeated. [`Self::network_script`] is never lost: it
/// precedes all that a caller can write, as long as the dialplan puts no caller's data into
/// the URL.
///
/// Two forgeries leave no trace in the environment: lines written by the *last* argument, and
/// a caller's text long enough (some 300 bytes) to hold all the remaining lines and the empty
/// line as well. So pass no caller's data in arguments, and what must be believed in the URL.
#[derive(Clone, PartialEq, Eq)]
pub struct Environment {
    pub(super) bytes: Vec<u8>,
    pub(super) fields: [Option<Range<usize>>; FIELDS],
    pub(super) arguments: Vec<Range<usize>>,
    pub(super) trust: Trust,
}

impl Environment {
    /// Whether a line stood where Asterisk writes none, or one was missing.
    #[must_use]
    pub fn tainted(&self) -> bool {
        self.trust != Trust::Whole
    }

    /// The raw value of a key; `None` where it is absent, `unknown`, or may be forged.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&[u8]> {
        let believed = match self.trust {
            Trust::Whole => true,
            Trust::Preamble => field < Field::CallerNumber,
            Trust::ScriptOnly => field <= Field::NetworkScript,
        };
        if !believed {
            return None;
        }
        let range = self.fields.get(field.position())?.clone()?;
        let value = self.bytes.get(range)?;
        let absent = field.unknown_is_absent() && (value.is_empty() || value == b"unknown");
        (!absent).then_some(value)
    }

    /// The URL after its host: path and query. Readable even when tainted.
    #[must_use]
    pub fn network_script(&self) -> Option<NetworkScript<'_>> {
        self.get(Field::NetworkScript).map(NetworkScript)
    }

    /// The channel's name, such as `PJSIP/trunk-0000002a`.
    #[must_use]
    pub fn channel(&self) -> Option<&[u8]> {
        self.get(Field::Channel)
    }

    /// The channel's unique id, such as `1700000000.42`.
    #[must_use]
    pub fn unique_id(&self) -> Option<&[u8]> {
        self.get(Field::UniqueId)
    }

    /// Asterisk's version, such as `22.10.1`.
    #[must_use]
    pub fn version(&self) -> Option<&[u8]> {
        self.get(Field::Version)
    }

    /// The caller's number as the channel has it. A claim, not a proof.
    #[must_use]
    pub fn caller_number(&self) -> Option<&[u8]> {
        self.get(Field::CallerNumber)
    }

    /// The caller's name as the channel has it. Any bytes at all.
    #[must_use]
    pub fn caller_name(&self) -> Option<&[u8]> {
        self.get(Field::CallerName)
    }

    /// The number that was dialled, as the channel's technology told it. A SIP caller may write
    /// anything there that the dialplan lets in.
    #[must_use]
    pub fn dialled_number(&self) -> Option<&[u8]> {
        self.get(Field::DialledNumber)
    }

    /// Whether the caller lets their number be shown; `None` if it is no decimal octet.
    #[must_use]
    pub fn presentation(&self) -> Option<Presentation> {
        self.number(Field::Presentation).map(Presentation::from_octet)
    }

    /// The dialplan context that runs the AGI application.
    #[must_use]
    pub fn context(&self) -> Option<&[u8]> {
        self.get(Field::Context)
    }

    /// The dialplan extension that runs the AGI application.
    #[must_use]
    pub fn extension(&self) -> Option<&[u8]> {
        self.get(Field::Extension)
    }

    /// The dialplan priority that runs the AGI application, from 1.
    #[must_use]
    pub fn priority(&self) -> Option<u32> {
        self.number(Field::Priority)
    }

    /// The arguments of the AGI application, `agi_arg_1` first. None at all when tainted.
    pub fn arguments(&self) -> impl Iterator<Item = &[u8]> {
        let believed = if self.tainted() { &[][..] } else { self.arguments.as_slice() };
        believed.iter().filter_map(|range| self.bytes.get(range.clone()))
    }

    fn number<N: std::str::FromStr>(&self, field: Field) -> Option<N> {
        let digits = self.get(field)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        std::str::from_utf8(digits).ok()?.parse().ok()
    }
}

/// Says nothing of the caller, so that it may be logged.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("unique_id", &self.unique_id().map(String::from_utf8_lossy))
            .field("tainted", &self.tainted())
            .finish_non_exhaustive()
    }
}

/// Whether a caller lets their number be shown: bits 6 and 7 of the presentation octet
/// (`callerid.h`:425-435).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presentation {
    /// The number may be shown.
    Allowed,
    /// The caller withholds it.
    Restricted,
    /// There is none, or the value is a reserved one.
    Unavailable,
}

impl Presentation {
    /// Reads the two bits; the screening bits are left aside.
    #[must_use]
    pub const fn from_octet(octet: u8) -> Self {
        match octet & 0x60 {
            0x00 => Self::Allowed,
            0x20 => Self::Restricted,
            _ => Self::Unavailable,
        }
    }
}

/// The URL after its host, as the dialplan wrote it: `path?name=value&name=value`.
///
/// Asterisk decodes no `%`-sequences and neither does this; the whole is at most as long as
/// a line of the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkScript<'e>(pub(super) &'e [u8]);

impl<'e> NetworkScript<'e> {
    /// All of it, without the leading `/`.
    #[must_use]
    pub const fn as_bytes(self) -> &'e [u8] {
        self.0
    }

    /// What stands before the first `?`.
    #[must_use]
    pub fn path(self) -> &'e [u8] {
        split_at_byte(self.0, b'?').0
    }

    /// The pairs after the first `?`, in order. A name without `=` has an empty value.
    pub fn query(self) -> impl Iterator<Item = (&'e [u8], &'e [u8])> {
        let query = split_at_byte(self.0, b'?').1;
        query.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = split_at_byte(pair, b'=');
            (name, value)
        })
    }

    /// The value of the first pair of that name: a later one cannot override it.
    #[must_use]
    pub fn parameter(self, name: &[u8]) -> Option<&'e [u8]> {
        self.query().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

/// What stands before the first `separator`, and what after it (empty if there is none).
fn split_at_byte(bytes: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let Some(at) = memchr::memchr(separator, bytes) else {
        return (bytes, &[]);
    };
    (bytes.get(..at).unwrap_or_default(), bytes.get(at + 1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presentation_looks_at_two_bits() {
        for (octet, presentation) in [
            (0, Presentation::Allowed),
            (3, Presentation::Allowed),
            (32, Presentation::Restricted),
            (35, Presentation::Restricted),
            (67, Presentation::Unavailable),
            (96, Presentation::Unavailable),
        ] {
            assert_eq!(Presentation::from_octet(octet), presentation, "{octet}");
        }
    }

    #[test]
    fn a_script_has_a_path_and_pairs() {
        let script = NetworkScript(b"reconnect?module=7&token=a=b&&flag&module=8");
        assert_eq!(script.path(), b"reconnect");
        let pairs: Vec<_> = script.query().collect();
        assert_eq!(
            pairs,
            [(&b"module"[..], &b"7"[..]), (b"token", b"a=b"), (b"flag", b""), (b"module", b"8")]
        );
        assert_eq!(script.parameter(b"module"), Some(&b"7"[..]));
        assert_eq!(script.parameter(b"mod"), None);
    }

    #[test]
    fn a_script_may_have_no_query_or_no_path() {
        assert_eq!(NetworkScript(b"hello").query().count(), 0);
        assert_eq!(NetworkScript(b"?a=1").path(), b"");
        assert_eq!(NetworkScript(b"?a=1").parameter(b"a"), Some(&b"1"[..]));
    }
}
