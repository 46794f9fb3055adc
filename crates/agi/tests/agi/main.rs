//! The protocol and the server, seen from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod asterisk;
mod environment;
mod properties;
mod running;
mod server_faults;
mod server_talk;
