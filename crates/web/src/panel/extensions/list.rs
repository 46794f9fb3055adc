//! All extensions: Vasl's own, and among them those that the PBX has beside.

use crate::App;
use crate::http::{Problem, Query, Visitor, in_path};
use crate::l10n::Texts;
use crate::panel::layout::{ListPage, Page, Paging, words};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::collections::{HashMap, HashSet};
use vasl_domain::callflow::ManagedExtension;
use vasl_domain::name::Extension;

#[derive(Template)]
#[template(path = "panel/extensions/list.html")]
struct ExtensionList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<Listed>>,
}

/// An extension in the list.
struct Listed {
    /// What is set of it; `None` where it is the PBX's own.
    own: Option<ManagedExtension>,
    /// The queues that it is, or may be, in.
    queues: Vec<String>,
}

impl ExtensionList {
    fn any_of_pbx(&self) -> bool {
        self.list.rows.iter().any(|row| !row.own)
    }
}

/// The calls of an extension's operator: the PBX's own have no other page here.
fn calls(number: &Extension) -> String {
    format!("/calls?operator={}", in_path(number.as_str()))
}

/// The queues of some extensions. Each member is looked at once, however many rows there are.
fn in_queues<'a>(
    texts: &Texts,
    picture: &'a Picture,
    of: &HashSet<&str>,
) -> HashMap<&'a str, Vec<String>> {
    let mut all: HashMap<&str, Vec<String>> = HashMap::new();
    for queue in &picture.directory.queues {
        let members = queue.members.iter().map(Extension::as_str);
        let mut members = members.filter(|member| of.contains(member)).peekable();
        if members.peek().is_some() {
            let words = words::queue(texts, picture, &queue.number);
            members.for_each(|member| all.entry(member).or_default().push(words.clone()));
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
    let own = &picture.configuration.call_flow.extensions;
    let numbers: HashSet<&Extension> = own.iter().map(|one| &one.number).collect();
    let beside = picture.directory.extensions.iter();
    let beside = beside.filter(|known| !numbers.contains(&known.number)).map(|known| {
        let number = &known.number;
        list::Entry::of_pbx(number.as_str(), &known.title, calls(number), None)
    });
    let all = own.iter().map(|one| list::Entry::of(one).map(Some)).chain(beside);
    let list = list::page(Paging::of(&query), all);
    let page = objects::list_page::<ManagedExtension>(&app, &visitor);
    let shown_ones = list.rows.iter().map(|row| row.code.as_str()).collect();
    let mut queues = in_queues(page.texts(), &picture, &shown_ones);
    shown(&ExtensionList {
        page,
        frame: ListFrame::new::<ManagedExtension>(&visitor),
        list: list.map(|row| {
            let queues = queues.remove(row.code.as_str()).unwrap_or_default();
            row.map(|own| Listed { own: own.cloned(), queues })
        }),
    })
}
