//! Logging in again in the middle of something: what was sent is kept meanwhile, by the browser.
//!
//! A form is sent, and its writer is not logged in any more. The answer is a page to log in on that
//! holds the form's fields, hidden, and is sent to the same address. Whoever logs in there is shown
//! the form as they had typed it, and nothing is done until they save it. Kept are what a person can
//! type and no secrets, for the user who logged in with this browser last and for nobody else.

use super::attempt::{Attempt, attempt};
use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, Notice, Page};
use crate::panel::wrong;
use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest as _, Request};
use axum::response::Response;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, SET_COOKIE};
use hyper::http::request::Parts;
use vasl_domain::user::UserName;

/// No more is kept of a form, in bytes as it was sent.
const MOST: usize = 64 * 1024;

/// What every field of this page begins with that is none of the form's own.
const OWN: &str = "log_in_";

/// Fields that are never sent back to a browser.
pub(in crate::panel) const SECRETS: [&str; 5] = ["secret", "password", "again", "current", "token"];

/// What the address of a form says that is sent to log in again.
const MEANT: &str = "log-in";

/// What comes of a form whose writer is not logged in.
pub(crate) enum Again {
    /// They are now, and it goes on to be shown.
    GoesOn(Box<Sent>),
    /// They are not.
    Answer(Response),
}

/// A form that is shown again, and to whom.
pub(crate) struct Sent {
    pub(crate) visitor: Visitor,
    pub(crate) request: Request,
    /// What their browser keeps from now on.
    pub(crate) cookies: Vec<HeaderValue>,
}

#[derive(Template)]
#[template(path = "panel/log_in/again.html")]
struct LogInAgain<'a> {
    page: Page,
    action: String,
    kept: &'a [(String, String)],
    /// Whose the form is.
    whose: &'a UserName,
    /// Who logs in, as it was typed.
    name: &'a str,
}

/// Whether a form comes from the page to log in on.
pub(crate) fn is_meant(request: &Parts) -> bool {
    request.uri.query() == Some(MEANT)
}

/// A form was sent, and its writer is to log in first.
///
/// # Errors
/// When the form cannot be read, or the store failed.
pub(crate) async fn log_in(
    app: &App,
    visitor: Visitor,
    parts: Parts,
    body: Body,
) -> Result<Again, Problem> {
    if !is_a_plain_form(&parts) {
        return Ok(Again::GoesOn(Box::new(Sent::untouched(visitor, parts, body))));
    }
    let request = Request::from_parts(parts.clone(), body);
    let Form(form) = Form::from_request(request, &()).await?;
    let kept = kept(&form);
    let whose = match is_meant(&parts) {
        true => UserName::new(form.text("log_in_as")).ok(),
        false => visitor.acquaintance.last().cloned(),
    };
    let Some(whose) = whose.filter(|_| is_worth_it(&kept)) else {
        return Ok(Again::GoesOn(Box::new(Sent::untouched(visitor, parts, Body::empty()))));
    };
    let path = parts.uri.path().to_owned();
    let name = form.text("log_in_name").to_owned();
    let again = |words: String, name: &str| {
        let page = Page::new(app, &visitor, "log-in").saying(Notice::bad(words));
        let action = format!("{path}?{MEANT}");
        Ok(Again::Answer(wrong(&LogInAgain { page, action, kept: &kept, whose: &whose, name })?))
    };
    if !is_meant(&parts) {
        let texts = crate::l10n::texts(visitor.language);
        return again(texts.t("log-in-ended"), whose.as_str());
    }
    let (visitor, cookies) = if visitor.user().is_some() {
        // In another window, meanwhile.
        (visitor, Vec::new())
    } else {
        match attempt(app, &visitor, &name, form.as_typed("log_in_password")).await? {
            Attempt::Refused(words) => return again(words, &name),
            Attempt::LoggedIn(begun) => (begun.visitor, begun.cookies),
        }
    };
    if visitor.user().is_none_or(|user| user.name != whose) {
        let mut response = see_other(&path);
        for cookie in cookies {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        return Ok(Again::Answer(response));
    }
    Ok(Again::GoesOn(Box::new(Sent::to_be_shown(visitor, parts, kept, cookies))))
}

impl Sent {
    /// Nothing of it is kept: it goes the way of everything that is sent by nobody.
    fn untouched(visitor: Visitor, parts: Parts, body: Body) -> Self {
        Self { visitor, request: Request::from_parts(parts, body), cookies: Vec::new() }
    }

    fn to_be_shown(
        visitor: Visitor,
        mut parts: Parts,
        kept: Vec<(String, String)>,
        cookies: Vec<HeaderValue>,
    ) -> Self {
        let form = Fields::default().and("do", Fields::ONLY_SHOWN);
        let form = kept.into_iter().fold(form, |form, (name, value)| form.and(&name, value));
        parts.headers.remove(CONTENT_LENGTH);
        let path = Done::ShownAgain.on(parts.uri.path());
        let visitor = Visitor { path, ..visitor };
        let request = Request::from_parts(parts, Body::from(form.as_query()));
        Self { visitor, request, cookies }
    }
}

fn is_a_plain_form(request: &Parts) -> bool {
    let kind = request.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// What is kept of a form: all but secrets, of which it is kept that there were some, and what its
/// button said.
fn kept(form: &Fields) -> Vec<(String, String)> {
    let fields = form.iter().filter(|(name, _)| {
        !SECRETS.contains(name) && *name != "retype" && *name != "do" && !name.starts_with(OWN)
    });
    let secrets = SECRETS.iter().filter(|name| form.had_secret(name));
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    fields.chain(secrets.map(|name| ("retype".to_owned(), (*name).to_owned()))).collect()
}

/// Whether there is anything to keep, and no more than may be.
fn is_worth_it(kept: &[(String, String)]) -> bool {
    let length: usize = kept.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    kept.iter().any(|(_, value)| !value.is_empty()) && length <= MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_and_no_secret() {
        let form = Fields::parse(
            b"do=add-side&name=a+b&side=1&side=&secret=hush&again=&log_in_password=hush&retype=token",
        );
        let pairs = [
            ("name", "a b"),
            ("side", "1"),
            // Rows are told apart by their place, so an empty one stays.
            ("side", ""),
            ("retype", "secret"),
            ("retype", "token"),
        ];
        assert_eq!(kept(&form), pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn nothing_and_too_much_are_not_kept() {
        let pair = |value: String| vec![("name".to_owned(), value)];
        assert!(!is_worth_it(&[]) && !is_worth_it(&pair(String::new())));
        assert!(is_worth_it(&pair("x".to_owned())) && !is_worth_it(&pair("x".repeat(MOST))));
    }
}
