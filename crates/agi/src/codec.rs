//! The protocol without I/O and without a clock: bytes in, values out, and back.
//!
//! [`EnvironmentDecoder`] reads what Asterisk says first, [`Command`] is what may be said to
//! it, and [`ReplyDecoder`] reads its answers.

mod command;
mod environment;
mod environment_decoder;
mod field;
mod line;
mod reply;
mod reply_decoder;

pub use command::{Command, CommandError, MAX_COMMAND_LINE};
pub use environment::{Environment, NetworkScript, Presentation};
pub use environment_decoder::{
    EnvironmentDecoder, EnvironmentError, MAX_ENVIRONMENT_BYTES, MAX_ENVIRONMENT_LINE,
    MAX_ENVIRONMENT_LINES,
};
pub use field::Field;
pub use reply::{Reply, Success};
pub use reply_decoder::{MAX_REPLY_LINE, MAX_USAGE, Message, ReplyDecoder, ReplyError};
