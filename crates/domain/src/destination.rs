//! Where a call can be sent.

use crate::name::{
    AnnouncementNumber, Extension, FeatureCode, IvrNumber, ModuleCode, NameError, QueueName,
    TimeConditionNumber,
};
use crate::value::words;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A destination: a type and a code.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Destination {
    /// An extension is rung.
    Extension(Extension),
    /// The call joins a queue.
    Queue(QueueName),
    /// A menu is played.
    Ivr(IvrNumber),
    /// The call forks on working hours.
    TimeCondition(TimeConditionNumber),
    /// A sound is played, and the call goes on from there.
    Announcement(AnnouncementNumber),
    /// A misc destination by its code: a reconnect module, under which it is offered to menus, or a
    /// code that dials something.
    Misc(ModuleCode),
    /// What a feature code does.
    FeatureCode(FeatureCode),
    /// A place in a dialplan that the PBX's administrator wrote.
    Dialplan(DialplanPlace),
    /// The call is ended.
    HangUp,
}

words!(
    /// The types of destinations.
    DestinationKind {
        /// An extension.
        Extension = "extension",
        /// A queue.
        Queue = "queue",
        /// A menu.
        Ivr = "ivr",
        /// A time condition.
        TimeCondition = "time_condition",
        /// An announcement.
        Announcement = "announcement",
        /// A misc destination.
        Misc = "misc",
        /// A feature code.
        FeatureCode = "feature_code",
        /// A place in a dialplan.
        Dialplan = "dialplan",
        /// The end of the call.
        HangUp = "hangup",
    }
);

/// A context, an extension and a priority or label of a dialplan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DialplanPlace {
    context: String,
    extension: String,
    priority: String,
}

impl DialplanPlace {
    /// The place as `Goto` takes it: `context,extension,priority`.
    #[must_use]
    pub fn goto(&self) -> String {
        format!("{},{},{}", self.context, self.extension, self.priority)
    }

    /// The context.
    #[must_use]
    pub fn context(&self) -> &str {
        &self.context
    }

    /// The extension.
    #[must_use]
    pub fn extension(&self) -> &str {
        &self.extension
    }

    fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split(',').collect();
        let [context, extension, priority] = fields.as_slice() else {
            return None;
        };
        let plain = |field: &str, more: &[u8]| {
            (1..=79).contains(&field.len())
                && field.bytes().all(|b| b.is_ascii_alphanumeric() || more.contains(&b))
        };
        (plain(context, b"-_") && plain(extension, b"-_*#+") && plain(priority, b"-_")).then(|| {
            Self {
                context: (*context).to_owned(),
                extension: (*extension).to_owned(),
                priority: (*priority).to_owned(),
            }
        })
    }
}

/// Why a text is not a destination.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DestinationError {
    /// No such type.
    #[error(
        "“{0}” is not a destination: write a type and a code, such as queue:99, extension:5050, \
         ivr:1, time_condition:1, announcement:1, misc:*5003, feature_code:*45, \
         dialplan:context,extension,priority or hangup"
    )]
    Type(String),
    /// The code is none of that type.
    #[error(transparent)]
    Code(#[from] NameError),
    /// Not a place in a dialplan.
    #[error(
        "“{0}” is not a place in a dialplan: write context,extension,priority, such as \
         ext-queues,99,1"
    )]
    Place(String),
}

impl DestinationError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Type(_) => "destination_type",
            Self::Code(error) => error.code(),
            Self::Place(_) => "dialplan_place",
        }
    }
}

impl Destination {
    /// A destination from its two fields: the type, and the code (nothing for the end of the call).
    ///
    /// # Errors
    /// When the code is none of that type.
    pub fn new(kind: DestinationKind, code: &str) -> Result<Self, DestinationError> {
        Ok(match kind {
            DestinationKind::Extension => Self::Extension(Extension::new(code)?),
            DestinationKind::Queue => Self::Queue(QueueName::new(code)?),
            DestinationKind::Ivr => Self::Ivr(IvrNumber::new(code)?),
            DestinationKind::TimeCondition => Self::TimeCondition(TimeConditionNumber::new(code)?),
            DestinationKind::Announcement => Self::Announcement(AnnouncementNumber::new(code)?),
            DestinationKind::Misc => Self::Misc(ModuleCode::new(code)?),
            DestinationKind::FeatureCode => Self::FeatureCode(FeatureCode::new(code)?),
            DestinationKind::Dialplan => Self::Dialplan(
                DialplanPlace::parse(code)
                    .ok_or_else(|| DestinationError::Place(code.to_owned()))?,
            ),
            DestinationKind::HangUp if code.is_empty() => Self::HangUp,
            DestinationKind::HangUp => {
                return Err(DestinationError::Type(format!("{kind}:{code}")));
            }
        })
    }

    /// Its type.
    #[must_use]
    pub fn kind(&self) -> DestinationKind {
        match self {
            Self::Extension(_) => DestinationKind::Extension,
            Self::Queue(_) => DestinationKind::Queue,
            Self::Ivr(_) => DestinationKind::Ivr,
            Self::TimeCondition(_) => DestinationKind::TimeCondition,
            Self::Announcement(_) => DestinationKind::Announcement,
            Self::Misc(_) => DestinationKind::Misc,
            Self::FeatureCode(_) => DestinationKind::FeatureCode,
            Self::Dialplan(_) => DestinationKind::Dialplan,
            Self::HangUp => DestinationKind::HangUp,
        }
    }

    /// Its code; empty for the end of the call.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Extension(extension) => extension.to_string(),
            Self::Queue(queue) => queue.to_string(),
            Self::Ivr(ivr) => ivr.to_string(),
            Self::TimeCondition(condition) => condition.to_string(),
            Self::Announcement(announcement) => announcement.to_string(),
            Self::Misc(code) => code.to_string(),
            Self::FeatureCode(code) => code.to_string(),
            Self::Dialplan(place) => place.goto(),
            Self::HangUp => String::new(),
        }
    }
}

impl FromStr for Destination {
    type Err = DestinationError;

    fn from_str(text: &str) -> Result<Self, DestinationError> {
        let (kind, code) = text.split_once(':').unwrap_or((text, ""));
        let kind = DestinationKind::from_word(kind)
            .ok_or_else(|| DestinationError::Type(text.to_owned()))?;
        Self::new(kind, code)
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HangUp => f.write_str(self.kind().word()),
            other => write!(f, "{}:{}", other.kind(), other.code()),
        }
    }
}

impl TryFrom<String> for Destination {
    type Error = DestinationError;
    fn try_from(text: String) -> Result<Self, DestinationError> {
        text.parse()
    }
}

impl From<Destination> for String {
    fn from(destination: Destination) -> Self {
        destination.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_written_as_it_is_read() {
        for text in [
            "queue:99",
            "extension:5050",
            "ivr:1",
            "time_condition:1",
            "announcement:12",
            "misc:*5003",
            "feature_code:*45",
            "dialplan:ext-queues,99,1",
            "hangup",
        ] {
            assert_eq!(text.parse::<Destination>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_not_a_destination_is_refused_in_words() {
        for bad in ["", "99", "queue:", "queue:9 9", "dialplan:a,b", "dialplan:a,b,1)", "hangup:1"]
        {
            assert!(bad.parse::<Destination>().is_err(), "{bad}");
        }
        let error = "voicemail:1".parse::<Destination>().unwrap_err().to_string();
        assert!(error.contains("queue:99"), "{error}");
    }
}
