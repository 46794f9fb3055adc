//! The kinds of things in a configuration, and how each is named.

use crate::callflow::{
    Announcement, CallerPattern, Did, FeatureCodes, InboundRoute, Ivr, ManagedExtension,
    ManagedQueue, MiscDestination, RouteKey, Sound, TimeCondition, Trunk, UploadedSound,
};
use crate::hours::TimeGroup;
use crate::module::Module;
use crate::name::{
    AnnouncementNumber, Extension, IvrNumber, ModuleCode, QueueName, TimeConditionNumber,
    TimeGroupName,
};
use crate::value::words;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

words!(
    /// A kind of thing.
    ObjectKind {
        /// The trunk.
        Trunk = "trunk",
        /// The feature codes, all of them one thing.
        FeatureCodes = "feature_codes",
        /// An extension.
        Extension = "extension",
        /// A queue.
        Queue = "queue",
        /// A reconnect module.
        Module = "module",
        /// A menu.
        Ivr = "ivr",
        /// A time group.
        TimeGroup = "time_group",
        /// A time condition.
        TimeCondition = "time_condition",
        /// An announcement.
        Announcement = "announcement",
        /// An uploaded sound.
        Sound = "sound",
        /// A misc destination.
        MiscDestination = "misc_destination",
        /// An inbound route.
        InboundRoute = "inbound_route",
    }
);

/// What a thing is known by. Written as `queue:99`, `trunk`, `inbound_route:02191000000/0912.`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ObjectId {
    /// The trunk.
    Trunk,
    /// The feature codes.
    FeatureCodes,
    /// An extension.
    Extension(Extension),
    /// A queue.
    Queue(QueueName),
    /// A reconnect module.
    Module(ModuleCode),
    /// A menu.
    Ivr(IvrNumber),
    /// A time group.
    TimeGroup(TimeGroupName),
    /// A time condition.
    TimeCondition(TimeConditionNumber),
    /// An announcement.
    Announcement(AnnouncementNumber),
    /// An uploaded sound.
    Sound(UploadedSound),
    /// A misc destination.
    MiscDestination(ModuleCode),
    /// An inbound route.
    InboundRoute(RouteKey),
}

/// A thing of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    /// The trunk.
    Trunk(Trunk),
    /// The feature codes.
    FeatureCodes(FeatureCodes),
    /// An extension.
    Extension(ManagedExtension),
    /// A queue.
    Queue(Box<ManagedQueue>),
    /// A reconnect module.
    Module(Box<Module>),
    /// A menu.
    Ivr(Box<Ivr>),
    /// A time group.
    TimeGroup(TimeGroup),
    /// A time condition.
    TimeCondition(TimeCondition),
    /// An announcement.
    Announcement(Announcement),
    /// An uploaded sound.
    Sound(Sound),
    /// A misc destination.
    MiscDestination(MiscDestination),
    /// An inbound route.
    InboundRoute(InboundRoute),
}

impl Object {
    /// What it is known by.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Trunk(_) => ObjectId::Trunk,
            Self::FeatureCodes(_) => ObjectId::FeatureCodes,
            Self::Extension(extension) => ObjectId::Extension(extension.number.clone()),
            Self::Queue(queue) => ObjectId::Queue(queue.number.clone()),
            Self::Module(module) => ObjectId::Module(module.code.clone()),
            Self::Ivr(ivr) => ObjectId::Ivr(ivr.number.clone()),
            Self::TimeGroup(group) => ObjectId::TimeGroup(group.name.clone()),
            Self::TimeCondition(condition) => ObjectId::TimeCondition(condition.number.clone()),
            Self::Announcement(one) => ObjectId::Announcement(one.number.clone()),
            Self::Sound(sound) => ObjectId::Sound(sound.name.clone()),
            Self::MiscDestination(misc) => ObjectId::MiscDestination(misc.code.clone()),
            Self::InboundRoute(route) => ObjectId::InboundRoute(route.key()),
        }
    }

    /// Its name for people; nothing where it has none but what it is known by.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let name = match self {
            Self::Trunk(trunk) => trunk.name.as_str(),
            Self::Extension(extension) => extension.name.as_str(),
            Self::Queue(queue) => queue.name.as_str(),
            Self::Module(module) => module.name.as_str(),
            Self::Ivr(ivr) => ivr.name.as_str(),
            Self::TimeGroup(group) => group.description.as_str(),
            Self::TimeCondition(condition) => condition.name.as_str(),
            Self::Announcement(announcement) => announcement.name.as_str(),
            Self::Sound(sound) => sound.description.as_str(),
            Self::MiscDestination(misc) => misc.name.as_str(),
            Self::InboundRoute(route) => route.name.as_ref()?.as_str(),
            Self::FeatureCodes(_) => return None,
        };
        (!name.is_empty()).then_some(name)
    }
}

impl ObjectId {
    /// Which kind of thing it is.
    #[must_use]
    pub fn kind(&self) -> ObjectKind {
        match self {
            Self::Trunk => ObjectKind::Trunk,
            Self::FeatureCodes => ObjectKind::FeatureCodes,
            Self::Extension(_) => ObjectKind::Extension,
            Self::Queue(_) => ObjectKind::Queue,
            Self::Module(_) => ObjectKind::Module,
            Self::Ivr(_) => ObjectKind::Ivr,
            Self::TimeGroup(_) => ObjectKind::TimeGroup,
            Self::TimeCondition(_) => ObjectKind::TimeCondition,
            Self::Announcement(_) => ObjectKind::Announcement,
            Self::Sound(_) => ObjectKind::Sound,
            Self::MiscDestination(_) => ObjectKind::MiscDestination,
            Self::InboundRoute(_) => ObjectKind::InboundRoute,
        }
    }

