//! What Vasl says to Asterisk and learns from it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`names`] | the names of contexts, queues and variables that Vasl writes |
//! | [`version`] | which Asterisk it is |
//! | [`mod@line`] | how an operator is rung and watched |
//! | [`render`] | the files that Vasl writes, as a pure function |
//! | [`managed_files`] | where they stand, and how they are replaced |
//! | [`sounds`] | Vasl's folder in Asterisk's sounds, and those that it ships |
//! | [`by_hand`] | what is set over the hours of a time condition, in Asterisk's own database |
//! | [`attach`] | a PBX of somebody else's making: known, joined, and left as it was |
//! | [`queue_log`] | the queue's log, into which callers can write |
//! | [`channel_events`] | the witness that callers cannot write |
//! | [`member_now`] | who is in a queue now, and how |
//! | [`probe`] | what is asked of Asterisk about one operator |
//! | [`sound_file`] | sounds as people have them, made into sounds as Asterisk plays them |
//! | [`transports`] | by which ways telephones reach Asterisk |
//! | [`watch`] | what tells that an operator's state, or who waits for them, may have changed |
//!
//! **Invariants.** What is written holds domain types only, none of which can hold a line break, a
//! comma or a quote. A caller's text is never in a file, a dial string or a command.

#![cfg_attr(test, allow(clippy::string_slice, reason = "tests cut texts that they know"))]

pub mod apply;
pub mod attach;
pub mod by_hand;
pub mod channel_events;
pub mod events;
pub mod fallback;
pub mod inventory;
pub mod line;
pub mod log_file;
pub mod managed_files;
pub mod manager;
pub mod member_now;
pub mod names;
pub mod probe;
pub mod queue_log;
pub mod queue_settings;
pub mod render;
mod replace;
pub mod rights;
pub mod sound_file;
pub mod sounds;
pub mod transports;
pub mod version;
pub mod watch;
