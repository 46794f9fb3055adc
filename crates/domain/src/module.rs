//! Reconnect modules: questions asked of the conversations that were had.

use crate::callflow::SoundName;
use crate::conversation::{Conversation, Ending, Path};
use crate::destination::Destination;
use crate::expiry::Expiry;
use crate::name::{Extension, ModuleCode, QueueName};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// A named, coded destination that sends the caller to their last operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Its code, by which it is dialled and chosen.
    pub code: ModuleCode,
    /// Its name.
    pub name: ModuleName,
    /// Whether it is in service; out of service it sends everyone to the failure destination.
    #[serde(default = "yes")]
    pub active: bool,
    /// Whether the caller hears no announcement.
    #[serde(default = "yes")]
    pub silent: bool,
    /// Whether it comes back into service by itself after a restart of the PBX or of Vasl.
    #[serde(default = "yes")]
    pub reapply_at_startup: bool,
    /// How long a conversation is remembered.
    pub expiry: Expiry,
    /// The clock that the expiry reads.
    pub time_zone: ZoneName,
    /// What it covers; never empty.
    pub sides: Sides,
    /// Where callers go whom it cannot reconnect.
    pub failure_destination: Destination,
    /// How long the operator's phone rings, in seconds.
    #[serde(default)]
    pub ring_seconds: RingSeconds,
    /// How long a caller waits for a busy operator, in seconds; 0 is not at all.
    #[serde(default)]
    pub wait_seconds: WaitSeconds,
    /// Conversations that ended and were shorter than this, in seconds, are passed over.
    #[serde(default)]
    pub minimum_talk_seconds: u32,
    /// How many callers may wait for one operator.
    #[serde(default = "three")]
    pub most_waiting: u16,
    /// Whether a customer whom an operator called goes back to that operator.
    #[serde(default)]
    pub count_outbound: CountOutbound,
    /// What the caller hears before they are connected, unless the module is silent; Vasl's own
    /// sound where none is named.
    #[serde(default)]
    pub announcement: Option<SoundName>,
    /// Whether the caller is asked whether they want the operator they spoke with, or anyone.
    #[serde(default)]
    pub ask_first: bool,
    /// The question; Vasl's own sound where none is named.
    #[serde(default)]
    pub ask_sound: Option<SoundName>,
    /// Whether the operator is told, when they answer, that this caller comes back to them.
    #[serde(default)]
    pub whisper: bool,
    /// What the operator is told; Vasl's own sound where none is named.
    #[serde(default)]
    pub whisper_sound: Option<SoundName>,
    /// What stands before the caller's name on the operator's phone.
    #[serde(default)]
    pub name_prefix: NamePrefix,
    /// Whether the time that a caller has waited for their operator counts in the failure queue.
    #[serde(default = "yes")]
    pub priority_on_fallback: bool,
    /// The queue in whose log a reconnected call is written down as a call of that queue.
    #[serde(default)]
    pub account_under_queue: Option<QueueName>,
    /// Conversations that were answered before this are passed over: the memory was cleared then.
    #[serde(default)]
    pub cleared_at: Option<Timestamp>,
}

fn yes() -> bool {
    true
}

fn three() -> u16 {
    3
}

impl Module {
    /// A module whose further settings are those that suit a small office.
    #[must_use]
    pub fn new(
        code: ModuleCode,
        name: ModuleName,
        expiry: Expiry,
        time_zone: ZoneName,
        sides: Sides,
        failure_destination: Destination,
    ) -> Self {
        Self {
            code,
            name,
            active: true,
            silent: true,
            reapply_at_startup: true,
            expiry,
            time_zone,
            sides,
            failure_destination,
            ring_seconds: RingSeconds::default(),
            wait_seconds: WaitSeconds::default(),
            minimum_talk_seconds: 0,
            most_waiting: 3,
            count_outbound: CountOutbound::No,
            announcement: None,
            ask_first: false,
            ask_sound: None,
            whisper: false,
            whisper_sound: None,
            name_prefix: NamePrefix::default(),
            priority_on_fallback: true,
            account_under_queue: None,
            cleared_at: None,
        }
    }

