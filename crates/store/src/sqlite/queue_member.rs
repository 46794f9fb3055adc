//! Who is a member of which queue.

use super::column;
use jiff::Timestamp;
use rusqlite::Transaction;
use vasl_domain::decision::Membership;
use vasl_domain::name::{Extension, PbxName, QueueName};

pub(super) fn seen(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    members: &[(QueueName, Extension)],
    at: Timestamp,
) -> rusqlite::Result<()> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO queue_member (pbx, queue, extension, seen_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (pbx, queue, extension) DO UPDATE SET
             seen_at = max(seen_at, excluded.seen_at)",
    )?;
    for (queue, extension) in members {
        statement.execute((
            pbx.as_str(),
            queue.as_str(),
            extension.as_str(),
            at.as_microsecond(),
        ))?;
    }
    Ok(())
}

pub(super) fn membership(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    since: Timestamp,
) -> rusqlite::Result<Membership> {
    let mut membership = Membership::default();
    let mut statement = tx.prepare_cached(
        "SELECT queue, extension FROM queue_member WHERE pbx = ?1 AND seen_at >= ?2",
    )?;
    let mut rows = statement.query((pbx.as_str(), since.as_microsecond()))?;
    while let Some(row) = rows.next()? {
        membership.add(column::name(row, "extension")?, column::name(row, "queue")?);
    }
    Ok(membership)
}
