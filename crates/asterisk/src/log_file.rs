//! Reading on in a log from where one left off, across its rotation.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// A place in a log: which file, and how far into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The file, by its number on the disk: the name changes when the log is rotated.
    pub inode: u64,
    /// The first byte that was not read.
    pub offset: u64,
}

/// A stretch of a log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stretch {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The file that the last of them stand in, and where they end.
    pub end: Place,
    /// How many of `bytes` stand in an earlier file, rotated away.
    pub from_earlier: usize,
}

/// More than this is not read back: the newest bytes count.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Where a log ends now. `None` where it does not exist.
///
/// # Errors
/// When it cannot be looked at.
pub fn end(path: &Path) -> io::Result<Option<Place>> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(Place { inode: metadata.ino(), offset: metadata.len() })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads what was written since `place`. Without one nothing is read: what was written before Vasl
/// came is not its business.
///
/// # Errors
/// When a file cannot be read.
pub fn read_since(path: &Path, place: Option<Place>) -> io::Result<Stretch> {
    let Some(now) = end(path)? else { return Ok(Stretch::default()) };
    let Some(place) = place else { return Ok(Stretch { end: now, ..Stretch::default() }) };
    let mut stretch = Stretch::default();
    let mut offset = place.offset;
    if place.inode != now.inode {
        if let Some(rotated) = find(path, place.inode)? {
            read_from(&rotated, place.offset, &mut stretch.bytes)?;
            stretch.from_earlier = stretch.bytes.len();
        }
        offset = 0;
    } else if now.offset < offset {
        // Emptied in place.
        offset = 0;
    }
    let before = stretch.bytes.len();
    read_from(path, offset, &mut stretch.bytes)?;
    let read = u64::try_from(stretch.bytes.len() - before).unwrap_or(0);
    stretch.end = Place { inode: now.inode, offset: offset + read };
    Ok(stretch)
}

/// The file beside the log that the log was renamed to.
fn find(path: &Path, inode: u64) -> io::Result<Option<std::path::PathBuf>> {
    let Some(folder) = path.parent() else { return Ok(None) };
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.metadata().is_ok_and(|metadata| metadata.ino() == inode && metadata.is_file()) {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}

fn read_from(path: &Path, offset: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let start = offset.max(length.saturating_sub(MOST_BYTES));
    file.seek(SeekFrom::Start(start))?;
    file.take(MOST_BYTES).read_to_end(bytes)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn append(path: &Path, text: &str) {
        let mut file = File::options().create(true).append(true).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    #[test]
    fn reading_goes_on_where_it_ended() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("queue_log");
        append(&log, "before\n");
        let first = read_since(&log, None).unwrap();
        assert_eq!(first.bytes, b"");
        append(&log, "one\n");
        let second = read_since(&log, Some(first.end)).unwrap();
        assert_eq!(second.bytes, b"one\n");
        assert_eq!(read_since(&log, Some(second.end)).unwrap().bytes, b"");
    }

    #[test]
    fn a_rotated_log_is_read_to_its_end_first() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("queue_log");
        append(&log, "one\n");
        let place = read_since(&log, Some(Place { inode: 0, offset: 0 })).unwrap().end;
        append(&log, "two\n");
        fs::rename(&log, folder.path().join("queue_log.1")).unwrap();
        append(&log, "three\n");
        let stretch = read_since(&log, Some(place)).unwrap();
        assert_eq!(stretch.bytes, b"two\nthree\n");
        assert_eq!(stretch.from_earlier, 4);
        assert_eq!(read_since(&log, Some(stretch.end)).unwrap().bytes, b"");
    }

    #[test]
    fn a_log_that_was_emptied_is_read_from_its_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("queue_log");
        append(&log, "a long line\n");
        let place = read_since(&log, None).unwrap().end;
        File::create(&log).unwrap();
        append(&log, "x\n");
        assert_eq!(read_since(&log, Some(place)).unwrap().bytes, b"x\n");
    }

    #[test]
    fn a_log_that_is_not_there_is_empty() {
        let stretch = read_since(Path::new("/nowhere/queue_log"), None).unwrap();
        assert_eq!(stretch, Stretch::default());
    }
}
