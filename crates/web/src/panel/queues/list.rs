//! All queues.

use super::address;
use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging, words};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use crate::service::{DirectoryQueue, Picture};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::callflow::ManagedQueue;

#[derive(Template)]
#[template(path = "panel/queues/list.html")]
struct QueueList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<ManagedQueue>>,
    picture: Arc<Picture>,
    /// Those of the PBX that are not Vasl's own.
    discovered: Vec<DirectoryQueue>,
}

impl QueueList {
    fn strategy(&self, queue: &ManagedQueue) -> String {
        self.page.t(words::strategy_key(queue.strategy))
    }

    /// How many are, or may log in.
    fn members(&self, queue: &ManagedQueue) -> String {
        self.page.digits(queue.members.len() + queue.dynamic_members.len())
    }

    fn failure(&self, queue: &ManagedQueue) -> String {
        words::destination(&self.page, &self.picture, &queue.failure_destination)
    }

    fn discovered_address(&self, queue: &DirectoryQueue) -> String {
        address(&queue.number)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let picture = app.service().picture();
    let own = &picture.configuration.call_flow.queues;
    let mut discovered = picture.directory.queues.clone();
    discovered.retain(|found| !own.iter().any(|queue| queue.number == found.number));
    shown(&QueueList {
        page: objects::list_page::<ManagedQueue>(&app, &visitor),
        frame: ListFrame::new::<ManagedQueue>(&visitor),
        list: list::rows(&app, Paging::of(&query)),
        discovered,
        picture,
    })
}
