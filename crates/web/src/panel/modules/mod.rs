//! Reconnect modules: their list, their form, and what one does with them.

mod delete;
mod expiry;
mod form;
mod list;
mod preview;
mod read;
mod switch;
mod typed;

#[cfg(test)]
mod tests;

use crate::App;
use crate::http::{Least, Problem, Route, in_path};
use vasl_domain::module::Module;
use vasl_domain::name::ModuleCode;

pub(super) fn routes() -> Vec<Route> {
    let supervisor = Least::SUPERVISOR;
    vec![
        Route::get("/modules", supervisor, list::show),
        Route::get("/modules/new", supervisor, form::new),
        Route::post("/modules/new", supervisor, form::add),
        Route::get("/modules/expiry", supervisor, expiry::consequence),
        Route::get("/modules/{code}", supervisor, form::edit),
        Route::post("/modules/{code}", supervisor, form::save),
        Route::post("/modules/{code}/switch", supervisor, switch::switch),
        Route::get("/modules/{code}/delete", supervisor, delete::ask),
        Route::post("/modules/{code}/delete", supervisor, delete::delete),
        Route::get("/modules/{code}/memory", supervisor, switch::ask_to_clear),
        Route::post("/modules/{code}/memory", supervisor, switch::clear),
        Route::get("/modules/{code}/preview", supervisor, preview::show),
    ]
}

/// The address of a module's own page.
fn address(code: &ModuleCode) -> String {
    format!("/modules/{}", in_path(code.as_str()))
}

/// The module of an address.
fn find(app: &App, code: &str) -> Result<Module, Problem> {
    let code = ModuleCode::new(code).map_err(|_| Problem::NotFound)?;
    app.service().picture().module(&code).cloned().ok_or(Problem::NotFound)
}
