//! The modules, and whom a caller would reach through one now.

use super::{ApiClient, ApiProblem, json};
use crate::App;
use crate::http::Query;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use vasl_domain::decision::{Evidence, Route, Source};
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, ModuleCode};
use vasl_domain::number::{Caller, Presentation};

#[derive(Serialize)]
struct Modules<'a> {
    modules: &'a [Module],
}

pub(super) async fn list(State(app): State<App>, _: ApiClient) -> Result<Response, ApiProblem> {
    let picture = app.service().picture();
    Ok(json::answer(&Modules { modules: picture.modules() }))
}

/// As a decision is kept, but for what only a call has.
#[derive(Serialize)]
struct Preview<'a> {
    module: &'a ModuleCode,
    /// The caller behind the number; `null` where nobody can be remembered by it.
    caller: Option<&'a Caller>,
    route: &'a Route,
    reason: &'static str,
    operator: Option<&'a Extension>,
    source: Option<Source>,
    evidence: &'a Evidence,
    /// Why the PBX could not be asked how the operator stands, where it could not.
    unasked: Option<&'a str>,
}

pub(super) async fn preview(
    State(app): State<App>,
    _: ApiClient,
    Path(code): Path<String>,
    Query(query): Query,
) -> Result<Response, ApiProblem> {
    let picture = app.service().picture();
    let module = ModuleCode::new(code.as_str()).ok().and_then(|code| picture.module(&code));
    let module = module.ok_or_else(|| ApiProblem::NoSuchThing(format!("module {code}")))?;
    let number = query.number("caller");
    if number.is_empty() {
        let say = "name the caller: ?caller=09121234567, in any spelling";
        return Err(ApiProblem::Invalid(say.to_owned()));
    }
    let numbers = &app.preferences().numbers;
    let caller = numbers.caller(number.as_bytes(), Presentation::Allowed).ok();
    let preview = app.service().preview(module, caller.as_ref()).await?;
    let verdict = &preview.verdict;
    Ok(json::answer(&Preview {
        module: &module.code,
        caller: caller.as_ref(),
        route: &verdict.route,
        reason: verdict.reason.code(),
        operator: verdict.operator.as_ref(),
        source: verdict.source,
        evidence: &verdict.evidence,
        unasked: preview.unasked.as_deref(),
    }))
}
