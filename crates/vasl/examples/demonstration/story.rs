//! A call, told: who called, what Vasl decided and why, who answered.

use crate::example::Cast;
use crate::support::{DIALLED, Result};
use crate::tell;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::time::Instant;
use vasl_domain::conversation::Path;
use vasl_domain::decision::{Decision, Route};
use vasl_lab::CallReport;

/// What became of a call, by Asterisk's own events.
pub struct Met {
    /// The extension of whoever answered.
    pub operator: String,
    /// Everything that the witness saw.
    pub report: CallReport,
}

impl Cast<'_> {
    /// A customer calls, presses 3, speaks with whoever answers, and hangs up.
    pub async fn call(&self, number: &str) -> Result<Met> {
        let centre = self.centre;
        let call = centre.presses_three(centre.lab.caller(number).call(DIALLED)?).await?;
        let pressed = Instant::now();
        let talk = call.wait_bridged().await?;
        let voice = self.operators.iter().find(|operator| operator.number() == talk.with);
        let voice = voice.ok_or_else(|| format!("{} answered, who is nobody here", talk.with))?;
        call.wait_hears(voice.hz()).await?;
        let report = call.report().ok_or("Asterisk does not know the call")?;
        let decision = centre.decision_for(&report.uniqueid).await?;
        let decision: Decision = serde_json::from_value(decision)?;
        tell(format!("   Vasl      {}", in_words(&decision).join("\n             ")));
        tell(format!(
            "   Asterisk  {} answers, through queue {}, {:.1} s after the key; the caller hears them.",
            talk.with,
            talk.queue.as_deref().unwrap_or("none"),
            talk.began.saturating_duration_since(pressed).as_secs_f64(),
        ));
        centre.ends(call.clone()).await?;
        let report = call.wait_final_report().await?;
        Ok(Met { operator: talk.with, report })
    }
}

/// A decision and its reason, a line each.
fn in_words(decision: &Decision) -> Vec<String> {
    let reason = decision.reason.sentence();
    match &decision.route {
        Route::Failure => vec![format!("{reason}: to the failure destination")],
        Route::Operator(operator) => {
            vec![remembered(decision), format!("{reason}: to operator {operator}")]
        }
        Route::Wait(operator) => {
            vec![remembered(decision), format!("{reason}: waits for operator {operator}")]
        }
    }
}

fn remembered(decision: &Decision) -> String {
    let who = decision.operator.as_ref().map_or("nobody", |operator| operator.as_str());
    let evidence = &decision.evidence;
    let way = match &evidence.path {
        Some(Path::Queue(queue)) => format!(" through queue {queue}"),
        Some(Path::Reconnected { module, .. }) => format!(" through module {module}"),
        Some(Path::Direct | Path::Outbound | Path::OutboundMissed) | None => String::new(),
    };
    let zone = TimeZone::get(crate::example::ZONE).unwrap_or(TimeZone::UTC);
    let clock = |at: Option<Timestamp>| {
        at.map_or_else(String::new, |at| at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string())
    };
    format!(
        "{} spoke with {who}{way} until {} (Tehran), remembered until {}",
        decision.caller.as_ref().map_or("the caller", |caller| caller.as_str()),
        clock(evidence.ended_at),
        clock(evidence.forgotten_at),
    )
}
