//! How many calls went how, over a period: pictures, tables, and files for a spreadsheet.

mod chart;
mod filter;
mod missed;
mod report;
mod rows;
mod spreadsheet;

#[cfg(test)]
mod tests;

use super::export::Kind;
pub(super) use missed::later;
pub(super) use report::hours_of;

use crate::http::{Least, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/reports", Least::SUPERVISOR, report::show),
        Route::get("/reports/sheet", Least::SUPERVISOR, |app, visitor, query| {
            spreadsheet::export(Kind::Sheet, app, visitor, query)
        }),
        Route::get("/reports/csv", Least::SUPERVISOR, |app, visitor, query| {
            spreadsheet::export(Kind::Lines, app, visitor, query)
        }),
        Route::get("/missed", Least::SUPERVISOR, missed::show),
        Route::get("/missed/sheet", Least::SUPERVISOR, |app, visitor, query| {
            missed::export(Kind::Sheet, app, visitor, query)
        }),
        Route::get("/missed/csv", Least::SUPERVISOR, |app, visitor, query| {
            missed::export(Kind::Lines, app, visitor, query)
        }),
    ]
}
