//! Real calls.

#![cfg(feature = "real-asterisk")]

mod attached;
mod bad_input;
mod clock;
mod desk;
mod faults;
mod forged;
mod learning;
mod members;
mod outbound;
mod queueing;
mod recording;
mod remembering;
mod standing;
mod unreachable;
mod waiting;

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
