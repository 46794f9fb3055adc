//! A thing that is to be no more: asked first, with what leads to it and who depends on it.

use super::depends::Depends;
use super::{LookedAt, Pages, Thing, address, find, page};
use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, NotChanged, Page, words};
use crate::panel::{shown, wrong};
use crate::service::Change;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::configuration::{ObjectId, ObjectKind};

#[derive(Template)]
#[template(path = "panel/objects/delete.html")]
struct Delete {
    page: Page,
    pages: Pages,
    address: String,
    what: String,
    /// The key of what its code is called.
    known_by: &'static str,
    /// Whether its code is a word, whose digits stay as they are.
    is_word: bool,
    code: String,
    name: String,
    pointers: Vec<String>,
    depends: Depends,
    looked: LookedAt,
}

impl Delete {
    /// Whether something or somebody keeps it from being deleted.
    fn is_kept(&self) -> bool {
        !self.pointers.is_empty() || !self.depends.logins.is_empty()
    }
}

/// Asks.
pub(in crate::panel) async fn ask<T: Thing>(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    ask_about(&app, &visitor, &find::<T>(&app, &code)?).await
}

/// Asks about a thing.
pub(in crate::panel) async fn ask_about<T: Thing>(
    app: &App,
    visitor: &Visitor,
    thing: &T,
) -> Result<Response, Problem> {
    shown(&asked(app, visitor, thing).await?)
}

async fn asked<T: Thing>(app: &App, visitor: &Visitor, thing: &T) -> Result<Delete, Problem> {
    let (picture, id) = (app.service().picture(), thing.id());
    let page = page(app, visitor, Some(thing));
    let texts = page.texts();
    let what = words::object(texts, &picture, &id);
    let pointers = picture.pointers_to(&id);
    let pointers = pointers.iter().map(|one| words::pointer(texts, &picture, one)).collect();
    Ok(Delete {
        pages: T::PAGES,
        address: address::<T>(&id),
        known_by: known_by(id.kind()),
        is_word: matches!(id.kind(), ObjectKind::Sound | ObjectKind::TimeGroup),
        code: match id {
            // Its title has said of which numbers it is.
            ObjectId::InboundRoute(_) => String::new(),
            _ => id.code(),
        },
        name: thing.name().to_owned(),
        pointers,
        depends: Depends::on(app, &page, &id).await?,
        looked: LookedAt::now(thing),
        page: page.titled(texts.t1("delete-title", "what", &what)),
        what,
    })
}

fn known_by(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Extension
        | ObjectKind::Queue
        | ObjectKind::Ivr
        | ObjectKind::TimeCondition
        | ObjectKind::Announcement => "number",
        ObjectKind::TimeGroup => "time-group-code",
        ObjectKind::Sound => "sound-name",
        ObjectKind::Module
        | ObjectKind::MiscDestination
        | ObjectKind::InboundRoute
        | ObjectKind::Trunk
        | ObjectKind::FeatureCodes => "code",
    }
}

/// Deletes.
pub(in crate::panel) async fn delete<T: Thing>(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    delete_thing(&app, &visitor, &form, find::<T>(&app, &code)?).await
}

/// Deletes a thing, as whoever sent the form looked at it.
pub(in crate::panel) async fn delete_thing<T: Thing>(
    app: &App,
    visitor: &Visitor,
    form: &Fields,
    thing: T,
) -> Result<Response, Problem> {
    let mut asked = asked(app, visitor, &thing).await?;
    if !LookedAt::is_same(form, &thing) {
        (asked.looked, asked.page) = LookedAt::again(app, asked.page, form, &thing).await?;
        return wrong(&asked);
    }
    let change = Change::Remove { before: Box::new(thing.clone().object()) };
    match app.service().change(change, visitor.author()?).await {
        Ok(()) => Ok(see_other(&Done::Removed.on(T::PAGES.path))),
        Err(refused) => {
            let said = NotChanged::new(app, asked.page.texts(), &thing.id(), &refused).await?;
            asked.page = said.on(asked.page);
            wrong(&asked)
        }
    }
}
