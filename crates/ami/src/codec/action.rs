//! What may be sent to Asterisk.

use std::fmt;

use md5::{Digest, Md5};
use thiserror::Error;

use crate::secret::Secret;

/// The longest line Asterisk takes, CR LF included, in bytes (`inbuf`, main/manager.c 298 and 7192).
pub const MAX_ACTION_LINE: usize = 1024;
/// The most lines of one action (`AST_MAX_MANHEADERS`), `Action` and `ActionID` included.
pub const MAX_ACTION_LINES: usize = 128;

/// Why an action cannot be built. It names the field, never its value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ActionInvalid {
    /// A value holds CR, LF or NUL, which would begin a line of its own.
    #[error("the value of {field} holds a line break or a NUL")]
    LineBreak {
        /// The field's name.
        field: String,
    },
    /// The line would be longer than [`MAX_ACTION_LINE`].
    #[error("the value of {field} is longer than Asterisk takes")]
    TooLong {
        /// The field's name.
        field: String,
    },
    /// A name is empty, reserved, or has a character other than a visible ASCII one.
    #[error("an action or field name is empty, reserved or has a character that no name has")]
    BadName,
    /// There would be more than [`MAX_ACTION_LINES`] lines.
    #[error("the action has more lines than Asterisk takes")]
    TooManyLines,
}

/// The 128 random bits by which an answer is known.
///
/// A caller can put a whole `Response` into the event stream, so the identifier must not be
/// guessable: take the bytes from the operating system.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ActionId([u8; 16]);

impl ActionId {
    /// Makes an identifier of random bytes.
    #[must_use]
    pub const fn from_random(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// Reads an identifier as this crate writes it: 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(wire: &[u8]) -> Option<Self> {
        if wire.len() != 32 {
            return None;
        }
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(wire.chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = hex_digit(*high)? << 4 | hex_digit(*low)?;
        }
        Some(Self(id))
    }
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for ActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActionId(…)")
    }
}

/// An action, checked as it is built. `Debug` shows names, never values.
#[derive(Clone, PartialEq, Eq)]
pub struct Action {
    name: String,
    fields: Vec<(String, Vec<u8>)>,
}

impl Action {
    /// An action without fields.
    ///
    /// # Errors
    /// When the name could not stand on a line.
    pub fn new(name: &str) -> Result<Self, ActionInvalid> {
        check_name(name)?;
        check_line("Action", name.as_bytes())?;
        Ok(Self { name: name.to_owned(), fields: Vec::new() })
    }

    /// The action with one more field. Fields keep their order and may repeat.
    ///
    /// # Errors
    /// When the value holds CR, LF or NUL, when the line or the action would be longer than
    /// Asterisk takes, or when the name is empty, `Action` or `ActionID`.
    pub fn field(mut self, key: &str, value: impl AsRef<[u8]>) -> Result<Self, ActionInvalid> {
        let value = value.as_ref();
        check_name(key)?;
        if key.eq_ignore_ascii_case("Action") || key.eq_ignore_ascii_case("ActionID") {
            return Err(ActionInvalid::BadName);
        }
        check_line(key, value)?;
        if self.fields.len() + 2 >= MAX_ACTION_LINES {
            return Err(ActionInvalid::TooManyLines);
        }
        self.fields.push((key.to_owned(), value.to_vec()));
        Ok(self)
    }

    /// The action with one more field when there is a value for it.
    ///
    /// # Errors
    /// As [`Action::field`].
    pub fn maybe(self, key: &str, value: Option<&str>) -> Result<Self, ActionInvalid> {
        match value {
            Some(value) => self.field(key, value),
            None => Ok(self),
        }
    }

    /// `Ping`.
    #[must_use]
    pub fn ping() -> Self {
        Self::bare("Ping")
    }

    /// `CoreShowChannels`: a list of [`crate::event::Item::Channel`].
    #[must_use]
    pub fn core_show_channels() -> Self {
        Self::bare("CoreShowChannels")
    }

    /// `CoreStatus`: when Asterisk started, among other things.
    #[must_use]
    pub fn core_status() -> Self {
        Self::bare("CoreStatus")
    }

    /// `BridgeList`: a list of [`crate::event::Item::Bridge`].
    #[must_use]
    pub fn bridge_list() -> Self {
        Self::bare("BridgeList")
    }

    /// `QueueStatus` of one queue or of all: a list of queues, members and waiting callers.
    ///
    /// # Errors
    /// As [`Action::field`].
    pub fn queue_status(queue: Option<&str>) -> Result<Self, ActionInvalid> {
        Self::bare("QueueStatus").maybe("Queue", queue)
    }

