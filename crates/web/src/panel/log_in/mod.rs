//! Logging in and out.

pub(crate) mod again;
mod attempt;

#[cfg(test)]
mod tests;

pub(super) use attempt::{begin, minutes};

use super::first_run::{Needed, needed};
use super::layout::{Notice, Page};
use super::{shown, wrong};
use crate::App;
use crate::http::{
    Form, Least, Problem, Query, Route, SESSION_COOKIE, Visitor, own_path, see_other,
};
use askama::Template;
use attempt::{Attempt, attempt, cookie};
use axum::extract::State;
use axum::response::Response;
use hyper::header::SET_COOKIE;
use vasl_store::Store as _;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/log-in", Least::Anyone, show),
        Route::post("/log-in", Least::Anyone, log_in),
        // Whoever is logged out already is where they wanted to be.
        Route::post("/log-out", Least::Anyone, log_out),
    ]
}

#[derive(Template)]
#[template(path = "panel/log_in/log_in.html")]
struct LogIn<'a> {
    page: Page,
    name: &'a str,
    next: &'a str,
    /// Whether there is no administrator yet.
    first_run: bool,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let needed = needed(&app).await?;
    if needed == Needed::NobodyIsThere {
        return Ok(see_other("/first-run"));
    }
    let next = own_path(query.text("next"));
    if visitor.user().is_some() {
        return Ok(see_other(next));
    }
    let mut page = Page::new(&app, &visitor, "log-in");
    if query.get("not-done").is_some() {
        let words = page.t("log-in-not-done");
        page = page.saying(Notice::bad(words));
    }
    shown(&LogIn { page, name: "", next, first_run: needed == Needed::OnlyOthersAreThere })
}

async fn log_in(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let (name, next) = (form.text("name"), own_path(form.text("next")));
    match attempt(&app, &visitor, name, form.as_typed("password")).await? {
        Attempt::LoggedIn(begun) => Ok(begun.see_other(next)),
        Attempt::Refused(words) => {
            let page = Page::new(&app, &visitor, "log-in").saying(Notice::bad(words));
            wrong(&LogIn { page, name, next, first_run: false })
        }
    }
}

async fn log_out(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    if let Some((user, session)) = &visitor.logged_in {
        app.store().end_session(&user.name, session.key, None).await?;
    }
    let mut response = see_other("/log-in");
    response.headers_mut().append(SET_COOKIE, cookie(&app, SESSION_COOKIE, "", 0)?);
    Ok(response)
}
