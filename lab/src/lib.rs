//! A real Asterisk with callers and operators, for demonstrations, tests and benchmarks.

mod ami;
mod asterisk;
mod error;
mod net;
mod sound;

pub use ami::Message;
pub use asterisk::{Asterisk, Extension, Installation, Options, Queue, Version};
pub use error::{LabError, Result};
pub use sound::{CALLER_HZ, Heard, MENU_HZ, MUSIC_HZ};
