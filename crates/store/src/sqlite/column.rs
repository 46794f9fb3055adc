//! What a column holds, as the domain has it.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Error, Row};

type Why = Box<dyn std::error::Error + Send + Sync>;

fn wrong(column: &str, kind: Type, why: impl Into<Why>) -> Error {
    let why = format!("column {column}: {}", why.into());
    Error::FromSqlConversionFailure(0, kind, why.into())
}

/// A name of the domain's.
pub(super) fn name<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T: TryFrom<String, Error: Into<Why>>,
{
    let text: String = row.get(column)?;
    T::try_from(text).map_err(|error| wrong(column, Type::Text, error))
}

/// A name of the domain's, or none.
pub(super) fn name_if_any<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>>
where
    T: TryFrom<String, Error: Into<Why>>,
{
    let text: Option<String> = row.get(column)?;
    text.map(|text| T::try_from(text).map_err(|error| wrong(column, Type::Text, error))).transpose()
}

/// A name of the domain's; none where the column is empty.
pub(super) fn name_unless_empty<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>>
where
    T: TryFrom<String, Error: Into<Why>>,
{
    let text: String = row.get(column)?;
    let text = (!text.is_empty()).then_some(text);
    text.map(|text| T::try_from(text).map_err(|error| wrong(column, Type::Text, error))).transpose()
}

/// One of a closed set of words.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: &str,
    meaning: impl FnOnce(&str) -> Result<T, Why>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    meaning(&text).map_err(|error| wrong(column, Type::Text, error))
}

/// A number that the domain limits.
pub(super) fn limited<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T: TryFrom<u32>,
    T::Error: std::error::Error + Send + Sync + 'static,
{
    let number: u32 = row.get(column)?;
    T::try_from(number).map_err(|error| wrong(column, Type::Integer, error))
}

/// How many.
pub(super) fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|error| wrong(column, Type::Integer, error))
}

/// A moment.
pub(super) fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    moment(column, row.get(column)?)
}

/// A moment, or none.
pub(super) fn time_if_any(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    let microseconds: Option<i64> = row.get(column)?;
    microseconds.map(|at| moment(column, at)).transpose()
}

fn moment(column: &str, microseconds: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|error| wrong(column, Type::Integer, error))
}
