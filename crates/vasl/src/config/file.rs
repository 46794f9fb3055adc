//! Reading the files that a configuration is made of, and saying what is wrong with them.
//!
//! What a file says is never shown, only where it is wrong: a line may hold a secret.

use serde::de::DeserializeOwned;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use vasl_domain::configuration::Problem;
use vasl_domain::toml_text;

/// What a file is to the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The configuration itself.
    Configuration,
    /// The manager user's secret.
    Secret,
    /// The call flow.
    CallFlow,
}

impl Role {
    fn remedy(self) -> &'static str {
        match self {
            Self::Configuration => "name another with --config",
            Self::Secret => {
                "write the manager user's secret into it, or name another with secret_file under \
                 [asterisk]"
            }
            Self::CallFlow => "name another with file under [call_flow]",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Configuration => "the configuration",
            Self::Secret => "the secret file",
            Self::CallFlow => "the call flow",
        })
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read, though it was named.
    #[error("cannot read {role} {}: {why}; {}", path.display(), role.remedy())]
    Unreadable {
        /// What the file is.
        role: Role,
        /// The file.
        path: PathBuf,
        /// What is in the way.
        why: String,
    },
    /// Not TOML, or a key that does not exist, or a value that cannot be.
    #[error("{role} {} is wrong: {message}", path.display())]
    Wrong {
        /// What the file is.
        role: Role,
        /// The file.
        path: PathBuf,
        /// Where and what.
        message: String,
    },
    /// A call flow that does not fit together.
    #[error("the call flow {} is wrong: {}", path.display(), sentences(problems))]
    CallFlow {
        /// The file.
        path: PathBuf,
        /// Everything that is wrong.
        problems: Vec<Problem>,
    },
}

fn sentences(problems: &[Problem]) -> String {
    let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
    sentences.join("; ")
}

/// Reads a text that was named; `None` where it is not there.
pub(super) fn read_if_there(role: Role, path: &Path) -> Result<Option<String>, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(role, path, &error)),
    }
}

/// Reads a text that must be there.
pub(super) fn read(role: Role, path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| unreadable(role, path, &error))
}

fn unreadable(role: Role, path: &Path, error: &io::Error) -> ConfigError {
    let why = match error.kind() {
        ErrorKind::NotFound => "it is not there".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
        _ => error.to_string(),
    };
    ConfigError::Unreadable { role, path: path.to_owned(), why }
}

/// Reads TOML.
pub(super) fn parse<T: DeserializeOwned>(
    role: Role,
    path: &Path,
    text: &str,
) -> Result<T, ConfigError> {
    toml_text::parse(text).map_err(|fault| ConfigError::Wrong {
        role,
        path: path.to_owned(),
        message: fault.to_string(),
    })
}
