//! All inbound routes, in the order in which they are tried.

use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging, words};
use crate::panel::objects::{self, ListFrame, Row, Thing as _, list};
use crate::panel::shown;
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::callflow::InboundRoute;

#[derive(Template)]
#[template(path = "panel/inbound_routes/list.html")]
struct InboundRouteList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<InboundRoute>>,
    picture: Arc<Picture>,
}

impl InboundRouteList {
    fn to(&self, route: &InboundRoute) -> String {
        words::destination(self.page.texts(), &self.picture, &route.destination)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = objects::list_page::<InboundRoute>(&app, &visitor);
    let frame = ListFrame::new::<InboundRoute>(&visitor);
    let mut list = list::rows::<InboundRoute>(&app, Paging::of(&query));
    let picture = app.service().picture();
    for row in &mut list.rows {
        if row.it.name.is_none() {
            row.called = words::object(page.texts(), &picture, &row.it.id());
        }
    }
    shown(&InboundRouteList { page, frame, list, picture })
}
