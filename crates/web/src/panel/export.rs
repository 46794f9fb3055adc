//! Rows for a spreadsheet, sent as they are read, however many there are.

use super::layout::Page;
use crate::http::Problem;
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse as _, Response};
use futures_util::Stream;
use hyper::StatusCode;
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER};
use jiff::Timestamp;
use jiff::civil::Date;
use vasl_domain::csv::{self, Cell, Separator};
use vasl_domain::jalali::JalaliDate;
use vasl_domain::user::Language;
use vasl_store::StoreError;

/// How many rows are read at once: few enough that whoever looks at a page gets their turn.
pub(super) const AT_ONCE: u32 = 200;

/// A line in the way of the reader's own spreadsheet.
pub(super) fn line(page: &Page, cells: &[Cell<'_>]) -> String {
    let separator = match page.texts().language() {
        Language::Persian => Separator::Semicolon,
        Language::English => Separator::Comma,
    };
    // What keeps directions apart in a sentence would be in the way of whoever searches a sheet.
    csv::line(cells, separator).replace(['\u{2066}', '\u{2068}', '\u{2069}'], "")
}

/// What a file begins with: its mark, and the names of its columns.
pub(super) fn heading(page: &Page, columns: &[&str]) -> String {
    let names: Vec<String> = columns.iter().map(|key| page.t(key)).collect();
    let cells: Vec<Cell<'_>> = names.iter().map(|name| Cell::Text(name)).collect();
    format!("{}{}", csv::BEGINNING, line(page, &cells))
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

/// A number that is dialled, where there is one.
pub(super) fn dialled(number: Option<&str>) -> Cell<'_> {
    number.map_or(Cell::Empty, Cell::Dialled)
}

/// The answer: a file of this name.
pub(super) fn file(
    page: &Page,
    name: &str,
    rows: impl Stream<Item = Result<String, StoreError>> + Send + 'static,
) -> Result<Response, Problem> {
    use futures_util::StreamExt as _;
    let day = page.now().to_zoned(page.zone().clone()).date();
    let head = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"vasl-{name}-{day}.csv\"")),
    ];
    let rows = rows.map(|rows| rows.map(Bytes::from));
    Ok((head, Body::from_stream(rows)).into_response())
}

/// As many files are being sent as may.
pub(super) fn full() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "30")]).into_response()
}
