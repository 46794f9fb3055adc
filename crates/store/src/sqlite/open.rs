//! How a connection comes to be.

use super::{SqliteOptions, error, migration};
use crate::error::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

/// How much of the file each connection keeps at hand, in KiB: the upper levels of every index, so
/// that a list reads little but its rows, also among ten million calls.
const CACHE_KIB: i64 = 16 * 1024;

/// More than the statements that there are, so that none is ever prepared twice.
const STATEMENTS: usize = 128;

/// What the log of changes is cut back to after a large write.
const JOURNAL_BYTES: i64 = 16 * 1024 * 1024;

pub(super) fn writer(path: &Path, options: &SqliteOptions) -> Result<Connection, StoreError> {
    let place = path.display().to_string();
    make_file(path, &place)?;
    let failed = |error| error::of(&place, &error);
    let mut connection = connect(path, options).map_err(failed)?;
    // Before anything is written: the file may be somebody else's.
    migration::check(&connection, &place)?;
    keep_a_log(&connection, &place, options.busy_timeout)?;
    limit(&connection, options.most_bytes).map_err(failed)?;
    migration::run(&mut connection, &place)?;
    Ok(connection)
}

pub(super) fn reader(path: &Path, options: &SqliteOptions) -> Result<Connection, StoreError> {
    let failed = |error| error::of(&path.display().to_string(), &error);
    let connection = connect(path, options).map_err(failed)?;
    connection.pragma_update(None, "query_only", true).map_err(failed)?;
    Ok(connection)
}

/// Moves the log of changes into the file itself, as far as nobody else needs it. The last
/// connection to be closed then takes the log away.
pub(super) fn checkpoint(connection: &Connection) -> rusqlite::Result<()> {
    // Any other kind of it keeps every writer out until no reader is in the way: a command that
    // ends would hold up the service.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

/// Makes the file and its folder, for nobody else to read: SQLite itself would go by the umask.
fn make_file(path: &Path, place: &str) -> Result<(), StoreError> {
    let of_io = |error: &std::io::Error| match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            StoreError::Full { place: place.to_owned() }
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::NotWritable {
            place: place.to_owned(),
            why: format!(
                "{error}; give it, and the folder it is in, to the user that Vasl runs as"
            ),
        },
        ErrorKind::IsADirectory => StoreError::Unreadable {
            place: place.to_owned(),
            why: "it is a folder; name a file in it".to_owned(),
        },
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => StoreError::Unreadable {
            place: place.to_owned(),
            why: "what should be its folder is a file; name another folder for it".to_owned(),
        },
        _ => StoreError::Unreadable {
            place: place.to_owned(),
            why: format!("{error}; name another folder for it"),
        },
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| of_io(&error))?;
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map(drop)
        .map_err(|error| of_io(&error))
}

fn connect(path: &Path, options: &SqliteOptions) -> rusqlite::Result<Connection> {
    // No mutex: a connection never leaves its thread.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(options.busy_timeout)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan does not depend on the values that are bound: else SQLite would plan the look-ups of a
    // call anew at every call, which takes five times as long as they do.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_BYTES)?;
    Ok(connection)
}

/// Turns on the write-ahead log, which lets readers pass a writer.
fn keep_a_log(connection: &Connection, place: &str, patience: Duration) -> Result<(), StoreError> {
    let until = Instant::now() + patience;
    loop {
        let mode: rusqlite::Result<String> =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0));
        match mode {
            Ok(mode) if mode.eq_ignore_ascii_case("wal") => return Ok(()),
            Ok(mode) => {
                return Err(StoreError::NotWritable {
                    place: place.to_owned(),
                    why: format!(
                        "its file system has no shared memory for the write-ahead log (SQLite \
                         stays in mode {mode}); put it on a local disk"
                    ),
                });
            }
            Err(error) => {
                let error = error::of(place, &error);
                // SQLite does not wait by itself where two processes turn it on at once.
                if !matches!(error, StoreError::Busy { .. }) || Instant::now() >= until {
                    return Err(error);
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

fn limit(connection: &Connection, most_bytes: Option<u64>) -> rusqlite::Result<()> {
    let Some(most_bytes) = most_bytes else {
        return Ok(());
    };
    let page_bytes: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let pages = i64::try_from(most_bytes).unwrap_or(i64::MAX) / page_bytes.max(1);
    connection.pragma_update_and_check(None, "max_page_count", pages.max(1), |_| Ok(()))
}
