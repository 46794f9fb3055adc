//! Revoking a token: asked first.

use super::address;
use crate::App;
use crate::http::{Problem, Visitor, see_other};
use crate::panel::layout::{Done, Page};
use crate::panel::shown;
use crate::security::hexadecimal;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use vasl_store::{ApiToken, AuditEntry, Store as _};

#[derive(Template)]
#[template(path = "panel/tokens/revoke.html")]
struct Revoke {
    page: Page,
    address: String,
}

/// The token of this key that holds.
async fn find(app: &App, key: &str) -> Result<ApiToken, Problem> {
    let mut tokens = app.store().api_tokens().await?.into_iter();
    let is_meant =
        |token: &ApiToken| token.revoked_at.is_none() && hexadecimal(&token.key.0) == key;
    tokens.find(is_meant).ok_or(Problem::NotFound)
}

pub(super) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let token = find(&app, &key).await?;
    let page = Page::new(&app, &visitor, "menu-tokens");
    let title = page.t1("token-revoke-title", "name", &token.name);
    let page = page.titled(title).under("/", "menu-dashboard").under("/tokens", "menu-tokens");
    shown(&Revoke { page, address: address(&token) })
}

pub(super) async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let token = find(&app, &key).await?;
    let entry = AuditEntry::token_revoked(&token, visitor.author()?, Timestamp::now());
    if !app.store().revoke_api_token(token.key, &entry).await? {
        return Err(Problem::NotFound);
    }
    Ok(see_other(&Done::Revoked.on("/tokens")))
}
