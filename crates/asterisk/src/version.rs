//! Which Asterisk it is, as far as what Vasl writes depends on it.

use std::fmt;

/// A version of Asterisk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AsteriskVersion {
    /// 16, 18, 20, 21, 22 …
    pub major: u16,
    /// The second number.
    pub minor: u16,
}

/// Why Vasl does not serve an Asterisk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// Not a version.
    #[error("“{0}” is not a version of Asterisk that can be read")]
    Unreadable(String),
    /// Too old.
    #[error("Asterisk {0} is too old; Vasl serves Asterisk 16 and later")]
    TooOld(AsteriskVersion),
}

impl AsteriskVersion {
    /// Reads what Asterisk calls itself, with or without what a distribution adds:
    /// `22.10.1~dfsg+~cs6`, `16.28.0~dfsg-0+deb11u4`, `certified/18.9-cert9`.
    ///
    /// # Errors
    /// When it cannot be read, or is older than 16.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        let unreadable = || VersionError::Unreadable(text.chars().take(40).collect());
        let numbers = text.trim().trim_start_matches(|c: char| !c.is_ascii_digit());
        let mut numbers = numbers.split(|c: char| !c.is_ascii_digit());
        let mut next = || numbers.next().and_then(|number| number.parse().ok());
        let version = Self { major: next().ok_or_else(unreadable)?, minor: next().unwrap_or(0) };
        if version.major < 16 { Err(VersionError::TooOld(version)) } else { Ok(version) }
    }

    /// Whether `Queue()` still has a place for a macro before that for a subroutine
    /// (`apps/app_queue.c`; the macro left with 21).
    #[must_use]
    pub fn queue_has_macro(self) -> bool {
        self.major < 21
    }
}

impl fmt::Display for AsteriskVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asterisk_calls_itself() {
        for (text, expected) in [
            ("22.10.1~dfsg+~cs6.17.60671434-1", (22, 10)),
            ("16.28.0~dfsg-0+deb11u4", (16, 28)),
            ("certified/18.9-cert9", (18, 9)),
            ("Asterisk 20.20.1", (20, 20)),
        ] {
            let version = AsteriskVersion::parse(text).unwrap();
            assert_eq!((version.major, version.minor), expected);
        }
        assert!(AsteriskVersion::parse("13.38.3").is_err());
        assert!(AsteriskVersion::parse("GIT-master").is_err());
    }

    #[test]
    fn the_macro_left_with_21() {
        assert!(AsteriskVersion::parse("20.1").unwrap().queue_has_macro());
        assert!(!AsteriskVersion::parse("21.0").unwrap().queue_has_macro());
    }
}
