//! FastAGI.
pub mod codec;
