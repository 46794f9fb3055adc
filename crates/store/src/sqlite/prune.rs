//! Retention, in pieces that hold the writer for a few milliseconds each.

use jiff::Timestamp;
use rusqlite::Transaction;

/// How many rows one piece removes.
pub(super) const AT_ONCE: u16 = 500;

pub(super) fn conversations(tx: &Transaction<'_>, before: Timestamp) -> rusqlite::Result<usize> {
    // What ended before was answered before; that has the index.
    tx.prepare_cached(
        "DELETE FROM conversation
         WHERE (pbx, caller_uniqueid, operator_uniqueid) IN (
             SELECT pbx, caller_uniqueid, operator_uniqueid FROM conversation
             WHERE answered_at < ?1 AND ended_at < ?1 LIMIT ?2
         )",
    )?
    .execute((before.as_microsecond(), AT_ONCE))
}

/// Few, and small: in one piece.
pub(super) fn forgotten(tx: &Transaction<'_>, before: Timestamp) -> rusqlite::Result<usize> {
    tx.prepare_cached("DELETE FROM forgotten_conversation WHERE forgotten_at < ?1")?
        .execute([before.as_microsecond()])
}

pub(super) fn decisions(tx: &Transaction<'_>, before: Timestamp) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM decision WHERE (pbx, caller_uniqueid, at) IN (
             SELECT pbx, caller_uniqueid, at FROM decision WHERE at < ?1 LIMIT ?2
         )",
    )?
    .execute((before.as_microsecond(), AT_ONCE))
}

pub(super) fn audit(tx: &Transaction<'_>, before: Timestamp) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM audit WHERE number IN (SELECT number FROM audit WHERE at < ?1 LIMIT ?2)",
    )?
    .execute((before.as_microsecond(), AT_ONCE))
}
