//! All queues: Vasl's own, and among them those that the PBX has beside.

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
use std::collections::HashSet;
use std::sync::Arc;
use vasl_domain::callflow::ManagedQueue;
use vasl_domain::name::QueueName;

#[derive(Template)]
#[template(path = "panel/queues/list.html")]
struct QueueList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<Listed>>,
    picture: Arc<Picture>,
}

/// A queue in the list.
struct Listed {
    /// What is set of it; `None` where it is the PBX's own.
    own: Option<ManagedQueue>,
    /// How many are, or may be, in it.
    members: usize,
}

impl Listed {
    fn own(queue: &ManagedQueue) -> Self {
        let members = queue.members.len() + queue.dynamic_members.len();
        Self { own: Some(queue.clone()), members }
    }

    fn of_pbx(queue: &DirectoryQueue) -> Self {
        Self { own: None, members: queue.members.len() }
    }
}

impl QueueList {
    fn strategy(&self, queue: &ManagedQueue) -> String {
        self.page.t(words::strategy_key(queue.strategy))
    }

    fn failure(&self, queue: &ManagedQueue) -> String {
        words::destination(&self.page, &self.picture, &queue.failure_destination)
    }

    fn any_of_pbx(&self) -> bool {
        self.list.rows.iter().any(|row| !row.own)
    }
}

/// One or the other.
#[derive(Clone, Copy)]
enum Either<'a> {
    Own(&'a ManagedQueue),
    OfPbx(&'a DirectoryQueue),
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let picture = app.service().picture();
    let own = &picture.configuration.call_flow.queues;
    let numbers: HashSet<&QueueName> = own.iter().map(|queue| &queue.number).collect();
    let beside = picture.directory.queues.iter();
    let beside = beside.filter(|found| !numbers.contains(&found.number)).map(|found| {
        let (number, found_one) = (&found.number, Either::OfPbx(found));
        list::Entry::of_pbx(number.as_str(), &found.title, address(number), found_one)
    });
    let all = own.iter().map(|queue| list::Entry::of(queue).map(Either::Own)).chain(beside);
    let rows = list::page(Paging::of(&query), all);
    shown(&QueueList {
        page: objects::list_page::<ManagedQueue>(&app, &visitor),
        frame: ListFrame::new::<ManagedQueue>(&visitor),
        list: rows.map(|row| {
            row.map(|queue| match queue {
                Either::Own(own) => Listed::own(own),
                Either::OfPbx(found) => Listed::of_pbx(found),
            })
        }),
        picture: Arc::clone(&picture),
    })
}
