//! An instance's folder: configuration, library, logs, spool and run files.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use super::installation::Installation;
use crate::error::{Doing, LabError, Result};
use crate::net::Net;

/// Removed when dropped; with `VASL_LAB_KEEP` set it is renamed to `kept-…` instead.
#[derive(Debug)]
pub(crate) struct Folder {
    host: PathBuf,
    inside: String,
}

impl Folder {
    /// Makes the folder of `net`, and removes those whose instances are gone.
    pub(crate) fn create(installation: &Installation, net: &Net) -> Result<Self> {
        let base_inside = if installation.is_system() {
            let own = Path::new("/proc/self").metadata().at("/proc/self")?.uid();
            env::temp_dir()
                .join(format!("vasl-lab-{own}"))
                .to_string_lossy()
                .into_owned()
        } else {
            "/lab".to_owned()
        };
        let base = installation.path_of(&base_inside);
        match fs::DirBuilder::new().mode(0o755).create(&base) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                return Err(LabError::NeedsRoot);
            }
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error).at(base),
            _ => {}
        }
        // In a folder that everybody may write to, a link or somebody else's folder is a trap.
        let found = base.symlink_metadata().at(&base)?;
        let own = Path::new("/proc/self").metadata().at("/proc/self")?.uid();
        if !found.is_dir() || found.uid() != own {
            return Err(LabError::NeedsRoot);
        }
        sweep(&base);
        let host = base.join(net.name());
        let folder = Self {
            host,
            inside: format!("{base_inside}/{}", net.name()),
        };
        let _ = fs::remove_dir_all(&folder.host);
        for part in [
            "etc/asterisk/vasl",
            "lib/keys",
            "log/cdr-csv",
            "log/cdr-custom",
            "log/cel-custom",
            "spool/tmp",
            "spool/outgoing",
            "spool/monitor",
            "run",
            "cache",
            "tmp",
            "music",
            "data/sounds/custom",
        ] {
            let part = folder.host.join(part);
            fs::create_dir_all(&part).at(part)?;
        }
        Ok(folder)
    }

    /// The host's path of `part`.
    pub(crate) fn host(&self, part: &str) -> PathBuf {
        self.host.join(part)
    }

    /// The path of `part` as Asterisk sees it.
    pub(crate) fn inside(&self, part: &str) -> String {
        format!("{}/{part}", self.inside)
    }

    /// Writes a file.
    pub(crate) fn write(&self, part: &str, bytes: impl AsRef<[u8]>) -> Result<()> {
        let path = self.host(part);
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).at(dir)?;
        }
        fs::write(&path, bytes).at(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if env::var_os("VASL_LAB_KEEP").is_some() {
            let name = self
                .host
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let kept = self
                .host
                .with_file_name(format!("kept-{name}-{}", std::process::id()));
            let _ = fs::rename(&self.host, kept);
        } else {
            let _ = fs::remove_dir_all(&self.host);
        }
    }
}

/// Removes folders whose network nobody has: left by a lab that was killed.
fn sweep(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if let Some(_claimed) = Net::claim_named(&name.to_string_lossy()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
