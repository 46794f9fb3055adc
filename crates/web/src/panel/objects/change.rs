//! A change of a thing by one click, where there is no form to say beside what is wrong.

use super::{LookedAt, Thing, address, page};
use crate::App;
use crate::http::{Fields, Problem, Visitor, see_other};
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
    looked: Option<LookedAt>,
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

/// The same, asked for by a page that asks: only where the thing is what was looked at.
pub(in crate::panel) async fn change_as_asked<T: Thing>(
    app: &App,
    visitor: &Visitor,
    form: &Fields,
    before: T,
    after: T,
    done: &str,
) -> Result<Response, Problem> {
    if LookedAt::is_same(form, &before) {
        return change(app, visitor, before, after, done).await;
    }
    let page = page(app, visitor, Some(&before));
    let (looked, page) = LookedAt::again(app, page, form, &before).await?;
    let (list, address) = (T::PAGES.path, address::<T>(&before.id()));
    wrong(&NotChangedPage { page, list, address, looked: Some(looked) })
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
    let (list, address) = (T::PAGES.path, address::<T>(&id));
    wrong(&NotChangedPage { page: said.on(page), list, address, looked: None })
}