    /// Whether a conversation came in a way that this module covers.
    #[must_use]
    pub fn covers(&self, conversation: &Conversation) -> bool {
        let after_clearing = self.cleared_at.is_none_or(|at| conversation.answered_at > at);
        after_clearing && self.is_long_enough(conversation) && self.covers_path(conversation)
    }

    /// One that is still up may yet become so: a caller whose line dropped goes on with it. A call
    /// that was missed has no length.
    fn is_long_enough(&self, conversation: &Conversation) -> bool {
        matches!(conversation.ending, Ending::StillUp(_))
            || conversation.path == Path::OutboundMissed
            || conversation.talk_seconds() >= i64::from(self.minimum_talk_seconds)
    }

    fn covers_path(&self, conversation: &Conversation) -> bool {
        let operator = &conversation.operator;
        match &conversation.path {
            Path::Outbound => self.count_outbound.answered() && self.covers_called_by(operator),
            Path::OutboundMissed => self.count_outbound.missed() && self.covers_called_by(operator),
            _ if !self.sides.has_queue() => true,
            Path::Queue(queue) => self.sides.covers_queue(queue),
            Path::Direct => self.sides.covers_extension(operator),
            Path::Reconnected { module, queue } => {
                *module == self.code || queue.as_ref().is_some_and(|q| self.sides.covers_queue(q))
            }
        }
    }

    /// A call that an operator made came by way of no queue. Where only queues are among the sides,
    /// whose members the operators are, it is left to [`Module::may_reach`].
    fn covers_called_by(&self, operator: &Extension) -> bool {
        !(self.sides.has_queue() && self.sides.has_extension())
            || self.sides.covers_extension(operator)
    }

    /// Whether this module may reach an operator, given the queues they are known as a member of,
    /// logged in or not.
    #[must_use]
    pub fn may_reach(&self, operator: &Extension, member_of: &BTreeSet<QueueName>) -> bool {
        if self.sides.has_extension() {
            self.sides.covers_extension(operator)
        } else {
            member_of.iter().any(|queue| self.sides.covers_queue(queue))
        }
    }
}

/// Whether a customer whom an operator called goes back to that operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountOutbound {
    /// Only those who called themselves.
    #[default]
    No,
    /// Also one who answered the operator's call.
    Answered,
    /// Also one who missed it.
    AnsweredAndMissed,
}

impl CountOutbound {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::No, Self::Answered, Self::AnsweredAndMissed];

    /// Its stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Answered => "answered",
            Self::AnsweredAndMissed => "answered_and_missed",
        }
    }

    /// Whether calls that were answered count.
    #[must_use]
    pub fn answered(self) -> bool {
        self != Self::No
    }

    /// Whether calls that were missed count.
    #[must_use]
    pub fn missed(self) -> bool {
        self == Self::AnsweredAndMissed
    }
}

/// One row of a module: an extension or a queue that it covers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// An operator.
    Extension(Extension),
    /// A queue.
    Queue(QueueName),
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extension(extension) => write!(f, "extension:{extension}"),
            Self::Queue(queue) => write!(f, "queue:{queue}"),
        }
    }
}

