//! What the panel says, in the language of whoever reads it.
//!
//! All words stand in `fa/` and `en/` (Fluent), a file for each part of the panel and the same keys in
//! both; tests hold that, and that every key that is used is there and none is left over. Numbers,
//! codes and times are written in the reader's digits and calendar by what stands here.

mod clock;
mod html;

#[cfg(test)]
mod tests;

pub use html::Html;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Borrow;
use std::fmt::Display;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;
use vasl_domain::user::Language;

/// All files of a language, in one text.
macro_rules! language {
    ($language:literal: $($part:literal)*) => {
        concat!($(include_str!(concat!($language, "/", $part, ".ftl")), "\n"),*)
    };
}

/// The same parts in both languages.
macro_rules! languages {
    ($($part:literal)*) => {
        const PERSIAN: &str = language!("fa": $($part)*);
        const ENGLISH: &str = language!("en": $($part)*);
    };
}

languages! {
    "frame"
    "times"
    "log_in"
    "dashboard"
    "live"
    "calls"
    "periods"
    "reports"
    "own"
    "objects"
    "values"
    "modules"
    "flow"
    "preview"
    "extensions"
    "queues"
    "sounds"
    "trunk"
    "reasons"
    "things"
    "users"
    "settings"
    "audit"
    "ledger"
    "bounds"
}

static TEXTS: LazyLock<[Texts; 2]> =
    LazyLock::new(|| [Texts::new(Language::Persian), Texts::new(Language::English)]);

/// All words of one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Texts").field(&self.language).finish()
    }
}

/// The words of a language.
#[must_use]
pub fn texts(language: Language) -> &'static Texts {
    let [persian, english] = &*TEXTS;
    match language {
        Language::Persian => persian,
        Language::English => english,
    }
}

impl Texts {
    fn new(language: Language) -> Self {
        let source = match language {
            Language::Persian => PERSIAN,
            Language::English => ENGLISH,
        };
        let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // What cannot be read is left out; the tests hold that nothing is.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(read, _)| read);
        let _ = bundle.add_resource(resource);
        Self { language, bundle }
    }

    /// Which language it is.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The words under a key.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.with(key, None)
    }

    /// The words under a key, with something in them.
    #[must_use]
    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> String {
        self.t_all(key, &[(name, value.to_string())])
    }

    /// The words under a key, with two things in them.
    #[must_use]
    pub fn t2(&self, key: &str, one: (&str, impl Display), other: (&str, impl Display)) -> String {
        self.t_all(key, &[(one.0, one.1.to_string()), (other.0, other.1.to_string())])
    }

    /// The words under a key, with things in them. Each stands in a direction of its own, so that a
    /// code or a Latin name does not disturb a Persian sentence.
    #[must_use]
    pub fn t_all(&self, key: &str, values: &[(&str, String)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, FluentValue::from(value.as_str()));
        }
        self.with(key, Some(&arguments))
    }

    /// The words under a key for so many: `$count` chooses between one and several, and `$number`
    /// is it in the reader's digits.
    #[must_use]
    pub fn counted(&self, key: &str, count: impl Borrow<u64>) -> String {
        let count = *count.borrow();
        let mut arguments = FluentArgs::new();
        arguments.set("count", FluentValue::from(count));
        arguments.set("number", FluentValue::from(self.digits(count)));
        self.with(key, Some(&arguments))
    }

    fn with(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, arguments, &mut errors).into_owned()
    }

    /// Writes a text with the reader's digits.
    #[must_use]
    pub fn digits(&self, text: impl Display) -> String {
        let text = text.to_string();
        match self.language {
            Language::Persian => text.chars().map(persian_digit).collect(),
            Language::English => text,
        }
    }

    /// A code, an extension or a number that is dialled: in the reader's digits, and left to right
    /// wherever it stands.
    #[must_use]
    pub fn code(&self, text: impl Display) -> Html {
        Html::left_to_right(&self.digits(text))
    }

    /// A share in the reader's digits, such as `۸۵٪`.
    #[must_use]
    pub fn percent(&self, part: u64, whole: u64) -> String {
        let percent = (part * 100 + whole / 2).checked_div(whole).unwrap_or(0);
        match self.language {
            Language::Persian => format!("{}٪", self.digits(percent)),
            Language::English => format!("{percent}%"),
        }
    }
}

fn persian_digit(letter: char) -> char {
    match letter.to_digit(10) {
        Some(value) => char::from_u32(u32::from('۰') + value).unwrap_or(letter),
        None => letter,
    }
}
