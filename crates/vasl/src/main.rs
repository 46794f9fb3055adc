//! Takes a caller who rings back to the operator they last spoke with.
//!
//! The binary: the command line, the configuration, and the service that puts the parts together.
//! What is decided stands in `vasl_domain`; nothing here knows better.

#![allow(unreachable_pub, reason = "a binary has no outside")]

mod agreement;
mod audit;
mod change;
mod cli;
mod config;
mod destinations;
mod gap;
mod install;
mod link_test;
mod preferences;
mod presence;
mod preview;
mod remembered;
mod serve;
mod taking_over;
mod token;
mod upload;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