/// Why a module cannot be as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModuleError {
    /// It would cover nothing.
    #[error("a module needs at least one side; add an extension or a queue")]
    NoSide,
    /// A side twice.
    #[error("{0} is among the sides twice; give each once")]
    SideTwice(Side),
    /// The name is none.
    #[error("a module's name is 1 to 80 characters without control characters")]
    Name,
    /// The prefix is none.
    #[error(
        "a prefix is at most 20 characters without control characters, quotes, brackets, “;”, \
         “,”, “&”, “|”, “\\” or “$”"
    )]
    NamePrefix,
    /// No such time zone.
    #[error("“{0}” is not a time zone; give a name such as Asia/Tehran")]
    TimeZone(String),
    /// Ringing too short or too long.
    #[error("{0} is not a ringing time; give 1 to 300 seconds")]
    RingSeconds(u32),
    /// Waiting too long.
    #[error("{0} is not a waiting time; give 0 (do not wait) to 3600 seconds")]
    WaitSeconds(u32),
    /// The failure destination leads back into a module.
    #[error(
        "{0} cannot be the failure destination: it is a module, and a caller whom no module can \
         reconnect would go round for ever; give a queue, an extension or an IVR"
    )]
    FailureIsModule(Destination),
}

impl ModuleError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSide => "no_side",
            Self::SideTwice(_) => "side_twice",
            Self::Name => "module_name",
            Self::NamePrefix => "name_prefix",
            Self::TimeZone(_) => "time_zone",
            Self::RingSeconds(_) => "ring_seconds",
            Self::WaitSeconds(_) => "wait_seconds",
            Self::FailureIsModule(_) => "failure_is_module",
        }
    }
}

/// The rows of a module, at least one and none twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Side>", into = "Vec<Side>")]
pub struct Sides(Vec<Side>);

impl Sides {
    /// Takes the rows in the order in which they are shown.
    ///
    /// # Errors
    /// When there is none, or one stands twice.
    pub fn new(rows: Vec<Side>) -> Result<Self, ModuleError> {
        if rows.is_empty() {
            return Err(ModuleError::NoSide);
        }
        let mut seen = std::collections::HashSet::new();
        match rows.iter().find(|side| !seen.insert(*side)) {
            Some(side) => Err(ModuleError::SideTwice(side.clone())),
            None => Ok(Self(rows)),
        }
    }

    /// The rows in their order.
    pub fn rows(&self) -> impl Iterator<Item = &Side> {
        self.0.iter()
    }

    /// The queues among them.
    pub fn queues(&self) -> impl Iterator<Item = &QueueName> {
        self.0.iter().filter_map(|side| match side {
            Side::Queue(queue) => Some(queue),
            Side::Extension(_) => None,
        })
    }

    /// The extensions among them.
    pub fn extensions(&self) -> impl Iterator<Item = &Extension> {
        self.0.iter().filter_map(|side| match side {
            Side::Extension(extension) => Some(extension),
            Side::Queue(_) => None,
        })
    }

    /// Whether a queue is among them.
    #[must_use]
    pub fn has_queue(&self) -> bool {
        self.queues().next().is_some()
    }

    /// Whether an extension is among them.
    #[must_use]
    pub fn has_extension(&self) -> bool {
        self.extensions().next().is_some()
    }

    /// Whether this queue is among them.
    #[must_use]
    pub fn covers_queue(&self, queue: &QueueName) -> bool {
        self.queues().any(|side| side == queue)
    }

    /// Whether this extension is among them.
    #[must_use]
    pub fn covers_extension(&self, extension: &Extension) -> bool {
        self.extensions().any(|side| side == extension)
    }
}

impl TryFrom<Vec<Side>> for Sides {
    type Error = ModuleError;
    fn try_from(rows: Vec<Side>) -> Result<Self, ModuleError> {
        Self::new(rows)
    }
}

impl From<Sides> for Vec<Side> {
    fn from(sides: Sides) -> Self {
        sides.0
    }
}

/// A module's name: 1 to 80 characters for people to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModuleName(String);

