//! Why a connection ended.

use thiserror::Error;

/// Why a connection or a link is down, as a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Lost {
    /// Asterisk closed the connection.
    #[error("Asterisk closed the connection")]
    Closed,
    /// Reading or writing failed.
    #[error("the connection to Asterisk broke: {0}")]
    Broken(String),
    /// Asterisk did not answer a ping in time.
    #[error("Asterisk does not answer")]
    Unanswered,
    /// More events came than were fetched. Some are lost, so what is known must be read anew.
    #[error("events came faster than they were handled")]
    Overflow,
    /// `timestampevents` is off, so genuine events cannot be told from forged ones.
    #[error(
        "timestampevents is off: set timestampevents=yes under [general] in manager.conf and \
         reload the manager"
    )]
    TimestampsOff,
    /// This side ended it.
    #[error("the connection was closed on request")]
    Stopped,
}
