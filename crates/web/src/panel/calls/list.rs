//! All calls, the newest first.

use super::super::layout::{Page, words};
use super::super::{shown, wrong};
use super::filter::TypedFilter;
use super::{address, name_of};
use crate::App;
use crate::http::{Fields, Problem, Query, Visitor};
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::decision::{Decision, DecisionId};
use vasl_domain::outcome::Outcome;
use vasl_store::{DecisionFilter, Store as _};

/// How many calls a page has.
const ROWS: u32 = 100;

#[derive(Template)]
#[template(path = "panel/calls/list.html")]
struct CallList {
    page: Page,
    picture: Arc<Picture>,
    typed: TypedFilter,
    /// Whether calls of all operators are shown.
    whole: bool,
    rows: Vec<Decision>,
    sheet: String,
    lines: String,
    to_first: Option<String>,
    to_next: Option<String>,
}

impl CallList {
    fn address(&self, id: &DecisionId) -> String {
        address(id)
    }

    fn module(&self, decision: &Decision) -> String {
        words::module(&self.page, &self.picture, &decision.module)
    }

    fn operator(&self, decision: &Decision) -> String {
        let operator = decision.operator.as_ref();
        operator
            .map(|number| words::operator(&self.page, &self.picture, number))
            .unwrap_or_default()
    }

    fn reason(&self, decision: &Decision) -> String {
        words::why(&self.page, decision.reason, &decision.evidence)
    }

    fn outcome(&self, decision: &Decision) -> String {
        words::outcome(&self.page, decision.outcome)
    }

    fn connected(&self, decision: &Decision) -> bool {
        decision.outcome == Some(Outcome::Connected)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "menu-calls").under("/", "menu-dashboard");
    let typed = TypedFilter::read(&app, &visitor, &page, &query);
    let kept = query.without(&["before", "done"]);
    let address = |query: &Fields| format!("/calls?{}", query.as_query());
    let (mut rows, mut last) = (Vec::new(), None);
    if let Some(filter) = &typed.filter {
        rows = app.store().decisions(&DecisionFilter { limit: ROWS + 1, ..filter.clone() }).await?;
        let most = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        last = rows.last().map(|decision| name_of(&decision.id)).filter(|_| more);
    }
    let is_wrong = typed.filter.is_none();
    let later = typed.filter.as_ref().is_some_and(|filter| filter.before.is_some());
    let list = CallList {
        picture: app.service().picture(),
        whole: visitor.only().is_none(),
        sheet: format!("/calls/sheet?{}", kept.as_query()),
        lines: format!("/calls/csv?{}", kept.as_query()),
        to_first: later.then(|| address(&kept)),
        to_next: last.map(|name| address(&kept.clone().and("before", name))),
        page,
        typed,
        rows,
    };
    if is_wrong { wrong(&list) } else { shown(&list) }
}
