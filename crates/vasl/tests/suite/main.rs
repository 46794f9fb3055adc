//! What holds of the whole: the command line, the crates' directions, and real calls through a
//! real Asterisk and a running Vasl.
//!
//! What a call reached is taken from Asterisk's own events. The real calls need root, and an
//! Asterisk from `lab/asterisk ensure`: `cargo test -p vasl --features real-asterisk`.

#![allow(unreachable_pub, reason = "a test has no outside")]
#![allow(clippy::indexing_slicing, reason = "a value that is not there fails the test")]

#[path = "../support/mod.rs"]
mod support;

mod command_line;
mod directions;
mod real_calls;
