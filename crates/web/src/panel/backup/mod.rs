//! Backup: the whole configuration as a file, and back from one; what would change is shown first.

mod plan;
mod wrong_place;

#[cfg(test)]
mod tests;

use super::export;
use super::layout::{Errors, Page};
use super::{beside, shown};
use crate::App;
use crate::http::{Least, Problem, Route, Visitor};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use vasl_domain::configuration::file::{CallerAgreement, ConfigurationFile};
use vasl_store::Store as _;
use wrong_place::WrongPlace;

pub(super) fn routes() -> Vec<Route> {
    let administrator = Least::ADMINISTRATOR;
    vec![
        Route::get("/backup", administrator, show),
        Route::get("/backup/configuration", administrator, download),
        Route::post("/backup/plan", administrator, plan::show),
        Route::post("/backup/apply", administrator, plan::apply),
    ]
}

#[derive(Template)]
#[template(path = "panel/backup/backup.html")]
struct Backup {
    page: Page,
    errors: Errors,
    /// What is wrong with the file that was sent.
    wrong: Vec<WrongPlace>,
}

impl Backup {
    fn new(app: &App, visitor: &Visitor) -> Self {
        let page = Page::new(app, visitor, "menu-backup").under("/", "menu-dashboard");
        Self { page, errors: Errors::default(), wrong: Vec::new() }
    }
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    shown(&Backup::new(&app, &visitor))
}

/// The whole configuration as it is now.
async fn now(app: &App) -> Result<ConfigurationFile, Problem> {
    let agreements = app.store().agreements().await?.into_iter();
    let agreements = agreements.map(|agreement| CallerAgreement {
        caller: agreement.caller,
        standing: agreement.standing,
        since: Some(agreement.since),
    });
    let configuration = app.service().picture().configuration.clone();
    Ok(ConfigurationFile { configuration, agreements: agreements.collect() })
}

async fn download(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let file = now(&app).await?;
    let file = beside(move || Ok(file.to_toml())).await?;
    let page = Page::new(&app, &visitor, "menu-backup");
    let name = format!("attachment; filename=\"vasl-{}.toml\"", export::today(&page));
    Ok(([(CONTENT_TYPE, "application/toml".to_owned()), (CONTENT_DISPOSITION, name)], file)
        .into_response())
}
