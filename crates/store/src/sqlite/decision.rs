//! Decisions and their outcomes.

use super::column;
use super::list::List;
use crate::record::DecisionFilter;
use jiff::Timestamp;
use rusqlite::{Error, OptionalExtension, Row, Transaction, named_params};
use serde_json::{Value, json};
use vasl_domain::decision::{Decision, DecisionId, Reason, Route, Source};
use vasl_domain::name::{Extension, PbxName, Uniqueid};
use vasl_domain::outcome::Outcome;
use vasl_domain::reason::ReasonKind;
use vasl_domain::report::{Period, Quarter};
use vasl_domain::story::{Arrival, Settlement};

/// The keys of decisions, by way of an index that must serve.
macro_rules! from_index {
    ($index:literal) => {
        concat!("SELECT pbx, caller_uniqueid, at FROM decision INDEXED BY ", $index)
    };
}
pub(super) use from_index;

pub(super) fn record(tx: &Transaction<'_>, decision: &Decision) -> rusqlite::Result<()> {
    let route = match decision.route {
        Route::Failure => "failure",
        Route::Operator(_) => "operator",
        Route::Wait(_) => "wait",
    };
    let arrival = &decision.arrival;
    let operator = decision.route.operator().or(decision.operator.as_ref());
    let evidence = serde_json::to_string(&decision.evidence)
        .map_err(|error| Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached(
        "INSERT INTO decision (
             pbx, caller_uniqueid, at, module, caller, came_in_at, dialled, ivr, key, reason,
             detail, route, operator, source, evidence, outcome, rang_at, settled_at
         ) VALUES (
             :pbx, :caller_uniqueid, :at, :module, :caller, :came_in_at, :dialled, :ivr, :key,
             :reason, :detail, :route, :operator, :source, :evidence, :outcome, :rang_at,
             :settled_at
         ) ON CONFLICT DO NOTHING",
    )?
    .execute(named_params! {
        ":pbx": decision.id.pbx.as_str(),
        ":caller_uniqueid": decision.id.caller_uniqueid.as_str(),
        ":at": decision.id.at.as_microsecond(),
        ":module": decision.module.as_str(),
        ":caller": decision.caller.as_ref().map(|caller| caller.as_str()),
        ":came_in_at": arrival.came_in_at.map(Timestamp::as_microsecond),
        ":dialled": arrival.dialled.as_ref().map(|dialled| dialled.as_str()),
        ":ivr": arrival.ivr.as_ref().map(|ivr| ivr.as_str()),
        ":key": arrival.key.as_ref().map(|key| key.as_str()),
        ":reason": decision.reason.code(),
        ":detail": decision.reason.detail(),
        ":route": route,
        ":operator": operator.map(Extension::as_str),
        ":source": decision.source.map(source_code),
        ":evidence": evidence,
        ":outcome": decision.outcome.map(Outcome::code),
        ":rang_at": decision.rang_at.map(Timestamp::as_microsecond),
        ":settled_at": decision.settled_at.map(Timestamp::as_microsecond),
    })?;
    Ok(())
}

