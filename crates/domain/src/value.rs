//! Small values of the configuration, each a type that holds only what such a value may be.

use std::fmt;

/// Why a value cannot be: a sentence for the person who gave it, and a stable code by which a panel
/// finds the sentence in another language.
///
/// The sentence says what such a value looks like and never repeats what was given, which may be a
/// secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct ValueError {
    code: &'static str,
    sentence: &'static str,
}

impl ValueError {
    pub(crate) const fn new(code: &'static str, sentence: &'static str) -> Self {
        Self { code, sentence }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }
}

/// A text that keeps to a rule.
macro_rules! text_value {
    ($(#[$doc:meta])* $type:ident, $code:literal, $rule:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// Takes a text that keeps to the rule.
            ///
            /// # Errors
            /// When it does not; the sentence says what the rule is.
            pub fn new(text: impl Into<String>) -> Result<Self, $crate::value::ValueError> {
                let text = text.into();
                let valid: fn(&str) -> bool = $valid;
                if valid(&text) {
                    Ok(Self(text))
                } else {
                    Err($crate::value::ValueError::new($code, $rule))
                }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = $crate::value::ValueError;
            fn try_from(text: String) -> Result<Self, $crate::value::ValueError> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::value::ValueError;
            fn from_str(text: &str) -> Result<Self, $crate::value::ValueError> {
                Self::new(text)
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }
    };
}

/// How a text is shown: as it is.
macro_rules! shown {
    ($($type:ident),*) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }
    )*};
}

/// How a secret is shown: not at all.
macro_rules! hidden {
    ($($type:ident),*) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "(…)"))
            }
        }
    )*};
}

/// A whole number that keeps to a rule.
macro_rules! whole_number {
    (
        $(#[$doc:meta])* $type:ident, $valid:expr, $default:literal, $code:literal, $rule:literal
    ) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize,
            serde::Deserialize,
        )]
        #[serde(try_from = "u32", into = "u32")]
        pub struct $type(u16);

        impl $type {
            /// Takes a number that keeps to the rule.
            ///
            /// # Errors
            /// When it does not; the sentence says what the rule is.
            pub fn new(number: u32) -> Result<Self, $crate::value::ValueError> {
                let valid: fn(u16) -> bool = $valid;
                match u16::try_from(number) {
                    Ok(number) if valid(number) => Ok(Self(number)),
                    _ => Err($crate::value::ValueError::new($code, $rule)),
                }
            }

            /// The number.
            #[must_use]
            pub fn get(self) -> u16 {
                self.0
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self($default)
            }
        }

        impl TryFrom<u32> for $type {
            type Error = $crate::value::ValueError;
            fn try_from(number: u32) -> Result<Self, $crate::value::ValueError> {
                Self::new(number)
            }
        }

        impl From<$type> for u32 {
            fn from(number: $type) -> Self {
                number.0.into()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

/// A closed set of words, each with a stable spelling.
macro_rules! words {
    (
        $(#[$doc:meta])* $type:ident {
            $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize,
            serde::Deserialize,
        )]
        pub enum $type {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $type {
            /// Each of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its stable word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// The one with this word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}

pub(crate) use {hidden, shown, text_value, whole_number, words};

/// Whether a text is so many digits.
pub(crate) fn digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text is so many letters and digits, or one of a few signs.
pub(crate) fn plain(text: &str, least: usize, most: usize, signs: &[u8]) -> bool {
    (least..=most).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || signs.contains(&b))
}

text_value!(
    /// A name for people, which may stand in a line of Asterisk's configuration.
    PlainText,
    "name",
    "a name is 1 to 60 characters without control characters, quotes, “;”, “<”, “>”, “[”, “]”, \
     “,”, “\\”, “|” or “$”",
    |text| (1..=60).contains(&text.chars().count())
        && text.trim() == text
        && !text.chars().any(|c| c.is_control() || "\"';<>[],\\$|".contains(c))
);

text_value!(
    /// What a thing is for, in a line or nothing; for people only.
    #[derive(Default)]
    Description,
    "description",
    "a description is one line of up to 200 characters",
    |text| text.chars().count() <= 200 && !text.chars().any(char::is_control)
);

shown!(PlainText, Description);

impl Description {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A list of things in words: `a, b and c`.
pub(crate) fn and(things: &[impl fmt::Display]) -> String {
    match things {
        [] => String::new(),
        [one] => one.to_string(),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(ToString::to_string).collect();
            format!("{} and {last}", first.join(", "))
        }
    }
}
