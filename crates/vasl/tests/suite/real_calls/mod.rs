//! Real calls.

#![cfg(feature = "real-asterisk")]

mod remembering;
