//! Vasl's own files in Asterisk's folder, and the one line in each of Asterisk's that reads them.
//!
//! A file is replaced whole or not at all: written beside, flushed, renamed. Another
//! administrator's lines are never touched: a line is added at the end of a file, once, with a copy
//! of the file as it was.

use crate::attach::block;
use crate::attach::flavour::{self, Flavour};
use crate::attach::folder::{Change, Folder};
use crate::attach::text;
use crate::render::ManagedFile;
use crate::replace;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, chown};
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
            .map(|file| {
                let text = read_if_there(&self.path(file))?;
                Ok((file, text.map(|text| String::from_utf8_lossy(&text).into_owned())))
            })
            .collect()
    }

    /// Replaces Vasl's files. `None` takes a file's text away and leaves it empty, because
    /// Asterisk refuses a whole configuration of which an included file is missing.
    ///
    /// # Errors
    /// When one cannot be written; those before it are written then.
    pub fn write(&self, contents: &Contents) -> Result<(), FileError> {
        let folder = self.own_folder();
        self.make_folder(&folder).map_err(failed("make the folder", &folder))?;
        for (file, text) in contents {
            replace(&self.path(*file), text.as_deref().unwrap_or_default().as_bytes())?;
        }
        Ok(())
    }

    /// Whoever makes it, it is the owner's of Asterisk's folder: the service writes in it later.
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(folder)?;
        let owner = fs::metadata(&self.folder)?;
        let _ = chown(folder, Some(owner.uid()), Some(owner.gid()));
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

    /// Adds the line that reads Vasl's file where it is not read yet, and says of which. On a PBX
    /// that writes its own files it goes into the one that is left to administrators. The file as
    /// it was is kept beside it, ending in `.before-vasl`.
    ///
    /// # Errors
    /// When a file cannot be read or written; nothing is changed then.
    pub fn include(&self) -> Result<Vec<ManagedFile>, FileError> {
        let missing = self.not_included()?;
        if missing.is_empty() {
            return Ok(missing);
        }
        let folder = Folder::new(&self.folder, &self.folder);
        let found = folder.look()?;
        let flavour = flavour::recognise(&found).flavour;
        let change = |file: &ManagedFile| {
            let place = flavour.place(*file, &found);
            let before = read_if_there(&self.folder.join(place))?;
            let after = block::with_block(before.as_deref(), &[include_line(*file)]);
            Ok(Change { file: place.to_owned(), before, after: Some(after) })
        };
        let changes: Vec<Change> = missing.iter().map(change).collect::<Result<_, FileError>>()?;
        folder.make(&changes)?;
        Ok(missing)
    }

    /// Those of Vasl's files that Asterisk's do not read.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn not_included(&self) -> Result<Vec<ManagedFile>, FileError> {
        let mut missing = Vec::new();
        for file in ManagedFile::ALL {
            let own = format!("vasl/{}", file.name());
            let reads = |name: &str| {
                let text = read_if_there(&self.folder.join(name))?;
                Ok(text.is_some_and(|text| text::includes(&text, &own)))
            };
            if !reads(file.name())? && !reads(Flavour::FreePbx.place_of(file.name()))? {
                missing.push(file);
            }
        }
        Ok(missing)
    }

    /// Takes those of Vasl's files away that were not there before, and its folder where nothing
    /// else is in it.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub fn remove_made_since(&self, before: &Contents) -> Result<(), FileError> {
        for (file, text) in before {
            if text.is_none() {
                remove_if_there(&self.path(*file))?;
            }
        }
        let _ = fs::remove_dir(self.own_folder());
        Ok(())
    }

    /// Takes Vasl's folder away, with everything in it.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    pub fn remove(&self) -> Result<(), FileError> {
        let folder = self.own_folder();
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(failed("remove", &folder)(error))
            }
            _ => Ok(()),
        }
    }
}

/// The line that Asterisk's file takes.
#[must_use]
pub fn include_line(file: ManagedFile) -> String {
    format!("#include vasl/{}", file.name())
}

/// What the name of a copy ends in.
pub(crate) const BACKUP: &str = ".before-vasl";

pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path)(error)),
    }
}

/// The names of the files in a folder, in order.
pub(crate) fn names_in(folder: &Path) -> Result<Vec<String>, FileError> {
    let list = || -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // Also where it is a link to a file.
            if fs::metadata(entry.path()).is_ok_and(|found| found.is_file()) {
                names.extend(entry.file_name().into_string());
            }
        }
        names.sort();
        Ok(names)
    };
    list().map_err(failed("read", folder))
}

pub(crate) fn remove_if_there(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Puts bytes in the place of a file at once, with the rights and the owner that the file had.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    replace_like(path, bytes, path)
}

/// [`replace`], with the rights and the owner of another file where there is none yet. Where that is
/// none either, strangers cannot read it: it holds secrets.
pub(crate) fn replace_like(path: &Path, bytes: &[u8], like: &Path) -> Result<(), FileError> {
    replace::replace(path, bytes, like, 0o640).map_err(failed("write", path))
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
        assert!(text.starts_with(theirs) && text.contains("\n#include vasl/extensions.conf\n"));
        let backup = fs::read_to_string(folder.path().join("extensions.conf.before-vasl")).unwrap();
        assert_eq!(backup, theirs);
    }

    #[test]
    fn a_line_that_is_commented_out_does_not_count() {
        let folder = folder();
        let queues = folder.path().join("queues.conf");
        fs::write(&queues, ";#include vasl/queues.conf\n").unwrap();
        let files = ManagedFiles::new(folder.path());
        assert_eq!(files.not_included().unwrap().len(), 3);
        fs::write(&queues, "  #include vasl/queues.conf ; Vasl\n").unwrap();
        assert_eq!(files.not_included().unwrap().len(), 2);
    }

    #[test]
    fn a_line_goes_where_freepbx_leaves_it_alone() {
        let folder = folder();
        let at = |name: &str| folder.path().join(name);
        let reads = "#include extensions_override_freepbx.conf\n#include extensions_custom.conf\n";
        fs::write(at("extensions.conf"), reads).unwrap();
        fs::write(at("extensions_custom.conf"), b"; \xe9\n[mine]\n").unwrap();
        ManagedFiles::new(folder.path()).include().unwrap();
        assert_eq!(fs::read_to_string(at("extensions.conf")).unwrap(), reads);
        let custom = fs::read(at("extensions_custom.conf")).unwrap();
        assert!(
            custom.starts_with(b"; \xe9\n[mine]\n")
                && text::includes(&custom, "vasl/extensions.conf")
        );
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