impl ModuleName {
    /// Takes a name; spaces around it are left out.
    ///
    /// # Errors
    /// When it is empty, too long, or holds a control character.
    pub fn new(text: &str) -> Result<Self, ModuleError> {
        let text = text.trim();
        let good = (1..=80).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if good { Ok(Self(text.to_owned())) } else { Err(ModuleError::Name) }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ModuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for ModuleName {
    type Error = ModuleError;
    fn try_from(text: String) -> Result<Self, ModuleError> {
        Self::new(&text)
    }
}

impl From<ModuleName> for String {
    fn from(name: ModuleName) -> Self {
        name.0
    }
}

/// What stands before a returning caller's name on the operator's phone: at most 20 characters, of
/// which none means something in a dialplan; may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NamePrefix(String);

impl NamePrefix {
    /// Takes a prefix; spaces around it are left out.
    ///
    /// # Errors
    /// When it is too long, or holds a character that a dialplan would read.
    pub fn new(text: &str) -> Result<Self, ModuleError> {
        let text = text.trim();
        let means_something = |c: char| c.is_control() || "\"'`;,&|\\$<>()[]{}".contains(c);
        let good = text.chars().count() <= 20 && !text.chars().any(means_something);
        if good { Ok(Self(text.to_owned())) } else { Err(ModuleError::NamePrefix) }
    }

    /// The prefix as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for NamePrefix {
    fn default() -> Self {
        Self("مجدد:".to_owned())
    }
}

impl fmt::Display for NamePrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for NamePrefix {
    type Error = ModuleError;
    fn try_from(text: String) -> Result<Self, ModuleError> {
        Self::new(&text)
    }
}

impl From<NamePrefix> for String {
    fn from(prefix: NamePrefix) -> Self {
        prefix.0
    }
}

/// A time zone by its name in the IANA database that Vasl carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneName {
    name: String,
    zone: TimeZone,
}

impl ZoneName {
    /// Takes a name such as `Asia/Tehran`.
    ///
    /// # Errors
    /// When the database has no such zone.
    pub fn new(name: &str) -> Result<Self, ModuleError> {
        let zone = TimeZone::get(name).map_err(|_| ModuleError::TimeZone(name.to_owned()))?;
        Ok(Self { name: name.to_owned(), zone })
    }

    /// The zone's rules.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

impl fmt::Display for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name)
    }
}

impl TryFrom<String> for ZoneName {
    type Error = ModuleError;
    fn try_from(name: String) -> Result<Self, ModuleError> {
        Self::new(&name)
    }
}

impl From<ZoneName> for String {
    fn from(zone: ZoneName) -> Self {
        zone.name
    }
}

macro_rules! seconds {
    ($(#[$doc:meta])* $type:ident, $range:expr, $default:literal, $error:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "u32", into = "u32")]
        pub struct $type(u32);

        impl $type {
            /// Takes a number of seconds.
            ///
            /// # Errors
            /// When it is out of range.
            pub fn new(seconds: u32) -> Result<Self, ModuleError> {
                if ($range).contains(&seconds) {
                    Ok(Self(seconds))
                } else {
                    Err(ModuleError::$error(seconds))
                }
            }

            /// The number of seconds.
            #[must_use]
            pub fn get(self) -> u32 {
                self.0
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self($default)
            }
        }

        impl TryFrom<u32> for $type {
            type Error = ModuleError;
            fn try_from(seconds: u32) -> Result<Self, ModuleError> {
                Self::new(seconds)
            }
        }

        impl From<$type> for u32 {
            fn from(seconds: $type) -> Self {
                seconds.0
            }
        }
    };
}

seconds!(
    /// How long a phone rings: 1 to 300 seconds, 20 unless told.
    RingSeconds,
    1..=300,
    20,
    RingSeconds
);

seconds!(
    /// How long a caller waits for a busy operator: up to an hour, 30 seconds unless told, 0 for
    /// not at all.
    WaitSeconds,
    0..=3600,
    30,
    WaitSeconds
);

/// Checks what a failure destination must not be.
///
/// # Errors
/// When it is a module.
pub fn failure_destination(destination: Destination) -> Result<Destination, ModuleError> {
    match destination {
        Destination::Misc(_) => Err(ModuleError::FailureIsModule(destination)),
        other => Ok(other),
    }
}
