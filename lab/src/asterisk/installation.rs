//! Where Asterisk is installed: the system's own, or a folder that `lab/asterisk` made.

use std::env;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{LabError, Result};

/// A major version that the lab knows how to get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Version {
    /// Asterisk 16, the oldest that Vasl supports.
    V16,
    /// Asterisk 22 (or the system's own from 16 on).
    #[default]
    V22,
}

impl Version {
    /// Every version, the oldest first.
    pub const ALL: [Self; 2] = [Self::V16, Self::V22];

    /// The major version's number.
    pub fn number(self) -> u32 {
        match self {
            Self::V16 => 16,
            Self::V22 => 22,
        }
    }
}

/// An installed Asterisk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    root: PathBuf,
}

impl Installation {
    /// Finds what `lab/asterisk ensure` provides, by the same rules. Nothing is fetched.
    pub fn find(version: Version) -> Result<Self> {
        if version == Version::V22
            && env::var("VASL_LAB_SYSTEM").as_deref() != Ok("no")
            && system_major().is_some_and(|major| major >= 16)
        {
            return Ok(Self { root: PathBuf::from("/") });
        }
        let number = version.number();
        let missing = |why: String| LabError::NoAsterisk { version: number, why };
        let base =
            base_folder().ok_or_else(|| missing("neither VASL_LAB_DIR nor HOME is set".into()))?;
        let root = base.join(format!("asterisk-{number}"));
        match root.join("usr/sbin/asterisk").metadata() {
            Ok(_) => Ok(Self { root }),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(LabError::NeedsRoot),
            Err(_) => Err(missing(format!("{} has none", root.display()))),
        }
    }

    /// The folder it is in; `/` for the system's own.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it is the system's own.
    pub fn is_system(&self) -> bool {
        self.root == Path::new("/")
    }

    /// The folder, as Asterisk sees it, with Asterisk's own data (documentation, sounds).
    pub(crate) fn data_dir(&self) -> Option<&'static str> {
        ["/usr/share/asterisk", "/var/lib/asterisk"]
            .into_iter()
            .find(|dir| self.path_of(dir).join("documentation").is_dir())
    }

    /// The host's path of a path that Asterisk sees.
    pub(crate) fn path_of(&self, inside: &str) -> PathBuf {
        self.root.join(inside.trim_start_matches('/'))
    }
}

fn base_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("VASL_LAB_DIR").or_else(|| {
        let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
        Some(cache.join("vasl-lab"))
    })
}

fn system_major() -> Option<u32> {
    let said = Command::new("/usr/sbin/asterisk").arg("-V").output().ok()?;
    major_of(&String::from_utf8_lossy(&said.stdout))
}

fn major_of(banner: &str) -> Option<u32> {
    let version = banner.trim().strip_prefix("Asterisk ")?;
    let version = version.trim_start_matches("certified").trim_start_matches(['/', '-']);
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_of;

    #[test]
    fn reads_the_major_version_from_the_banner() {
        assert_eq!(major_of("Asterisk 22.10.1~dfsg+~cs6.15.60671435-1\n"), Some(22));
        assert_eq!(major_of("Asterisk 16.28.0~dfsg-0+deb11u4"), Some(16));
        assert_eq!(major_of("Asterisk certified/18.9-cert1"), Some(18));
        assert_eq!(major_of("Asterisk GIT-master-abc"), None);
        assert_eq!(major_of("bash: no such file"), None);
    }
}
