//! A report for a spreadsheet: one table for all, in which the first two columns of a line say what
//! it counts.

use super::super::export::{self, Kind, Row, Table};
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

const TABLE: Table = Table { name: "report", title: "reports-title", columns: &COLUMNS };

pub(super) async fn export(
    kind: Kind,
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, TABLE.title);
    let typed = TypedReport::read(&app, &page, &query);
    let Some(filter) = typed.filter() else {
        // The form says what is wrong.
        return Ok(see_other(&typed.address("/reports")));
    };
    let report = app.store().report(&app.settings().pbx, &filter).await?;
    let rows = Rows { page: &page, picture: &app.service().picture() }.all(&report);
    export::file(&app, &visitor, kind, TABLE, stream::iter([Ok(rows)])).await
}

struct Rows<'a> {
    page: &'a Page,
    picture: &'a Picture,
}

impl Rows<'_> {
    fn all(&self, report: &Report) -> Vec<Row> {
        let page = self.page;
        let mut rows = Vec::new();
        for (&(reason, outcome), &decisions) in &report.reasons {
            let (by, reason) = (page.t("reason"), words::reason(page, reason));
            let outcome = words::outcome(page, outcome);
            let cells = vec![
                export::text(&by),
                export::text(&reason),
                Cell::Empty,
                export::text(&outcome),
                Cell::Count(decisions),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
            ];
            rows.push(cells);
        }
        self.counted(&mut rows, "report-all", Cell::Empty, "", report.total);
        for (code, tally) in &report.modules {
            let known = self.picture.module(code);
            let title = known.map(|module| module.name.as_str()).unwrap_or_default();
            self.counted(&mut rows, "module", export::dialled(Some(code.as_str())), title, *tally);
        }
        let directory = &self.picture.directory;
        for (number, tally) in &report.operators {
            let title = directory.operator(number);
            self.counted(
                &mut rows,
                "operator",
                export::dialled(Some(number.as_str())),
                title,
                *tally,
            );
        }
        for (number, tally) in &report.queues {
            let title = directory.queue(number).map(|queue| &*queue.title).unwrap_or_default();
            self.counted(&mut rows, "queue", export::dialled(Some(number.as_str())), title, *tally);
        }
        for (day, tally) in &report.days {
            let day = export::day(page, *day);
            self.counted(&mut rows, "report-day", export::text(&day), "", *tally);
        }
        for (hour, tally) in (0..).zip(report.hours.each) {
            let hour = format!("{hour:02}:00");
            self.counted(&mut rows, "report-hour", export::text(&hour), "", tally);
        }
        rows
    }

    fn counted(
        &self,
        rows: &mut Vec<Row>,
        by: &str,
        name: Cell<'static>,
        title: &str,
        tally: Tally,
    ) {
        let by = self.page.t(by);
        let cells = vec![
            export::text(&by),
            name,
            export::text(title),
            Cell::Empty,
            Cell::Count(tally.decisions),
            Cell::Count(tally.had_operator),
            Cell::Count(tally.connected),
            tally.rate().map_or(Cell::Empty, Cell::Part),
        ];
        rows.push(cells);
    }
}
