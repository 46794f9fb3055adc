//! What a form or an address says: names with values, in order, a name as often as it likes.

use super::Problem;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use hyper::http::request::Parts;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::timeout;
use vasl_domain::name::latin_digits;

/// No form is longer, in bytes.
const LONGEST_FORM: usize = 512 * 1024;

/// How long a form may take to come.
const FORM_WITHIN: Duration = Duration::from_secs(30);

/// No form and no address has more fields: two thousand members of a queue with three each fit.
const MOST_FIELDS: usize = 8_192;

/// Names with values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    all: Vec<(String, String)>,
    /// Where those of each name stand: a form of many rows asks for each of them.
    places: HashMap<String, Vec<usize>>,
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut fields = Self::default();
        pairs.into_iter().for_each(|(name, value)| fields.push(name, value));
        fields
    }
}

impl Fields {
    /// Reads `name=value&…`.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text);
        pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    /// Reads what somebody sent.
    ///
    /// # Errors
    /// Where there is more of it than anybody fills in.
    fn sent(text: &[u8]) -> Result<Self, Problem> {
        match form_urlencoded::parse(text).nth(MOST_FIELDS) {
            None => Ok(Self::parse(text)),
            Some(_) => Err(Problem::Unreadable),
        }
    }

    fn push(&mut self, name: String, value: String) {
        self.places.entry(name.clone()).or_default().push(self.all.len());
        self.all.push((name, value));
    }

    fn of<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let places = self.places.get(name).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.all.get(*place)).map(|(_, value)| value.as_str())
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
        self.of(name).next().map(str::trim)
    }

    /// All values of a name, in order.
    pub fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.of(name).map(str::trim)
    }

    /// A value as it was typed, spaces too: a password may begin with one.
    #[must_use]
    pub fn as_typed(&self, name: &str) -> &str {
        self.of(name).next().unwrap_or_default()
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
        self.all.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same names and values but for those of `name`, as an address has them.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let kept = self
            .all
            .iter()
            .filter(|(known, value)| !names.contains(&known.as_str()) && !value.is_empty());
        kept.cloned().collect()
    }

    /// One more name and value.
    #[must_use]
    pub fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.push(name.to_owned(), value.into());
        self
    }

    /// As they stand behind the `?` of an address.
    #[must_use]
    pub fn as_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.all);
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
            Ok(Ok(body)) => Fields::sent(&body).map(Self),
            Ok(Err(_)) | Err(_) => Err(Problem::Unreadable),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        Fields::sent(query.as_bytes()).map(Self)
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

    #[test]
    fn nobody_fills_in_more_than_so_many() {
        let form = |fields: usize| "k=1&".repeat(fields).into_bytes();
        let most = Fields::sent(&form(MOST_FIELDS)).unwrap();
        assert_eq!(most.values("k").count(), MOST_FIELDS);
        assert!(Fields::sent(&form(MOST_FIELDS + 1)).is_err());
    }
}
