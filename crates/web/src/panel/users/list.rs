//! All users.

use super::address;
use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging, Place, words};
use crate::panel::shown;
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::user::User;
use vasl_store::Store as _;

#[derive(Template)]
#[template(path = "panel/users/list.html")]
struct UserList {
    page: Page,
    list: ListPage<User>,
    picture: Arc<Picture>,
}

impl UserList {
    fn address(&self, user: &User) -> String {
        address(&user.name)
    }

    fn role(&self, user: &User) -> String {
        words::rank(&self.page, user.role.rank())
    }

    fn operator(&self, user: &User) -> String {
        let number = user.role.only();
        number.map(|n| words::operator(&self.page, &self.picture, n)).unwrap_or_default()
    }

    fn language(&self, user: &User) -> &'static str {
        words::language(user.language)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "menu-users").under("/", "menu-dashboard");
    let paging = Paging::of(&query);
    let mut users = app.store().users().await?;
    users.retain(|user| paging.wants(user.name.as_str()));
    let list = paging
        .page(users, |user| Place::default().text(user.name.as_str()).exactly(user.name.as_str()));
    shown(&UserList { page, list, picture: app.service().picture() })
}
