//! How far the logs of a PBX have been read.

use crate::record::LogPosition;
use rusqlite::{OptionalExtension, Transaction};
use vasl_domain::name::PbxName;

// SQLite's integers have a sign and these two have none: the bits are kept.

pub(super) fn save(tx: &Transaction<'_>, position: &LogPosition) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO log_position (pbx, file, inode, next_byte) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (pbx, file) DO UPDATE SET
             inode = excluded.inode, next_byte = excluded.next_byte",
    )?
    .execute((
        position.pbx.as_str(),
        &position.file,
        position.inode.cast_signed(),
        position.offset.cast_signed(),
    ))?;
    Ok(())
}

pub(super) fn log_position(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    file: &str,
) -> rusqlite::Result<Option<LogPosition>> {
    tx.prepare_cached("SELECT inode, next_byte FROM log_position WHERE pbx = ?1 AND file = ?2")?
        .query_row((pbx.as_str(), file), |row| {
            Ok(LogPosition {
                pbx: pbx.clone(),
                file: file.to_owned(),
                inode: row.get::<_, i64>("inode")?.cast_unsigned(),
                offset: row.get::<_, i64>("next_byte")?.cast_unsigned(),
            })
        })
        .optional()
}
