//! What was agreed with callers, and callers who are forgotten.

use super::column;
use crate::record::{Agreement, Forgotten};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction};
use vasl_domain::conversation::Conversation;
use vasl_domain::decision::Standing;
use vasl_domain::name::Extension;
use vasl_domain::number::Caller;

pub(super) fn set(
    tx: &Transaction<'_>,
    caller: &Caller,
    standing: &Standing,
    at: Timestamp,
) -> rusqlite::Result<Standing> {
    let before = of(tx, caller)?;
    if before == *standing {
        return Ok(before);
    }
    let word = match standing {
        Standing::Ordinary => {
            tx.prepare_cached("DELETE FROM caller_standing WHERE caller = ?1")?
                .execute([caller.as_str()])?;
            return Ok(before);
        }
        Standing::OptedOut => "opted_out",
        Standing::Pinned(_) => "pinned",
        Standing::Shared => "shared",
    };
    tx.prepare_cached(
        "INSERT INTO caller_standing (caller, standing, operator, since) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (caller) DO UPDATE SET
             standing = excluded.standing, operator = excluded.operator, since = excluded.since",
    )?
    .execute((
        caller.as_str(),
        word,
        standing.operator().map(Extension::as_str),
        at.as_microsecond(),
    ))?;
    Ok(before)
}

/// What holds for a caller: one look-up by the key, for every call.
pub(super) fn of(tx: &Transaction<'_>, caller: &Caller) -> rusqlite::Result<Standing> {
    Ok(one(tx, caller)?.map(|agreement| agreement.standing).unwrap_or_default())
}

pub(super) fn one(tx: &Transaction<'_>, caller: &Caller) -> rusqlite::Result<Option<Agreement>> {
    tx.prepare_cached("SELECT * FROM caller_standing WHERE caller = ?1")?
        .query_row([caller.as_str()], read)
        .optional()
}

pub(super) fn all(tx: &Transaction<'_>) -> rusqlite::Result<Vec<Agreement>> {
    tx.prepare_cached("SELECT * FROM caller_standing ORDER BY caller")?
        .query_map([], read)?
        .collect()
}

/// Whether a conversation that is not known stays so.
pub(super) fn leaves_unknown(
    tx: &Transaction<'_>,
    conversation: &Conversation,
) -> rusqlite::Result<bool> {
    let id = &conversation.id;
    tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM caller_standing WHERE caller = ?1 AND standing = 'shared')
             OR EXISTS (
                 SELECT 1 FROM forgotten_conversation
                 WHERE pbx = ?2 AND caller_uniqueid = ?3 AND operator_uniqueid = ?4
             )",
    )?
    .query_row(
        (
            conversation.caller.as_str(),
            id.pbx.as_str(),
            id.caller_uniqueid.as_str(),
            id.operator_uniqueid.as_str(),
        ),
        |row| row.get(0),
    )
}

pub(super) fn forget(
    tx: &Transaction<'_>,
    caller: &Caller,
    at: Timestamp,
) -> rusqlite::Result<Forgotten> {
    tx.prepare_cached(
        "INSERT INTO forgotten_conversation (pbx, caller_uniqueid, operator_uniqueid, forgotten_at)
         SELECT pbx, caller_uniqueid, operator_uniqueid, ?2 FROM conversation WHERE caller = ?1
         ON CONFLICT DO NOTHING",
    )?
    .execute((caller.as_str(), at.as_microsecond()))?;
    let conversations = tx
        .prepare_cached("DELETE FROM conversation WHERE caller = ?1")?
        .execute([caller.as_str()])?;
    let decisions = tx
        .prepare_cached("UPDATE decision SET caller = NULL WHERE caller = ?1")?
        .execute([caller.as_str()])?;
    Ok(Forgotten { conversations, decisions })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Agreement> {
    let operator: Option<Extension> = column::name_if_any(row, "operator")?;
    Ok(Agreement {
        caller: column::name(row, "caller")?,
        standing: column::word(row, "standing", |word| match (word, operator) {
            ("opted_out", None) => Ok(Standing::OptedOut),
            ("pinned", Some(operator)) => Ok(Standing::Pinned(operator)),
            ("shared", None) => Ok(Standing::Shared),
            (other, _) => Err(format!("“{other}” is not a standing").into()),
        })?,
        since: column::time(row, "since")?,
    })
}
