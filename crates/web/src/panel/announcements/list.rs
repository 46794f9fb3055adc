//! All announcements.

use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging, words};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::callflow::Announcement;

#[derive(Template)]
#[template(path = "panel/announcements/list.html")]
struct AnnouncementList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<Announcement>>,
    picture: Arc<Picture>,
}

impl AnnouncementList {
    fn destination(&self, announcement: &Announcement) -> String {
        words::destination(&self.page, &self.picture, &announcement.destination)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    shown(&AnnouncementList {
        page: objects::list_page::<Announcement>(&app, &visitor),
        frame: ListFrame::new::<Announcement>(&visitor),
        list: list::rows(&app, Paging::of(&query)),
        picture: app.service().picture(),
    })
}
