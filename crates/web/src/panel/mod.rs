//! The pages, a folder each: handler, template, test.

pub mod layout;

mod account;
mod announcements;
mod audit;
mod backup;
mod calls;
mod dashboard;
mod export;
mod extensions;
mod feature_codes;
mod first_run;
mod inbound_routes;
mod ivrs;
mod language;
mod link;
mod live;
mod log_in;
mod misc_destinations;
mod modules;
mod objects;
mod own;
mod period;
mod preferences;
mod queues;
mod reports;
mod sounds;
mod time_conditions;
mod time_groups;
mod tokens;
mod trunk;
mod users;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use log_in::again;

use crate::http::{Problem, Route, Visitor};
use crate::{App, api, assets, http};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::{Html, IntoResponse as _, Response};
use futures_util::stream;
use hyper::StatusCode;
use layout::Page;
pub(crate) use live::Drawings;
use std::convert::Infallible;
use tokio::task::spawn_blocking;

/// Every route of the panel. A page that is not here is nowhere.
#[must_use]
pub fn routes() -> Vec<Route> {
    let pages = [
        assets::routes(),
        log_in::routes(),
        first_run::routes(),
        language::routes(),
        dashboard::routes(),
        own::routes(),
        live::routes(),
        calls::routes(),
        reports::routes(),
        modules::routes(),
        queues::routes(),
        extensions::routes(),
        sounds::routes(),
        announcements::routes(),
        trunk::routes(),
        feature_codes::routes(),
        preferences::routes(),
        backup::routes(),
        tokens::routes(),
        link::routes(),
        ivrs::routes(),
        time_groups::routes(),
        time_conditions::routes(),
        misc_destinations::routes(),
        inbound_routes::routes(),
        users::routes(),
        account::routes(),
        audit::routes(),
        api::routes(),
    ];
    pages.into_iter().flatten().collect()
}

/// The panel, ready to answer.
pub fn router(app: &App) -> Router {
    http::router(app, routes())
}

/// A page that was found in order.
///
/// # Errors
/// When its template fails.
pub fn shown(template: &impl askama::Template) -> Result<Response, Problem> {
    Ok(page(template.render()?))
}

/// A form again, because something in it is wrong.
///
/// # Errors
/// When its template fails.
pub fn wrong(template: &impl askama::Template) -> Result<Response, Problem> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(template.render()?)).into_response())
}

/// So much of a page is compressed and sent at a time.
const PIECE: usize = 64 * 1024;

/// A large page is compressed piece by piece, as it is taken, so that no thread is kept by it.
fn page(html: String) -> Response {
    if html.len() <= PIECE {
        return Html(html).into_response();
    }
    let html = Bytes::from(html);
    let begins = (0..html.len()).step_by(PIECE);
    let pieces: Vec<Bytes> = begins.map(|at| html.slice(at..html.len().min(at + PIECE))).collect();
    let pieces = pieces.into_iter().map(Ok::<_, Infallible>);
    Html(Body::from_stream(stream::iter(pieces))).into_response()
}

/// Does what takes a processor for long where no page waits for it.
///
/// # Errors
/// What the work says, or that it did not come to its end.
pub(crate) async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = spawn_blocking(work).await;
    done.map_err(|error| Problem::Fault(error.to_string()))?
}

#[derive(askama::Template)]
#[template(path = "panel/layout/problem.html")]
struct ProblemPage {
    page: Page,
    words: String,
    /// Where one goes on: an address, and the key of what it is called.
    onward: (String, &'static str),
}

pub(crate) fn problem_page(
    app: &App,
    visitor: &Visitor,
    problem: &Problem,
    is_sent: bool,
) -> Result<Response, Problem> {
    let page = Page::new(app, visitor, "problem-title");
    let words = match problem {
        // The browser has what it sent, and sends it again when its user loads the page again.
        Problem::Store(_) if is_sent => page.t("problem-store-sent"),
        other => page.t(other.key()),
    };
    let onward = match problem {
        Problem::AskedOtherwise => (visitor.back.clone(), "back"),
        _ => ("/".to_owned(), "to-first-page"),
    };
    let html = ProblemPage { page, words, onward }.render()?;
    Ok((problem.status(), Html(html)).into_response())
}

use askama::Template as _;
