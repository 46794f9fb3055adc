//! Vasl's own files in Asterisk's folder, and the one line in each of Asterisk's that reads them.
//!
//! A file is replaced whole or not at all: written beside, flushed, renamed. Another
//! administrator's lines are never touched: a line is added at the end of a file, once, with a copy
//! of the file as it was.

use crate::render::ManagedFile;
use crate::replace;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Asterisk's configuration folder, with Vasl's folder in it.
#[derive(Debug, Clone)]
pub struct ManagedFiles {
    folder: PathBuf,
}

/// What could not be done with a file.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}; {remedy}", path.display())]
pub struct FileError {
    action: &'static str,
    path: PathBuf,
    source: io::Error,
    remedy: &'static str,
}

const REMEDY: &str = "let Vasl's user write in Asterisk's configuration folder, or name the right \
                      folder under [asterisk] configuration_folder";

/// What stood in Vasl's files before a change; `None` where there was no file.
pub type Contents = BTreeMap<ManagedFile, Option<String>>;

impl ManagedFiles {
    /// The files under Asterisk's configuration folder, usually `/etc/asterisk`.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The path of one of Vasl's files.
    #[must_use]
    pub fn path(&self, file: ManagedFile) -> PathBuf {
        self.own_folder().join(file.name())
    }

    fn own_folder(&self) -> PathBuf {
        self.folder.join("vasl")
    }

    /// What Vasl's files hold now.
    ///
    /// # Errors
    /// When one is there and cannot be read.
    pub fn read(&self) -> Result<Contents, FileError> {
        ManagedFile::ALL
            .into_iter()
            .map(|file| Ok((file, read_if_there(&self.path(file))?)))
            .collect()
    }

    /// Replaces Vasl's files. `None` takes a file's text away and leaves it empty, because
    /// Asterisk refuses a whole configuration of which an included file is missing.
    ///
    /// # Errors
    /// When one cannot be written; those before it are written then.
    pub fn write(&self, contents: &Contents) -> Result<(), FileError> {
        let folder = self.own_folder();
        fs::create_dir_all(&folder).map_err(failed("make the folder", &folder))?;
        for (file, text) in contents {
            replace(&self.path(*file), text.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }

    /// Makes those of Vasl's files that are not there yet, empty: Asterisk refuses a whole
    /// configuration of which an included file is missing.
    ///
    /// # Errors
    /// When one cannot be made.
    pub fn write_missing(&self) -> Result<(), FileError> {
        let missing: Contents =
            self.read()?.into_iter().filter(|(_, text)| text.is_none()).collect();
        if missing.is_empty() { Ok(()) } else { self.write(&missing) }
    }

    /// Adds the line that reads Vasl's file to each of Asterisk's files that lacks it, and says to
    /// which. The file as it was is kept beside it, ending in `.before-vasl`.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn include(&self) -> Result<Vec<ManagedFile>, FileError> {
        let mut added = Vec::new();
        for file in ManagedFile::ALL {
            let path = self.folder.join(file.name());
            let text = read_if_there(&path)?;
            if text.as_deref().is_some_and(|text| has_line(text, &include_line(file))) {
                continue;
            }
            let text = text.unwrap_or_default();
            let backup = self.folder.join(format!("{}.before-vasl", file.name()));
            if !backup.exists() {
                replace(&backup, &text)?;
            }
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            replace(&path, &format!("{text}{gap}{}\n", include_line(file)))?;
            added.push(file);
        }
        Ok(added)
    }

    /// Those of Asterisk's files that do not read Vasl's.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn not_included(&self) -> Result<Vec<ManagedFile>, FileError> {
        let mut missing = Vec::new();
        for file in ManagedFile::ALL {
            let text = read_if_there(&self.folder.join(file.name()))?;
            if !text.is_some_and(|text| has_line(&text, &include_line(file))) {
                missing.push(file);
            }
        }
        Ok(missing)
    }
}

/// The line that Asterisk's file takes.
#[must_use]
pub fn include_line(file: ManagedFile) -> String {
    format!("#include vasl/{}", file.name())
}

fn has_line(text: &str, wanted: &str) -> bool {
    text.lines().any(|line| line.split(';').next().unwrap_or_default().trim() == wanted)
}

fn read_if_there(path: &Path) -> Result<Option<String>, FileError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path)(error)),
    }
}

/// Strangers cannot read a new file: it holds secrets.
fn replace(path: &Path, text: &str) -> Result<(), FileError> {
    replace::replace(path, text.as_bytes(), 0o640).map_err(failed("write", path))
}

fn failed<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> FileError + 'a {
    move |source| FileError { action, path: path.to_owned(), source, remedy: REMEDY }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let folder = folder();
        let files = ManagedFiles::new(folder.path());
        let before = files.read().unwrap();
        assert!(before.values().all(Option::is_none));
        let mut contents = before.clone();
        contents.insert(ManagedFile::Queues, Some("[vasl-5050]\n".to_owned()));
        files.write(&contents).unwrap();
        assert_eq!(files.read().unwrap()[&ManagedFile::Queues].as_deref(), Some("[vasl-5050]\n"));
        files.write(&before).unwrap();
        assert_eq!(files.read().unwrap()[&ManagedFile::Queues].as_deref(), Some(""));
    }

    #[test]
    fn a_line_is_added_once_and_nothing_else_is_touched() {
        let folder = folder();
        let theirs = "[general]\nautofallthrough=yes ; keep\n[mine]\nexten => s,1,NoOp()";
        fs::write(folder.path().join("extensions.conf"), theirs).unwrap();
        let files = ManagedFiles::new(folder.path());
        assert_eq!(files.not_included().unwrap().len(), 3);
        assert_eq!(files.include().unwrap().len(), 3);
        assert_eq!(files.include().unwrap(), []);
        assert_eq!(files.not_included().unwrap(), []);
        let text = fs::read_to_string(folder.path().join("extensions.conf")).unwrap();
        assert_eq!(text, format!("{theirs}\n#include vasl/extensions.conf\n"));
        let backup = fs::read_to_string(folder.path().join("extensions.conf.before-vasl")).unwrap();
        assert_eq!(backup, theirs);
    }

    #[test]
    fn a_line_that_is_commented_out_does_not_count() {
        assert!(!has_line(";#include vasl/queues.conf\n", "#include vasl/queues.conf"));
        assert!(has_line("  #include vasl/queues.conf ; Vasl\n", "#include vasl/queues.conf"));
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named_with_a_remedy() {
        let folder = folder();
        fs::write(folder.path().join("vasl"), "a file where a folder should be").unwrap();
        let files = ManagedFiles::new(folder.path());
        let contents = Contents::from([(ManagedFile::Queues, Some(String::new()))]);
        let error = files.write(&contents).unwrap_err().to_string();
        assert!(error.contains("/vasl: ") && error.contains("configuration_folder"), "{error}");
    }
}
