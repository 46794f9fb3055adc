//! What is done to a module with one click, and clearing what it remembers.

use super::delete::NotDone;
use super::{address, find};
use crate::App;
use crate::http::{Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, NotChanged, Page};
use crate::panel::{shown, wrong};
use crate::service::Change;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use vasl_domain::configuration::ObjectId;
use vasl_domain::module::Module;

#[derive(Template)]
#[template(path = "panel/modules/clear.html")]
struct Clear {
    page: Page,
    address: String,
}

pub(super) async fn switch(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let before = find(&app, &code)?;
    let to = |name: &str, now: bool| form.get(name).map_or(now, |_| form.ticked(name));
    let after = Module {
        active: to("active", before.active),
        reapply_at_startup: to("reapply", before.reapply_at_startup),
        silent: to("silent", before.silent),
        ..before.clone()
    };
    change(&app, &visitor, before, after, Done::Saved.on("/modules")).await
}

pub(super) async fn ask_to_clear(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let module = find(&app, &code)?;
    shown(&Clear { page: page(&app, &visitor, &module), address: address(&module.code) })
}

pub(super) async fn clear(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let before = find(&app, &code)?;
    let after = Module { cleared_at: Some(Timestamp::now()), ..before.clone() };
    let to = Done::MemoryCleared.on(&address(&before.code));
    change(&app, &visitor, before, after, to).await
}

fn page(app: &App, visitor: &Visitor, module: &Module) -> Page {
    let page = Page::new(app, visitor, "modules-title");
    let title = page.t1("module-clear-title", "name", &module.name);
    page.titled(title).under("/", "menu-dashboard").under("/modules", "modules-title")
}

async fn change(
    app: &App,
    visitor: &Visitor,
    before: Module,
    after: Module,
    done: String,
) -> Result<Response, Problem> {
    let page = page(app, visitor, &before);
    let (id, address) = (ObjectId::Module(before.code.clone()), address(&before.code));
    let change = Change::edit_module(before, after);
    match app.service().change(change, visitor.author()?).await {
        Ok(()) => Ok(see_other(&done)),
        Err(error) => {
            let said = NotChanged::new(app, page.texts(), &id, &error).await?;
            wrong(&NotDone { page: said.on(page), address })
        }
    }
}
