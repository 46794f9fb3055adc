//! What a form or an address says: names with values, in order, a name as often as it likes.

use super::Problem;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use hyper::http::request::Parts;
use std::time::Duration;
use tokio::time::timeout;
use vasl_domain::name::latin_digits;

/// No form is longer, in bytes.
const LONGEST_FORM: usize = 512 * 1024;

/// How long a form may take to come.
const FORM_WITHIN: Duration = Duration::from_secs(30);

/// Names with values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `name=value&…`.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The first value of a name, without spaces around it; empty where there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// The first value of a name, with Latin digits for those of any script.
    #[must_use]
    pub fn number(&self, name: &str) -> String {
        latin_digits(self.text(name))
    }

    /// The first value of a name, without spaces around it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim())
    }

    /// All values of a name, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// A value as it was typed, spaces too: a password may begin with one.
    #[must_use]
    pub fn as_typed(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value != "no")
    }

    /// Whether the form is not meant to be carried out, but to be shown as it was typed: its writer
    /// had to log in first.
    #[must_use]
    pub fn is_only_shown(&self) -> bool {
        self.text("do") == Self::ONLY_SHOWN
    }

    /// What the button of such a form says.
    pub const ONLY_SHOWN: &str = "show-again";

    /// Whether a secret was typed, here or in the form that was sent before this one: secrets are
    /// never shown again.
    #[must_use]
    pub fn had_secret(&self, name: &str) -> bool {
        !self.as_typed(name).is_empty() || self.values("retype").any(|field| field == name)
    }

    /// Each name and value, as they were typed.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same names and values but for those of `name`, as an address has them.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let kept = self
            .0
            .iter()
            .filter(|(known, value)| !names.contains(&known.as_str()) && !value.is_empty());
        Self(kept.cloned().collect())
    }

    /// One more name and value.
    #[must_use]
    pub fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// As they stand behind the `?` of an address.
    #[must_use]
    pub fn as_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.0);
        query.finish()
    }
}

/// The fields of a form that was sent.
#[derive(Debug)]
pub struct Form(pub Fields);

/// The fields behind the `?` of the address.
#[derive(Debug)]
pub struct Query(pub Fields);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let body = timeout(FORM_WITHIN, to_bytes(request.into_body(), LONGEST_FORM)).await;
        match body {
            Ok(Ok(body)) => Ok(Self(Fields::parse(&body))),
            Ok(Err(_)) | Err(_) => Err(Problem::Unreadable),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(Fields::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_three_scripts_and_spaces_around() {
        let fields =
            Fields::parse("code=%20*%DB%B5%DB%B0%DB%B0%DB%B3+&side=a&side=b&p=+x".as_bytes());
        assert_eq!(fields.text("code"), "*۵۰۰۳");
        assert_eq!(fields.number("code"), "*5003");
        assert_eq!(fields.values("side").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((fields.text("p"), fields.as_typed("p")), ("x", " x"));
        assert_eq!((fields.text("none"), fields.ticked("none")), ("", false));
    }

    #[test]
    fn an_address_is_made_of_another() {
        let fields = Fields::parse(b"search=a+b&after=9&sort=");
        assert_eq!(
            fields.without(&["after"]).and("sort", "name").as_query(),
            "search=a+b&sort=name"
        );
    }
}
