//! Taking Vasl out of a PBX.

use super::asterisk_cli::AsteriskCli;
use super::made::{Attached, failed, remove_if_there};
use super::{InstallError, event_file, folder};
use crate::config::{Config, SECRET_FILE};
use crate::destinations::{Destinations, DestinationsError};
use serde::Serialize;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use vasl_asterisk::attach::folder::{Folder, Leaving};
use vasl_asterisk::managed_files::ManagedFiles;

/// What is to be taken out.
#[derive(Serialize)]
pub struct Leave {
    /// The PBX's files that lose lines.
    pub files: Vec<String>,
    /// What goes beside them.
    pub own_files: Vec<PathBuf>,
    /// The modules that leave the PBX's menu of destinations.
    pub destinations: Vec<String>,
    /// What somebody must do by hand.
    pub by_hand: Vec<String>,
    #[serde(skip)]
    folder: Folder,
    #[serde(skip)]
    leaving: Leaving,
}

/// What has been taken out.
#[derive(Serialize)]
pub struct Left {
    /// The copies that stay, because other lines of their files have changed since.
    pub copies: Vec<String>,
    /// What went wrong on the way and hurts nobody.
    pub remarks: Vec<String>,
}

impl Leave {
    /// Finds out what is to be taken out. Nothing is changed.
    ///
    /// # Errors
    /// When the service runs, or a file cannot be read.
    pub async fn new(
        path: &Path,
        config: &Config,
        with_memory: bool,
    ) -> Result<Self, InstallError> {
        not_serving(&config.state_folder)?;
        let folder = folder(config);
        let leaving = folder.leaving()?;
        let attached = Attached::read(config);
        let mut own_files = own_files(path, config, &attached);
        if with_memory && config.state_folder.exists() {
            own_files.push(config.state_folder.clone());
        }
        let mut by_hand: Vec<String> = leaving
            .broken
            .iter()
            .map(|file| {
                format!("in {file} the line “; vasl end” is gone: take Vasl's lines out of it")
            })
            .collect();
        let ours = |file: &String| leaving.changes.iter().any(|change| change.file == *file);
        let leads: Vec<String> =
            folder.files_with("vasl-reconnect,")?.into_iter().filter(|f| !ours(f)).collect();
        if !leads.is_empty() {
            by_hand.push(format!(
                "calls still lead to a module in {}: give those menus and routes another \
                 destination, or their callers are cut off",
                leads.join(", ")
            ));
        }
        let destinations = match in_the_menu(config).await {
            Ok(destinations) => destinations,
            Err(error) => {
                by_hand.push(format!(
                    "{error}; take the custom destinations vasl-reconnect,… out in the PBX's panel"
                ));
                Vec::new()
            }
        };
        let files = leaving.changes.iter().map(|change| change.file.clone()).collect();
        Ok(Self { files, own_files, destinations, by_hand, folder, leaving })
    }

    /// Whether there is nothing to take out.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.files.is_empty() && self.own_files.is_empty() && self.destinations.is_empty()
    }

    /// Takes it out. The PBX's own files come first: whatever fails after that, Asterisk reads
    /// nothing of Vasl's any more.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub async fn make(&self, config: &Config) -> Result<Left, InstallError> {
        let mut remarks = Vec::new();
        if !self.destinations.is_empty()
            && let Err(error) = empty_the_menu(config).await
        {
            remarks.push(format!("{error}; take {} out by hand", self.destinations.join(" and ")));
        }
        let copies = self.folder.leave(&self.leaving)?;
        let cli = AsteriskCli::new(&config.asterisk.command);
        if let Err(error) = cli.reload(&self.files).await {
            remarks.push(format!("{error}; it lets Vasl's lines go when it is started next"));
        }
        ManagedFiles::new(&config.asterisk.configuration_folder).remove()?;
        let attached = Attached::read(config);
        for path in &self.own_files {
            if path.is_dir() {
                fs::remove_dir_all(path).map_err(failed("remove", path))?;
            } else {
                remove_if_there(path)?;
            }
        }
        if let Some(events) = &attached.event_folder {
            // Somebody else's events may be in it by now.
            let _ = fs::remove_dir(events);
        }
        Attached::forget(config)?;
        Ok(Left { copies, remarks })
    }
}

async fn in_the_menu(config: &Config) -> Result<Vec<String>, DestinationsError> {
    match Destinations::of(config)? {
        Some(destinations) => Ok(destinations.differs(&[]).await?.removed),
        None => Ok(Vec::new()),
    }
}

async fn empty_the_menu(config: &Config) -> Result<(), DestinationsError> {
    match Destinations::of(config)? {
        Some(destinations) => destinations.sync(&[]).await.map(drop),
        None => Ok(()),
    }
}

/// A configuration that somebody has changed is theirs and stays.
fn own_files(path: &Path, config: &Config, attached: &Attached) -> Vec<PathBuf> {
    let beside = path.parent().unwrap_or(Path::new("/"));
    let own_folder = config.asterisk.configuration_folder.join("vasl");
    let mut files = vec![own_folder, beside.join(SECRET_FILE), event_file(config)];
    for (path, text) in &attached.own_files {
        let unchanged = match text {
            Some(text) => fs::read_to_string(path).is_ok_and(|now| now == *text),
            None => true,
        };
        if unchanged {
            files.push(path.clone());
        }
    }
    files.sort();
    files.dedup();
    files.retain(|path| path.exists());
    files
}

/// It would add its lines again.
fn not_serving(folder: &Path) -> Result<(), InstallError> {
    let Ok(lock) = File::open(folder.join("serve.lock")) else { return Ok(()) };
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => Err(InstallError::Serves { folder: folder.to_owned() }),
        _ => Ok(()),
    }
}
