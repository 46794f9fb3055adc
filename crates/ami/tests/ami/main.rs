//! The crate from outside: framing, typing, forgery, connections and links.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

mod connection;
mod events;
mod fake;
mod forgery;
mod framing;
mod link;
mod wire;
