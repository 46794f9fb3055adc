//! The Asterisk Manager Interface: a sans-I/O codec, typed events and a tokio session that reconnects.
#![allow(missing_docs)]
pub mod codec;
pub mod event;
mod secret;
pub mod session;
mod text;
pub use secret::Secret;
pub use text::Text;
