//! Real calls, a case each.
//!
//! To add a case: `case!(name, "what is expected")` right before `async fn name() ->
//! Result<String>`, which gives what was got, in words ([`CallCentre::told`] says what became of a
//! call). It is tried on every version, and stands in the table that `./test` prints.
//!
//! [`CallCentre::told`]: crate::support::CallCentre::told

#![cfg(feature = "real-asterisk")]

#[macro_use]
mod case;

mod accounting;
mod as_in_the_queue;
mod attached;
mod bad_input;
mod callflow;
mod changing;
mod clock;
mod deciding;
mod desk;
mod falling_back;
mod faults;
mod forged;
mod gaps;
mod hearing;
mod insight;
mod installed;
mod learning;
mod line;
mod members;
mod outbound;
mod presence;
mod queueing;
mod recording;
mod remembering;
mod standing;
mod two_interfaces;
mod undisturbed;
mod unreachable;
mod waiting;
mod watching;

use std::time::{Duration, Instant};
use vasl_lab::CallReport;

/// Whether something took as long as it should, give or take a second.
fn about(took: Duration, seconds: f64) -> bool {
    (took.as_secs_f64() - seconds).abs() <= 1.0
}

/// When a call joined a queue.
fn joined(report: &CallReport, queue: &str) -> Option<Instant> {
    report.queues.iter().find(|visit| visit.queue == queue).map(|visit| visit.joined)
}
