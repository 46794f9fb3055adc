//! A module that is to be no more: asked first, with what leads to it.

use super::{address, find};
use crate::App;
use crate::http::{Problem, Visitor, see_other};
use crate::panel::layout::{Done, NotChanged, Page, words};
use crate::panel::{shown, wrong};
use crate::service::Change;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::configuration::ObjectId;
use vasl_domain::module::Module;

#[derive(Template)]
#[template(path = "panel/modules/delete.html")]
struct Delete {
    page: Page,
    address: String,
    module: Module,
    pointers: Vec<String>,
}

/// A change that was not made, where there is no form to say so beside.
#[derive(Template)]
#[template(path = "panel/modules/not_done.html")]
pub(super) struct NotDone {
    pub(super) page: Page,
    pub(super) address: String,
}

pub(super) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let module = find(&app, &code)?;
    shown(&asked(&app, &visitor, module))
}

fn asked(app: &App, visitor: &Visitor, module: Module) -> Delete {
    let page = Page::new(app, visitor, "modules-title");
    let title = page.t1("module-delete-title", "name", &module.name);
    let page = page.titled(title).under("/", "menu-dashboard").under("/modules", "modules-title");
    let picture = app.service().picture();
    let pointers = picture.pointers_to(&ObjectId::Module(module.code.clone()));
    let pointers = pointers.iter().map(|one| words::pointer(page.texts(), &picture, one)).collect();
    Delete { page, address: address(&module.code), module, pointers }
}

pub(super) async fn delete(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let module = find(&app, &code)?;
    let change = Change::remove_module(module.clone());
    match app.service().change(change, visitor.author()?).await {
        Ok(()) => Ok(see_other(&Done::Removed.on("/modules"))),
        Err(error) => {
            let mut asked = asked(&app, &visitor, module);
            let id = ObjectId::Module(asked.module.code.clone());
            let said = NotChanged::new(&app, asked.page.texts(), &id, &error).await?;
            asked.page = said.on(asked.page);
            wrong(&asked)
        }
    }
}
