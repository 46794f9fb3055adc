//! How operators and waiting callers stand now.

use super::{ApiClient, ApiProblem, json};
use crate::App;
use crate::service::Link;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use vasl_domain::live::OperatorPicture;

#[derive(Serialize)]
struct Live<'a> {
    /// Where it is not, nothing is known of the operators.
    linked: bool,
    operators: Vec<&'a OperatorPicture>,
}

pub(super) async fn show(
    State(app): State<App>,
    client: ApiClient,
) -> Result<Response, ApiProblem> {
    let linked = app.service().picture().link == Link::Up;
    let picture = app.service().live().borrow().clone();
    let only = client.only();
    let sees = |one: &&OperatorPicture| only.is_none_or(|own| one.operator == *own);
    let operators = picture.operators.iter().filter(sees).collect();
    Ok(json::answer(&Live { linked, operators }))
}
