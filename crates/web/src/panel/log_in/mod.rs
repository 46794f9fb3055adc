//! Logging in and out.

use super::layout::{Notice, Page};
use super::{shown, wrong};
use crate::App;
use crate::http::{
    Cookie, Form, Least, Problem, Query, Route, SESSION_COOKIE, Visitor, own_path, see_other,
};
use crate::security::session;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hyper::header::{HeaderValue, SET_COOKIE};
use jiff::{SignedDuration, Timestamp};
use tracing::info;
use vasl_domain::user::{User, UserName};
use vasl_store::{Session, Store as _};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/log-in", Least::Anyone, show),
        Route::post("/log-in", Least::Anyone, log_in),
        Route::post("/log-out", Least::OPERATOR, log_out),
    ]
}

#[derive(Template)]
#[template(path = "panel/log_in/log_in.html")]
struct LogIn<'a> {
    page: Page,
    name: &'a str,
    next: &'a str,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    if app.first_run().is_open() {
        return Ok(see_other("/first-run"));
    }
    let next = own_path(query.text("next"));
    if visitor.user().is_some() {
        return Ok(see_other(next));
    }
    shown(&LogIn { page: Page::new(&app, &visitor, "log-in"), name: "", next })
}

async fn log_in(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let (name, next) = (form.text("name"), own_path(form.text("next")));
    let again = |words: String| {
        let page = Page::new(&app, &visitor, "log-in").saying(Notice::bad(words));
        wrong(&LogIn { page, name, next })
    };
    let texts = crate::l10n::texts(visitor.language);
    let (account, address) = (name.to_lowercase(), visitor.address.0);
    let now = Timestamp::now();
    if let Err(wait) = app.throttle().may_try(&account, address, now) {
        return again(texts.counted("log-in-wait", minutes(wait)));
    }
    // Counted before it is known, so that tries at once are all counted.
    app.throttle().failed(&account, address, now);
    let known = match UserName::new(name) {
        Ok(name) => app.store().account(&name).await?,
        Err(_) => None,
    };
    let hash = known.as_ref().map(|account| account.password_hash.as_str());
    if !app.passwords().is(form.as_typed("password"), hash).await {
        info!(address = %address, "somebody failed to log in to the panel");
        return again(texts.t("log-in-wrong"));
    }
    let Some(known) = known else { return again(texts.t("log-in-wrong")) };
    app.throttle().succeeded(&account, address);
    begin(&app, &visitor, &known.user, next).await
}

fn minutes(wait: SignedDuration) -> u64 {
    u64::try_from(wait.as_secs()).unwrap_or(0).div_ceil(60).max(1)
}

/// Logs a user in, and sends the browser on.
///
/// # Errors
/// When the session cannot be kept.
pub(super) async fn begin(
    app: &App,
    visitor: &Visitor,
    user: &User,
    next: &str,
) -> Result<Response, Problem> {
    let token = session::new_token();
    let token = token.ok_or_else(|| Problem::Fault("no random bytes".to_owned()))?;
    let key = session::key_of(&token).ok_or_else(|| Problem::Fault("a wrong token".to_owned()))?;
    let now = Timestamp::now();
    let session = Session {
        key,
        user: user.name.clone(),
        begun_at: now,
        seen_at: now,
        address: visitor.address.0.to_string(),
        browser: visitor.browser.clone(),
    };
    app.store().begin_session(&session, session::limits(now)).await?;
    info!(user = %user.name, "somebody logged in to the panel");
    with_session_cookie(app, see_other(next), &token, session::LONGEST.as_secs())
}

async fn log_out(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    if let Some((user, session)) = &visitor.logged_in {
        app.store().end_session(&user.name, session.key).await?;
    }
    with_session_cookie(&app, see_other("/log-in"), "", 0)
}

fn with_session_cookie(
    app: &App,
    mut response: Response,
    token: &str,
    seconds: i64,
) -> Result<Response, Problem> {
    let secure = app.settings().behind_tls;
    let cookie = Cookie { name: SESSION_COOKIE, value: token, seconds, secure }.to_string();
    let value = HeaderValue::from_str(&cookie);
    let value = value.map_err(|_| Problem::Fault("a cookie that cannot be".to_owned()))?;
    response.headers_mut().append(SET_COOKIE, value);
    Ok(response)
}
