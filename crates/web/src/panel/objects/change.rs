//! A change of a thing by one click, where there is no form to say beside what is wrong.

use super::{Thing, address, page};
use crate::App;
use crate::http::{Problem, Visitor, see_other};
use crate::panel::layout::{NotChanged, Page};
use crate::panel::wrong;
use crate::service::{Change, Refused};
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "panel/objects/not_changed.html")]
struct NotChangedPage {
    page: Page,
    list: &'static str,
    address: String,
}

/// Puts another content in the place of a thing's, and goes to `done`; or says why not.
pub(in crate::panel) async fn change<T: Thing>(
    app: &App,
    visitor: &Visitor,
    before: T,
    after: T,
    done: &str,
) -> Result<Response, Problem> {
    let change =
        Change::Edit { before: Box::new(before.clone().object()), after: Box::new(after.object()) };
    match app.service().change(change, visitor.author()?).await {
        Ok(()) => Ok(see_other(done)),
        Err(refused) => not_changed(app, visitor, &before, &refused).await,
    }
}

/// Says why a thing was not changed.
pub(in crate::panel) async fn not_changed<T: Thing>(
    app: &App,
    visitor: &Visitor,
    thing: &T,
    refused: &Refused,
) -> Result<Response, Problem> {
    let (id, page) = (thing.id(), page(app, visitor, Some(thing)));
    let said = NotChanged::new(app, page.texts(), &id, refused).await?;
    wrong(&NotChangedPage { page: said.on(page), list: T::PAGES.path, address: address::<T>(&id) })
}
