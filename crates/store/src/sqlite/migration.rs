//! The schema, brought up to date step by step.
//!
//! `user_version` says how many of [`MIGRATIONS`] a file has seen; `application_id` says that it
//! is Vasl's at all.

use super::error;
use crate::error::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Every step, in order; the position counts from 1. One that was released is never changed.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_count_outbound.sql"),
    include_str!("migrations/0003_standing.sql"),
    include_str!("migrations/0004_module_settings.sql"),
    include_str!("migrations/0005_call_flow.sql"),
    include_str!("migrations/0006_insight.sql"),
    include_str!("migrations/0007_users.sql"),
    include_str!("migrations/0008_preferences.sql"),
    include_str!("migrations/0009_ledger.sql"),
];

/// "Vasl".
const APPLICATION_ID: i32 = 0x5661_736c;

/// The schema that this program knows.
pub(super) fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Refuses a file that is another program's, or a later Vasl's.
pub(super) fn check(connection: &Connection, place: &str) -> Result<(), StoreError> {
    // One transaction: another process may just be making the schema.
    let transaction =
        connection.unchecked_transaction().map_err(|error| error::of(place, &error))?;
    check_within(&transaction, place)
}

fn check_within(connection: &Transaction<'_>, place: &str) -> Result<(), StoreError> {
    let failed = |error| error::of(place, &error);
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id").map_err(failed)?;
    let tables = number("SELECT count(*) FROM sqlite_schema").map_err(failed)?;
    if tables > 0 && application != i64::from(APPLICATION_ID) {
        return Err(StoreError::Unreadable {
            place: place.to_owned(),
            why: "it is another program's database; name another file".to_owned(),
        });
    }
    let found = version(connection).map_err(failed)?;
    if found > known() {
        return Err(StoreError::TooNew { place: place.to_owned(), found, known: known() });
    }
    Ok(())
}

/// Carries out the steps that are missing, all or none.
pub(super) fn run(connection: &mut Connection, place: &str) -> Result<(), StoreError> {
    run_to(connection, place, known())
}

fn run_to(connection: &mut Connection, place: &str, last: u32) -> Result<(), StoreError> {
    let failed = |error| error::of(place, &error);
    if version(connection).map_err(failed)? == last {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    // Again, now that nobody else can: two processes may have come at once.
    check_within(&transaction, place)?;
    let seen = version(&transaction).map_err(failed)?;
    let mut missing = (1..=last).zip(MIGRATIONS).filter(|(number, _)| *number > seen);
    missing
        .try_for_each(|(number, sql)| {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", number)
        })
        .and_then(|()| transaction.pragma_update(None, "application_id", APPLICATION_ID))
        .and_then(|()| transaction.commit())
        .map_err(failed)?;
    tracing::info!(place, from = seen, to = last, "the store's schema was brought up to date");
    Ok(())
}

/// How many steps a file has seen.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A schema as an earlier release left it.
    pub(in crate::sqlite) fn as_of(last: u32) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        run_to(&mut connection, "memory", last).unwrap();
        connection
    }

    #[test]
    fn the_files_are_numbered_as_they_are_run() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sqlite/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        assert_eq!(files.len(), MIGRATIONS.len());
        for (number, (file, sql)) in (1..).zip(files.iter().zip(MIGRATIONS)) {
            assert!(file.starts_with(&format!("{number:04}_")), "{file}");
            let text = std::fs::read_to_string(format!("{folder}/{file}")).unwrap();
            assert_eq!(text, *sql, "{file}");
        }
    }

    #[test]
    fn every_table_is_strict_and_every_row_has_its_home() {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection, "memory").unwrap();
        let loose: i64 = connection
            .query_row(
                "SELECT count(*) FROM pragma_table_list
                 WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND NOT strict",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(loose, 0);
        run(&mut connection, "memory").unwrap();
        assert_eq!(version(&connection).unwrap(), known());
    }
}
