//! Revoking a token: asked first.

use super::{address, write_down};
use crate::App;
use crate::http::{Problem, Visitor, see_other};
use crate::panel::layout::{Done, Page};
use crate::panel::shown;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use vasl_store::{ApiToken, AuditVerb, Store as _};

#[derive(Template)]
#[template(path = "panel/tokens/revoke.html")]
struct Revoke {
    page: Page,
    address: String,
}

/// The token of this name that holds.
async fn find(app: &App, name: &str) -> Result<ApiToken, Problem> {
    let mut tokens = app.store().api_tokens().await?.into_iter();
    let found = tokens.find(|token| token.revoked_at.is_none() && token.name.as_str() == name);
    found.ok_or(Problem::NotFound)
}

pub(super) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let token = find(&app, &name).await?;
    let page = Page::new(&app, &visitor, "menu-tokens");
    let title = page.t1("token-revoke-title", "name", &token.name);
    let page = page.titled(title).under("/", "menu-dashboard").under("/tokens", "menu-tokens");
    shown(&Revoke { page, address: address(&token.name) })
}

pub(super) async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let token = find(&app, &name).await?;
    if !app.store().revoke_api_token(&token.name, Timestamp::now()).await? {
        return Err(Problem::NotFound);
    }
    write_down(&app, visitor.author()?, AuditVerb::Removed, &token).await?;
    Ok(see_other(&Done::Revoked.on("/tokens")))
}
