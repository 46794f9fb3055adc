//! What Vasl says to Asterisk and learns from it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`names`] | the names of contexts, queues and variables that Vasl writes |
//! | [`version`] | which Asterisk it is |
//! | [`line`] | how an operator is rung and watched |
//! | [`render`] | the files that Vasl writes, as a pure function |
//! | [`probe`] | what is asked of Asterisk about one operator |
//!
//! **Invariants.** What is written holds domain types only, none of which can hold a line break, a
//! comma or a quote. A caller's text is never in a file, a dial string or a command.

pub mod line;
pub mod names;
pub mod probe;
pub mod render;
pub mod version;
