//! The users of the panel.

use super::column;
use crate::account::{Account, UserChange};
use rusqlite::{OptionalExtension, Row, Transaction, named_params};
use vasl_domain::name::Extension;
use vasl_domain::user::{Language, Rank, Role, User, UserName};

pub(super) fn users(tx: &Transaction<'_>) -> rusqlite::Result<Vec<User>> {
    tx.prepare_cached("SELECT * FROM user ORDER BY name")?.query_map([], user)?.collect()
}

pub(super) fn one(tx: &Transaction<'_>, name: &UserName) -> rusqlite::Result<Option<Account>> {
    tx.prepare_cached("SELECT * FROM user WHERE name = ?1")?
        .query_row([name.as_str()], |row| {
            Ok(Account {
                user: user(row)?,
                password_hash: row.get("password_hash")?,
                created_at: column::time(row, "created_at")?,
            })
        })
        .optional()
}

pub(super) fn insert_first(tx: &Transaction<'_>, account: &Account) -> rusqlite::Result<bool> {
    Ok(administrators(tx)?.is_empty() && insert(tx, account)?)
}

pub(super) fn insert(tx: &Transaction<'_>, account: &Account) -> rusqlite::Result<bool> {
    let User { name, role, language } = &account.user;
    let inserted = tx
        .prepare_cached(
            "INSERT INTO user (name, role, extension, language, password_hash, created_at)
             VALUES (:name, :role, :extension, :language, :password_hash, :created_at)
             ON CONFLICT DO NOTHING",
        )?
        .execute(named_params! {
            ":name": name.as_str(),
            ":role": role.rank().word(),
            ":extension": role.only().map(Extension::as_str),
            ":language": language.tag(),
            ":password_hash": account.password_hash,
            ":created_at": account.created_at.as_microsecond(),
        })?;
    Ok(inserted > 0)
}

pub(super) fn replace(
    tx: &Transaction<'_>,
    seen: &User,
    user: &User,
) -> rusqlite::Result<UserChange> {
    if let Some(otherwise) = not_as_seen(tx, seen)? {
        return Ok(otherwise);
    }
    let User { name, role, language } = user;
    if *role != Role::Administrator && is_last_administrator(tx, name)? {
        return Ok(UserChange::LastAdministrator);
    }
    let changed = tx
        .prepare_cached("UPDATE user SET role = ?2, extension = ?3, language = ?4 WHERE name = ?1")?
        .execute((
            name.as_str(),
            role.rank().word(),
            role.only().map(Extension::as_str),
            language.tag(),
        ))?;
    Ok(if changed > 0 { UserChange::Done } else { UserChange::NoSuchUser })
}

/// Why a user cannot be changed by whoever saw them so; `None` where they can.
fn not_as_seen(tx: &Transaction<'_>, seen: &User) -> rusqlite::Result<Option<UserChange>> {
    Ok(match one(tx, &seen.name)? {
        None => Some(UserChange::NoSuchUser),
        Some(now) if now.user != *seen => Some(UserChange::ChangedMeanwhile),
        Some(_) => None,
    })
}

pub(super) fn set_password(
    tx: &Transaction<'_>,
    name: &UserName,
    password_hash: &str,
) -> rusqlite::Result<bool> {
    tx.prepare_cached("DELETE FROM session WHERE user = ?1")?.execute([name.as_str()])?;
    let changed = tx
        .prepare_cached("UPDATE user SET password_hash = ?2 WHERE name = ?1")?
        .execute((name.as_str(), password_hash))?;
    Ok(changed > 0)
}

pub(super) fn remove(tx: &Transaction<'_>, seen: &User) -> rusqlite::Result<UserChange> {
    if let Some(otherwise) = not_as_seen(tx, seen)? {
        return Ok(otherwise);
    }
    if is_last_administrator(tx, &seen.name)? {
        return Ok(UserChange::LastAdministrator);
    }
    tx.prepare_cached("DELETE FROM user WHERE name = ?1")?.execute([seen.name.as_str()])?;
    Ok(UserChange::Done)
}

fn is_last_administrator(tx: &Transaction<'_>, name: &UserName) -> rusqlite::Result<bool> {
    Ok(administrators(tx)? == [name.as_str()])
}

fn administrators(tx: &Transaction<'_>) -> rusqlite::Result<Vec<String>> {
    tx.prepare_cached("SELECT name FROM user WHERE role = 'administrator' LIMIT 2")?
        .query_map([], |row| row.get(0))?
        .collect()
}

pub(super) fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        name: column::name(row, "name")?,
        role: role(row)?,
        language: column::word(row, "language", |tag| {
            Language::from_tag(tag).ok_or_else(|| format!("“{tag}” is not a language").into())
        })?,
    })
}

pub(super) fn role(row: &Row<'_>) -> rusqlite::Result<Role> {
    let extension: Option<Extension> = column::name_if_any(row, "extension")?;
    column::word(row, "role", |word| match (Rank::from_word(word), extension) {
        (Some(Rank::Administrator), None) => Ok(Role::Administrator),
        (Some(Rank::Supervisor), None) => Ok(Role::Supervisor),
        (Some(Rank::Operator), Some(extension)) => Ok(Role::Operator(extension)),
        _ => Err(format!("“{word}” is not a role").into()),
    })
}
