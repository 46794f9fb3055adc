//! Attaching Vasl to a PBX, and leaving it as it was.
//!
//! What is to be done is found out first and shown; then it is done, all of it or nothing, and
//! looked at. Nothing here needs the service, and nothing here touches what Vasl has learned.

mod asterisk_cli;
mod leave;
mod made;

pub use leave::Leave;

use crate::config::{Config, SECRET_FILE};
use asterisk_cli::AsteriskCli;
use made::Made;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use vasl_ami::Secret;
use vasl_ami::session::{Connection, Settings, Subscription};
use vasl_asterisk::attach::folder::{Change, Folder, Present};
use vasl_asterisk::attach::needs::{self, Login, Needs};
use vasl_asterisk::attach::text;
use vasl_asterisk::channel_events;
use vasl_asterisk::managed_files::{FileError, ManagedFiles};
use vasl_asterisk::manager::Manager;

/// How long Asterisk may take to know its new manager user.
const KNOWN_WITHIN: Duration = Duration::from_secs(10);

/// Why Vasl was not attached, or not taken out.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A file of the PBX cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file of Vasl's cannot be written.
    #[error("cannot {what} {}: {source}; run this as root", path.display())]
    OwnFile {
        /// What was to be done.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// Asterisk cannot be asked.
    #[error("{0}")]
    Asterisk(String),
    /// A secret that cannot stand in `manager.conf`.
    #[error(
        "the manager user's secret has characters that manager.conf cannot hold; choose one of \
         letters and digits"
    )]
    Secret,
    /// It was done, and does not work.
    #[error("{reason}; everything is as it was before")]
    TakenBack {
        /// What does not work.
        reason: String,
    },
    /// It was done, does not work, and could not all be taken back.
    #[error("{reason}; and taking it back failed: {taking_back}; “vasl uninstall” tries again")]
    NotTakenBack {
        /// What does not work.
        reason: String,
        /// What failed then.
        taking_back: String,
    },
    /// The service is at work.
    #[error("vasl serve runs with {}; stop it first: systemctl disable --now vasl", folder.display())]
    Serves {
        /// Its folder.
        folder: PathBuf,
    },
    /// The system gave no random bytes.
    #[error("the system gave no random bytes for a secret")]
    NoRandom,
}

impl InstallError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(_) | Self::OwnFile { .. } => "cannot_write",
            Self::Asterisk(_) => "asterisk_unreachable",
            Self::Secret => "invalid",
            Self::TakenBack { .. } => "taken_back",
            Self::NotTakenBack { .. } => "not_taken_back",
            Self::Serves { .. } => "already_running",
            Self::NoRandom => "failed",
        }
    }
}

/// What is to be done.
#[derive(Serialize)]
pub struct Plan {
    /// Whose PBX it is.
    pub pbx: String,
    /// Why that is believed.
    pub evidence: Vec<String>,
    /// What becomes of each of its files, and why.
    pub files: BTreeMap<String, Planned>,
    /// What is written beside them.
    pub own_files: Vec<String>,
    /// What somebody must do by hand.
    pub by_hand: Vec<String>,
    #[serde(skip)]
    work: Work,
}

/// What becomes of one file.
#[derive(Serialize)]
pub struct Planned {
    /// Why, a sentence each.
    pub why: Vec<String>,
    /// The lines that come at its end, without the secret.
    pub lines: Vec<String>,
}

/// What it takes to do it.
struct Work {
    changes: Vec<Change>,
    secret: Secret,
    configuration: Option<(PathBuf, String)>,
    secret_file: Option<PathBuf>,
    event_folder: Option<PathBuf>,
}

