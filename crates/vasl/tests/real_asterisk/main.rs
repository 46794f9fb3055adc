//! Real calls through a real Asterisk and a running Vasl.
//!
//! What a call reached is taken from Asterisk's own events. Needs root and `lab/asterisk ensure`:
//! `cargo test -p vasl --features real-asterisk --test real_asterisk`.

#![allow(clippy::indexing_slicing, reason = "a value that is not there fails the test")]

#[path = "../support/mod.rs"]
mod support;

mod remembering;
