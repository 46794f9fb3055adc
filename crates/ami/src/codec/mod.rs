//! Bytes to messages and actions to bytes, without I/O.
//!
//! [`Decoder`] turns what Asterisk sends into [`Message`]s. It only frames: whether a message is
//! to be believed is for [`crate::event::Gate`]. [`Action`] is what may be sent; it cannot be built
//! with a line break in it.

mod action;
mod decoder;
mod message;
mod response;

pub use action::{Action, ActionId, ActionInvalid, MAX_ACTION_LINE, MAX_ACTION_LINES};
pub use decoder::{Decoder, Incoming, MAX_BANNER, MAX_FIELDS, MAX_LINE, MAX_MESSAGE};
pub use message::{Fault, Field, Message};
pub use response::Response;
