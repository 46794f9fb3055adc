//! What is done to a module with one click, and clearing what it remembers.

use super::{address, find};
use crate::App;
use crate::http::{Form, Problem, Visitor};
use crate::panel::layout::{Done, Page};
use crate::panel::objects::change::{change, change_as_asked};
use crate::panel::objects::{self, LookedAt};
use crate::panel::shown;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use vasl_domain::module::Module;

#[derive(Template)]
#[template(path = "panel/modules/clear.html")]
struct Clear {
    page: Page,
    address: String,
    looked: LookedAt,
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
    change(&app, &visitor, before, after, &Done::Saved.on("/modules")).await
}

pub(super) async fn ask_to_clear(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let module = find(&app, &code)?;
    let page = objects::page(&app, &visitor, Some(&module));
    let title = page.t1("module-clear-title", "name", &module.name);
    let looked = LookedAt::now(&module);
    shown(&Clear { page: page.titled(title), address: address(&module), looked })
}

pub(super) async fn clear(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let before = find(&app, &code)?;
    let after = Module { cleared_at: Some(Timestamp::now()), ..before.clone() };
    let to = Done::MemoryCleared.on(&address(&before));
    change_as_asked(&app, &visitor, &form, before, after, &to).await
}
