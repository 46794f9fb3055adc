//! The call flow that Vasl writes: hours, menus, queues, announcements, and the trunk.

use crate::support::{CallCentre, Plan, Result};
use vasl_lab::{Call, CallReport, Operator};

mod hours;
mod menus;
mod queues;
mod size;
mod sounds;
mod trunk;

const CALLER: &str = "09121234567";

/// A call centre with more of a call flow than the example's.
async fn with(call_flow: &str) -> Result<CallCentre> {
    CallCentre::open_with(Plan { call_flow: call_flow.to_owned(), ..Plan::default() }).await
}

/// Waits until the dialplan has led a call into a context.
async fn comes_to(call: &Call, context: &str) -> Result {
    let passed = |report: &CallReport| report.passed(context).then_some(());
    Ok(call.wait_report(&format!("the call to come to {context}"), passed).await?)
}

/// A code is dialled from a desk phone, which hears a tone and is hung up on.
async fn dials(desk: &Operator, code: &str) -> Result {
    let call = desk.call(code)?;
    call.wait_answered().await?;
    call.wait_ended().await?;
    assert!(call.heard().is_sound(), "{code}");
    Ok(())
}
