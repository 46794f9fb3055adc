//! Attaching to a PBX of somebody else's making, and leaving it as it was.
//!
//! | module | what it holds |
//! |---|---|
//! | [`flavour`] | whose PBX it is, decided over what was found |
//! | [`block`] | our lines in somebody else's file: put in, found, taken out to the byte |
//! | [`text`] | Asterisk's configuration as Asterisk reads it |
//! | [`needs`] | which lines a PBX lacks, and into which of its files they go |
//! | [`conventions`] | what a queue of FreePBX or Issabel does before it rings a member |
//! | [`folder`] | the folder that all of this is read from and written to |
//!
//! **Invariants.** Bytes of others are never decoded and encoded again: whatever stands in their
//! files, in whatever encoding, stands there afterwards. A file that the PBX writes itself is
//! never written to where it has one for such lines. What is taken out leaves the file as it was,
//! without a record of it: the block says itself what it stands in.

pub mod block;
pub mod conventions;
pub mod flavour;
pub mod folder;
pub mod needs;
pub mod text;
