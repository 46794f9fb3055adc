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
            _ => StoreError::Failed {
                place,
                why: error.to_string(),
            },
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
        ErrorCode::DatabaseCorrupt => unreadable(
            place,
            format!("it is damaged ({error}); restore a backup, or move it away"),
        ),
        ErrorCode::CannotOpen | ErrorCode::SystemIoFailure => unreadable(place, error.to_string()),
        _ => StoreError::Failed {
            place,
            why: error.to_string(),
        },
    }
}
