//! The folder of Asterisk's configuration on a PBX of somebody else's making.

use super::block::{self, Without};
use super::flavour::{self, Found, Recognised};
use super::text;
use crate::managed_files::{self, BACKUP, FileError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How deep one file may read another.
const DEEPEST: usize = 8;

/// Asterisk's folder, and the one of the system's configuration beside it.
#[derive(Debug, Clone)]
pub struct Folder {
    asterisk: PathBuf,
    system: PathBuf,
}

/// What stands in the folder, as far as it must be known.
#[derive(Debug, Clone)]
pub struct Present {
    /// Whose PBX it is.
    pub recognised: Recognised,
    /// The files that were read, by name.
    pub texts: BTreeMap<String, Vec<u8>>,
}

/// What becomes of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name in the folder.
    pub file: String,
    /// What stands in it; `None` where it is not there.
    pub before: Option<Vec<u8>>,
    /// What is to stand in it; `None` where it goes.
    pub after: Option<Vec<u8>>,
}

/// What taking everything out comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaving {
    /// The files that change.
    pub changes: Vec<Change>,
    /// The files with a block that has lost its end, which a person must mend.
    pub broken: Vec<String>,
}

impl Folder {
    /// Asterisk's folder, usually `/etc/asterisk`, and the system's, usually `/etc`.
    #[must_use]
    pub fn new(asterisk: impl Into<PathBuf>, system: impl Into<PathBuf>) -> Self {
        Self { asterisk: asterisk.into(), system: system.into() }
    }

    /// Asterisk's folder.
    #[must_use]
    pub fn asterisk(&self) -> &Path {
        &self.asterisk
    }

