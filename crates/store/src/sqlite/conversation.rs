//! Conversations: what began, what ended, what is up.

use super::column;
use super::list::List;
use super::{log_position, standing};
use crate::record::{ConversationCursor, ConversationFilter, LogPosition};
use jiff::Timestamp;
use rusqlite::{CachedStatement, OptionalExtension, Row, Transaction, named_params};
use std::collections::HashSet;
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};
use vasl_domain::name::{PbxName, Uniqueid};
use vasl_domain::number::Caller;

/// One that is up has an ending all the same: the moment at which its PBX was last seen.
const LISTED: &str = "SELECT conversation.*, max(answered_at, coalesce(last_seen_at, answered_at))
     AS seen_up_at FROM conversation LEFT JOIN link ON link.pbx = conversation.pbx";

pub(super) fn began(tx: &Transaction<'_>, conversation: &Conversation) -> rusqlite::Result<()> {
    if standing::leaves_unknown(tx, conversation)? {
        return Ok(());
    }
    let mut statement = tx.prepare_cached(
        "INSERT INTO conversation (
             pbx, caller_uniqueid, operator_uniqueid, caller, operator, path, queue, module,
             answered_at, ended_at
         ) VALUES (
             :pbx, :caller_uniqueid, :operator_uniqueid, :caller, :operator, :path, :queue,
             :module, :answered_at, :ended_at
         ) ON CONFLICT (pbx, caller_uniqueid, operator_uniqueid) DO UPDATE SET
             answered_at = min(answered_at, excluded.answered_at),
             ended_at = NULL",
    )?;
    insert(&mut statement, conversation, None)?;
    Ok(())
}

pub(super) fn ended(
    tx: &Transaction<'_>,
    id: &ConversationId,
    at: Timestamp,
) -> rusqlite::Result<bool> {
    let known = tx
        .prepare_cached(
            "UPDATE conversation SET ended_at = max(coalesce(ended_at, answered_at), ?4)
             WHERE pbx = ?1 AND caller_uniqueid = ?2 AND operator_uniqueid = ?3",
        )?
        .execute((
            id.pbx.as_str(),
            id.caller_uniqueid.as_str(),
            id.operator_uniqueid.as_str(),
            at.as_microsecond(),
        ))?;
    Ok(known > 0)
}

pub(super) fn record_past(
    tx: &Transaction<'_>,
    conversations: &[Conversation],
    position: Option<&LogPosition>,
) -> rusqlite::Result<usize> {
    let mut new = 0;
    for conversation in conversations {
        let ending = match conversation.ending {
            Ending::Ended(at) => Some(at),
            Ending::StillUp(_) => None,
        };
        let mut statement = tx.prepare_cached(
            "INSERT INTO conversation (
                 pbx, caller_uniqueid, operator_uniqueid, caller, operator, path, queue, module,
                 answered_at, ended_at
             ) VALUES (
                 :pbx, :caller_uniqueid, :operator_uniqueid, :caller, :operator, :path, :queue,
                 :module, :answered_at, max(:ended_at, :answered_at)
             ) ON CONFLICT DO NOTHING",
        )?;
        let inserted = if standing::leaves_unknown(tx, conversation)? {
            0
        } else {
            insert(&mut statement, conversation, ending)?
        };
        new += inserted;
        if let Some(at) = ending.filter(|_| inserted == 0) {
            ended(tx, &conversation.id, at)?;
        }
    }
    if let Some(position) = position {
        log_position::save(tx, position)?;
    }
    Ok(new)
}

pub(super) fn open(tx: &Transaction<'_>, pbx: &PbxName) -> rusqlite::Result<Vec<Conversation>> {
    let sql = format!(
        "{LISTED} WHERE conversation.pbx = ?1 AND ended_at IS NULL
         ORDER BY answered_at, caller_uniqueid, operator_uniqueid"
    );
    tx.prepare_cached(&sql)?.query_map([pbx.as_str()], listed)?.collect()
}

/// All conversations of a caller's channel, from the first on.
pub(super) fn of_call(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    caller_uniqueid: &Uniqueid,
) -> rusqlite::Result<Vec<Conversation>> {
    let sql = format!(
        "{LISTED} WHERE conversation.pbx = ?1 AND caller_uniqueid = ?2
         ORDER BY answered_at, operator_uniqueid"
    );
    tx.prepare_cached(&sql)?.query_map((pbx.as_str(), caller_uniqueid.as_str()), listed)?.collect()
}

/// The first conversation that a caller had at a time or later.
pub(super) fn first_since(
    tx: &Transaction<'_>,
    caller: &Caller,
    at: Timestamp,
) -> rusqlite::Result<Option<Conversation>> {
    tx.prepare_cached(&first_since_sql())?
        .query_row((caller.as_str(), at.as_microsecond()), listed)
        .optional()
}

