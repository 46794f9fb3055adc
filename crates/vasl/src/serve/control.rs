//! How the command line reaches the running service: a socket that only the service's own user can
//! open, a line of JSON each way.

use super::applying::Applying;
use super::preferred::Preferring;
use super::state::SharedState;
use super::status::{Now, Observed, Status};
use crate::agreement::{Agree, Agreed};
use crate::change::{Change, ChangeError, Changed};
use crate::preferences::{Prefer, PreferError};
use crate::upload::Upload;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::spawn_blocking;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::warn;
use vasl_asterisk::sounds::Sounds;
use vasl_domain::callflow::Sound;
use vasl_domain::user::Author;

/// No request is longer, in bytes: a whole configuration of some ten thousand things fits.
const LONGEST_LINE: u64 = 32 * 1024 * 1024;

/// No answer is longer, in bytes: a thousand operators with a caller each take a tenth of it.
const LONGEST_ANSWER: u64 = 4 * 1024 * 1024;

/// How long a client may take to send its line.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long an answer may take: a large configuration is applied in seconds.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// A service that has just started is linked in a moment; a change that comes before waits for it,
/// so long after the start at most.
const LINKED_WITHIN: Duration = Duration::from_secs(10);

/// What is asked of the service.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// How it fares.
    Status,
    /// How operators and waiting callers stand.
    Live,
    /// Another configuration of the modules.
    Change(Change),
    /// A sound was written beside its place, and is to be heard.
    Upload {
        /// As it is to be.
        sound: Sound,
        /// As whoever uploads it has seen it; `None` where it is to be new.
        seen: Option<Sound>,
        /// The name of its file.
        staged: String,
    },
    /// Something is agreed with a caller.
    Agree(Agree),
    /// Something is preferred otherwise by whoever saw what was preferred until then.
    Prefer {
        /// What was seen, by its names and values.
        seen: BTreeMap<String, String>,
        /// What is to be otherwise.
        prefer: Prefer,
    },
}

/// What the service answers to a change.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It was done.
    Done(Changed),
    /// It was agreed.
    Agreed(Agreed),
    /// It is preferred.
    Preferred,
    /// It was not.
    Failed {
        /// The error's stable code.
        code: String,
        /// What happened, and what to do.
        message: String,
    },
}

impl From<PreferError> for Answer {
    fn from(error: PreferError) -> Self {
        Self::Failed { code: error.code().to_owned(), message: error.to_string() }
    }
}

impl From<ChangeError> for Answer {
    fn from(error: ChangeError) -> Self {
        Self::Failed { code: error.code().to_owned(), message: error.to_string() }
    }
}

/// Opens the socket. One that an earlier service left behind is taken away; the caller holds the
/// lock that says there is no other service.
///
/// # Errors
/// When it cannot be opened.
pub fn listen(path: &Path) -> io::Result<UnixListener> {
    match std::fs::remove_file(path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Where what is asked goes.
#[derive(Clone)]
pub struct Asked {
    /// Where changes go.
    pub applying: Applying,
    /// Where preferences are set.
    pub preferring: Preferring,
    /// What there is to tell.
    pub observed: Observed,
    /// Where sounds lie that were written beside their places.
    pub sounds: Sounds,
}

/// Answers until it is cancelled.
pub async fn run(
    listener: UnixListener,
    asked: Asked,
    state: SharedState,
    tasks: TaskTracker,
    cancel: CancellationToken,
) {
    let started_long_ago = Instant::now() + LINKED_WITHIN;
    while let Some(accepted) = cancel.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, _)) => {
                let (asked, state) = (asked.clone(), state.clone());
                tasks.spawn(async move {
                    let linked = timeout_at(started_long_ago, state.linked());
                    if let Err(error) = serve(stream, asked, linked).await {
                        warn!(%error, "a request of the command line could not be answered");
                    }
                });
            }
            Err(error) => {
                warn!(%error, "the control socket does not accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn serve(
    stream: UnixStream,
    asked: Asked,
    linked: impl Future<Output = Result<(), Elapsed>>,
) -> io::Result<()> {
    let Asked { applying, preferring, observed, sounds } = asked;
    let (read, mut write) = stream.into_split();
    let mut line = Vec::new();
    let mut reader = BufReader::new(read).take(LONGEST_LINE);
    timeout(PATIENCE, reader.read_until(b'\n', &mut line)).await??;
    // A whole configuration is not read on a thread that answers calls.
    let request = spawn_blocking(move || serde_json::from_slice(&line)).await??;
    if matches!(request, Request::Change(_) | Request::Agree(_)) {
        let _ = linked.await;
    }
    let asks_for_now = matches!(request, Request::Live);
    let answer = match request {
        Request::Status | Request::Live => None,
        Request::Change(change) => {
            let done = applying.change(change, Author::CommandLine).await;
            Some(done.map_or_else(Answer::from, Answer::Done))
        }
        Request::Upload { sound, seen, staged } => {
            let found = spawn_blocking(move || sounds.staged(&staged)).await;
            let done = match found.map_err(io::Error::other)? {
                Ok(staged) => {
                    let upload = Upload { sound, seen, staged };
                    applying.upload(upload, Author::CommandLine).await
                }
                Err(error) => Err(error.into()),
            };
            Some(done.map_or_else(Answer::from, Answer::Done))
        }
        Request::Agree(agree) => {
            let agreed = applying.agree(agree, Author::CommandLine).await;
            Some(agreed.map_or_else(Answer::from, Answer::Agreed))
        }
        Request::Prefer { seen, prefer } => {
            let set = preferring.set(&seen, &prefer, Author::CommandLine).await;
            Some(set.map_or_else(Answer::from, |()| Answer::Preferred))
        }
    };
    let mut text = match answer {
        Some(answer) => serde_json::to_vec(&answer)?,
        None if asks_for_now => serde_json::to_vec(&observed.now())?,
        None => serde_json::to_vec(&observed.status())?,
    };
    text.push(b'\n');
    write.write_all(&text).await
}

/// Asks the running service for a change. `None` where none runs.
///
/// # Errors
/// When it runs and does not answer.
pub async fn ask(path: &Path, request: &Request) -> io::Result<Option<Answer>> {
    exchange(path, request, ANSWER_WITHIN).await
}

/// Asks the running service how it fares. `None` where none runs.
///
/// # Errors
/// When it runs and does not answer.
pub async fn status(path: &Path) -> io::Result<Option<Status>> {
    exchange(path, &Request::Status, PATIENCE).await
}

/// Asks the running service how operators and waiting callers stand. `None` where none runs.
///
/// # Errors
/// When it runs and does not answer.
pub async fn live(path: &Path) -> io::Result<Option<Now>> {
    exchange(path, &Request::Live, PATIENCE).await
}

async fn exchange<T: DeserializeOwned>(
    path: &Path,
    request: &Request,
    within: Duration,
) -> io::Result<Option<T>> {
    let stream = match UnixStream::connect(path).await {
        Ok(stream) => stream,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let (read, mut write) = stream.into_split();
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    write.write_all(&line).await?;
    let mut answer = Vec::new();
    let mut reader = BufReader::new(read).take(LONGEST_ANSWER);
    timeout(within, reader.read_until(b'\n', &mut answer)).await??;
    Ok(Some(serde_json::from_slice(&answer)?))
}
