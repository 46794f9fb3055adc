//! Why the service does not start.

use crate::config::NoSecret;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Nobody told the manager user's secret.
    #[error(transparent)]
    NoSecret(#[from] NoSecret),
    /// Its folder cannot be written.
    #[error(
        "cannot write in the store folder {}: {}; give it to the user that Vasl runs as, or name \
         another with folder under [store]",
        folder.display(),
        why_not_in(source)
    )]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// There is one already.
    #[error(
        "another vasl serve runs with {}; stop it first, or give this one a store folder of its \
         own", folder.display()
    )]
    Runs {
        /// The folder.
        folder: PathBuf,
    },
    /// The address for FastAGI cannot be had.
    #[error("{}", cannot_listen(*address, source))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's words.
        source: io::Error,
    },
    /// The command line could not reach it.
    #[error(
        "cannot open the control socket {}: {source}; name another folder under [store]",
        socket.display()
    )]
    Control {
        /// The socket.
        socket: PathBuf,
        /// The system's words.
        source: io::Error,
    },
}

impl StartError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSecret(_) => "no_secret",
            Self::Folder { .. } => "store",
            Self::Runs { .. } => "already_running",
            Self::Listen { .. } => "cannot_listen",
            Self::Control { .. } => "control_socket",
        }
    }
}

fn why_not_in(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => "it is a file".to_owned(),
        _ => error.to_string(),
    }
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => format!(
            "another program has the address {address}, where FastAGI is to listen; stop it, or \
             set another address with listen under [agi]"
        ),
        ErrorKind::PermissionDenied => format!(
            "this user may not listen on {address} for FastAGI: a port below 1024 needs \
             CAP_NET_BIND_SERVICE; give it to the service, or set another address with listen \
             under [agi]"
        ),
        _ => format!(
            "cannot listen on {address} for FastAGI: {error}; set an address of this machine with \
             listen under [agi]"
        ),
    }
}
