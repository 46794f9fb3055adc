//! A report for a spreadsheet: one table for all, in which the first two columns of a line say what
//! it counts.

use super::super::export;
use super::super::layout::{Page, words};
use super::filter::TypedReport;
use crate::App;
use crate::http::{Problem, Query, Visitor, see_other};
use crate::service::Picture;
use axum::extract::State;
use axum::response::Response;
use futures_util::stream;
use vasl_domain::csv::Cell;
use vasl_domain::report::{Report, Tally};
use vasl_store::Store as _;

const COLUMNS: [&str; 8] = [
    "report-by",
    "report-name",
    "name",
    "outcome",
    "report-calls",
    "report-had-operator",
    "report-connected",
    "report-rate",
];

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "reports-title");
    let typed = TypedReport::read(&app, &page, &query);
    let Some(filter) = typed.filter() else {
        // The form says what is wrong.
        return Ok(see_other(&typed.address("/reports")));
    };
    let report = app.store().report(&app.settings().pbx, &filter).await?;
    let text = Sheet { page: &page, picture: &app.service().picture() }.text(&report);
    export::file(&page, "report", stream::once(async { Ok(text) }))
}

struct Sheet<'a> {
    page: &'a Page,
    picture: &'a Picture,
}

impl Sheet<'_> {
    fn text(&self, report: &Report) -> String {
        let page = self.page;
        let mut text = export::heading(page, &COLUMNS);
        for (&(reason, outcome), &decisions) in &report.reasons {
            let (by, reason) = (page.t("reason"), words::reason(page, reason));
            let outcome = words::outcome(page, outcome);
            let cells = [
                Cell::Text(&by),
                Cell::Text(&reason),
                Cell::Empty,
                Cell::Text(&outcome),
                Cell::Count(decisions),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
            ];
            text.push_str(&export::line(page, &cells));
        }
        self.counted(&mut text, "report-all", Cell::Empty, "", report.total);
        for (code, tally) in &report.modules {
            let known = self.picture.module(code);
            let title = known.map(|module| module.name.as_str()).unwrap_or_default();
            self.counted(&mut text, "module", Cell::Dialled(code.as_str()), title, *tally);
        }
        let directory = &self.picture.directory;
        for (number, tally) in &report.operators {
            let title = directory.operator(number);
            self.counted(&mut text, "operator", Cell::Dialled(number.as_str()), title, *tally);
        }
        for (number, tally) in &report.queues {
            let title = directory.queue(number).map(|queue| &*queue.title).unwrap_or_default();
            self.counted(&mut text, "queue", Cell::Dialled(number.as_str()), title, *tally);
        }
        for (day, tally) in &report.days {
            let day = export::day(page, *day);
            self.counted(&mut text, "report-day", Cell::Text(&day), "", *tally);
        }
        for (hour, tally) in (0..).zip(report.hours) {
            let hour = format!("{hour:02}:00");
            self.counted(&mut text, "report-hour", Cell::Text(&hour), "", tally);
        }
        text
    }

    fn counted(&self, text: &mut String, by: &str, name: Cell<'_>, title: &str, tally: Tally) {
        let by = self.page.t(by);
        let cells = [
            Cell::Text(&by),
            name,
            Cell::Text(title),
            Cell::Empty,
            Cell::Count(tally.decisions),
            Cell::Count(tally.had_operator),
            Cell::Count(tally.connected),
            tally.rate().map_or(Cell::Empty, Cell::Part),
        ];
        text.push_str(&export::line(self.page, &cells));
    }
}
