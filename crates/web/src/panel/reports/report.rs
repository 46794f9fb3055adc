//! The page of a report.

use super::super::layout::{Page, words};
use super::super::{shown, wrong};
use super::chart::{Chart, Column};
use super::filter::TypedReport;
use super::rows::{self, Counted, Share};
use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::decision::DecisionId;
use vasl_domain::report::{Hours, Report, Tally};
use vasl_domain::user::Language;
use vasl_store::{Missed, MissedFilter, Store as _};

/// No table is longer; all of it is in the file for a spreadsheet.
const MOST_ROWS: usize = 50;

/// How many of those whom their operator missed are shown.
const MISSED: u32 = 10;

#[derive(Template)]
#[template(path = "panel/reports/report.html")]
struct ReportPage {
    page: Page,
    picture: Arc<Picture>,
    typed: TypedReport,
    told: Option<Told>,
}

/// What a report tells.
struct Told {
    when: String,
    total: Tally,
    pictures: Vec<Table>,
    shares: [Shares; 2],
    tables: Vec<Table>,
    missed: Vec<Missed>,
    sheet: String,
    lines: String,
    all_missed: String,
}

/// How all calls are shared out.
struct Shares {
    title: &'static str,
    column: &'static str,
    rows: Vec<Share>,
}

/// A table, with its picture where it has one.
struct Table {
    title: &'static str,
    column: &'static str,
    chart: String,
    rows: Vec<Counted>,
    /// How many rows there are beyond those that are shown, where there are any.
    more: Option<u64>,
}

impl ReportPage {
    fn rate(&self, tally: &Tally) -> String {
        match tally.had_operator {
            0 => "—".to_owned(),
            had_operator => self.page.percent(tally.connected, had_operator),
        }
    }

    fn share(&self, part: &u64, whole: &u64) -> String {
        self.page.percent(*part, *whole)
    }

    /// A bar of so many hundredths: where it begins, and how long it is.
    fn bar(&self, part: &u64, whole: &u64) -> (u64, u64) {
        let long = (part * 100).checked_div(*whole).unwrap_or(0).min(100);
        match self.page.texts().language() {
            Language::Persian => (100 - long, long),
            Language::English => (0, long),
        }
    }

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
        super::missed::later(&self.page, &self.picture, missed)
    }

    fn call(&self, id: &DecisionId) -> String {
        crate::panel::calls::address(id)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "reports-title").under("/", "menu-dashboard");
    let typed = TypedReport::read(&app, &page, &query);
    let picture = app.service().picture();
    let (Some(filter), Some(days)) = (typed.filter(), typed.period.days) else {
        return wrong(&ReportPage { page, picture, typed, told: None });
    };
    let pbx = &app.settings().pbx;
    let report = app.store().report(pbx, &filter).await?;
    let asked = MissedFilter {
        pbx: pbx.clone(),
        scope: filter.scope,
        period: filter.period,
        before: None,
        limit: MISSED,
    };
    let missed = app.store().missed(&asked).await?;
    let table = |title, column, mut rows: Vec<Counted>| {
        let more = rows.len().checked_sub(MOST_ROWS + 1).map(|more| more + 1);
        rows.truncate(MOST_ROWS);
        Table {
            title,
            column,
            chart: String::new(),
            rows,
            more: more.and_then(|more| more.try_into().ok()),
        }
    };
    let tables = [
        table("report-modules", "module", rows::modules(&page, &picture, &report, &typed)),
        table("report-operators", "operator", rows::operators(&page, &picture, &report, &typed)),
        table("report-queues", "queue", rows::queues(&page, &picture, &report, &typed)),
    ];
    let hours = drawn(&page, "report-hours", "report-hour", rows::hours(&page, &report.hours))?;
    let (title, column) = match rows::is_long(days) {
        true => ("report-months", "report-month"),
        false => ("report-days", "report-day"),
    };
    let days = drawn(&page, title, column, rows::days(&page, &report, days))?;
    let (reasons, outcomes) = (rows::reasons(&page, &report), rows::outcomes(&page, &report));
    let told = Told {
        when: typed.period.words(&page),
        total: report.total,
        pictures: [hours, days].into_iter().filter(|table| !table.rows.is_empty()).collect(),
        shares: [
            Shares { title: "report-reasons", column: "reason", rows: reasons },
            Shares { title: "report-outcomes", column: "outcome", rows: outcomes },
        ],
        tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
        missed,
        sheet: typed.address("/reports/sheet"),
        lines: typed.address("/reports/csv"),
        all_missed: typed.address("/missed"),
    };
    shown(&ReportPage { page, picture, typed, told: Some(told) })
}

/// The picture of the hours of the day, for another page.
pub(in crate::panel) fn hours_of(page: &Page, hours: &Hours) -> Result<String, Problem> {
    Ok(drawn(page, "report-hours", "report-hour", rows::hours(page, hours))?.chart)
}

/// A table of stretches of time, with its picture.
fn drawn(
    page: &Page,
    title: &'static str,
    column: &'static str,
    rows: Vec<Counted>,
) -> Result<Table, Problem> {
    let columns = rows.iter().map(|row| {
        let Tally { decisions, connected, .. } = row.tally;
        let (calls, connected) = (page.digits(decisions), page.digits(connected));
        let says = [("when", row.name.clone()), ("calls", calls), ("connected", connected)];
        let says = page.t_all("report-column", &says);
        Column { name: row.name.clone(), says, tally: row.tally }
    });
    let label = page.t1("report-picture", "what", page.t(title));
    let from_the_right = page.texts().language() == Language::Persian;
    let chart = Chart::new(label, columns.collect(), from_the_right, |n| page.digits(n));
    let chart = if rows.is_empty() { String::new() } else { chart.render()? };
    Ok(Table { title, column, chart, rows, more: None })
}

/// Whether there is anything to tell.
impl Told {
    fn is_empty(&self) -> bool {
        self.total == Report::default().total
    }
}