pub(super) fn record_outcome(
    tx: &Transaction<'_>,
    settlement: &Settlement,
) -> rusqlite::Result<bool> {
    let id = &settlement.decision;
    let set = tx
        .prepare_cached(
            "UPDATE decision SET outcome = ?4, settled_at = ?5, rang_at = ?6
             WHERE pbx = ?1 AND caller_uniqueid = ?2 AND at = ?3 AND outcome IS NULL",
        )?
        .execute((
            id.pbx.as_str(),
            id.caller_uniqueid.as_str(),
            id.at.as_microsecond(),
            settlement.outcome.code(),
            settlement.at.as_microsecond(),
            settlement.rang_at.map(Timestamp::as_microsecond),
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

pub(super) fn one(tx: &Transaction<'_>, id: &DecisionId) -> rusqlite::Result<Option<Decision>> {
    tx.prepare_cached("SELECT * FROM decision WHERE pbx = ?1 AND caller_uniqueid = ?2 AND at = ?3")?
        .query_row((id.pbx.as_str(), id.caller_uniqueid.as_str(), id.at.as_microsecond()), read)
        .optional()
}

pub(super) fn unsettled(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    since: Timestamp,
) -> rusqlite::Result<Vec<Decision>> {
    tx.prepare_cached(
        "SELECT * FROM decision
         WHERE pbx = ?1 AND at >= ?2 AND outcome IS NULL AND route <> 'failure'
         ORDER BY at, caller_uniqueid",
    )?
    .query_map((pbx.as_str(), since.as_microsecond()), read)?
    .collect()
}

/// The keys are found within one index; then each row is read by its key.
pub(super) fn list(
    tx: &Transaction<'_>,
    filter: &DecisionFilter,
) -> rusqlite::Result<Vec<Decision>> {
    let keys = listing(filter).read(tx, key)?;
    keys.iter().filter_map(|id| one(tx, id).transpose()).collect()
}

/// Every way to narrow a list has an index in the list's order, the narrowest first. Of two that
/// are given, what remains is looked at within the index.
pub(super) fn listing(filter: &DecisionFilter) -> List {
    let DecisionFilter { module, caller, operator, reason, outcome, .. } = filter;
    // This outcome says less than any of its reasons.
    let by_outcome = outcome.filter(|o| reason.is_none() || *o != Outcome::StraightToFailure);
    let select = match (caller, operator, by_outcome, reason, module) {
        (Some(_), ..) => from_index!("decision_listed_by_caller"),
        (_, Some(_), ..) => from_index!("decision_listed_by_operator"),
        (_, _, Some(_), _, Some(_)) => from_index!("decision_listed_by_module_and_outcome"),
        (_, _, Some(_), ..) => from_index!("decision_listed_by_outcome"),
        (_, _, _, Some(_), Some(_)) => from_index!("decision_listed_by_module_and_reason"),
        (_, _, _, Some(_), _) => from_index!("decision_listed_by_reason"),
        (.., Some(_)) => from_index!("decision_listed_by_module"),
        _ => from_index!("decision_listed"),
    };
    let list = List::of(select)
        // With “+” no index is chosen by it: most stores know one PBX, and would be sorted whole.
        .only("+pbx = :pbx", ":pbx", filter.pbx.as_ref())
        .only("module = :module", ":module", module.as_ref())
        .only("caller = :caller", ":caller", caller.as_ref())
        .only("operator = :operator", ":operator", operator.as_ref())
        .only_value("reason = :reason", ":reason", reason.map(ReasonKind::code))
        .only_value("outcome = :outcome", ":outcome", outcome.map(Outcome::code));
    newest_first(list, filter.period, filter.before.as_ref(), filter.limit)
}

/// A page of a list of decisions.
pub(super) fn newest_first(
    list: List,
    period: Option<Period>,
    before: Option<&DecisionId>,
    limit: u32,
) -> List {
    let bound = |quarter: Quarter| quarter.begins_at().as_microsecond();
    let list = list
        .only_value("at >= :from", ":from", period.map(|period| bound(period.from())))
        .only_value("at < :to", ":to", period.map(|period| bound(period.to())));
    let list = match before.cloned() {
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
    list.ordered(" ORDER BY at DESC, pbx DESC, caller_uniqueid DESC", limit)
}

pub(super) fn key(row: &Row<'_>) -> rusqlite::Result<DecisionId> {
    Ok(DecisionId {
        pbx: column::name(row, "pbx")?,
        caller_uniqueid: column::name(row, "caller_uniqueid")?,
        at: column::time(row, "at")?,
    })
}

fn source_code(source: Source) -> &'static str {
    match source {
        Source::Memory => "memory",
        Source::Pinned => "pinned",
    }
}

/// The domain gives a reason its code and detail, and takes both back as serde has them.
pub(super) fn reason(code: &str, detail: Option<String>) -> Result<Reason, serde_json::Error> {
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
    let id = key(row)?;
    // Earlier releases kept no time for it: it was that of the decision.
    let straight = (outcome.as_deref() == Some(Outcome::StraightToFailure.code())).then_some(id.at);
    Ok(Decision {
        id,
        module: column::name(row, "module")?,
        caller: column::name_if_any(row, "caller")?,
        arrival: Arrival {
            came_in_at: column::time_if_any(row, "came_in_at")?,
            dialled: column::name_if_any(row, "dialled")?,
            ivr: column::name_if_any(row, "ivr")?,
            key: column::name_if_any(row, "key")?,
        },
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
        rang_at: column::time_if_any(row, "rang_at")?,
        settled_at: column::time_if_any(row, "settled_at")?.or(straight),
    })
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
