//! All extensions.

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
use vasl_domain::callflow::ManagedExtension;
use vasl_domain::name::Extension;

#[derive(Template)]
#[template(path = "panel/extensions/list.html")]
struct ExtensionList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<ManagedExtension>>,
    picture: Arc<Picture>,
    /// Those of the PBX that are not Vasl's own.
    discovered: Vec<Extension>,
}

impl ExtensionList {
    /// The queues that an operator is, or may be, in.
    fn queues(&self, number: &Extension) -> Vec<String> {
        let queues = self.picture.configuration.call_flow.queues.iter();
        let queues = queues.filter(|queue| queue.has_member(number));
        queues.map(|queue| words::queue(&self.page, &self.picture, &queue.number)).collect()
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let picture = app.service().picture();
    let own = &picture.configuration.call_flow.extensions;
    let mut discovered: Vec<Extension> =
        picture.directory.extensions.iter().map(|known| known.number.clone()).collect();
    discovered.retain(|number| !own.iter().any(|extension| extension.number == *number));
    shown(&ExtensionList {
        page: objects::list_page::<ManagedExtension>(&app, &visitor),
        frame: ListFrame::new::<ManagedExtension>(&visitor),
        list: list::rows(&app, Paging::of(&query)),
        discovered,
        picture,
    })
}
