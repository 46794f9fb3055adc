//! What holds of the whole: the command line, the crates' directions, and real calls through a
//! real Asterisk and a running Vasl.
//!
//! What a call reached is taken from Asterisk's own events. The real calls need root, and the
//! Asterisks of `lab/asterisk ensure 22` and `lab/asterisk ensure 16`:
//! `cargo test -p vasl --features real-asterisk`. A case has a test on each, named `…::on_22` and
//! `…::on_16`, so `-- waiting --skip on_16` tries those of `waiting` on 22 only.

#![allow(unreachable_pub, reason = "a test has no outside")]
#![allow(clippy::indexing_slicing, reason = "a value that is not there fails the test")]

#[path = "../support/mod.rs"]
mod support;

mod command_line;
mod directions;
mod menu;
mod real_calls;
