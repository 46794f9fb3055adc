//! The API: for other programs, in JSON and in English.
//!
//! A program shows that it may by a token (`Authorization: Bearer …`), which an administrator makes in
//! the panel; sessions of the panel do not count here. What it may is the token's role, as a user's is:
//! an operator's sees and does only their own. What cannot be done is answered with a problem
//! (RFC 9457) whose `code` never changes. `docs/API.md` is what whoever uses it reads.
//!
//! **Invariants.** Nothing is done without a token; what is done is done in the token's name. A body
//! is bounded, and so is what one token may ask in a second.
//!
//! **How to add one.** A handler takes `State(app)` and an [`ApiClient`], and gives
//! `Result<Response, ApiProblem>`; name its route below by `Route::api_get` or `Route::api_post` with
//! its least role, and write it into `docs/API.md`.

mod client;
mod health;
mod json;
mod live;
mod modules;
mod operators;
mod problem;
mod rate;
mod report;

#[cfg(test)]
mod tests;

pub use client::{ApiClient, guard};
pub(crate) use client::{key_of, new_token};
pub use problem::ApiProblem;
pub(crate) use rate::Rates;

use crate::http::{Least, Route};

/// Every route of the API.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api_get("/api/health", Least::OPERATOR, health::show),
        Route::api_get("/api/live", Least::OPERATOR, live::show),
        Route::api_get("/api/modules", Least::SUPERVISOR, modules::list),
        Route::api_get("/api/modules/{code}/preview", Least::SUPERVISOR, modules::preview),
        Route::api_post("/api/operators/{extension}/{act}", Least::OPERATOR, operators::act),
        Route::api_get("/api/report", Least::SUPERVISOR, report::show),
    ]
}
