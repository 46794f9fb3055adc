//! Reports, from what was counted as decisions were kept and settled.
//!
//! A period is covered by few buckets, so no report reads more rows than it must: at its ends
//! quarters of an hour, in its middle stretches of six weeks. Only the hours of the day and the
//! days need every quarter, of which there is one short row each.

use super::{column, decision, prune};
use jiff::Timestamp;
use jiff::civil::DateTime;
use rusqlite::{OptionalExtension, Row, Transaction};
use vasl_domain::name::{Extension, ModuleCode, PbxName, QueueName};
use vasl_domain::outcome::Outcome;
use vasl_domain::report::{Clock, Hours, Period, Quarter, Report, ReportFilter, Scope, Tally};

/// A bucket of level n is 16 to the power of n quarters of an hour. As in the migration that made
/// the tables.
const LEVELS: u32 = 4;

const BITS: u32 = 4;

/// Buckets of one level that lie beside each other, the last one left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Buckets {
    level: u32,
    from: i64,
    to: i64,
}

/// The fewest buckets that make up a period.
fn cover(period: Period) -> Vec<Buckets> {
    let (mut from, mut to) = (period.from().number(), period.to().number());
    let mut buckets = Vec::new();
    let mut add = |level, from, to| {
        if from < to {
            buckets.push(Buckets { level, from, to });
        }
    };
    for level in 0..LEVELS {
        let (inner_from, inner_to) = (((from - 1) >> BITS) + 1, to >> BITS);
        if level + 1 == LEVELS || inner_from >= inner_to {
            add(level, from, to);
            break;
        }
        add(level, from, inner_from << BITS);
        add(level, inner_to << BITS, to);
        (from, to) = (inner_from, inner_to);
    }
    buckets
}

const BY_REASON: &str = "SELECT reason, detail, outcome, sum(decisions) AS decisions
     FROM count_by_reason
     WHERE pbx = ?1 AND scope = ?2 AND name = ?3 AND level = ?4 AND bucket >= ?5 AND bucket < ?6
     GROUP BY reason, detail, outcome";

macro_rules! by_party {
    ($only:literal) => {
        concat!(
            "SELECT module, operator, queue, sum(decisions) AS decisions,
                 sum(had_operator) AS had_operator, sum(connected) AS connected
             FROM count_by_party
             WHERE pbx = ?1 AND ",
            $only,
            " AND level = ?3 AND bucket >= ?4 AND bucket < ?5
             GROUP BY module, operator, queue"
        )
    };
}

const BY_QUARTER: &str = "SELECT quarter, decisions, had_operator, connected
     FROM count_by_quarter
     WHERE pbx = ?1 AND scope = ?2 AND name = ?3 AND quarter >= ?4 AND quarter < ?5";

fn by_party(scope: &Scope) -> &'static str {
    match scope {
        Scope::Everything => by_party!("?2 = ''"),
        Scope::Module(_) => by_party!("module = ?2"),
        Scope::Operator(_) => by_party!("operator = ?2"),
        Scope::Queue(_) => by_party!("queue = ?2"),
    }
}

fn word(scope: &Scope) -> &'static str {
    match scope {
        Scope::Everything => "all",
        Scope::Module(_) => "module",
        Scope::Operator(_) => "operator",
        Scope::Queue(_) => "queue",
    }
}

pub(super) fn report(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    filter: &ReportFilter,
) -> rusqlite::Result<Report> {
    let mut report = Report::default();
    let (pbx, scope, name) = (pbx.as_str(), word(&filter.scope), filter.scope.name());
    let mut by_reason = tx.prepare_cached(BY_REASON)?;
    let mut by_party = tx.prepare_cached(by_party(&filter.scope))?;
    for Buckets { level, from, to } in cover(filter.period) {
        let mut rows = by_reason.query((pbx, scope, name, level, from, to))?;
        while let Some(row) = rows.next()? {
            add_reason(&mut report, row)?;
        }
        let mut rows = by_party.query((pbx, name, level, from, to))?;
        while let Some(row) = rows.next()? {
            add_parties(&mut report, row)?;
        }
    }
    each_quarter(tx, pbx, filter, |local, tally| report.add_time(local, tally))?;
    Ok(report)
}

/// Only the hours: a row for each quarter, however many parties had calls.
pub(super) fn hours(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    filter: &ReportFilter,
) -> rusqlite::Result<Hours> {
    let mut hours = Hours::default();
    each_quarter(tx, pbx.as_str(), filter, |local, tally| hours.add(local, tally))?;
    Ok(hours)
}