pub(super) fn first_since_sql() -> String {
    format!(
        "{LISTED} WHERE caller = ?1 AND answered_at >= ?2 AND path <> 'outbound_missed'
         ORDER BY answered_at, conversation.pbx, caller_uniqueid, operator_uniqueid LIMIT 1"
    )
}

pub(super) fn end_open(
    tx: &Transaction<'_>,
    pbx: &PbxName,
    except: &[ConversationId],
    at: Timestamp,
) -> rusqlite::Result<usize> {
    let except: HashSet<&ConversationId> = except.iter().collect();
    let open = open(tx, pbx)?;
    let gone = open.iter().filter(|open| !except.contains(&open.id));
    let mut count = 0;
    for conversation in gone {
        ended(tx, &conversation.id, at)?;
        count += 1;
    }
    Ok(count)
}

pub(super) fn list(
    tx: &Transaction<'_>,
    filter: &ConversationFilter,
) -> rusqlite::Result<Vec<Conversation>> {
    listing(filter).read(tx, listed)
}

pub(super) fn listing(filter: &ConversationFilter) -> List {
    let list = List::of(LISTED)
        // With “+” no index is chosen by it: most stores know one PBX, and would be sorted whole.
        .only("+conversation.pbx = :pbx", ":pbx", filter.pbx.as_ref())
        .only("caller = :caller", ":caller", filter.caller.as_ref())
        .only("operator = :operator", ":operator", filter.operator.as_ref())
        .only("queue = :queue", ":queue", filter.queue.as_ref());
    let list = match filter.before.clone() {
        None => list,
        Some(ConversationCursor { answered_at, id }) => list.after(
            "(answered_at, conversation.pbx, caller_uniqueid, operator_uniqueid)
             < (:before_at, :before_pbx, :before_caller, :before_operator)",
            [
                (":before_at", Box::new(answered_at.as_microsecond())),
                (":before_pbx", Box::new(String::from(id.pbx))),
                (":before_caller", Box::new(String::from(id.caller_uniqueid))),
                (":before_operator", Box::new(String::from(id.operator_uniqueid))),
            ],
        ),
    };
    list.ordered(
        " ORDER BY answered_at DESC, conversation.pbx DESC, caller_uniqueid DESC,
                   operator_uniqueid DESC",
        filter.limit,
    )
}

fn insert(
    statement: &mut CachedStatement<'_>,
    conversation: &Conversation,
    ended_at: Option<Timestamp>,
) -> rusqlite::Result<usize> {
    let (path, queue, module) = match &conversation.path {
        Path::Queue(queue) => ("queue", Some(queue), None),
        Path::Direct => ("direct", None, None),
        Path::Reconnected { module, queue } => ("reconnected", queue.as_ref(), Some(module)),
        Path::Outbound => ("outbound", None, None),
        Path::OutboundMissed => ("outbound_missed", None, None),
    };
    statement.execute(named_params! {
        ":pbx": conversation.id.pbx.as_str(),
        ":caller_uniqueid": conversation.id.caller_uniqueid.as_str(),
        ":operator_uniqueid": conversation.id.operator_uniqueid.as_str(),
        ":caller": conversation.caller.as_str(),
        ":operator": conversation.operator.as_str(),
        ":path": path,
        ":queue": queue.map(|queue| queue.as_str()),
        ":module": module.map(|module| module.as_str()),
        ":answered_at": conversation.answered_at.as_microsecond(),
        ":ended_at": ended_at.map(|at| at.as_microsecond()),
    })
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    let seen_up_at = column::time(row, "seen_up_at")?;
    read(row, seen_up_at)
}

/// A row of the table; one that is up is still up at `still_up_at`.
pub(super) fn read(row: &Row<'_>, still_up_at: Timestamp) -> rusqlite::Result<Conversation> {
    let path = column::word(row, "path", |path| Ok(path.to_owned()))?;
    Ok(Conversation {
        id: ConversationId {
            pbx: column::name(row, "pbx")?,
            caller_uniqueid: column::name(row, "caller_uniqueid")?,
            operator_uniqueid: column::name(row, "operator_uniqueid")?,
        },
        caller: column::name(row, "caller")?,
        operator: column::name(row, "operator")?,
        path: match path.as_str() {
            "queue" => Path::Queue(column::name(row, "queue")?),
            "direct" => Path::Direct,
            "reconnected" => Path::Reconnected {
                module: column::name(row, "module")?,
                queue: column::name_if_any(row, "queue")?,
            },
            "outbound" => Path::Outbound,
            "outbound_missed" => Path::OutboundMissed,
            other => column::word(row, "path", |_| Err(format!("“{other}” is not a path").into()))?,
        },
        answered_at: column::time(row, "answered_at")?,
        ending: column::time_if_any(row, "ended_at")?
            .map_or(Ending::StillUp(still_up_at), Ending::Ended),
    })
}