    /// `QueuePause`: pauses or unpauses a member in one queue, or in all when none is named.
    ///
    /// # Errors
    /// As [`Action::field`].
    pub fn queue_pause(
        interface: &str,
        paused: bool,
        queue: Option<&str>,
        reason: Option<&str>,
    ) -> Result<Self, ActionInvalid> {
        Self::bare("QueuePause")
            .field("Interface", interface)?
            .field("Paused", if paused { "true" } else { "false" })?
            .maybe("Queue", queue)?
            .maybe("Reason", reason)
    }

    pub(crate) fn challenge() -> Self {
        Self { fields: vec![("AuthType".to_owned(), b"MD5".to_vec())], ..Self::bare("Challenge") }
    }

    pub(crate) fn login_plain(
        user: &str,
        secret: &Secret,
        events: &str,
    ) -> Result<Self, ActionInvalid> {
        Self::bare("Login")
            .field("Username", user)?
            .field("Secret", secret.bytes())?
            .field("Events", events)
    }

    pub(crate) fn login_md5(
        user: &str,
        secret: &Secret,
        challenge: &[u8],
        events: &str,
    ) -> Result<Self, ActionInvalid> {
        let key = challenge_key(challenge, secret);
        Self::bare("Login")
            .field("AuthType", "MD5")?
            .field("Username", user)?
            .field("Key", key)?
            .field("Events", events)
    }

    /// The action's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Appends the action as it goes on the wire.
    pub fn encode(&self, id: &ActionId, out: &mut Vec<u8>) {
        push_line(out, "Action", self.name.as_bytes());
        push_line(out, "ActionID", id.to_string().as_bytes());
        for (key, value) in &self.fields {
            push_line(out, key, value);
        }
        out.extend_from_slice(b"\r\n");
    }

    fn bare(name: &str) -> Self {
        Self { name: name.to_owned(), fields: Vec::new() }
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<&str> = self.fields.iter().map(|(key, _)| key.as_str()).collect();
        f.debug_struct("Action").field("name", &self.name).field("fields", &keys).finish()
    }
}

fn push_line(out: &mut Vec<u8>, key: &str, value: &[u8]) {
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

fn check_name(name: &str) -> Result<(), ActionInvalid> {
    let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && b != b':');
    if fits { Ok(()) } else { Err(ActionInvalid::BadName) }
}

fn check_line(key: &str, value: &[u8]) -> Result<(), ActionInvalid> {
    if memchr::memchr3(b'\r', b'\n', 0, value).is_some() {
        return Err(ActionInvalid::LineBreak { field: key.to_owned() });
    }
    if key.len() + 2 + value.len() + 2 > MAX_ACTION_LINE {
        return Err(ActionInvalid::TooLong { field: key.to_owned() });
    }
    Ok(())
}

/// hex(md5(challenge ‖ secret)), main/manager.c 2372.
fn challenge_key(challenge: &[u8], secret: &Secret) -> String {
    let digest = Md5::new().chain_update(challenge).chain_update(secret.bytes()).finalize();
    digest.iter().fold(String::with_capacity(32), |mut hex, byte| {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_are_refused_wherever_they_stand() {
        for bad in ["1\r", "1\n2", "1\r\nAction: Originate", "\0"] {
            let refused = Action::new("QueuePause").unwrap().field("Interface", bad);
            assert_eq!(refused, Err(ActionInvalid::LineBreak { field: "Interface".to_owned() }));
        }
        assert_eq!(Action::new("Ping\r\nX: y"), Err(ActionInvalid::BadName));
        assert!(Action::ping().field("A\nB", "").is_err());
        assert!(Action::ping().field("A:B", "").is_err());
        assert!(Action::ping().field("actionid", "1").is_err());
    }

    #[test]
    fn limits_are_those_of_asterisk() {
        let most = MAX_ACTION_LINE - "Value: \r\n".len();
        assert!(Action::ping().field("Value", vec![b'x'; most]).is_ok());
        assert!(Action::ping().field("Value", vec![b'x'; most + 1]).is_err());
        let mut action = Action::ping();
        for _ in 0..126 {
            action = action.field("V", "1").unwrap();
        }
        assert_eq!(action.field("V", "1"), Err(ActionInvalid::TooManyLines));
    }

    #[test]
    fn debug_shows_no_value() {
        let action = Action::login_plain("vasl", &Secret::new("hunter2"), "off").unwrap();
        let shown = format!("{action:?}");
        assert!(!shown.contains("hunter2") && shown.contains("Secret"), "{shown}");
    }

    #[test]
    fn the_key_is_the_md5_of_challenge_and_secret() {
        assert_eq!(challenge_key(b"abc", &Secret::new("")), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(challenge_key(b"a", &Secret::new("bc")), "900150983cd24fb0d6963f7d28e17f72");
    }

    #[test]
    fn an_identifier_is_read_as_written() {
        let id = ActionId::from_random([0xab; 16]);
        assert_eq!(ActionId::parse(id.to_string().as_bytes()), Some(id));
        assert_eq!(ActionId::parse(b"AB"), None);
        assert_eq!(ActionId::parse(&[b'G'; 32]), None);
    }
}