    /// Its number, code or name; empty where there is only one of its kind. An inbound route's is
    /// `DID/caller`, each empty where it is any.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::InboundRoute(RouteKey { did, caller }) => format!(
                "{}/{}",
                did.as_ref().map_or("", Did::as_str),
                caller.as_ref().map_or("", CallerPattern::as_str)
            ),
            other => other.number().to_owned(),
        }
    }

    /// The number, code or name of what is known by one alone; empty for the others.
    fn number(&self) -> &str {
        match self {
            Self::Trunk | Self::FeatureCodes | Self::InboundRoute(_) => "",
            Self::Extension(number) => number.as_str(),
            Self::Queue(number) => number.as_str(),
            Self::Module(code) | Self::MiscDestination(code) => code.as_str(),
            Self::Ivr(number) => number.as_str(),
            Self::TimeGroup(name) => name.as_str(),
            Self::TimeCondition(number) => number.as_str(),
            Self::Announcement(number) => number.as_str(),
            Self::Sound(name) => name.as_str(),
        }
    }

    /// An id from its two fields.
    ///
    /// # Errors
    /// When the code is none of that kind.
    pub fn new(kind: ObjectKind, code: &str) -> Result<Self, ObjectIdError> {
        let wrong = |error: &dyn fmt::Display| ObjectIdError(error.to_string());
        let number = |result: Result<Self, crate::name::NameError>| result.map_err(|e| wrong(&e));
        match kind {
            ObjectKind::Trunk | ObjectKind::FeatureCodes if !code.is_empty() => {
                Err(ObjectIdError(format!("there is one {kind} only, without a code")))
            }
            ObjectKind::Trunk => Ok(Self::Trunk),
            ObjectKind::FeatureCodes => Ok(Self::FeatureCodes),
            ObjectKind::Extension => number(Extension::new(code).map(Self::Extension)),
            ObjectKind::Queue => number(QueueName::new(code).map(Self::Queue)),
            ObjectKind::Module => number(ModuleCode::new(code).map(Self::Module)),
            ObjectKind::Ivr => number(IvrNumber::new(code).map(Self::Ivr)),
            ObjectKind::TimeGroup => number(TimeGroupName::new(code).map(Self::TimeGroup)),
            ObjectKind::TimeCondition => {
                number(TimeConditionNumber::new(code).map(Self::TimeCondition))
            }
            ObjectKind::Announcement => {
                number(AnnouncementNumber::new(code).map(Self::Announcement))
            }
            ObjectKind::Sound => {
                UploadedSound::new(code).map(Self::Sound).map_err(|error| wrong(&error))
            }
            ObjectKind::MiscDestination => number(ModuleCode::new(code).map(Self::MiscDestination)),
            ObjectKind::InboundRoute => route_key(code).map(Self::InboundRoute),
        }
    }

    fn order(&self) -> (ObjectKind, usize, &str) {
        let code = self.number();
        let is_number = code.bytes().all(|b| b.is_ascii_digit() || b == b'*' || b == b'#');
        (self.kind(), if is_number { code.len() } else { 0 }, code)
    }
}

fn route_key(code: &str) -> Result<RouteKey, ObjectIdError> {
    let wrong = |error: crate::value::ValueError| ObjectIdError(error.to_string());
    let (did, caller) = code.split_once('/').unwrap_or((code, ""));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ok(RouteKey {
        did: some(did).map(Did::new).transpose().map_err(wrong)?,
        caller: some(caller).map(CallerPattern::new).transpose().map_err(wrong)?,
    })
}

/// By kind, then by number as numbers are ordered; routes in the order in which they are tried.
impl Ord for ObjectId {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::InboundRoute(one), Self::InboundRoute(another)) => one.cmp(another),
            _ => self.order().cmp(&other.order()),
        }
    }
}

impl PartialOrd for ObjectId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In words: `queue 99`, `the inbound route of any number`.
impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trunk => f.write_str("the trunk"),
            Self::FeatureCodes => f.write_str("the feature codes"),
            Self::Extension(number) => write!(f, "extension {number}"),
            Self::Queue(number) => write!(f, "queue {number}"),
            Self::Module(code) => write!(f, "module {code}"),
            Self::Ivr(number) => write!(f, "IVR {number}"),
            Self::TimeGroup(name) => write!(f, "time group {name}"),
            Self::TimeCondition(number) => write!(f, "time condition {number}"),
            Self::Announcement(number) => write!(f, "announcement {number}"),
            Self::Sound(name) => write!(f, "sound {name}"),
            Self::MiscDestination(code) => write!(f, "misc destination {code}"),
            Self::InboundRoute(key) => write!(f, "the inbound route of {key}"),
        }
    }
}

/// Why a text names no thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ObjectIdError(String);

impl FromStr for ObjectId {
    type Err = ObjectIdError;
    fn from_str(text: &str) -> Result<Self, ObjectIdError> {
        let (word, code) = text.split_once(':').unwrap_or((text, ""));
        let kind = ObjectKind::from_word(word).ok_or_else(|| {
            let words: Vec<&str> = ObjectKind::ALL.iter().map(|kind| kind.word()).collect();
            ObjectIdError(format!(
                "“{word}” is not a kind of thing; there are {}",
                words.join(", ")
            ))
        })?;
        Self::new(kind, code)
    }
}

impl TryFrom<String> for ObjectId {
    type Error = ObjectIdError;
    fn try_from(text: String) -> Result<Self, ObjectIdError> {
        text.parse()
    }
}

impl From<ObjectId> for String {
    fn from(id: ObjectId) -> Self {
        match id.code() {
            code if code.is_empty() => id.kind().word().to_owned(),
            code => format!("{}:{code}", id.kind()),
        }
    }
}
