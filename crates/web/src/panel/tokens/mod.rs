//! The tokens of the API: their list, making one, which is shown once, and revoking it.

mod new;
mod revoke;

#[cfg(test)]
mod tests;

use super::layout::{ListPage, Page, Paging, Place, author, words};
use super::shown;
use crate::App;
use crate::http::{Least, Problem, Query, Route, Visitor, in_path};
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use std::sync::Arc;
use vasl_domain::user::{Author, TokenName};
use vasl_store::{ApiToken, AuditEntry, AuditFields, AuditKind, AuditVerb, Store as _};

pub(super) fn routes() -> Vec<Route> {
    let administrator = Least::ADMINISTRATOR;
    vec![
        Route::get("/tokens", administrator, show),
        Route::get("/tokens/new", administrator, new::show),
        Route::post("/tokens/new", administrator, new::make),
        Route::get("/tokens/{name}/revoke", administrator, revoke::ask),
        Route::post("/tokens/{name}/revoke", administrator, revoke::revoke),
    ]
}

#[derive(Template)]
#[template(path = "panel/tokens/list.html")]
struct TokenList {
    page: Page,
    list: ListPage<ApiToken>,
    picture: Arc<Picture>,
}

impl TokenList {
    fn role(&self, token: &ApiToken) -> String {
        let rank = words::rank(&self.page, token.role.rank());
        match token.role.only() {
            Some(number) => {
                format!("{rank}: {}", words::operator(&self.page, &self.picture, number))
            }
            None => rank,
        }
    }

    fn maker(&self, token: &ApiToken) -> String {
        author(&self.page, &token.made_by)
    }

    fn revoke(&self, token: &ApiToken) -> String {
        format!("{}/revoke", address(&token.name))
    }
}

fn address(name: &TokenName) -> String {
    format!("/tokens/{}", in_path(name.as_str()))
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "menu-tokens").under("/", "menu-dashboard");
    let paging = Paging::of(&query);
    let mut tokens = app.store().api_tokens().await?;
    tokens.retain(|token| paging.wants(token.name.as_str()));
    // Those that hold come first, then the newest.
    let list = paging.page(tokens, |token| {
        Place::default()
            .number(token.revoked_at.is_some().into())
            .latest_first(token.made_at)
            .exactly(token.name.as_str())
    });
    shown(&TokenList { page, list, picture: app.service().picture() })
}

/// Writes down that somebody did something to a token.
async fn write_down(
    app: &App,
    author: Author,
    verb: AuditVerb,
    token: &ApiToken,
) -> Result<(), Problem> {
    let mut fields = AuditFields::from([("role".to_owned(), token.role.rank().word().to_owned())]);
    if let Some(extension) = token.role.only() {
        fields.insert("extension".to_owned(), extension.to_string());
    }
    let (before, after) = match verb {
        AuditVerb::Added => (AuditFields::new(), fields),
        _ => (fields, AuditFields::new()),
    };
    let subject = token.name.to_string();
    let kind = AuditKind::Token;
    let at = Timestamp::now();
    let entry = AuditEntry { at, author, verb, kind, subject, before, after };
    Ok(app.store().record_audit(&entry).await?)
}
