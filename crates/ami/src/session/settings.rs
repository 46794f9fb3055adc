//! How to connect.

use std::fmt;
use std::time::Duration;

use crate::secret::Secret;

/// How the secret is proved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoginMethod {
    /// `Challenge` and MD5: the secret does not go over the wire.
    #[default]
    Challenge,
    /// The secret goes over the wire as it is.
    Plain,
}

/// Where and as whom to log in, and how long to wait.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Host and port, such as `127.0.0.1:5038`.
    pub address: String,
    /// The manager user.
    pub user: String,
    /// The user's secret.
    pub secret: Secret,
    /// How the secret is proved.
    pub method: LoginMethod,
    /// How long the TCP connection may take.
    pub connect_timeout: Duration,
    /// How long the banner and the login may take. Asterisk sleeps a second before it refuses.
    pub login_timeout: Duration,
    /// How long an action may take, and a whole list.
    pub action_timeout: Duration,
    /// How many events may wait for the consumer before the connection is given up.
    pub event_buffer: usize,
}

impl Settings {
    /// Settings with the usual times: 3 s to connect, 5 s to log in, 5 s for an action, and room
    /// for 8192 events.
    pub fn new(address: impl Into<String>, user: impl Into<String>, secret: Secret) -> Self {
        Self {
            address: address.into(),
            user: user.into(),
            secret,
            method: LoginMethod::default(),
            connect_timeout: Duration::from_secs(3),
            login_timeout: Duration::from_secs(5),
            action_timeout: Duration::from_secs(5),
            event_buffer: 8192,
        }
    }
}

/// A class of events. The manager user needs it under `read`.
///
/// `dialplan` is left out on purpose: it floods, and its values may be long enough to hold a
/// flawless forgery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventClass {
    /// Queues and their members.
    Agent,
    /// Channels, bridges and dials.
    Call,
    /// Start, reload, peers and contacts.
    System,
    /// The dialplan's own events. Ask for them only when none holds text of a caller's: their
    /// headers have no length limit, so a flawless forgery fits in one.
    User,
}

impl EventClass {
    const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Call => "call",
            Self::System => "system",
            Self::User => "user",
        }
    }
}

/// Which events to ask for (`Events` of `Login`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventMask(String);

impl EventMask {
    /// Events of these classes; none for an empty list.
    #[must_use]
    pub fn of(classes: &[EventClass]) -> Self {
        if classes.is_empty() {
            return Self("off".to_owned());
        }
        let names: Vec<&str> = classes.iter().map(|class| class.name()).collect();
        Self(names.join(","))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0 == "off"
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// `agent`, `call` and `system`.
impl Default for EventMask {
    fn default() -> Self {
        Self::of(&[EventClass::Agent, EventClass::Call, EventClass::System])
    }
}

impl fmt::Display for EventMask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
