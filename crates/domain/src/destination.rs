//! Where a call can be sent.

use crate::name::{Extension, IvrNumber, ModuleCode, NameError, QueueName};
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
    /// A misc destination: a reconnect module, under which it is offered to menus.
    Misc(ModuleCode),
    /// A place in a dialplan that the PBX's administrator wrote.
    Dialplan(DialplanPlace),
    /// The call is ended.
    HangUp,
}

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
         ivr:1, misc:*5003, dialplan:context,extension,priority or hangup"
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

impl FromStr for Destination {
    type Err = DestinationError;

    fn from_str(text: &str) -> Result<Self, DestinationError> {
        let (kind, code) = text.split_once(':').unwrap_or((text, ""));
        Ok(match kind {
            "extension" => Self::Extension(Extension::new(code)?),
            "queue" => Self::Queue(QueueName::new(code)?),
            "ivr" => Self::Ivr(IvrNumber::new(code)?),
            "misc" => Self::Misc(ModuleCode::new(code)?),
            "dialplan" => Self::Dialplan(
                DialplanPlace::parse(code)
                    .ok_or_else(|| DestinationError::Place(code.to_owned()))?,
            ),
            "hangup" if code.is_empty() => Self::HangUp,
            _ => return Err(DestinationError::Type(text.to_owned())),
        })
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extension(extension) => write!(f, "extension:{extension}"),
            Self::Queue(queue) => write!(f, "queue:{queue}"),
            Self::Ivr(ivr) => write!(f, "ivr:{ivr}"),
            Self::Misc(code) => write!(f, "misc:{code}"),
            Self::Dialplan(place) => write!(f, "dialplan:{}", place.goto()),
            Self::HangUp => f.write_str("hangup"),
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
            "misc:*5003",
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
