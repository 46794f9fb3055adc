//! The link to a PBX.

use super::column;
use crate::record::LinkRecord;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};
use vasl_domain::name::PbxName;

pub(super) fn seen(tx: &Transaction<'_>, pbx: &PbxName, at: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO link (pbx, last_seen_at) VALUES (?1, ?2)
         ON CONFLICT (pbx) DO UPDATE SET last_seen_at = excluded.last_seen_at",
    )?
    .execute((pbx.as_str(), at.as_microsecond()))?;
    Ok(())
}

pub(super) fn booted(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    booted_at: Timestamp,
) -> rusqlite::Result<()> {
    // A PBX that was never heard was there when it was started, at least.
    tx.prepare_cached(
        "INSERT INTO link (pbx, last_seen_at, booted_at) VALUES (?1, ?2, ?2)
         ON CONFLICT (pbx) DO UPDATE SET booted_at = excluded.booted_at",
    )?
    .execute((pbx.as_str(), booted_at.as_microsecond()))?;
    Ok(())
}

pub(super) fn link(tx: &Transaction<'_>, pbx: &PbxName) -> rusqlite::Result<Option<LinkRecord>> {
    tx.prepare_cached("SELECT last_seen_at, booted_at FROM link WHERE pbx = ?1")?
        .query_row([pbx.as_str()], |row| {
            Ok(LinkRecord {
                last_seen_at: column::time(row, "last_seen_at")?,
                booted_at: column::time_if_any(row, "booted_at")?,
            })
        })
        .optional()
}
