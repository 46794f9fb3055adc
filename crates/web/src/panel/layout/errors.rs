//! What is wrong with a form, field by field.

use crate::http::Fields;
use crate::l10n::Texts;
use crate::security::PasswordError;
use std::borrow::Cow;

/// The name of a field: of one that every such form has, or of one in a row.
pub type FieldName = Cow<'static, str>;

/// What is wrong, in words, by the name of the field. The first that is said of a field stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Vec<(FieldName, String)>);

impl Errors {
    /// Something is wrong with a field.
    pub fn add(&mut self, field: impl Into<FieldName>, words: String) {
        let field = field.into();
        if self.of(&field).is_none() {
            self.0.push((field, words));
        }
    }

    /// Takes a value out, or keeps what is wrong with it.
    pub fn take<T>(&mut self, field: impl Into<FieldName>, read: Result<T, String>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(words) => {
                self.add(field, words);
                None
            }
        }
    }

    /// A form is shown again: whoever typed a secret into this field types it again.
    pub fn retype(&mut self, texts: &Texts, form: &Fields, field: &'static str) {
        if form.had_secret(field) {
            self.add(field, texts.t("secret-again"));
        }
    }

    /// Says of rows that there are more of them than a form takes. Nothing of what is there already
    /// is cut off by that: nothing is saved.
    pub fn rows(&mut self, field: impl Into<FieldName>, texts: &Texts, rows: usize, most: usize) {
        if rows > most {
            self.add(field, texts.t1("rows-too-many", "most", texts.digits(most)));
        }
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == field);
        found.map(|(_, words)| words.as_str())
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields are wrong.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.len().try_into().unwrap_or(u64::MAX)
    }

    /// Each field with what is wrong, in the order in which it was found.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, words)| (field.as_ref(), words.as_str()))
    }
}

/// Why a password may not be used, in words.
#[must_use]
pub fn password_words(texts: &Texts, error: PasswordError) -> String {
    texts.t(match error {
        PasswordError::TooShort => "password-too-short",
        PasswordError::TooLong => "password-too-long",
        PasswordError::TooSimple => "password-too-simple",
    })
}
