//! What can go wrong in the lab, as sentences.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Result of the lab's operations.
pub type Result<T> = std::result::Result<T, LabError>;

/// An error of the lab. `Debug` prints the same sentence as `Display`, so that an `unwrap` in a
/// test reads well.
#[derive(thiserror::Error)]
pub enum LabError {
    /// No Asterisk is installed where the lab looks for one.
    #[error("there is no Asterisk {version}: {why}. Get it with: lab/asterisk ensure {version}")]
    NoAsterisk {
        /// The version asked for.
        version: u32,
        /// What was found instead.
        why: String,
    },
    /// The lab may not run an Asterisk in its folder.
    #[error(
        "the lab runs Asterisk in a folder of its own (chroot), which needs root: run this as \
         root, or install the package 'asterisk'"
    )]
    NeedsRoot,
    /// Asterisk did not come up.
    #[error("Asterisk did not start: {why}\n{log}")]
    NotStarted {
        /// Why.
        why: String,
        /// The end of its log.
        log: String,
    },
    /// Asterisk is not running now.
    #[error("Asterisk is not running ({0})")]
    NotRunning(&'static str),
    /// Something awaited did not happen in time.
    #[error("waited {}.{:03} s for {what}\n{recent}", .after.as_secs(), .after.subsec_millis())]
    Timeout {
        /// What was waited for.
        what: String,
        /// How long.
        after: Duration,
        /// What happened instead, most recent last.
        recent: String,
    },
    /// What was awaited cannot happen any more.
    #[error("{what} cannot happen any more: {why}\n{recent}")]
    TooLate {
        /// What was waited for.
        what: String,
        /// What happened instead.
        why: String,
        /// Recent events, most recent last.
        recent: String,
    },
    /// Asterisk answered an action or a request with a refusal.
    #[error("Asterisk refused {what}: {answer}")]
    Refused {
        /// What was asked.
        what: String,
        /// Its answer.
        answer: String,
    },
    /// An operation on a file or folder failed.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// An operation on a socket or process failed.
    #[error("{what}: {source}")]
    Io {
        /// What was done.
        what: &'static str,
        /// The cause.
        source: std::io::Error,
    },
}

impl fmt::Debug for LabError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Names the operation of an I/O error.
pub(crate) trait Doing<T> {
    /// Says what was being done.
    fn doing(self, what: &'static str) -> Result<T>;
    /// Says which file it was about.
    fn at(self, path: impl Into<PathBuf>) -> Result<T>;
}

impl<T> Doing<T> for std::io::Result<T> {
    fn doing(self, what: &'static str) -> Result<T> {
        self.map_err(|source| LabError::Io { what, source })
    }

    fn at(self, path: impl Into<PathBuf>) -> Result<T> {
        self.map_err(|source| LabError::File {
            path: path.into(),
            source,
        })
    }
}
