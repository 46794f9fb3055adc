//! What was set by hand over the hours of time conditions, and does not hold any more.

use super::column;
use rusqlite::{OptionalExtension, Transaction};
use vasl_domain::configuration::{Object, ObjectId};
use vasl_domain::name::TimeConditionNumber;

/// Notices, before a step, that what it does outdates what was set by hand: the time condition is
/// new, is gone, or is overridden otherwise than before.
pub(super) fn notice(
    tx: &Transaction<'_>,
    id: &ObjectId,
    after: Option<&Object>,
) -> rusqlite::Result<()> {
    let ObjectId::TimeCondition(number) = id else { return Ok(()) };
    let overridden = |object: &Object| match object {
        Object::TimeCondition(condition) => Some(condition.overridden),
        _ => None,
    };
    if before(tx, id)?.as_ref().and_then(overridden) == after.and_then(overridden) {
        return Ok(());
    }
    tx.prepare_cached("INSERT INTO outdated_by_hand (number) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([number.as_str()])
        .map(drop)
}

fn before(tx: &Transaction<'_>, id: &ObjectId) -> rusqlite::Result<Option<Object>> {
    tx.prepare_cached("SELECT content FROM call_flow_object WHERE kind = ?1 AND code = ?2")?
        .query_row((id.kind().word(), id.code()), |row| {
            column::word(row, "content", |text| Ok(serde_json::from_str(text)?))
        })
        .optional()
}

pub(super) fn outdated(tx: &Transaction<'_>) -> rusqlite::Result<Vec<TimeConditionNumber>> {
    tx.prepare_cached("SELECT number FROM outdated_by_hand ORDER BY number")?
        .query_map([], |row| column::name(row, "number"))?
        .collect()
}

pub(super) fn taken_out(
    tx: &Transaction<'_>,
    number: &TimeConditionNumber,
) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM outdated_by_hand WHERE number = ?1")?
        .execute([number.as_str()])
        .map(drop)
}
