//! Menus.

use super::announcement::SoundName;
use crate::destination::Destination;
use crate::name::IvrNumber;
use crate::value::{Description, PlainText, ValueError, plain, shown, text_value, whole_number};
use serde::{Deserialize, Serialize};

/// A menu: a key leads to a destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "IvrKeys", into = "IvrKeys")]
pub struct Ivr {
    /// Its number.
    pub number: IvrNumber,
    /// Its name.
    pub name: PlainText,
    /// What it is for.
    pub description: Description,
    /// The sound that is played; none for silence.
    pub announcement: Option<SoundName>,
    /// Whether a caller may dial an extension instead of pressing a key.
    pub direct_dialling: bool,
    /// How long a key is waited for once the sound is over, in seconds.
    pub timeout_seconds: IvrTimeout,
    /// What is done about a key that leads nowhere.
    pub invalid: IvrFallback,
    /// What is done when no key is pressed.
    pub timeout: IvrFallback,
    /// Its keys.
    pub entries: Vec<IvrEntry>,
}

/// What a menu does about a caller who pressed no key, or one that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IvrFallback {
    /// How many times the menu is played again; 0 leads on at once.
    #[serde(default)]
    pub retries: IvrRetries,
    /// What is played each time before the menu is played again, and before it leads on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<SoundName>,
    /// Where it leads then. It is not the caller's choice.
    pub destination: Destination,
}

impl IvrFallback {
    /// The menu is played again as often as usual, without a sound.
    #[must_use]
    pub fn to(destination: Destination) -> Self {
        Self { retries: IvrRetries::default(), sound: None, destination }
    }
}

/// A key of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IvrEntry {
    /// The key or keys.
    pub key: Keys,
    /// Where it leads.
    pub destination: Destination,
    /// Whether it leads back instead: to the menu from which the caller came to this one, which is
    /// then played from its beginning with all its retries. A caller who came from no menu goes to
    /// the destination.
    ///
    /// A menu is left in this way as often as it was come into: each menu that a caller goes into
    /// remembers the one before it, and a way back forgets the menu that is left.
    #[serde(default, rename = "return", skip_serializing_if = "std::ops::Not::not")]
    pub returns: bool,
}

/// A menu as it is written. `failure_destination` stands for both fallbacks where one of them, or
/// both, are not written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IvrKeys {
    number: IvrNumber,
    name: PlainText,
    #[serde(default, skip_serializing_if = "Description::is_empty")]
    description: Description,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    announcement: Option<SoundName>,
    #[serde(default)]
    direct_dialling: bool,
    #[serde(default)]
    timeout_seconds: IvrTimeout,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure_destination: Option<Destination>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    invalid: Option<IvrFallback>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timeout: Option<IvrFallback>,
    #[serde(default, rename = "entry")]
    entries: Vec<IvrEntry>,
}

impl TryFrom<IvrKeys> for Ivr {
    type Error = ValueError;
    fn try_from(keys: IvrKeys) -> Result<Self, ValueError> {
        let failure = keys.failure_destination;
        let or_failure = |fallback: Option<IvrFallback>| {
            fallback.or_else(|| failure.clone().map(IvrFallback::to)).ok_or(ValueError::new(
                "ivr_fallback",
                "a menu says where a caller goes who presses nothing, or nothing that leads on: \
                 give it a failure_destination, or both an invalid and a timeout table with a \
                 destination",
            ))
        };
        Ok(Self {
            number: keys.number,
            name: keys.name,
            description: keys.description,
            announcement: keys.announcement,
            direct_dialling: keys.direct_dialling,
            timeout_seconds: keys.timeout_seconds,
            invalid: or_failure(keys.invalid)?,
            timeout: or_failure(keys.timeout)?,
            entries: keys.entries,
        })
    }
}

impl From<Ivr> for IvrKeys {
    fn from(ivr: Ivr) -> Self {
        Self {
            number: ivr.number,
            name: ivr.name,
            description: ivr.description,
            announcement: ivr.announcement,
            direct_dialling: ivr.direct_dialling,
            timeout_seconds: ivr.timeout_seconds,
            failure_destination: None,
            invalid: Some(ivr.invalid),
            timeout: Some(ivr.timeout),
            entries: ivr.entries,
        }
    }
}

text_value!(
    /// What is pressed in a menu.
    Keys,
    "keys",
    "a key is one to four of 0 to 9, “*” and “#”",
    |text| plain(text, 1, 4, b"*#") && !text.bytes().any(|b| b.is_ascii_alphabetic())
);
shown!(Keys);

whole_number!(
    /// How long a menu waits for a key once its sound is over: 1 to 300 seconds, 10 unless told.
    IvrTimeout,
    |seconds| (1..=300).contains(&seconds),
    10,
    "ivr_timeout_seconds",
    "a menu waits 1 to 300 seconds for a key: one that waited 0 seconds would send a caller on \
     before they can press anything"
);

whole_number!(
    /// How many times a menu is played again: up to ten, 2 unless told.
    IvrRetries,
    |times| times <= 10,
    2,
    "ivr_retries",
    "a menu is played again 0 to 10 times"
);
