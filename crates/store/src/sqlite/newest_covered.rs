//! The question that a call waits for: the caller's newest conversation that a module covers.
//!
//! The domain says what is covered (`Module::covers`) and what is newer (`Conversation::newness`).
//! Here the conversations that are up, which are few, are put to the domain one by one. Of those
//! that ended, each way of coming together has an index in the order of newness, so that each is
//! one look-up; the newest of those few rows is the answer.

use super::conversation;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, ToSql, Transaction};
use vasl_domain::conversation::Conversation;
use vasl_domain::module::Module;
use vasl_domain::name::PbxName;
use vasl_domain::number::Caller;

const STILL_UP: &str = "SELECT * FROM conversation
     WHERE pbx = ?1 AND caller = ?2 AND ended_at IS NULL
     ORDER BY answered_at DESC, operator_uniqueid DESC, caller_uniqueid DESC";

/// Parameters: PBX, caller, cleared at, least talk in microseconds, and the `way`'s own.
///
/// A conversation that ended before the memory was cleared was answered before it too: that bound
/// keeps the look-up from going over what was cleared. What is too short is passed over within the
/// index; the row itself is read once.
macro_rules! newest_ended {
    ($way:literal) => {
        concat!(
            "SELECT * FROM conversation
             WHERE (pbx, caller_uniqueid, operator_uniqueid) = (
                 SELECT pbx, caller_uniqueid, operator_uniqueid FROM conversation
                 WHERE pbx = ?1 AND caller = ?2 AND ended_at > ?3 AND answered_at > ?3
                 AND ended_at - answered_at >= ?4 AND ",
            $way,
            "    ORDER BY ended_at DESC, answered_at DESC, operator_uniqueid DESC,
                          caller_uniqueid DESC
                 LIMIT 1
             )"
        )
    };
}

const BY_ANY_WAY: &str = newest_ended!("path NOT IN ('outbound', 'outbound_missed')");
const BY_QUEUE: &str = newest_ended!("queue = ?5");
const BY_OPERATOR: &str = newest_ended!("path = 'direct' AND operator = ?5");
const BY_MODULE: &str = newest_ended!("module = ?5");
const BY_CALL: &str = newest_ended!("path = 'outbound'");
const BY_CALL_OF: &str = newest_ended!("path = 'outbound' AND operator = ?5");
const BY_MISSED_CALL: &str = newest_ended!("path = 'outbound_missed'");
const BY_MISSED_CALL_OF: &str = newest_ended!("path = 'outbound_missed' AND operator = ?5");

pub(super) fn newest_covered(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    caller: &Caller,
    module: &Module,
    still_up_at: Timestamp,
) -> rusqlite::Result<Option<Conversation>> {
    if let Some(up) = newest_still_up(tx, pbx, caller, module, still_up_at)? {
        return Ok(Some(up));
    }
    let cleared_at = module.cleared_at.map_or(i64::MIN, |at| at.as_microsecond());
    let least_talk = i64::from(module.minimum_talk_seconds) * 1_000_000;
    let mut newest: Option<Conversation> = None;
    let mut ask = |sql: &str, least_talk: i64, way: Option<&dyn ToSql>| {
        let mut values: Vec<&dyn ToSql> = Vec::with_capacity(5);
        let (pbx, caller) = (pbx.as_str(), caller.as_str());
        let common: [&dyn ToSql; 4] = [&pbx, &caller, &cleared_at, &least_talk];
        values.extend(common);
        values.extend(way);
        let found = tx
            .prepare_cached(sql)?
            .query_row(values.as_slice(), |row| conversation::read(row, still_up_at))
            .optional()?;
        if let Some(found) = found
            && newest.as_ref().is_none_or(|newest| is_newer(&found, newest))
        {
            newest = Some(found);
        }
        Ok::<(), rusqlite::Error>(())
    };
    let sides = &module.sides;
    // A call that was missed has no length.
    for (by_anybody, by_one, counts, least_talk) in [
        (BY_CALL, BY_CALL_OF, module.count_outbound.answered(), least_talk),
        (BY_MISSED_CALL, BY_MISSED_CALL_OF, module.count_outbound.missed(), 0),
    ] {
        if counts && sides.has_queue() && sides.has_extension() {
            for extension in sides.extensions() {
                ask(by_one, least_talk, Some(&extension.as_str()))?;
            }
        } else if counts {
            ask(by_anybody, least_talk, None)?;
        }
    }
    if !sides.has_queue() {
        ask(BY_ANY_WAY, least_talk, None)?;
        return Ok(newest);
    }
    ask(BY_MODULE, least_talk, Some(&module.code.as_str()))?;
    for queue in sides.queues() {
        ask(BY_QUEUE, least_talk, Some(&queue.as_str()))?;
    }
    for extension in sides.extensions() {
        ask(BY_OPERATOR, least_talk, Some(&extension.as_str()))?;
    }
    Ok(newest)
}

fn newest_still_up(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    caller: &Caller,
    module: &Module,
    still_up_at: Timestamp,
) -> rusqlite::Result<Option<Conversation>> {
    let mut statement = tx.prepare_cached(STILL_UP)?;
    let mut rows = statement.query((pbx.as_str(), caller.as_str()))?;
    while let Some(row) = rows.next()? {
        let up = conversation::read(row, still_up_at)?;
        if module.covers(&up) {
            return Ok(Some(up));
        }
    }
    Ok(None)
}

/// Where the domain has no preference, the caller's unique id decides, so that an answer does not
/// depend on the order of the rows.
fn is_newer(one: &Conversation, other: &Conversation) -> bool {
    (one.newness(), &one.id.caller_uniqueid) > (other.newness(), &other.id.caller_uniqueid)
}

#[cfg(test)]
#[path = "newest_covered_tests.rs"]
pub(super) mod tests;
