//! People, programs and callers who depend on an extension: no part of the configuration leads to it
//! for them, and yet its number is whose it is.
//!
//! Whoever logs in as its operator keeps it from being deleted: they would see the calls of whoever
//! gets the number next. Callers who are pinned to it become ordinary with it.

use crate::App;
use crate::http::{Problem, in_path};
use crate::panel::layout::{Page, login};
use vasl_domain::configuration::ObjectId;
use vasl_domain::user::{Login, OperatorLogin};
use vasl_store::Store as _;

/// More pinned callers than this are counted, and not named.
const MOST_NAMED: usize = 20;

/// Who depends on a thing.
#[derive(Debug, Default)]
pub(super) struct Depends {
    /// Who logs in as its operator: in words, and where that is changed.
    pub(super) logins: Vec<(String, String)>,
    /// How many callers always go to it,
    pub(super) pinned: u64,
    /// and the first of them, as they are dialled.
    pub(super) named: Vec<String>,
    /// How many callers wait for its operator now.
    pub(super) waiting: u64,
}

impl Depends {
    /// Those who depend on this thing.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn on(app: &App, page: &Page, id: &ObjectId) -> Result<Self, Problem> {
        let ObjectId::Extension(number) = id else { return Ok(Self::default()) };
        let logins = app.store().operator_logins().await?.into_iter();
        let logins = logins.filter(|login| login.operator == *number);
        let pinned = app.store().agreements().await?.into_iter();
        let pinned = pinned.filter(|agreement| agreement.standing.operator() == Some(number));
        let pinned: Vec<String> = pinned.map(|agreement| page.dialled(&agreement.caller)).collect();
        let live = app.service().live().borrow().clone();
        let live = live.operators.iter().find(|known| known.operator == *number);
        Ok(Self {
            logins: logins.map(|one| (login(page, &one.login), address(&one))).collect(),
            pinned: u64::try_from(pinned.len()).unwrap_or(u64::MAX),
            named: pinned.into_iter().take(MOST_NAMED).collect(),
            waiting: live.map_or(0, |known| u64::try_from(known.waiting.len()).unwrap_or(u64::MAX)),
        })
    }

    /// The callers who are named, in words.
    pub(super) fn names(&self) -> String {
        let more = usize::try_from(self.pinned).is_ok_and(|pinned| pinned > self.named.len());
        self.named.join(" · ") + if more { " …" } else { "" }
    }
}

fn address(login: &OperatorLogin) -> String {
    match &login.login {
        Login::User(name) => format!("/users/{}", in_path(name.as_str())),
        Login::Token(_) => "/tokens".to_owned(),
    }
}
