//! All misc destinations.

use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vasl_domain::callflow::{Dials, MiscDestination};

#[derive(Template)]
#[template(path = "panel/misc_destinations/list.html")]
struct MiscDestinationList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<MiscDestination>>,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = objects::list_page::<MiscDestination>(&app, &visitor);
    let frame = ListFrame::new::<MiscDestination>(&visitor);
    shown(&MiscDestinationList { page, frame, list: list::rows(&app, Paging::of(&query)) })
}
