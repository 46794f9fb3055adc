//! Decisions and their outcomes.

use super::column;
use super::list::List;
use crate::record::DecisionFilter;
use rusqlite::{Error, OptionalExtension, Row, Transaction, named_params};
use serde_json::{Value, json};
use vasl_domain::decision::{Decision, DecisionId, Reason, Route, Source};
use vasl_domain::name::{Extension, PbxName, Uniqueid};
use vasl_domain::outcome::Outcome;

pub(super) fn record(tx: &Transaction<'_>, decision: &Decision) -> rusqlite::Result<()> {
    let route = match decision.route {
        Route::Failure => "failure",
        Route::Operator(_) => "operator",
        Route::Wait(_) => "wait",
    };
    let operator = decision.route.operator().or(decision.operator.as_ref());
    let evidence = serde_json::to_string(&decision.evidence)
        .map_err(|error| Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached(
        "INSERT INTO decision (
             pbx, caller_uniqueid, at, module, caller, reason, detail, route, operator, source,
             evidence, outcome
         ) VALUES (
             :pbx, :caller_uniqueid, :at, :module, :caller, :reason, :detail, :route, :operator,
             :source, :evidence, :outcome
         ) ON CONFLICT DO NOTHING",
    )?
    .execute(named_params! {
        ":pbx": decision.id.pbx.as_str(),
        ":caller_uniqueid": decision.id.caller_uniqueid.as_str(),
        ":at": decision.id.at.as_microsecond(),
        ":module": decision.module.as_str(),
        ":caller": decision.caller.as_ref().map(|caller| caller.as_str()),
        ":reason": decision.reason.code(),
        ":detail": decision.reason.detail(),
        ":route": route,
        ":operator": operator.map(Extension::as_str),
        ":source": decision.source.map(source_code),
        ":evidence": evidence,
        ":outcome": decision.outcome.map(Outcome::code),
    })?;
    Ok(())
}

pub(super) fn record_outcome(
    tx: &Transaction<'_>,
    id: &DecisionId,
    outcome: Outcome,
) -> rusqlite::Result<bool> {
    let set = tx
        .prepare_cached(
            "UPDATE decision SET outcome = ?4
             WHERE pbx = ?1 AND caller_uniqueid = ?2 AND at = ?3 AND outcome IS NULL",
        )?
        .execute((
            id.pbx.as_str(),
            id.caller_uniqueid.as_str(),
            id.at.as_microsecond(),
            outcome.code(),
        ))?;
    Ok(set > 0)
}

pub(super) fn of_call(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    caller_uniqueid: &Uniqueid,
) -> rusqlite::Result<Option<Decision>> {
    tx.prepare_cached(
        "SELECT * FROM decision WHERE pbx = ?1 AND caller_uniqueid = ?2
         ORDER BY at DESC LIMIT 1",
    )?
    .query_row((pbx.as_str(), caller_uniqueid.as_str()), read)
    .optional()
}

pub(super) fn unsettled(tx: &Transaction<'_>, pbx: &PbxName) -> rusqlite::Result<Vec<Decision>> {
    tx.prepare_cached(
        "SELECT * FROM decision WHERE pbx = ?1 AND outcome IS NULL AND route <> 'failure'
         ORDER BY at, caller_uniqueid",
    )?
    .query_map([pbx.as_str()], read)?
    .collect()
}

pub(super) fn list(
    tx: &Transaction<'_>,
    filter: &DecisionFilter,
) -> rusqlite::Result<Vec<Decision>> {
    listing(filter).read(tx, read)
}

pub(super) fn listing(filter: &DecisionFilter) -> List {
    let list = List::of("SELECT * FROM decision")
        // With “+” no index is chosen by it: most stores know one PBX, and would be sorted whole.
        .only("+pbx = :pbx", ":pbx", filter.pbx.as_ref())
        .only("module = :module", ":module", filter.module.as_ref())
        .only("caller = :caller", ":caller", filter.caller.as_ref())
        .only("operator = :operator", ":operator", filter.operator.as_ref());
    let list = match filter.before.clone() {
        None => list,
        Some(before) => list.after(
            "(at, pbx, caller_uniqueid) < (:before_at, :before_pbx, :before_caller)",
            [
                (":before_at", Box::new(before.at.as_microsecond())),
                (":before_pbx", Box::new(String::from(before.pbx))),
                (":before_caller", Box::new(String::from(before.caller_uniqueid))),
            ],
        ),
    };
    list.ordered(" ORDER BY at DESC, pbx DESC, caller_uniqueid DESC", filter.limit)
}

fn source_code(source: Source) -> &'static str {
    match source {
        Source::Memory => "memory",
        Source::Pinned => "pinned",
    }
}

/// The domain gives a reason its code and detail, and takes both back as serde has them.
fn reason(code: &str, detail: Option<String>) -> Result<Reason, serde_json::Error> {
    serde_json::from_value(match detail {
        Some(detail) => json!({ code: detail }),
        None => Value::from(code),
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Decision> {
    let operator: Option<Extension> = column::name_if_any(row, "operator")?;
    let detail: Option<String> = row.get("detail")?;
    let source: Option<String> = row.get("source")?;
    let outcome: Option<String> = row.get("outcome")?;
    let reached = operator.clone().ok_or("a route to nobody");
    Ok(Decision {
        id: DecisionId {
            pbx: column::name(row, "pbx")?,
            caller_uniqueid: column::name(row, "caller_uniqueid")?,
            at: column::time(row, "at")?,
        },
        module: column::name(row, "module")?,
        caller: column::name_if_any(row, "caller")?,
        reason: column::word(row, "reason", |code| Ok(reason(code, detail)?))?,
        route: column::word(row, "route", |route| match route {
            "failure" => Ok(Route::Failure),
            "operator" => Ok(Route::Operator(reached?)),
            "wait" => Ok(Route::Wait(reached?)),
            other => Err(format!("“{other}” is not a route").into()),
        })?,
        operator,
        source: match source.as_deref() {
            None => None,
            Some("memory") => Some(Source::Memory),
            Some("pinned") => Some(Source::Pinned),
            Some(other) => {
                column::word(row, "source", |_| Err(format!("“{other}” is not a source").into()))?
            }
        },
        evidence: column::word(row, "evidence", |json| Ok(serde_json::from_str(json)?))?,
        outcome: match outcome {
            None => None,
            Some(code) => column::word(row, "outcome", |_| {
                let outcome = Outcome::from_code(&code);
                Ok(Some(outcome.ok_or_else(|| format!("“{code}” is not an outcome"))?))
            })?,
        },
    })
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
