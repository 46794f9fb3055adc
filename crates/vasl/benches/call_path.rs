//! How long a call takes on its way through a module, on a real Asterisk (as root):
//! `cargo build --release -p vasl` and then
//! `VASL_BINARY=target/release/vasl cargo bench -p vasl --features real-asterisk --bench call_path`.
//!
//! The time is from the first step of the module to the operator's queue, by Asterisk's own
//! events: the question to Vasl, the decision and the steps around them are all in it.

#![allow(unreachable_pub, reason = "a program has no outside")]

#[allow(clippy::indexing_slicing, reason = "a value that is not there ends a wait in vain")]
#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Duration;
use support::{CallCentre, MODULE, Plan, Result};
use vasl_lab::{Call, CallReport};

const ALONE: usize = 300;
const TOGETHER: usize = 100;
const CUSTOMER: &str = "09121234567";

fn main() -> Result {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result {
    let centre = CallCentre::open_with(Plan::default()).await?;
    let operator = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;

    let mut alone = Vec::new();
    for _ in 0..ALONE {
        let call = centre.lab.caller(CUSTOMER).call(MODULE)?;
        alone.push(through(&call, "vasl-5050").await?);
        call.hang_up().await?;
        call.wait_final_report().await?;
        operator.wait_idle().await?;
        operator.forget();
    }
    say("a returning caller, to their operator", &mut alone);

    let new: Vec<Call> = (0..TOGETHER)
        .map(|n| centre.lab.caller(&format!("0935000{n:04}")).call(MODULE))
        .collect::<std::result::Result<_, _>>()?;
    let mut together = Vec::new();
    for call in &new {
        together.push(through(call, "99").await?);
    }
    say("a hundred new callers at once, to the failure queue", &mut together);
    for call in &new {
        call.hang_up().await?;
    }
    centre.vasl.stop().await
}

/// From the module's first step until the call is in this queue.
async fn through(call: &Call, queue: &str) -> Result<Duration> {
    let joined = |report: &CallReport| {
        let joined = report.queues.iter().find(|visit| visit.queue == queue)?.joined;
        let came = report.contexts.iter().find(|passage| passage.context == "vasl-reconnect")?;
        Some(joined - came.entered)
    };
    Ok(call.wait_report(&format!("the call in queue {queue}"), joined).await?)
}

fn say(what: &str, took: &mut [Duration]) {
    took.sort();
    let at = |share: usize| {
        let place = (took.len() * share / 100).min(took.len().saturating_sub(1));
        took.get(place).copied().unwrap_or_default().as_secs_f64() * 1_000.0
    };
    println!(
        "{what}: {:.1} ms at the median, {:.1} ms at the 99th percentile, {:.1} ms at most ({} calls)",
        at(50),
        at(99),
        at(100),
        took.len()
    );
}