impl Plan {
    /// Finds out what is to be done. Nothing is changed.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn new(path: &Path, config: &Config) -> Result<Self, InstallError> {
        let folder = folder(config);
        let present = folder.read()?;
        let told = config.asterisk.secret().ok();
        let there = needs::secret_of(&present, &config.asterisk.user).map(Secret::new);
        let secret_is_told = told.is_some();
        let secret = match told.or(there) {
            Some(secret) => secret,
            None => new_secret()?,
        };
        if !secret.reveal().bytes().all(|byte| byte.is_ascii_graphic() && byte != b';') {
            return Err(InstallError::Secret);
        }
        let login = Login { user: &config.asterisk.user, secret: secret.reveal() };
        let needs = needs::needs(&present, &login);
        let beside = path.parent().unwrap_or(Path::new("/"));
        let configuration =
            (!path.exists()).then(|| (path.to_owned(), first_configuration(&present, config)));
        let events = config.asterisk.log_folder.join("cel-custom");
        let event_folder =
            (config.asterisk.log_folder.is_dir() && !events.exists()).then_some(events);
        let work = Work {
            changes: needs.changes(&present),
            secret,
            configuration,
            secret_file: (!secret_is_told).then(|| beside.join(SECRET_FILE)),
            event_folder,
        };
        Ok(Self::of(&present, needs, work))
    }

    fn of(present: &Present, needs: Needs, work: Work) -> Self {
        let hidden = |line: String| match line.strip_prefix("secret=") {
            Some(_) => "secret=…".to_owned(),
            None => line,
        };
        let files = needs.edits.into_iter().map(|(file, edit)| {
            let lines = edit.lines.into_iter().map(hidden).collect();
            (file, Planned { why: edit.why, lines })
        });
        let own = [
            work.configuration.as_ref().map(|(path, _)| path),
            work.secret_file.as_ref(),
            work.event_folder.as_ref(),
        ];
        Self {
            pbx: present.recognised.flavour.to_string(),
            evidence: present.recognised.evidence.clone(),
            files: files.collect(),
            own_files: own.into_iter().flatten().map(|path| path.display().to_string()).collect(),
            by_hand: needs.by_hand,
            work,
        }
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.files.is_empty() && self.own_files.is_empty()
    }

    /// Does it, has Asterisk read it, and sees whether it works. Nothing of it stays where it does
    /// not.
    ///
    /// # Errors
    /// See [`InstallError`].
    pub async fn make(&self, path: &Path, config: &Config) -> Result<(), InstallError> {
        let cli = AsteriskCli::new(&config.asterisk.command);
        cli.ask("core show version").await?;
        let mut made = Made::begin(self, config)?;
        let result = async {
            made.write()?;
            cli.reload(&made.changed()).await?;
            works(path, config, &self.work.secret).await
        };
        let reason = match result.await {
            Ok(()) => return made.keep(),
            Err(error) => error.to_string(),
        };
        let taken_back = made.take_back();
        let reloaded = cli.reload(&made.changed()).await;
        Err(match taken_back.and(reloaded) {
            Ok(()) => InstallError::TakenBack { reason },
            Err(error) => InstallError::NotTakenBack { reason, taking_back: error.to_string() },
        })
    }
}

/// The folders of the PBX that the configuration names.
fn folder(config: &Config) -> Folder {
    Folder::new(&config.asterisk.configuration_folder, &config.asterisk.system_folder)
}

fn new_secret() -> Result<Secret, InstallError> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|_| InstallError::NoRandom)?;
    let text: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Secret::new(text))
}

/// A configuration that says only what is not as usual on this PBX.
fn first_configuration(present: &Present, config: &Config) -> String {
    let manager = present.joined("manager.conf");
    let general = |key| text::values(&manager, "general", key).pop();
    let port = general("port").and_then(|port| port.parse::<u16>().ok()).unwrap_or(5038);
    let host = match general("bindaddr").as_deref() {
        None | Some("0.0.0.0" | "::" | "") => "127.0.0.1".to_owned(),
        Some(address) => address.to_owned(),
    };
    let address = format!("{host}:{port}");
    let mut text = String::from(
        "# Vasl. Every setting has a default; the README lists them all.\n\
         # The manager user's secret is in the file manager-secret beside this one.\n\n[asterisk]\n",
    );
    text.push_str(&format!("address = {address:?}\n"));
    let defaults = [("configuration_folder", &config.asterisk.configuration_folder)];
    for (key, folder) in defaults {
        text.push_str(&format!("{key} = {:?}\n", folder.display().to_string()));
    }
    text
}

/// Logs in as Vasl will, and looks at what it needs.
async fn works(path: &Path, config: &Config, secret: &Secret) -> Result<(), InstallError> {
    // The address may have been written down a moment ago.
    let written = Config::load_if_there(path).ok();
    let asterisk = written.as_ref().map_or(&config.asterisk, |written| &written.asterisk);
    let settings = Settings::new(&asterisk.address, &asterisk.user, secret.clone());
    let begun = Instant::now();
    let connection = loop {
        match Connection::connect(&settings, Subscription::Off).await {
            Ok(connection) => break connection,
            Err(error) if begun.elapsed() > KNOWN_WITHIN => {
                return Err(InstallError::Asterisk(format!(
                    "Asterisk does not let the manager user {} in at {}: {error}",
                    asterisk.user, asterisk.address
                )));
            }
            Err(_) => sleep(Duration::from_millis(200)).await,
        }
    };
    let manager = Manager::new(connection.actions());
    let version = manager.version().await;
    let timestamps = manager.events_have_timestamps().await;
    connection.close().await;
    let wrong = match (version, timestamps) {
        (Err(error), _) => Some(error.to_string()),
        (Ok(Err(error)), _) => Some(error.to_string()),
        (_, Some(false)) => Some("Asterisk did not take timestampevents=yes".to_owned()),
        _ => None,
    };
    let files = ManagedFiles::new(&config.asterisk.configuration_folder);
    match (wrong, files.not_included()?.first()) {
        (Some(wrong), _) => Err(InstallError::Asterisk(wrong)),
        (None, Some(file)) => {
            Err(InstallError::Asterisk(format!("Asterisk does not read vasl/{}", file.name())))
        }
        (None, None) => Ok(()),
    }
}

/// The file of channel events, in Asterisk's log folder.
fn event_file(config: &Config) -> PathBuf {
    config.asterisk.log_folder.join("cel-custom").join(channel_events::FILE)
}
