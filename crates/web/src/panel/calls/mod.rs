//! The calls that reached a module: their list, and the story of each.

mod filter;
mod list;
mod spreadsheet;
mod story;

#[cfg(test)]
mod tests;

use super::export::Kind;
use crate::App;
use crate::http::{Least, Problem, Route, in_path};
use jiff::Timestamp;
use vasl_domain::decision::DecisionId;
use vasl_domain::name::Uniqueid;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/calls", Least::OPERATOR, list::show),
        Route::get("/calls/sheet", Least::OPERATOR, |app, visitor, query| {
            spreadsheet::export(Kind::Sheet, app, visitor, query)
        }),
        Route::get("/calls/csv", Least::OPERATOR, |app, visitor, query| {
            spreadsheet::export(Kind::Lines, app, visitor, query)
        }),
        Route::get("/calls/{call}", Least::OPERATOR, story::show),
    ]
}

/// How an address names a decision.
pub(super) fn name_of(id: &DecisionId) -> String {
    format!("{}-{}", id.at.as_microsecond(), id.caller_uniqueid)
}

/// The address of a call's own page.
pub(super) fn address(id: &DecisionId) -> String {
    format!("/calls/{}", in_path(&name_of(id)))
}

/// The decision of a name.
pub(super) fn id_of(app: &App, name: &str) -> Result<DecisionId, Problem> {
    let parts = name.split_once('-').and_then(|(at, uniqueid)| {
        let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        Some((at, Uniqueid::new(uniqueid).ok()?))
    });
    let (at, caller_uniqueid) = parts.ok_or(Problem::NotFound)?;
    Ok(DecisionId { pbx: app.settings().pbx.clone(), caller_uniqueid, at })
}
