//! All modules.

use super::address;
use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging};
use crate::panel::shown;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vasl_domain::module::Module;
use vasl_domain::text::sort_key;

#[derive(Template)]
#[template(path = "panel/modules/list.html")]
struct ModuleList {
    page: Page,
    list: ListPage<Module>,
}

impl ModuleList {
    fn address(&self, module: &Module) -> String {
        address(&module.code)
    }

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
    let page = Page::new(&app, &visitor, "modules-title").under("/", "menu-dashboard");
    let paging = Paging::of(&query);
    let mut modules = app.service().picture().modules().to_vec();
    modules.retain(|module| paging.wants(&format!("{} {}", module.code, module.name)));
    let by_name = paging.sort == "name";
    let list = paging.page(
        modules,
        |module| {
            let name = if by_name { sort_key(module.name.as_str()) } else { Vec::new() };
            (name, sort_key(module.code.as_str()), module.code.clone())
        },
        |module| module.code.to_string(),
    );
    shown(&ModuleList { page, list })
}
