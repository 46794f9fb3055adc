//! Rows for a spreadsheet, sent as they are read, however many there are: as a sheet for people, in
//! which nothing is guessed, or as lines for programs.

mod sheet;

use super::layout::Page;
use crate::App;
use crate::http::{Problem, Visitor};
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse as _, Response};
use futures_util::{Stream, StreamExt as _, stream};
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;
use vasl_domain::csv::{self, Cell, Separator};
use vasl_domain::jalali::JalaliDate;
use vasl_domain::user::Language;
use vasl_store::StoreError;

/// How many rows are read at once: few enough that whoever looks at a page gets their turn.
pub(super) const AT_ONCE: u32 = 200;

/// A row: a cell for each column.
pub(super) type Row = Vec<Cell<'static>>;

/// What kind of file it becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Office Open XML, which Excel opens whatever its language.
    Sheet,
    /// Comma-separated lines; in Persian with semicolons, as its spreadsheets expect.
    Lines,
}

/// What a file is of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    /// In the file's name.
    pub(super) name: &'static str,
    /// The key of its title.
    pub(super) title: &'static str,
    /// The keys of its columns.
    pub(super) columns: &'static [&'static str],
}

/// A moment, to the second, in the digits with which a spreadsheet sorts.
pub(super) fn moment(page: &Page, at: Timestamp) -> String {
    let at = at.to_zoned(page.zone().clone());
    format!("{} {}", day(page, at.date()), at.strftime("%H:%M:%S"))
}

/// A day of the reader's calendar, in the same digits.
pub(super) fn day(page: &Page, day: Date) -> String {
    match (page.texts().language(), JalaliDate::of(day)) {
        (Language::Persian, Some(jalali)) => jalali.to_string(),
        _ => day.to_string(),
    }
}

/// Today, as it stands in the name of a file.
pub(super) fn today(page: &Page) -> String {
    day(page, page.now().to_zoned(page.zone().clone()).date()).replace('/', "-")
}

/// A number that is dialled, where there is one.
pub(super) fn dialled(number: Option<&str>) -> Cell<'static> {
    number.map_or(Cell::Empty, |number| Cell::dialled(number.to_owned()))
}

/// Words. What keeps directions apart in a sentence would be in the way of whoever searches a sheet.
pub(super) fn text(words: &str) -> Cell<'static> {
    Cell::text(words.replace(['\u{2066}', '\u{2068}', '\u{2069}'], ""))
}

/// The answer: a file of these rows. As many files may be sent at once as there are lasting answers.
pub(super) async fn file(
    app: &App,
    visitor: &Visitor,
    kind: Kind,
    table: Table,
    rows: impl Stream<Item = Result<Vec<Row>, StoreError>> + Send + 'static,
) -> Result<Response, Problem> {
    let place = app.lasting_answer(visitor).ok_or(Problem::Busy)?;
    let page = &Page::new(app, visitor, table.title);
    let rows = while_logged_in(app, visitor, rows);
    let (form, ending, body) = match kind {
        Kind::Lines => ("text/csv; charset=utf-8", "csv", lines(page, table, rows)),
        Kind::Sheet => {
            let body = sheet::body(app, page, table, rows).await?;
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", body)
        }
    };
    let held = body.into_data_stream().map(move |part| {
        let _held = &place;
        part
    });
    let today = today(page);
    let name = format!("attachment; filename=\"vasl-{}-{today}.{ending}\"", table.name);
    let head = [(CONTENT_TYPE, form.to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((head, Body::from_stream(held)).into_response())
}

/// Why a file breaks off.
#[derive(Debug, thiserror::Error)]
enum BrokenOff {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the session of whoever asked has ended")]
    LoggedOut,
    #[error("nobody waits for it any more")]
    Unwanted,
    #[error(transparent)]
    Sheet(#[from] XlsxError),
}

/// The rows, for as long as whoever asked may see them: a file of millions takes its time.
fn while_logged_in(
    app: &App,
    visitor: &Visitor,
    rows: impl Stream<Item = Result<Vec<Row>, StoreError>> + Send + 'static,
) -> impl Stream<Item = Result<Vec<Row>, BrokenOff>> + Send + 'static {
    let asked_by = (app.clone(), visitor.clone());
    rows.then(move |rows| {
        let (app, visitor) = asked_by.clone();
        async move {
            if visitor.may_go_on(&app).await { Ok(rows?) } else { Err(BrokenOff::LoggedOut) }
        }
    })
}

fn names(page: &Page, table: Table) -> Row {
    table.columns.iter().map(|key| text(&page.t(key))).collect()
}

fn lines(
    page: &Page,
    table: Table,
    rows: impl Stream<Item = Result<Vec<Row>, BrokenOff>> + Send + 'static,
) -> Body {
    let separator = match page.texts().language() {
        Language::Persian => Separator::Semicolon,
        Language::English => Separator::Comma,
    };
    let heading = format!("{}{}", csv::BEGINNING, csv::line(&names(page, table), separator));
    let lines = rows.map(move |rows| {
        let lines = |rows: Vec<Row>| -> String {
            rows.iter().map(|row| csv::line(row, separator)).collect()
        };
        rows.map(|rows| Bytes::from(lines(rows)))
    });
    Body::from_stream(stream::iter([Ok(Bytes::from(heading))]).chain(lines))
}
