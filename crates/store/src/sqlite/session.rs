//! Who is logged in.

use super::{account, column};
use crate::account::{Session, SessionKey, SessionLimits};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, named_params};
use vasl_domain::user::{User, UserName};

pub(super) fn begin(
    tx: &Transaction<'_>,
    session: &Session,
    password_hash: &str,
    limits: SessionLimits,
) -> rusqlite::Result<bool> {
    tx.prepare_cached("DELETE FROM session WHERE begun_at < ?1 OR seen_at < ?2")?
        .execute((limits.begun_since.as_microsecond(), limits.seen_since.as_microsecond()))?;
    // Nothing where the user was removed meanwhile, or got another password.
    let begun = tx
        .prepare_cached(
            "INSERT INTO session (key, user, begun_at, seen_at, address, browser)
             SELECT :key, name, :begun_at, :seen_at, :address, :browser FROM user
             WHERE name = :user AND password_hash = :password_hash",
        )?
        .execute(named_params! {
            ":key": session.key.0,
            ":user": session.user.as_str(),
            ":password_hash": password_hash,
            ":begun_at": session.begun_at.as_microsecond(),
            ":seen_at": session.seen_at.as_microsecond(),
            ":address": session.address,
            ":browser": session.browser,
        })?;
    Ok(begun > 0)
}

pub(super) fn one(
    tx: &Transaction<'_>,
    key: SessionKey,
    limits: SessionLimits,
) -> rusqlite::Result<Option<(User, Session)>> {
    tx.prepare_cached("SELECT * FROM session JOIN user ON user.name = session.user WHERE key = ?1")?
        .query_row([key.0], |row| Ok((account::user(row)?, read(row)?)))
        .optional()
        .map(|found| found.filter(|(_, session)| limits.hold(session)))
}

pub(super) fn seen(tx: &Transaction<'_>, key: SessionKey, at: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE session SET seen_at = max(seen_at, ?2) WHERE key = ?1")?
        .execute((key.0, at.as_microsecond()))
        .map(drop)
}

pub(super) fn of_user(
    tx: &Transaction<'_>,
    user: &UserName,
    limits: SessionLimits,
) -> rusqlite::Result<Vec<Session>> {
    let mut statement =
        tx.prepare_cached("SELECT * FROM session WHERE user = ?1 ORDER BY begun_at DESC, key")?;
    let sessions = statement.query_map([user.as_str()], read)?;
    let sessions: Vec<Session> = sessions.collect::<rusqlite::Result<_>>()?;
    Ok(sessions.into_iter().filter(|session| limits.hold(session)).collect())
}

pub(super) fn end(
    tx: &Transaction<'_>,
    user: &UserName,
    key: SessionKey,
) -> rusqlite::Result<bool> {
    let ended = tx
        .prepare_cached("DELETE FROM session WHERE user = ?1 AND key = ?2")?
        .execute((user.as_str(), key.0))?;
    Ok(ended > 0)
}

pub(super) fn end_all(
    tx: &Transaction<'_>,
    user: &UserName,
    except: Option<SessionKey>,
) -> rusqlite::Result<usize> {
    tx.prepare_cached("DELETE FROM session WHERE user = ?1 AND key IS NOT ?2")?
        .execute((user.as_str(), except.map(|key| key.0)))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        key: SessionKey(row.get("key")?),
        user: column::name(row, "user")?,
        begun_at: column::time(row, "begun_at")?,
        seen_at: column::time(row, "seen_at")?,
        address: row.get("address")?,
        browser: row.get("browser")?,
    })
}
