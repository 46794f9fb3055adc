//! Reading TOML, and saying in which line it is wrong and how.
//!
//! What a text says is never repeated where it may be a secret, only where it is wrong.

use serde::de::DeserializeOwned;
use std::fmt;
use std::ops::Range;

/// Why a text is not what it was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1; nothing where the whole text is at fault.
    pub line: Option<usize>,
    /// The setting that the line sets, where it sets one.
    pub setting: Option<String>,
    /// What is wrong with it.
    pub sentence: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, &self.setting) {
            (Some(line), Some(setting)) => write!(f, "line {line}, {setting}: {}", self.sentence),
            (Some(line), None) => write!(f, "line {line}: {}", self.sentence),
            (None, _) => f.write_str(&self.sentence),
        }
    }
}

impl std::error::Error for Fault {}

/// Reads a whole text.
///
/// # Errors
/// When it is no TOML, has a setting that does not exist, or a value that cannot be.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    toml::from_str(text).map_err(|error| fault(text, &error))
}

/// A parser's error in our words.
pub(crate) fn fault(text: &str, error: &toml::de::Error) -> Fault {
    let message = error.message();
    let Some(number) = error.span().and_then(|span| line_of(text, &span)) else {
        return Fault { line: None, setting: None, sentence: message.to_owned() };
    };
    let line = text.lines().nth(number - 1).unwrap_or_default();
    let setting = line.split_once('=').map(|(key, _)| key.trim().to_owned());
    let (setting, sentence) = match message.strip_prefix("unknown field ") {
        Some(which) => (None, format!("unknown setting {which}")),
        None => (setting, in_words(line, message)),
    };
    Fault { line: Some(number), setting, sentence }
}

fn in_words(line: &str, message: &str) -> String {
    if message.starts_with("invalid type") || message.starts_with("invalid value") {
        // The parser's own words would repeat the value.
        if line.contains("secret") {
            return "a secret is text in quotes".to_owned();
        }
        if message.starts_with("invalid type: integer") && message.ends_with("expected a string") {
            return format!("{message}: write it in quotes");
        }
    }
    message.to_owned()
}

/// The line, from 1, in which a place stands.
pub(crate) fn line_of(text: &str, place: &Range<usize>) -> Option<usize> {
    Some(text.get(..place.start)?.matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Phone {
        #[expect(dead_code, reason = "only read")]
        number: String,
        #[expect(dead_code, reason = "only read")]
        secret: String,
    }

    fn wrong(text: &str) -> String {
        parse::<Phone>(text).unwrap_err().to_string()
    }

    #[test]
    fn the_line_and_the_setting_are_named() {
        let number =
            "line 1, number: invalid type: integer `5`, expected a string: write it in quotes";
        assert_eq!(wrong("number = 5\nsecret = \"x\"\n"), number);
        assert_eq!(
            wrong("number = \"5\"\nsecret = \"x\"\ncolour = 1\n"),
            "line 3: unknown setting `colour`, expected `number` or `secret`"
        );
        assert!(wrong("number = \"5\"\n").contains("missing field `secret`"));
        assert!(wrong("number = \"5\"\nnumber = \"6\"\n").starts_with("line 2, number: "));
    }

    #[test]
    fn a_secret_is_not_repeated() {
        for line in ["secret = 20022002", "secret = \"20022002", "secret = [\"20022002\"]"] {
            let said = wrong(&format!("number = \"5\"\n{line}\n"));
            assert!(said.starts_with("line 2") && !said.contains("2002"), "{said}");
        }
    }
}
