//! The answer to an action.

use super::message::Message;
use crate::text::Text;

/// An answer that begins `Response:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response(Message);

impl Response {
    /// Takes a message for a response, or gives it back when its first line is not `Response`.
    ///
    /// # Errors
    /// The message, unchanged, when it is something else.
    pub fn from_message(message: Message) -> Result<Self, Message> {
        match message.at(0) {
            Some(first) if first.key == b"Response" => Ok(Self(message)),
            _ => Err(message),
        }
    }

    /// Whether Asterisk did not answer `Error`. `Success`, `Goodbye` and `Follows` are successes.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.0.at(0).is_some_and(|first| !first.value.eq_ignore_ascii_case(b"Error"))
    }

    /// Whether a list follows (`EventList: start`).
    #[must_use]
    pub fn starts_list(&self) -> bool {
        self.0.get("EventList").is_some_and(|value| value.eq_ignore_ascii_case(b"start"))
    }

    /// The `Message` line; empty when there is none.
    #[must_use]
    pub fn message(&self) -> Text {
        self.0.get("Message").map(Text::clipped).unwrap_or_default()
    }

    /// The lines that `Command` printed, in order.
    pub fn output(&self) -> impl Iterator<Item = &[u8]> {
        self.0.all("Output")
    }

    /// The message itself, for further fields.
    #[must_use]
    pub fn fields(&self) -> &Message {
        &self.0
    }
}