fn each_quarter(
    tx: &Transaction<'_>,
    pbx: &str,
    filter: &ReportFilter,
    mut add: impl FnMut(DateTime, Tally),
) -> rusqlite::Result<()> {
    let mut by_quarter = tx.prepare_cached(BY_QUARTER)?;
    let (from, to) = (filter.period.from().number(), filter.period.to().number());
    let (scope, name) = (word(&filter.scope), filter.scope.name());
    let mut rows = by_quarter.query((pbx, scope, name, from, to))?;
    let mut clock = Clock::new(filter.time_zone.zone());
    while let Some(row) = rows.next()? {
        let quarter = Quarter::numbered(row.get("quarter")?);
        add(clock.at(quarter.begins_at()), tally(row)?);
    }
    Ok(())
}

fn add_reason(report: &mut Report, row: &Row<'_>) -> rusqlite::Result<()> {
    let detail: String = row.get("detail")?;
    let detail = (!detail.is_empty()).then_some(detail);
    let reason = column::word(row, "reason", |code| Ok(decision::reason(code, detail)?))?;
    let outcome = column::word(row, "outcome", |code| {
        if code.is_empty() {
            return Ok(None);
        }
        let outcome = Outcome::from_code(code);
        Ok(Some(outcome.ok_or_else(|| format!("“{code}” is not an outcome"))?))
    })?;
    report.add_reason(reason, outcome, column::count(row, "decisions")?);
    Ok(())
}

fn add_parties(report: &mut Report, row: &Row<'_>) -> rusqlite::Result<()> {
    let module: ModuleCode = column::name(row, "module")?;
    let operator: Option<Extension> = column::name_unless_empty(row, "operator")?;
    let queue: Option<QueueName> = column::name_unless_empty(row, "queue")?;
    report.add_parties(module, operator, queue, tally(row)?);
    Ok(())
}

fn tally(row: &Row<'_>) -> rusqlite::Result<Tally> {
    Ok(Tally {
        decisions: column::count(row, "decisions")?,
        had_operator: column::count(row, "had_operator")?,
        connected: column::count(row, "connected")?,
    })
}

/// The stretches of counts that lie beside each other: one for each thing that is counted.
const NEXT_SERIES: &str = "SELECT pbx, scope, name FROM count_by_quarter
     WHERE (pbx, scope, name) > (?1, ?2, ?3) ORDER BY pbx, scope, name LIMIT 1";

const OLD_BY_REASON: &str = "DELETE FROM count_by_reason
     WHERE (pbx, scope, name, level, bucket, reason, detail, outcome) IN (
         SELECT pbx, scope, name, level, bucket, reason, detail, outcome FROM count_by_reason
         WHERE pbx = ?1 AND scope = ?2 AND name = ?3 AND level = ?4 AND bucket < ?5 LIMIT ?6
     )";

const OLD_BY_PARTY: &str = "DELETE FROM count_by_party
     WHERE (pbx, level, bucket, module, operator, queue) IN (
         SELECT pbx, level, bucket, module, operator, queue FROM count_by_party
         WHERE pbx = ?1 AND level = ?2 AND bucket < ?3 LIMIT ?4
     )";

const OLD_BY_QUARTER: &str = "DELETE FROM count_by_quarter
     WHERE (pbx, scope, name, quarter) IN (
         SELECT pbx, scope, name, quarter FROM count_by_quarter
         WHERE pbx = ?1 AND scope = ?2 AND name = ?3 AND quarter < ?4 LIMIT ?5
     )";

/// Removes buckets that were over at `before`: [`prune::AT_ONCE`] of them, or some more, or all.
pub(super) fn prune(tx: &Transaction<'_>, before: Timestamp) -> rusqlite::Result<usize> {
    let before = Quarter::of(before).number();
    let mut removed = 0;
    let mut series = (String::new(), String::new(), String::new());
    while let Some(next) = tx
        .prepare_cached(NEXT_SERIES)?
        .query_row((&series.0, &series.1, &series.2), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?
    {
        series = next;
        let (pbx, scope, name) = (&series.0, &series.1, &series.2);
        for level in 0..LEVELS {
            let before = before >> (BITS * level);
            removed += tx.prepare_cached(OLD_BY_REASON)?.execute((
                pbx,
                scope,
                name,
                level,
                before,
                prune::AT_ONCE,
            ))?;
            if scope == "all" {
                removed += tx.prepare_cached(OLD_BY_PARTY)?.execute((
                    pbx,
                    level,
                    before,
                    prune::AT_ONCE,
                ))?;
            }
        }
        // A series is found by these, so they go last.
        if removed < usize::from(prune::AT_ONCE) {
            removed += tx.prepare_cached(OLD_BY_QUARTER)?.execute((
                pbx,
                scope,
                name,
                before,
                prune::AT_ONCE,
            ))?;
        }
        if removed >= usize::from(prune::AT_ONCE) {
            break;
        }
    }
    Ok(removed)
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
