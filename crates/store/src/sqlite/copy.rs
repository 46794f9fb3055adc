//! A copy of the file as it is at one moment, while others go on writing.

use super::{SqliteOptions, error, open};
use crate::error::StoreError;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Writes the copy; the folder of it must be there, and it must not.
pub(super) fn write(from: &Path, to: &Path) -> Result<(), StoreError> {
    let place = to.display().to_string();
    let not_writable = |why: String| StoreError::NotWritable { place: place.clone(), why };
    // SQLite itself would make it for everybody to read.
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
        .map_err(|error| not_writable(format!("{error}; name another file")))?;
    let name = to.to_str().ok_or_else(|| not_writable("its name is not UTF-8".to_owned()))?;
    let connection = open::reader(from, &SqliteOptions::default())?;
    let copied = connection
        .pragma_update(None, "query_only", false)
        .and_then(|()| connection.execute("VACUUM INTO ?1", [name]));
    copied.map(drop).map_err(|failure| {
        // What is not whole is no copy.
        let _ = std::fs::remove_file(to);
        error::of(&place, &failure)
    })
}
