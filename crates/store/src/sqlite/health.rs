//! A round trip, for `check`.

use super::migration;
use rusqlite::Transaction;

pub(super) fn write(tx: &Transaction<'_>) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO health (one, round_trips) VALUES (1, 1)
         ON CONFLICT (one) DO UPDATE SET round_trips = round_trips + 1
         RETURNING round_trips",
    )?
    .query_row([], |row| row.get(0))
}

pub(super) fn read(tx: &Transaction<'_>) -> rusqlite::Result<(i64, u32)> {
    let round_trips =
        tx.prepare_cached("SELECT round_trips FROM health")?.query_row([], |row| row.get(0))?;
    Ok((round_trips, migration::version(tx)?))
}