    /// What tells whose PBX it is.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn look(&self) -> Result<Found, FileError> {
        let mut found = Found::default();
        for name in flavour::LOOKED_INTO {
            if let Some(text) = managed_files::read_if_there(&self.asterisk.join(name))? {
                found.texts.insert(name.to_owned(), text);
            }
        }
        for (mark, _) in flavour::MARKS {
            if self.system.join(mark).exists() {
                found.marks.push(mark.to_owned());
            }
        }
        // Both write it at the end of their settings; a name alone is no secret.
        found.version = ["amportal.conf", "freepbx.conf", "issabelpbx.conf"]
            .iter()
            .filter_map(|name| std::fs::read_to_string(self.system.join(name)).ok())
            .find_map(|text| version_in(&text));
        Ok(found)
    }

    /// Everything that must be known before anything is changed.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn read(&self) -> Result<Present, FileError> {
        let recognised = flavour::recognise(&self.look()?);
        let mut present = Present { recognised, texts: BTreeMap::new() };
        for name in ["queues.conf", "manager.conf", "cel.conf", "cel_custom.conf", "pjsip.conf"] {
            self.read_with_includes(name, DEEPEST, &mut present.texts)?;
        }
        // A dialplan reads files of many megabytes, of which only the first two can be concerned.
        for name in ["extensions.conf", "extensions_custom.conf"] {
            self.read_with_includes(name, 0, &mut present.texts)?;
        }
        Ok(present)
    }

    fn read_with_includes(
        &self,
        name: &str,
        deeper: usize,
        texts: &mut BTreeMap<String, Vec<u8>>,
    ) -> Result<(), FileError> {
        if texts.contains_key(name) {
            return Ok(());
        }
        let Some(text) = managed_files::read_if_there(&self.asterisk.join(name))? else {
            return Ok(());
        };
        let included: Vec<String> = includes(&text).collect();
        texts.insert(name.to_owned(), text);
        if deeper > 0 {
            for file in included {
                self.read_with_includes(&file, deeper - 1, texts)?;
            }
        }
        Ok(())
    }

    /// Makes the changes, all of them or none. Each file that is there is kept beside it as it
    /// was, ending in `.before-vasl`, unless there is such a copy already.
    ///
    /// # Errors
    /// When a file cannot be written; those before it are as they were then.
    pub fn make(&self, changes: &[Change]) -> Result<(), FileError> {
        for (index, change) in changes.iter().enumerate() {
            if let Err(error) = self.make_one(change, true) {
                // What is taken back was written a moment ago, so it can be written again.
                for done in changes.iter().take(index + 1).rev() {
                    let _ = self.take_back_one(done);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn make_one(&self, change: &Change, keep_copy: bool) -> Result<(), FileError> {
        let path = self.asterisk.join(&change.file);
        if let (true, Some(before)) = (keep_copy, &change.before) {
            let copy = self.copy_of(&change.file);
            if !copy.exists() {
                managed_files::replace_like(&copy, before, &path)?;
            }
        }
        match &change.after {
            Some(after) => managed_files::replace(&path, after),
            None => managed_files::remove_if_there(&path),
        }
    }

    /// Puts the files back as they were before a change.
    ///
    /// # Errors
    /// When one cannot be written; the others are written.
    pub fn take_back(&self, changes: &[Change]) -> Result<(), FileError> {
        let results: Vec<_> =
            changes.iter().rev().map(|change| self.take_back_one(change)).collect();
        results.into_iter().collect()
    }

    fn take_back_one(&self, change: &Change) -> Result<(), FileError> {
        let back = Change {
            file: change.file.clone(),
            before: change.after.clone(),
            after: change.before.clone(),
        };
        self.make_one(&back, false)?;
        let copy = self.copy_of(&change.file);
        match managed_files::read_if_there(&copy)? {
            Some(kept) if Some(&kept) == change.before.as_ref() => {
                managed_files::remove_if_there(&copy)
            }
            _ => Ok(()),
        }
    }

    fn copy_of(&self, file: &str) -> PathBuf {
        self.asterisk.join(format!("{file}{BACKUP}"))
    }

    /// What it takes to have nothing of Vasl's in the PBX's own files.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub fn leaving(&self) -> Result<Leaving, FileError> {
        let mut leaving = Leaving::default();
        for file in managed_files::names_in(&self.asterisk)? {
            if !file.ends_with(".conf") {
                continue;
            }
            let Some(text) = managed_files::read_if_there(&self.asterisk.join(&file))? else {
                continue;
            };
            let after = match block::without_blocks(&text) {
                Without::Untouched => continue,
                Without::Broken => {
                    leaving.broken.push(file);
                    continue;
                }
                Without::NoFile => None,
                Without::Text(theirs) => Some(self.as_it_was(&file, theirs)?),
            };
            leaving.changes.push(Change { file, before: Some(text), after });
        }
        Ok(leaving)
    }

    /// A line that stood alone does not say whether the line above had an end; the copy does.
    fn as_it_was(&self, file: &str, theirs: Vec<u8>) -> Result<Vec<u8>, FileError> {
        let copy = managed_files::read_if_there(&self.copy_of(file))?;
        Ok(match copy {
            Some(copy) if theirs.strip_suffix(b"\n") == Some(&copy[..]) => copy,
            _ => theirs,
        })
    }

    /// Makes the changes of [`Self::leaving`], removes the copies of files that are as they were,
    /// and tells which copies stay, because other lines of their files are different now.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn leave(&self, leaving: &Leaving) -> Result<Vec<String>, FileError> {
        for change in &leaving.changes {
            self.make_one(change, false)?;
        }
        let mut stay = Vec::new();
        for name in managed_files::names_in(&self.asterisk)? {
            let Some(file) = name.strip_suffix(BACKUP) else { continue };
            let copy = self.asterisk.join(&name);
            let now = managed_files::read_if_there(&self.asterisk.join(file))?;
            if now == managed_files::read_if_there(&copy)? {
                managed_files::remove_if_there(&copy)?;
            } else {
                stay.push(name);
            }
        }
        Ok(stay)
    }

    /// The files of the PBX, other than Vasl's own, that speak of something.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub fn files_with(&self, what: &str) -> Result<Vec<String>, FileError> {
        let mut files = Vec::new();
        for file in managed_files::names_in(&self.asterisk)? {
            let text = if file.ends_with(".conf") {
                managed_files::read_if_there(&self.asterisk.join(&file))?
            } else {
                None
            };
            if text.is_some_and(|text| memchr::memmem::find(&text, what.as_bytes()).is_some()) {
                files.push(file);
            }
        }
        Ok(files)
    }
}

fn includes(text: &[u8]) -> impl Iterator<Item = String> {
    text::statements(text).filter_map(|(_, statement)| match statement {
        // A path out of the folder is nobody's to change.
        text::Statement::Include(file) if !file.starts_with('/') => Some(file),
        _ => None,
    })
}

/// The version that a PBX writes into its settings, such as `AMPVERSION=17.0.19`.
fn version_in(text: &str) -> Option<String> {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| line.trim_start_matches("$amp_conf['").starts_with("AMPVERSION"))?;
    let version: String =
        line.split_once('=')?.1.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    (!version.is_empty()).then_some(version)
}

impl Present {
    /// A file's text with that of the files that it reads in their places.
    #[must_use]
    pub fn joined(&self, name: &str) -> Vec<u8> {
        let mut all = Vec::new();
        self.join_into(name, DEEPEST, &mut all);
        all
    }

    fn join_into(&self, name: &str, deeper: usize, all: &mut Vec<u8>) {
        let Some(text) = self.texts.get(name) else { return };
        for line in block::lines(text) {
            let included = includes(line).next();
            all.extend_from_slice(line);
            if let (Some(file), true) = (included, deeper > 0) {
                self.join_into(&file, deeper - 1, all);
                if !all.ends_with(b"\n") {
                    all.push(b'\n');
                }
            }
        }
    }

    /// A file as it is; `None` where it is not there.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&[u8]> {
        self.texts.get(name).map(Vec::as_slice)
    }
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
