//! A real Asterisk with callers and operators, for demonstrations, tests and benchmarks.

mod ami;
mod asterisk;
mod call;
mod caller;
mod error;
mod lab;
mod net;
mod operator;
mod rtp;
mod sip;
mod sound;
mod witness;

pub use ami::Message;
pub use asterisk::{Asterisk, Extension, Installation, Options, Queue, Version};
pub use call::{Call, Ended, Progress, Shown, Side};
pub use caller::Caller;
pub use error::{LabError, Result};
pub use lab::Lab;
pub use operator::{Behaviour, Operator};
pub use rtp::Speech;
pub use sound::{CALLER_HZ, Heard, MENU_HZ, MUSIC_HZ};
pub use witness::{CallReport, Conversation, HangUp, Mark, QueueVisit, Ring, Witness};
