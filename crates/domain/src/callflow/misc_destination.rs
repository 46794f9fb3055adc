//! Misc destinations: codes that dial something.

use super::extension::OutsideNumber;
use crate::name::ModuleCode;
use crate::value::{PlainText, ValueError, digits, shown, text_value};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A code that dials something, inside or outside: a colleague's mobile, a door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MiscDestination {
    /// Its code, by which it is dialled and chosen; written like a module's.
    pub code: ModuleCode,
    /// Its name.
    pub name: PlainText,
    /// What it dials.
    pub dials: Dials,
}

/// What a misc destination dials, written as `internal:5050` or `outside:09121234567`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Dials {
    /// Whatever has this number in the numbering plan.
    Internal(InternalNumber),
    /// A number in the world outside, by the trunk.
    Outside(OutsideNumber),
}

text_value!(
    /// A number of the numbering plan: whatever a phone inside can dial.
    InternalNumber,
    "internal_number",
    "a number inside is up to two of “*” and “#”, then 1 to 10 digits, such as 5050 or *45",
    |text| {
        let rest = text.trim_start_matches(['*', '#']);
        text.len() - rest.len() <= 2 && digits(rest, 1, 10)
    }
);
shown!(InternalNumber);

impl fmt::Display for Dials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal(number) => write!(f, "internal:{number}"),
            Self::Outside(number) => write!(f, "outside:{number}"),
        }
    }
}

impl FromStr for Dials {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, ValueError> {
        match text.split_once(':') {
            Some(("internal", number)) => InternalNumber::new(number).map(Self::Internal),
            Some(("outside", number)) => OutsideNumber::new(number).map(Self::Outside),
            _ => Err(ValueError::new(
                "dials",
                "what is dialled is a number inside, such as internal:5050, or one outside, such \
                 as outside:09121234567",
            )),
        }
    }
}

impl TryFrom<String> for Dials {
    type Error = ValueError;
    fn try_from(text: String) -> Result<Self, ValueError> {
        text.parse()
    }
}

impl From<Dials> for String {
    fn from(dials: Dials) -> Self {
        dials.to_string()
    }
}
