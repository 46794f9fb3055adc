//! One conversation with Asterisk about one call.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::time::{Instant, timeout_at};

use super::counters::{Counters, Event};
use super::wire::Wire;
use crate::codec::{Command, Environment, Message, Reply, ReplyDecoder, ReplyError};

/// How many lines that are no reply (`HANGUP`, `100`) may come before one reply.
const MAX_ASIDES: u32 = 16;

/// One conversation: the environment has come, commands may be sent one at a time.
///
/// Dropping it closes the connection, and Asterisk goes on in the dialplan with `AGISTATUS`
/// saying `SUCCESS`, whatever was or was not done: let the dialplan clear a variable first,
/// set it last here, and believe only that.
pub struct Session {
    wire: Wire,
    decoder: ReplyDecoder,
    environment: Environment,
    peer: SocketAddr,
    deadline: Instant,
    commands_left: u32,
    hung_up: bool,
    in_step: bool,
    counters: Arc<Counters>,
}

/// Why a command got no reply. Except for [`Self::CommandLimit`], the session is over: every
/// further command fails too.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The peer closed or reset the connection.
    #[error("the peer closed the connection")]
    Closed,
    /// The socket failed in another way.
    #[error("the socket failed")]
    Io(#[source] io::Error),
    /// The session's time is up.
    #[error("the session's deadline has passed")]
    Deadline,
    /// What came is no reply.
    #[error("the peer sent no reply: {0}")]
    Malformed(#[from] ReplyError),
    /// Bytes had come that no command asked for: the rest of a value that held an LF, or of an
    /// environment that a caller had ended early. The command was not sent.
    #[error("the peer sent what no command asked for")]
    Unsolicited,
    /// An earlier command failed, or its future was dropped before the reply came.
    #[error("an earlier command was left without its reply")]
    OutOfStep,
    /// The session has sent as many commands as it may. The command was not sent.
    #[error("the session may send no more commands")]
    CommandLimit,
}

/// What a connection starts with.
pub(super) struct Opening {
    pub(super) wire: Wire,
    pub(super) environment: Environment,
    pub(super) peer: SocketAddr,
    pub(super) deadline: Instant,
    pub(super) command_limit: u32,
    pub(super) counters: Arc<Counters>,
}

impl Session {
    pub(super) fn open(opening: Opening) -> Self {
        Self {
            wire: opening.wire,
            decoder: ReplyDecoder::new(),
            environment: opening.environment,
            peer: opening.peer,
            deadline: opening.deadline,
            commands_left: opening.command_limit,
            hung_up: false,
            in_step: true,
            counters: opening.counters,
        }
    }

    /// What Asterisk said of the call.
    #[must_use]
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Asterisk's address.
    #[must_use]
    pub const fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// When the connection will be closed, whatever is under way.
    #[must_use]
    pub const fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Whether Asterisk has said, in what was read so far, that the caller hung up.
    ///
    /// Commands can still be sent: those that a dead channel permits get their answer, others
    /// get [`Reply::NotPermitted`]. With `AGISIGHUP=no` Asterisk does not say it, and with
    /// `AGIEXITONHANGUP=yes` it closes the connection as well.
    #[must_use]
    pub const fn hung_up(&self) -> bool {
        self.hung_up
    }

    /// Sends a command and waits for its reply.
    ///
    /// One command at a time: Asterisk does not see a second line while it is busy with the
    /// first. A `HANGUP` that comes in between is noted (see [`Self::hung_up`]) and the wait
    /// goes on, because the reply still comes.
    ///
    /// Dropping the future before it is done ends the session.
    ///
    /// # Errors
    ///
    /// There is no reply to be had; see [`SessionError`].
    pub async fn send(&mut self, command: Command) -> Result<Reply, SessionError> {
        if !self.in_step {
            return Err(SessionError::OutOfStep);
        }
        self.commands_left = self.commands_left.checked_sub(1).ok_or(SessionError::CommandLimit)?;
        self.in_step = false;
        let outcome = timeout_at(self.deadline, self.exchange(&command))
            .await
            .unwrap_or(Err(SessionError::Deadline));
        match &outcome {
            Ok(_) => self.in_step = true,
            Err(SessionError::Malformed(_) | SessionError::Unsolicited) => {
                self.counters.count(Event::Malformed);
            }
            Err(_) => {}
        }
        outcome
    }

    async fn exchange(&mut self, command: &Command) -> Result<Reply, SessionError> {
        self.note_hangups()?;
        self.wire.write_line(command.as_bytes()).await.map_err(socket_error)?;
        for _ in 0..=MAX_ASIDES {
            match self.next_message().await? {
                Message::Reply(reply) => return Ok(reply),
                Message::HangUp => self.hung_up = true,
                Message::Trying => {}
            }
        }
        Err(ReplyError::Malformed.into())
    }

    /// Reads what has come since the last reply; only a `HANGUP` may have.
    fn note_hangups(&mut self) -> Result<(), SessionError> {
        for _ in 0..=MAX_ASIDES {
            match self.wire.try_fill().map_err(socket_error)? {
                None if self.decoder.at_rest() => return Ok(()),
                None => return Err(SessionError::Unsolicited),
                Some(false) => return Err(SessionError::Closed),
                Some(true) => {}
            }
            match self.decode() {
                Ok(Some(Message::HangUp)) => self.hung_up = true,
                Ok(None) => {}
                Ok(Some(Message::Reply(_) | Message::Trying)) | Err(_) => {
                    return Err(SessionError::Unsolicited);
                }
            }
        }
        Err(SessionError::Unsolicited)
    }

    async fn next_message(&mut self) -> Result<Message, SessionError> {
        loop {
            if !self.wire.fill().await.map_err(socket_error)? {
                return Err(SessionError::Closed);
            }
            if let Some(message) = self.decode()? {
                return Ok(message);
            }
        }
    }

    fn decode(&mut self) -> Result<Option<Message>, ReplyError> {
        let (taken, message) = self.decoder.decode(self.wire.unread())?;
        self.wire.consume(taken);
        Ok(message)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("peer", &self.peer)
            .field("environment", &self.environment)
            .field("hung_up", &self.hung_up)
            .finish_non_exhaustive()
    }
}

fn socket_error(error: io::Error) -> SessionError {
    match error.kind() {
        io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::NotConnected => SessionError::Closed,
        _ => SessionError::Io(error),
    }
}
