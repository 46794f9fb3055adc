//! The callers whom a module remembers: those whose newest conversation that it covers was lately.
//!
//! Conversations are looked through from the newest on, within one index that holds all of them;
//! which of a caller's is the newest is asked of [`newest_covered`](super::newest_covered), the
//! very question of a call.

use super::{conversation, newest_covered, standing};
use crate::record::CoveredFilter;
use rusqlite::Transaction;
use vasl_domain::conversation::Conversation;
use vasl_domain::decision::Standing;

const FROM_THE_NEWEST: &str = "SELECT * FROM conversation INDEXED BY conversation_listed
     WHERE answered_at >= ?1 AND +pbx = ?2 AND operator = coalesce(?3, operator)
     ORDER BY answered_at DESC, pbx DESC, caller_uniqueid DESC, operator_uniqueid DESC";

const AFTER_A_PAGE: &str = "SELECT * FROM conversation INDEXED BY conversation_listed
     WHERE answered_at >= ?1 AND +pbx = ?2 AND operator = coalesce(?3, operator)
     AND (answered_at, pbx, caller_uniqueid, operator_uniqueid) < (?4, ?5, ?6, ?7)
     ORDER BY answered_at DESC, pbx DESC, caller_uniqueid DESC, operator_uniqueid DESC";

pub(super) fn list(
    tx: &Transaction<'_>,
    filter: &CoveredFilter,
) -> rusqlite::Result<Vec<Conversation>> {
    let since = filter.since.as_microsecond();
    let pbx = filter.pbx.as_str();
    let operator = filter.operator.as_ref().map(|operator| operator.as_str());
    let sql = if filter.before.is_some() { AFTER_A_PAGE } else { FROM_THE_NEWEST };
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = match &filter.before {
        None => statement.query((since, pbx, operator))?,
        Some(before) => statement.query((
            since,
            pbx,
            operator,
            before.answered_at.as_microsecond(),
            before.id.pbx.as_str(),
            before.id.caller_uniqueid.as_str(),
            before.id.operator_uniqueid.as_str(),
        ))?,
    };
    let mut found = Vec::new();
    let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        let known = conversation::read(row, filter.still_up_at)?;
        if filter.module.covers(&known) && is_remembered(tx, filter, &known)? {
            found.push(known);
        }
    }
    Ok(found)
}

fn is_remembered(
    tx: &Transaction<'_>,
    filter: &CoveredFilter,
    known: &Conversation,
) -> rusqlite::Result<bool> {
    let CoveredFilter { pbx, module, still_up_at, .. } = filter;
    if standing::of(tx, &known.caller)? != Standing::Ordinary {
        return Ok(false);
    }
    let newest = newest_covered::newest_covered(tx, pbx, &known.caller, module, *still_up_at)?;
    Ok(newest.is_some_and(|newest| newest.id == known.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::{migration, newest_covered::tests::plan};
    use rusqlite::Connection;

    #[test]
    fn conversations_are_looked_through_within_one_index() {
        let mut connection = Connection::open_in_memory().unwrap();
        migration::run(&mut connection, "memory").unwrap();
        for sql in [FROM_THE_NEWEST, AFTER_A_PAGE] {
            let plan = plan(&connection, sql);
            assert!(plan.contains("USING COVERING INDEX conversation_listed "), "{plan}");
            assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
