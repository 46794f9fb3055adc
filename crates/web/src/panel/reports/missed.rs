//! The customers who had an operator to go back to and did not get them.

use super::super::export::{self, Kind, Row, Table};
use super::super::layout::{Page, words};
use super::super::{shown, wrong};
use super::filter::TypedReport;
use crate::App;
use crate::http::{Problem, Query, Visitor, see_other};
use crate::panel::calls;
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use futures_util::stream;
use std::sync::Arc;
use vasl_domain::decision::DecisionId;
use vasl_store::{Missed, MissedFilter, Store as _, StoreError};

/// How many a page has.
const ROWS: u32 = 100;

#[derive(Template)]
#[template(path = "panel/reports/missed.html")]
struct MissedPage {
    page: Page,
    picture: Arc<Picture>,
    typed: TypedReport,
    when: String,
    rows: Vec<Missed>,
    sheet: String,
    lines: String,
    to_first: Option<String>,
    to_next: Option<String>,
}

impl MissedPage {
    fn operator(&self, missed: &Missed) -> String {
        let operator = missed.decision.operator.as_ref();
        operator.map(|o| words::operator(&self.page, &self.picture, o)).unwrap_or_default()
    }

    fn reason(&self, missed: &Missed) -> String {
        words::why(&self.page, missed.decision.reason, &missed.decision.evidence)
    }

    fn outcome(&self, missed: &Missed) -> String {
        words::outcome(&self.page, missed.decision.outcome)
    }

    fn later(&self, missed: &Missed) -> String {
        later(&self.page, &self.picture, missed)
    }

    fn call(&self, id: &DecisionId) -> String {
        calls::address(id)
    }
}

/// With whom they spoke afterwards, and when; empty where they did not.
pub(in crate::panel) fn later(page: &Page, picture: &Picture, missed: &Missed) -> String {
    let later = missed.spoke_later.as_ref().map(|later| {
        let operator = words::operator(page, picture, &later.operator);
        let (operator, time) = (("operator", operator), ("time", page.near(&later.answered_at)));
        page.t2("missed-later", operator, time)
    });
    later.unwrap_or_default()
}

fn asked(app: &App, typed: &TypedReport, before: &str, limit: u32) -> Option<MissedFilter> {
    Some(MissedFilter {
        pbx: app.settings().pbx.clone(),
        scope: typed.scope.clone(),
        period: typed.chosen()?,
        before: calls::id_of(app, before).ok(),
        limit,
    })
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "missed-title")
        .under("/", "menu-dashboard")
        .under("/reports", "reports-title");
    let typed = TypedReport::read(&app, &page, &query);
    let filter = asked(&app, &typed, query.text("before"), ROWS + 1);
    let mut rows = match &filter {
        Some(filter) => app.store().missed(filter).await?,
        None => Vec::new(),
    };
    let most = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let last = rows.last().map(|missed| calls::name_of(&missed.decision.id)).filter(|_| more);
    let here = "/missed";
    let next =
        |name: String| format!("{here}?{}", typed.query.clone().and("before", name).as_query());
    let later = filter.as_ref().is_some_and(|filter| filter.before.is_some());
    let list = MissedPage {
        picture: app.service().picture(),
        when: typed.period.words(&page),
        sheet: typed.address("/missed/sheet"),
        lines: typed.address("/missed/csv"),
        to_first: later.then(|| typed.address(here)),
        to_next: last.map(next),
        page,
        typed,
        rows,
    };
    if filter.is_none() { wrong(&list) } else { shown(&list) }
}

const COLUMNS: [&str; 8] =
    ["time", "module", "caller", "operator", "reason", "outcome", "missed-spoke", "missed-with"];

const TABLE: Table = Table { name: "missed", title: "missed-title", columns: &COLUMNS };

struct Rows {
    app: App,
    page: Page,
    /// What comes next; `None` after the last.
    next: Option<MissedFilter>,
}

/// All of them, for a spreadsheet.
pub(super) async fn export(
    kind: Kind,
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, TABLE.title);
    let typed = TypedReport::read(&app, &page, &query);
    let Some(filter) = asked(&app, &typed, "", export::AT_ONCE) else {
        // The form says what is wrong.
        return Ok(see_other(&typed.address("/missed")));
    };
    let page_of_rows = Page::new(&app, &visitor, TABLE.title);
    let rows = Rows { app: app.clone(), page: page_of_rows, next: Some(filter) };
    let rows = stream::unfold(rows, |mut rows| async {
        let read = rows.read().await.transpose()?;
        Some((read, rows))
    });
    export::file(&app, &visitor, kind, TABLE, rows).await
}

impl Rows {
    async fn read(&mut self) -> Result<Option<Vec<Row>>, StoreError> {
        let Some(filter) = self.next.take() else { return Ok(None) };
        let missed = self.app.store().missed(&filter).await?;
        let Some(last) = missed.last() else { return Ok(None) };
        self.next = Some(MissedFilter { before: Some(last.decision.id.clone()), ..filter });
        Ok(Some(missed.iter().map(|missed| self.row(missed)).collect()))
    }

    fn row(&self, missed: &Missed) -> Row {
        let page = &self.page;
        let Missed { decision, spoke_later } = missed;
        let caller = decision.caller.as_ref();
        let caller = caller.map(|caller| page.dialled(caller));
        let later = spoke_later.as_ref();
        let spoke = later.map(|later| export::moment(page, later.answered_at));
        vec![
            export::text(&export::moment(page, decision.id.at)),
            export::dialled(Some(decision.module.as_str())),
            export::dialled(caller.as_deref()),
            export::dialled(decision.operator.as_ref().map(|operator| operator.as_str())),
            export::text(&words::why(page, decision.reason, &decision.evidence)),
            export::text(&words::outcome(page, decision.outcome)),
            export::text(spoke.as_deref().unwrap_or_default()),
            export::dialled(later.map(|later| later.operator.as_str())),
        ]
    }
}
