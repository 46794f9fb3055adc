//! The names that telephony objects go by, each a type that holds only what such a name may be.
//!
//! All of them are written into dial strings, file names or commands sooner or later, so none can
//! hold a character that means something there.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is not the name that it was meant to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not {what}: {rule}")]
pub struct NameError {
    text: String,
    code: &'static str,
    what: &'static str,
    rule: &'static str,
}

impl NameError {
    fn new(text: &str, code: &'static str, what: &'static str, rule: &'static str) -> Self {
        let text = text.chars().filter(|c| !c.is_control()).take(40).collect();
        Self { text, code, what, rule }
    }

    /// The stable code of what it was meant to be, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $code:literal, $what:literal, $rule:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// Takes a text that is such a name.
            ///
            /// # Errors
            /// When it is not; the sentence says what one looks like.
            pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
                let text = text.into();
                let valid: fn(&str) -> bool = $valid;
                if valid(&text) {
                    Ok(Self(text))
                } else {
                    Err(NameError::new(&text, $code, $what, $rule))
                }
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::str::FromStr for $type {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> Self {
                name.0
            }
        }
    };
}

name!(
    /// An extension: the number by which a phone, and so its operator, is known inside.
    Extension,
    "extension",
    "an extension",
    "an extension is 1 to 10 digits, such as 5050",
    |text| digits(text, 1, 10)
);

name!(
    /// A queue, as Asterisk knows it: a number in most call centres, a word in some.
    QueueName,
    "queue",
    "a queue",
    "a queue is 1 to 40 letters, digits, “-”, “_” or “.”, such as 99",
    |text| word(text, 40)
);

name!(
    /// A module's code, dialled from a phone or chosen as a destination: `*5003`, `**89`.
    ModuleCode,
    "module_code",
    "a module's code",
    "a code is up to two of “*” and “#”, then 1 to 8 digits, such as *5003",
    |text| {
        let rest = text.trim_start_matches(['*', '#']);
        text.len() - rest.len() <= 2 && digits(rest, 1, 8)
    }
);

name!(
    /// A PBX that Vasl serves. What is learned is kept under its name.
    PbxName,
    "pbx_name",
    "a PBX's name",
    "a name is 1 to 40 letters, digits, “-”, “_” or “.”",
    |text| word(text, 40)
);

name!(
    /// A channel's unique id, which Asterisk makes from its name, its clock and a counter.
    Uniqueid,
    "uniqueid",
    "a unique id",
    "a unique id is 1 to 150 letters, digits, “-”, “_”, “.”, “:” or “@”",
    |text| {
        (1..=150).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:@".contains(&b))
    }
);

name!(
    /// An IVR, by its number.
    IvrNumber,
    "ivr_number",
    "an IVR's number",
    "an IVR's number is 1 to 8 digits, such as 1",
    |text| digits(text, 1, 8)
);

name!(
    /// The number that a call dialled: a line of the call centre, or a code dialled from inside.
    DialledNumber,
    "dialled_number",
    "a dialled number",
    "a dialled number is 1 to 40 digits, “+”, “*” or “#”",
    |text| {
        (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_digit() || b"+*#".contains(&b))
    }
);

name!(
    /// A time condition, by its number.
    TimeConditionNumber,
    "time_condition_number",
    "a time condition's number",
    "a time condition's number is 1 to 8 digits, such as 1",
    |text| digits(text, 1, 8)
);

name!(
    /// An announcement, by its number.
    AnnouncementNumber,
    "announcement_number",
    "an announcement's number",
    "an announcement's number is 1 to 8 digits, such as 1",
    |text| digits(text, 1, 8)
);

name!(
    /// A feature code, dialled from a phone to set something: `*78`.
    FeatureCode,
    "feature_code",
    "a feature code",
    "a feature code is one or two of “*” and “#”, then 1 to 8 digits, such as *78",
    |text| {
        let rest = text.trim_start_matches(['*', '#']);
        (1..=2).contains(&(text.len() - rest.len())) && digits(rest, 1, 8)
    }
);

