//! The tokens of the API: their list, making one, which is shown once, and revoking it.

mod new;
mod revoke;

#[cfg(test)]
mod tests;

use super::layout::{ListPage, Page, Paging, Place, author, words};
use super::shown;
use crate::App;
use crate::http::{Least, Problem, Query, Route, Visitor};
use crate::security::hexadecimal;
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_store::{ApiToken, Store as _};

pub(super) fn routes() -> Vec<Route> {
    let administrator = Least::ADMINISTRATOR;
    vec![
        Route::get("/tokens", administrator, show),
        Route::get("/tokens/new", administrator, new::show),
        Route::kept("/tokens/new", administrator, new::make),
        Route::get("/tokens/{token}/revoke", administrator, revoke::ask),
        Route::post("/tokens/{token}/revoke", administrator, revoke::revoke),
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
        format!("{}/revoke", address(token))
    }
}

/// The address of a token's own pages: it is named by what it is found by, so that none that was made
/// later under the same name is meant.
fn address(token: &ApiToken) -> String {
    format!("/tokens/{}", hexadecimal(&token.key.0))
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
