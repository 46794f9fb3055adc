//! The tokens of the API.

use super::{account, column};
use crate::account::{ApiToken, TokenKey};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, named_params};
use vasl_domain::name::Extension;
use vasl_domain::user::TokenName;

pub(super) fn list(tx: &Transaction<'_>) -> rusqlite::Result<Vec<ApiToken>> {
    tx.prepare_cached("SELECT * FROM api_token ORDER BY made_at DESC, name")?
        .query_map([], read)?
        .collect()
}

pub(super) fn insert(tx: &Transaction<'_>, token: &ApiToken) -> rusqlite::Result<bool> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO api_token (key, name, role, extension, made_by, made_at)
             VALUES (:key, :name, :role, :extension, :made_by, :made_at)
             ON CONFLICT DO NOTHING",
        )?
        .execute(named_params! {
            ":key": token.key.0,
            ":name": token.name.as_str(),
            ":role": token.role.rank().word(),
            ":extension": token.role.only().map(Extension::as_str),
            ":made_by": token.made_by.to_string(),
            ":made_at": token.made_at.as_microsecond(),
        })?;
    Ok(inserted > 0)
}

pub(super) fn one(tx: &Transaction<'_>, key: TokenKey) -> rusqlite::Result<Option<ApiToken>> {
    tx.prepare_cached("SELECT * FROM api_token WHERE key = ?1 AND revoked_at IS NULL")?
        .query_row([key.0], read)
        .optional()
}

pub(super) fn used(
    tx: &Transaction<'_>,
    key: TokenKey,
    at: Timestamp,
    from: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE api_token SET used_at = ?2, used_from = ?3 WHERE key = ?1")?
        .execute((key.0, at.as_microsecond(), from))
        .map(drop)
}

pub(super) fn revoke(tx: &Transaction<'_>, key: TokenKey, at: Timestamp) -> rusqlite::Result<bool> {
    let revoked = tx
        .prepare_cached(
            "UPDATE api_token SET revoked_at = ?2 WHERE key = ?1 AND revoked_at IS NULL",
        )?
        .execute((key.0, at.as_microsecond()))?;
    Ok(revoked > 0)
}

fn read(row: &Row<'_>) -> rusqlite::Result<ApiToken> {
    Ok(ApiToken {
        key: TokenKey(row.get("key")?),
        name: column::word(row, "name", |name| Ok(TokenName::new(name)?))?,
        role: account::role(row)?,
        made_by: column::word(row, "made_by", |text| Ok(text.parse()?))?,
        made_at: column::time(row, "made_at")?,
        used_at: column::time_if_any(row, "used_at")?,
        used_from: row.get("used_from")?,
        revoked_at: column::time_if_any(row, "revoked_at")?,
    })
}