name!(
    /// A time group: a named set of working hours.
    TimeGroupName,
    "time_group_name",
    "a time group's name",
    "a name is 1 to 40 letters, digits, “-”, “_” or “.”",
    |text| word(text, 40)
);

name!(
    /// What a queue member is dialled by or watched by: `PJSIP/5050`, `Local/5050@from-queue/n`,
    /// `hint:5050@ext-local`.
    Interface,
    "interface",
    "an interface",
    "an interface is 1 to 79 letters, digits or any of “/@:-_.”, such as PJSIP/5050",
    |text| {
        (1..80).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/@:-_.".contains(&b))
    }
);

impl Uniqueid {
    /// The second in which the channel came to be, on the PBX's clock, and its place among those
    /// that came to be with it: `pbx-1795410002.17`, with the PBX's name where it has one. Zeros
    /// where the id is of another make.
    #[must_use]
    pub fn age(&self) -> (u64, u64) {
        let tail = self.0.rsplit_once('-').map_or(self.0.as_str(), |(_, tail)| tail);
        let (second, serial) = tail.split_once('.').unwrap_or((tail, ""));
        (second.parse().unwrap_or(0), serial.parse().unwrap_or(0))
    }

    /// When the channel came to be, to the second; `None` where the id does not tell.
    #[must_use]
    pub fn made_at(&self) -> Option<Timestamp> {
        let second = i64::try_from(self.age().0).ok().filter(|second| *second > 0)?;
        Timestamp::from_second(second).ok()
    }
}

fn digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn word(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && text != "."
        && text != ".."
}

/// Writes Persian (`۰`–`۹`) and Arabic (`٠`–`٩`) digits as Latin ones; leaves the rest alone.
#[must_use]
pub fn latin_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '۰'..='۹' => digit(u32::from(c) - u32::from('۰')),
            '٠'..='٩' => digit(u32::from(c) - u32::from('٠')),
            other => other,
        })
        .collect()
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_at_most_two_marks_and_one_to_eight_digits() {
        for good in ["*5003", "**89", "#1", "*#12345678", "5003"] {
            assert!(ModuleCode::new(good).is_ok(), "{good}");
        }
        for bad in ["", "*", "***1", "5*003", "*123456789", "*50 03", "*5003\n", "*۵۰۰۳"] {
            assert!(ModuleCode::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_name_holds_what_a_dial_string_or_a_file_would_read() {
        for bad in ["5050&6065", "5050,20", "${X}", "a b", "5050\r\n", "../x", ".."] {
            assert!(Extension::new(bad).is_err(), "{bad}");
            assert!(QueueName::new(bad).is_err(), "{bad}");
            assert!(Uniqueid::new(bad).is_err() || !bad.contains([',', '&', '$', ' ', '\n']));
            assert!(Interface::new(bad).is_err() || !bad.contains([',', '&', '$', ' ', '\n']));
        }
    }

    #[test]
    fn an_error_says_what_is_meant_and_repeats_no_control_character() {
        let error = ModuleCode::new("x\r\ny").unwrap_err().to_string();
        assert!(error.contains("“xy” is not a module's code"), "{error}");
    }

    #[test]
    fn a_unique_id_tells_when_its_channel_came_to_be() {
        let made = |id: &str| Uniqueid::new(id).unwrap().made_at().map(|at| at.as_second());
        assert_eq!(made("1795410002.17"), Some(1_795_410_002));
        assert_eq!(made("pbx-1-1795410002.17"), Some(1_795_410_002));
        for other in ["a", "0.1", "99999999999999999999.1", "1795410002x.1"] {
            assert_eq!(made(other), None, "{other}");
        }
    }

    #[test]
    fn digits_of_three_scripts_are_one() {
        assert_eq!(latin_digits("*۵۰۰۳ ٥٠٥٠ 12"), "*5003 5050 12");
    }
}
