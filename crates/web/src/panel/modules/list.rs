//! All modules.

use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vasl_domain::module::Module;

#[derive(Template)]
#[template(path = "panel/modules/list.html")]
struct ModuleList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<Module>>,
}

impl ModuleList {
    fn switches(&self, module: &Module) -> [Switch; 3] {
        [
            Switch { name: "active", key: "module-active", on: module.active },
            Switch { name: "reapply", key: "module-reapply", on: module.reapply_at_startup },
            Switch { name: "silent", key: "module-silent", on: module.silent },
        ]
    }
}

struct Switch {
    name: &'static str,
    key: &'static str,
    on: bool,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = objects::list_page::<Module>(&app, &visitor);
    let frame = ListFrame::new::<Module>(&visitor);
    shown(&ModuleList { page, frame, list: list::rows(&app, Paging::of(&query)) })
}
