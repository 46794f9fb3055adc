//! Inbound routes: where calls from outside come in.

use crate::destination::Destination;
use crate::value::{PlainText, digits, shown, text_value};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Where a call from outside goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboundRoute {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PlainText>,
    /// The number that was called; any, where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did: Option<Did>,
    /// Who calls; anybody, also one without a number, where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<CallerPattern>,
    /// Where it leads.
    pub destination: Destination,
}

/// What a route is known by: the number that was called and the pattern of the caller, each any
/// where there is none. Two routes with the same are refused.
///
/// The order is that in which routes are tried, the most specific first: one with a number that was
/// called before one for any; then one with a caller's pattern before one for anybody, and of two
/// patterns the one that fits fewer numbers at the first place where they differ.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RouteKey {
    /// The number that was called.
    pub did: Option<Did>,
    /// Who calls.
    pub caller: Option<CallerPattern>,
}

impl InboundRoute {
    /// What it is known by.
    #[must_use]
    pub fn key(&self) -> RouteKey {
        RouteKey { did: self.did.clone(), caller: self.caller.clone() }
    }
}

impl RouteKey {
    /// Whether a call to `did` from `caller`, as the trunk gives them, takes this route where no
    /// more specific one does.
    #[must_use]
    pub fn fits(&self, did: &str, caller: &str) -> bool {
        self.did.as_ref().is_none_or(|own| own.as_str() == did)
            && self.caller.as_ref().is_none_or(|pattern| pattern.fits(caller))
    }
}

impl Ord for RouteKey {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.did.is_none(), &self.did, self.caller.is_none(), &self.caller).cmp(&(
            other.did.is_none(),
            &other.did,
            other.caller.is_none(),
            &other.caller,
        ))
    }
}

impl PartialOrd for RouteKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for RouteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.did.as_ref().map_or("any number", Did::as_str))?;
        self.caller.as_ref().map_or(Ok(()), |caller| write!(f, " for callers {caller}"))
    }
}

text_value!(
    /// A number that callers from outside dial.
    Did,
    "did",
    "a dialled number is 1 to 20 digits, “+” first where it is international",
    |text| digits(text.strip_prefix('+').unwrap_or(text), 1, 20)
);

/// Which callers: a number, or a pattern of Asterisk's dialplan without its `_`.
///
/// `X` is any digit, `Z` 1 to 9, `N` 2 to 9, and `.` at the end one sign or more; the rest are
/// digits, with `+` first or none: `0912XXXXXXX`, `+98.`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "CallerText", into = "CallerText")]
pub struct CallerPattern(CallerText);

text_value!(
    /// The text of a caller's pattern.
    CallerText,
    "caller_pattern",
    "a caller's pattern is 1 to 20 digits, X (any digit), Z (1 to 9) or N (2 to 9), “+” first \
     where it is international and “.” last for any number that goes on, such as 0912.",
    |text| {
        let places = text.strip_prefix('+').unwrap_or(text);
        let digits = places.strip_suffix('.').unwrap_or(places);
        !places.is_empty() && digits.len() <= 20 && digits.bytes().all(|b| b.is_ascii_digit() || b"XZN".contains(&b))
    }
);
shown!(Did, CallerText);

impl CallerPattern {
    /// Takes a pattern.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(text: impl Into<String>) -> Result<Self, crate::value::ValueError> {
        CallerText::new(text).map(Self)
    }

    /// The pattern as text, without `_`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it is one number rather than a pattern.
    #[must_use]
    pub fn is_one_number(&self) -> bool {
        !self.as_str().contains(['X', 'Z', 'N', '.'])
    }

    /// Whether a caller's number fits.
    #[must_use]
    pub fn fits(&self, caller: &str) -> bool {
        let mut signs = caller.bytes();
        for place in self.as_str().bytes() {
            let sign = signs.next();
            let good = match (place, sign) {
                (b'.', Some(_)) => return true,
                (b'X', Some(sign)) => sign.is_ascii_digit(),
                (b'Z', Some(sign)) => (b'1'..=b'9').contains(&sign),
                (b'N', Some(sign)) => (b'2'..=b'9').contains(&sign),
                (own, Some(sign)) => own == sign,
                (_, None) => false,
            };
            if !good {
                return false;
            }
        }
        signs.next().is_none()
    }

    /// How many signs fit at each place, none of them 0: the fewer, the earlier it is tried.
    pub fn widths(&self) -> impl Iterator<Item = u8> {
        self.as_str().bytes().map(|place| match place {
            b'N' => 8,
            b'Z' => 9,
            b'X' => 10,
            b'.' => u8::MAX,
            _ => 1,
        })
    }
}

impl FromStr for CallerPattern {
    type Err = crate::value::ValueError;
    fn from_str(text: &str) -> Result<Self, crate::value::ValueError> {
        Self::new(text)
    }
}

impl Ord for CallerPattern {
    fn cmp(&self, other: &Self) -> Ordering {
        self.widths().cmp(other.widths()).then_with(|| self.as_str().cmp(other.as_str()))
    }
}

impl PartialOrd for CallerPattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for CallerPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for CallerPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<CallerText> for CallerPattern {
    fn from(text: CallerText) -> Self {
        Self(text)
    }
}

impl From<CallerPattern> for CallerText {
    fn from(pattern: CallerPattern) -> Self {
        pattern.0
    }
}
