//! The banner and the login.

use std::io;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::settings::{LoginMethod, Settings};
use super::wire::{Reading, Writing, split};
use crate::codec::{Action, ActionId, ActionInvalid, Incoming, Response};
use crate::text::Text;

/// Why a login failed, as a sentence for a person. It never holds the secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LoginError {
    /// No TCP connection.
    #[error(
        "cannot reach Asterisk at {address}: {reason}; see that it runs, and that its manager is \
         enabled and listens there (manager.conf)"
    )]
    Unreachable {
        /// Where.
        address: String,
        /// The system's words.
        reason: String,
    },
    /// The TCP connection took too long.
    #[error("Asterisk at {address} did not accept the connection in time")]
    ConnectTimedOut {
        /// Where.
        address: String,
    },
    /// The banner or an answer took too long.
    #[error("Asterisk at {address} did not answer the login of {user} in time")]
    TimedOut {
        /// Where.
        address: String,
        /// As whom.
        user: String,
    },
    /// Something else listens there.
    #[error("what listens at {address} is not the Asterisk manager")]
    NotAmi {
        /// Where.
        address: String,
    },
    /// Asterisk knows no such user, the secret is wrong, or the user may not come from this host.
    #[error(
        "Asterisk at {address} refused {user}: no such manager user, a wrong secret, or an address \
         the user may not come from; compare with its section in manager.conf"
    )]
    WrongSecret {
        /// Where.
        address: String,
        /// As whom.
        user: String,
    },
    /// Asterisk refused for another reason.
    #[error("Asterisk at {address} refused {user}: {message}")]
    Refused {
        /// Where.
        address: String,
        /// As whom.
        user: String,
        /// Asterisk's words.
        message: Text,
    },
    /// The connection ended half-way.
    #[error("Asterisk at {address} closed the connection while {user} logged in")]
    Closed {
        /// Where.
        address: String,
        /// As whom.
        user: String,
    },
    /// The user or the secret cannot be sent.
    #[error("the manager user or its secret cannot be sent: {0}")]
    Unsendable(#[from] ActionInvalid),
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

/// A stream that is logged in.
pub(super) struct LoggedIn<S> {
    pub(super) reading: Reading<S>,
    pub(super) writing: Writing<S>,
    pub(super) version: Text,
}

pub(super) async fn connect(settings: &Settings) -> Result<TcpStream, LoginError> {
    let address = settings.address.clone();
    let unreachable = |error: io::Error| LoginError::Unreachable {
        address: settings.address.clone(),
        reason: error.to_string(),
    };
    let connecting = TcpStream::connect(settings.address.as_str());
    let stream = timeout(settings.connect_timeout, connecting)
        .await
        .map_err(|_| LoginError::ConnectTimedOut { address })?
        .map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    Ok(stream)
}

pub(super) async fn log_in<S: AsyncRead + AsyncWrite>(
    stream: S,
    settings: &Settings,
    events: &str,
) -> Result<LoggedIn<S>, LoginError> {
    timeout(settings.login_timeout, exchange(stream, settings, events)).await.unwrap_or_else(|_| {
        Err(LoginError::TimedOut { address: settings.address.clone(), user: settings.user.clone() })
    })
}

async fn exchange<S: AsyncRead + AsyncWrite>(
    stream: S,
    settings: &Settings,
    events: &str,
) -> Result<LoggedIn<S>, LoginError> {
    let (reading, writing) = split(stream);
    let mut talk = Talk { reading, writing, settings };
    let version = talk.banner().await?;
    let login = match settings.method {
        LoginMethod::Plain => Action::login_plain(&settings.user, &settings.secret, events)?,
        LoginMethod::Challenge => {
            let answer = talk.ask(&Action::challenge()).await?;
            let Some(challenge) = answer.fields().get("Challenge") else {
                return Err(talk.refusal(&answer));
            };
            Action::login_md5(&settings.user, &settings.secret, challenge, events)?
        }
    };
    let answer = talk.ask(&login).await?;
    if !answer.is_success() {
        return Err(talk.refusal(&answer));
    }
    Ok(LoggedIn { reading: talk.reading, writing: talk.writing, version })
}

struct Talk<'a, S> {
    reading: Reading<S>,
    writing: Writing<S>,
    settings: &'a Settings,
}

impl<S: AsyncRead + AsyncWrite> Talk<'_, S> {
    async fn banner(&mut self) -> Result<Text, LoginError> {
        match self.receive().await? {
            Incoming::Banner(version) => Ok(version),
            Incoming::NotAmi | Incoming::Message(_) => {
                Err(LoginError::NotAmi { address: self.settings.address.clone() })
            }
        }
    }

    async fn ask(&mut self, action: &Action) -> Result<Response, LoginError> {
        let id = random_id().ok_or(LoginError::NoRandomness)?;
        let mut bytes = Vec::new();
        action.encode(&id, &mut bytes);
        self.writing.send(&bytes).await.map_err(|_| self.closed())?;
        loop {
            if let Incoming::Message(message) = self.receive().await?
                && message.get("ActionID") == Some(id.to_string().as_bytes())
                && let Ok(response) = Response::from_message(message)
            {
                return Ok(response);
            }
        }
    }

    async fn receive(&mut self) -> Result<Incoming, LoginError> {
        self.reading.next().await.ok().flatten().ok_or_else(|| self.closed())
    }

    fn closed(&self) -> LoginError {
        LoginError::Closed {
            address: self.settings.address.clone(),
            user: self.settings.user.clone(),
        }
    }

    /// `Authentication failed` stands for an unknown user, a wrong secret and a refused address
    /// alike (`authenticate`, main/manager.c).
    fn refusal(&self, answer: &Response) -> LoginError {
        let (address, user) = (self.settings.address.clone(), self.settings.user.clone());
        match answer.message() {
            message if message == "Authentication failed" => {
                LoginError::WrongSecret { address, user }
            }
            message => LoginError::Refused { address, user, message },
        }
    }
}

pub(super) fn random_id() -> Option<ActionId> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).ok()?;
    Some(ActionId::from_random(random))
}
