//! A try to log in, and what begins where it succeeds.

use crate::App;
use crate::http::{
    ACQUAINTANCE_COOKIE, Cookie, LANGUAGE_COOKIE, Problem, SESSION_COOKIE, Visitor, see_other,
};
use crate::panel::language::A_YEAR;
use crate::security::session;
use crate::security::throttle::Trying;
use axum::response::Response;
use hyper::header::{HeaderValue, SET_COOKIE};
use jiff::{SignedDuration, Timestamp};
use tracing::info;
use vasl_domain::user::UserName;
use vasl_store::{Account, Session, Store as _};

/// What came of a try.
pub(super) enum Attempt {
    /// They are logged in.
    LoggedIn(Box<Begun>),
    /// They are not, and why, in words.
    Refused(String),
}

/// Somebody who has just logged in, and what their browser is to keep.
pub(in crate::panel) struct Begun {
    pub(super) visitor: Visitor,
    pub(super) cookies: Vec<HeaderValue>,
}

impl Begun {
    /// Sends their browser on.
    pub(in crate::panel) fn see_other(self, next: &str) -> Response {
        let mut response = see_other(next);
        for cookie in self.cookies {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

/// Somebody says who they are, and shows it by a password.
pub(super) async fn attempt(
    app: &App,
    visitor: &Visitor,
    name: &str,
    password: &str,
) -> Result<Attempt, Problem> {
    let texts = crate::l10n::texts(visitor.language);
    let name = UserName::new(name).ok();
    let account = match &name {
        Some(name) => app.store().account(name).await?,
        None => None,
    };
    let known = account.as_ref().and_then(|account| visitor.acquaintance.knows(account));
    let trying = match (&name, known) {
        (Some(name), Some(browser)) => Trying::Known(name.clone(), browser),
        _ => Trying::Stranger(name.clone(), visitor.address.0),
    };
    // On a line of its own, so that nobody holds the throttle while a password is hashed.
    let may_try = app.throttle().begin(&trying, Timestamp::now());
    if let Err(wait) = may_try {
        return Ok(Attempt::Refused(texts.counted("log-in-wait", minutes(wait))));
    }
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let begun = match (app.passwords().is(password, hash).await, &account) {
        (true, Some(account)) => begin(app, visitor, account).await?,
        _ => None,
    };
    let Some(begun) = begun else {
        info!(address = %visitor.address.0, "somebody failed to log in to the panel");
        return Ok(Attempt::Refused(texts.t("log-in-wrong")));
    };
    app.throttle().succeeded(&trying);
    Ok(Attempt::LoggedIn(Box::new(begun)))
}

/// For how long somebody is asked to wait, in whole minutes.
pub(in crate::panel) fn minutes(wait: SignedDuration) -> u64 {
    u64::try_from(wait.as_secs()).unwrap_or(0).div_ceil(60).max(1)
}

/// Logs in the user of an account as it was read; `None` where they are no more, or have another
/// password by now.
pub(in crate::panel) async fn begin(
    app: &App,
    visitor: &Visitor,
    account: &Account,
) -> Result<Option<Begun>, Problem> {
    let no_random = || Problem::Fault("no random bytes".to_owned());
    let token = session::new_token().ok_or_else(no_random)?;
    let key = session::key_of(&token).ok_or_else(no_random)?;
    let acquaintance = visitor.acquaintance.clone().and(account).ok_or_else(no_random)?;
    let (user, now) = (account.user.clone(), Timestamp::now());
    let session = Session {
        key,
        user: user.name.clone(),
        begun_at: now,
        seen_at: now,
        address: visitor.address.0.to_string(),
        browser: visitor.browser.clone(),
    };
    let limits = session::limits(now);
    if !app.store().begin_session(&session, &account.password_hash, limits).await? {
        return Ok(None);
    }
    info!(user = %user.name, "somebody logged in to the panel");
    let acquaintance_text = acquaintance.to_string();
    let cookies = vec![
        cookie(app, SESSION_COOKIE, &token, session::LONGEST.as_secs())?,
        cookie(app, ACQUAINTANCE_COOKIE, &acquaintance_text, A_YEAR)?,
        // For the page to log in on, the next time.
        cookie(app, LANGUAGE_COOKIE, user.language.tag(), A_YEAR)?,
    ];
    let visitor = Visitor { acquaintance, ..visitor.clone() }.logged_in(user, session);
    Ok(Some(Begun { visitor, cookies }))
}

/// A cookie of the panel's own, as a header.
pub(super) fn cookie(
    app: &App,
    name: &str,
    value: &str,
    seconds: i64,
) -> Result<HeaderValue, Problem> {
    let secure = app.settings().behind_tls;
    let cookie = Cookie { name, value, seconds, secure }.to_string();
    cookie.try_into().map_err(|_| Problem::Fault("a cookie that cannot be".to_owned()))
}
