//! All extensions.

use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::l10n::Texts;
use crate::panel::layout::{ListPage, Page, Paging, words};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::collections::{HashMap, HashSet};
use vasl_domain::callflow::{CallFlow, ManagedExtension};
use vasl_domain::name::Extension;

#[derive(Template)]
#[template(path = "panel/extensions/list.html")]
struct ExtensionList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<ManagedExtension>>,
    /// The queues that each is, or may be, in.
    in_queues: HashMap<Extension, Vec<String>>,
    /// Those of the PBX that are not Vasl's own.
    discovered: Vec<Extension>,
}

impl ExtensionList {
    fn queues(&self, number: &Extension) -> &[String] {
        self.in_queues.get(number).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Each member is looked at once, however many rows there are.
fn in_queues(texts: &Texts, flow: &CallFlow) -> HashMap<Extension, Vec<String>> {
    let mut all: HashMap<Extension, Vec<String>> = HashMap::new();
    for queue in &flow.queues {
        let words = words::numbered(texts, queue.number.as_str(), queue.name.as_str());
        for member in queue.members.iter().chain(&queue.dynamic_members) {
            let queues = all.entry(member.extension.clone()).or_default();
            if queues.last() != Some(&words) {
                queues.push(words.clone());
            }
        }
    }
    all
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let picture = app.service().picture();
    let flow = &picture.configuration.call_flow;
    let own: HashSet<&Extension> = flow.extensions.iter().map(|one| &one.number).collect();
    let discovered = picture.directory.extensions.iter().map(|known| &known.number);
    let discovered = discovered.filter(|number| !own.contains(number)).cloned().collect();
    let page = objects::list_page::<ManagedExtension>(&app, &visitor);
    shown(&ExtensionList {
        in_queues: in_queues(page.texts(), flow),
        page,
        frame: ListFrame::new::<ManagedExtension>(&visitor),
        list: list::rows(&app, Paging::of(&query)),
        discovered,
    })
}
