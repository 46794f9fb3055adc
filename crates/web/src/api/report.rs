//! How many calls went how, over days.

use super::{ApiClient, ApiProblem, json};
use crate::App;
use crate::http::{Fields, Query};
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use vasl_domain::name::{Extension, ModuleCode, QueueName};
use vasl_domain::report::{Period, Report, ReportFilter, Scope, Tally};
use vasl_store::Store as _;

#[derive(Serialize)]
struct Answer<'a> {
    from: Date,
    to: Date,
    time_zone: String,
    total: Tally,
    /// Connected, of those with an operator to go back to; `null` where there were none.
    reconnection_rate: Option<f64>,
    reasons: Vec<Reasoned>,
    modules: &'a BTreeMap<ModuleCode, Tally>,
    operators: &'a BTreeMap<Extension, Tally>,
    queues: &'a BTreeMap<QueueName, Tally>,
    hours: &'a [Tally],
    days: &'a BTreeMap<Date, Tally>,
}

#[derive(Serialize)]
struct Reasoned {
    reason: &'static str,
    /// `null` where it is not known yet.
    outcome: Option<&'static str>,
    decisions: u64,
}

pub(super) async fn show(
    State(app): State<App>,
    _: ApiClient,
    Query(query): Query,
) -> Result<Response, ApiProblem> {
    let time_zone = app.preferences().time_zone.clone();
    let today = Timestamp::now().to_zoned(time_zone.zone().clone()).date();
    let to = day(&query, "to")?.unwrap_or(today);
    let from = day(&query, "from")?.unwrap_or(to);
    if from > to {
        return Err(ApiProblem::Invalid(format!("“from” ({from}) is after “to” ({to})")));
    }
    let period = Period::days(from, to, time_zone.zone());
    let filter = ReportFilter { period, scope: scope(&query)?, time_zone };
    let report = app.store().report(&app.settings().pbx, &filter).await?;
    let Report { total, reasons, modules, operators, queues, hours, days } = &report;
    let reasons = reasons.iter().map(|((reason, outcome), decisions)| Reasoned {
        reason: reason.code(),
        outcome: outcome.map(|outcome| outcome.code()),
        decisions: *decisions,
    });
    Ok(json::answer(&Answer {
        from,
        to,
        time_zone: filter.time_zone.to_string(),
        total: *total,
        reconnection_rate: total.rate(),
        reasons: reasons.collect(),
        modules,
        operators,
        queues,
        hours: &hours.each,
        days,
    }))
}

fn day(query: &Fields, name: &str) -> Result<Option<Date>, ApiProblem> {
    let text = query.text(name);
    if text.is_empty() {
        return Ok(None);
    }
    let say = || format!("“{name}” is not a day: write it as 2026-11-26");
    text.parse().map(Some).map_err(|_| ApiProblem::Invalid(say()))
}

fn scope(query: &Fields) -> Result<Scope, ApiProblem> {
    let wrong = |error: &dyn std::fmt::Display| ApiProblem::Invalid(error.to_string());
    let named: Vec<(&str, String)> = ["module", "operator", "queue"]
        .map(|name| (name, query.number(name)))
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    match named.as_slice() {
        [] => Ok(Scope::Everything),
        [("module", code)] => {
            ModuleCode::new(code.as_str()).map(Scope::Module).map_err(|error| wrong(&error))
        }
        [("operator", number)] => {
            Extension::new(number.as_str()).map(Scope::Operator).map_err(|error| wrong(&error))
        }
        [("queue", number)] => {
            QueueName::new(number.as_str()).map(Scope::Queue).map_err(|error| wrong(&error))
        }
        _ => Err(ApiProblem::Invalid("name a module, an operator or a queue, or none".to_owned())),
    }
}
