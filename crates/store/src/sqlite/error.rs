//! From what SQLite says to what the caller can do.

use crate::error::StoreError;
use rusqlite::ffi;
use rusqlite::{Error, ErrorCode};

/// What an error of SQLite's means for the caller of a step.
pub(super) fn of(place: &str, error: &Error) -> StoreError {
    let place = place.to_owned();
    let unreadable = |place, why: String| StoreError::Unreadable { place, why };
    let Some(sqlite) = error.sqlite_error() else {
        return match error {
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..) => unreadable(
                place,
                format!("a row holds what this version of Vasl does not know ({error})"),
            ),
            _ => StoreError::Failed { place, why: error.to_string() },
        };
    };
    match sqlite.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy { place },
        ErrorCode::OperationInterrupted => StoreError::Deadline,
        ErrorCode::DiskFull => StoreError::Full { place },
        // The file that readers and the writer share could not grow.
        ErrorCode::SystemIoFailure if sqlite.extended_code == ffi::SQLITE_IOERR_SHMSIZE => {
            StoreError::Full { place }
        }
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::NotWritable {
            place,
            why: "it may only be read; give it, and the folder it is in, to the user that Vasl \
                  runs as"
                .to_owned(),
        },
        ErrorCode::NotADatabase => unreadable(
            place,
            "it is not a database; name another file, or move this one away".to_owned(),
        ),
        ErrorCode::DatabaseCorrupt => {
            unreadable(place, format!("it is damaged ({error}); restore a backup, or move it away"))
        }
        ErrorCode::CannotOpen | ErrorCode::SystemIoFailure => unreadable(place, error.to_string()),
        _ => StoreError::Failed { place, why: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(code: i32) -> String {
        let error = Error::SqliteFailure(ffi::Error::new(code), None);
        of("/var/lib/vasl/vasl.db", &error).to_string()
    }

    #[test]
    fn each_fault_says_what_to_do() {
        for (code, what) in [
            (ffi::SQLITE_BUSY, "is busy: another program"),
            (ffi::SQLITE_BUSY_SNAPSHOT, "is busy: another program"),
            (ffi::SQLITE_FULL, "free some disk space"),
            (ffi::SQLITE_IOERR_SHMSIZE, "free some disk space"),
            (ffi::SQLITE_READONLY, "cannot be written: it may only be read"),
            (ffi::SQLITE_PERM, "cannot be written: it may only be read"),
            (ffi::SQLITE_NOTADB, "it is not a database"),
            (ffi::SQLITE_CORRUPT, "it is damaged"),
            (ffi::SQLITE_CANTOPEN, "cannot be read"),
            (ffi::SQLITE_IOERR_READ, "cannot be read"),
            (ffi::SQLITE_CONSTRAINT_CHECK, "failed"),
        ] {
            let sentence = sentence(code);
            assert!(sentence.contains("/var/lib/vasl/vasl.db"), "{sentence}");
            assert!(sentence.contains(what), "{sentence}");
        }
        assert!(sentence(ffi::SQLITE_INTERRUPT).contains("in time"));
    }
}
