//! What an installation has done so far, to be kept or taken back.

use super::{InstallError, Plan, event_file, folder};
use crate::config::Config;
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, chown};
use std::path::{Path, PathBuf};
use vasl_asterisk::attach::folder::{Change, Folder};
use vasl_asterisk::managed_files::{Contents, ManagedFiles};

/// The list of what was done, in the folder of what Vasl keeps for itself.
const LIST: &str = "attached.json";

/// What was done, as it is kept. Taking out works without it; with it, Vasl's own configuration
/// can be told from one that somebody has made theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Whose PBX it was.
    pub pbx: String,
    /// The PBX's files that got lines.
    pub files: Vec<String>,
    /// Vasl's own files that were made, each with its text; none where the text is a secret.
    pub own_files: Vec<(PathBuf, Option<String>)>,
    /// The folder for channel events, where it was made.
    pub event_folder: Option<PathBuf>,
}

impl Attached {
    /// What is known to have been done.
    pub fn read(config: &Config) -> Self {
        let text = fs::read(list(config)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Forgets it.
    ///
    /// # Errors
    /// When the list is there and cannot be removed.
    pub fn forget(config: &Config) -> Result<(), InstallError> {
        remove_if_there(&list(config))
    }
}

fn list(config: &Config) -> PathBuf {
    config.state_folder.join(LIST)
}

/// What an installation does.
pub struct Made<'a> {
    plan: &'a Plan,
    config: &'a Config,
    folder: Folder,
    files: ManagedFiles,
    owner: (u32, u32),
    before: Contents,
}

impl<'a> Made<'a> {
    /// Nothing is done yet.
    ///
    /// # Errors
    /// When Asterisk's folder is not there.
    pub fn begin(plan: &'a Plan, config: &'a Config) -> Result<Self, InstallError> {
        let asterisk = &config.asterisk.configuration_folder;
        let owner = fs::metadata(asterisk).map_err(failed("look at", asterisk))?;
        let files = ManagedFiles::new(asterisk);
        let before = files.read()?;
        let owner = (owner.uid(), owner.gid());
        Ok(Self { plan, config, folder: folder(config), files, owner, before })
    }

    /// The names of the PBX's files that change.
    pub fn changed(&self) -> Vec<String> {
        self.changes().iter().map(|change| change.file.clone()).collect()
    }

    fn changes(&self) -> &[Change] {
        &self.plan.work.changes
    }

    /// Writes everything. What Asterisk is told to read is there before it is told.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn write(&mut self) -> Result<(), InstallError> {
        let work = &self.plan.work;
        self.make_folder(&self.config.state_folder, 0o750)?;
        self.files.write_missing()?;
        if let Some(events) = &work.event_folder {
            self.make_folder(events, 0o755)?;
        }
        if let Some(path) = &work.secret_file {
            self.write_own(path, &format!("{}\n", work.secret.reveal()))?;
        }
        if let Some((path, text)) = &work.configuration {
            self.write_own(path, text)?;
        }
        Ok(self.folder.make(self.changes())?)
    }

    /// Notes what was done, beside what was done before.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub fn keep(self) -> Result<(), InstallError> {
        let work = &self.plan.work;
        let mut attached = Attached::read(self.config);
        attached.pbx.clone_from(&self.plan.pbx);
        attached.files.extend(self.changed());
        attached.files.sort();
        attached.files.dedup();
        attached.own_files.extend(work.secret_file.clone().map(|path| (path, None)));
        let configuration = work.configuration.clone();
        attached.own_files.extend(configuration.map(|(path, text)| (path, Some(text))));
        attached.event_folder = attached.event_folder.or_else(|| work.event_folder.clone());
        let text = serde_json::to_string_pretty(&attached).unwrap_or_default();
        self.write_own(&list(self.config), &text)
    }

    /// Takes back what was written, all that can be, and tells the first that could not.
    ///
    /// # Errors
    /// When something could not be taken back.
    pub fn take_back(&self) -> Result<(), InstallError> {
        let work = &self.plan.work;
        let mut results = vec![self.folder.take_back(self.changes()).map_err(InstallError::from)];
        results.push(self.files.remove_made_since(&self.before).map_err(InstallError::from));
        let own = [work.configuration.as_ref().map(|(path, _)| path), work.secret_file.as_ref()];
        results.extend(own.into_iter().flatten().map(|path| remove_if_there(path)));
        if let Some(events) = &work.event_folder {
            let _ = fs::remove_file(event_file(self.config));
            // Somebody else's events may be in it by now.
            let _ = fs::remove_dir(events);
        }
        results.into_iter().collect()
    }

    fn make_folder(&self, folder: &Path, mode: u32) -> Result<(), InstallError> {
        if folder.is_dir() {
            return Ok(());
        }
        let made = DirBuilder::new().recursive(true).mode(mode).create(folder);
        made.map_err(failed("make the folder", folder))?;
        self.give_away(folder);
        Ok(())
    }

    /// Only Vasl's own user reads what is in it: a secret, or settings that may hold one.
    fn write_own(&self, path: &Path, text: &str) -> Result<(), InstallError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed("make the folder", folder))?;
        }
        let write = || -> io::Result<()> {
            let mut options = OpenOptions::new();
            let mut file =
                options.write(true).create(true).truncate(true).mode(0o640).open(path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(failed("write", path))?;
        self.give_away(path);
        Ok(())
    }

    /// The service runs as the user whose Asterisk's folder is; only root can give it a file, and
    /// for anybody else it is their own.
    fn give_away(&self, path: &Path) {
        let (user, group) = self.owner;
        let _ = chown(path, Some(user), Some(group)).or_else(|_| chown(path, None, Some(group)));
    }
}

pub fn remove_if_there(path: &Path) -> Result<(), InstallError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(error)),
        _ => Ok(()),
    }
}

pub fn failed<'a>(
    what: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> InstallError + 'a {
    move |source| InstallError::OwnFile { what, path: path.to_owned(), source }
}
