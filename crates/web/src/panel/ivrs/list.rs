//! All menus.

use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vasl_domain::callflow::Ivr;

#[derive(Template)]
#[template(path = "panel/ivrs/list.html")]
struct IvrList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<Ivr>>,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = objects::list_page::<Ivr>(&app, &visitor);
    let frame = ListFrame::new::<Ivr>(&visitor);
    shown(&IvrList { page, frame, list: list::rows(&app, Paging::of(&query)) })
}
