//! Says why there is no link: at once for a new reason, and again while it stays.

use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::warn;
use vasl_ami::session::{LinkState, LinkStatus};

/// A reason that stays is said again after this. A link is tried every few seconds.
const SAY_AGAIN: Duration = Duration::from_secs(60);

/// Says it until it is cancelled. Every try that fails is a change of the status.
pub async fn run(mut status: watch::Receiver<LinkStatus>, cancel: CancellationToken) {
    let mut report = Report::default();
    while let Some(Ok(())) = cancel.run_until_cancelled(status.changed()).await {
        let status = status.borrow_and_update().clone();
        if let Some(reason) = report.news(&status, Instant::now())
            && !cancel.is_cancelled()
        {
            warn!(
                "no link to Asterisk: {reason}. Calls are answered from what is known; trying again"
            );
        }
    }
}

/// What was said, and when.
#[derive(Default)]
struct Report(HashMap<String, Instant>);

impl Report {
    /// The reason, where it is to be said now.
    fn news(&mut self, status: &LinkStatus, now: Instant) -> Option<String> {
        if matches!(status.state, LinkState::UpSince(_)) {
            self.0.clear();
            return None;
        }
        let reason = status.last_error.clone()?;
        self.0.retain(|_, said| now.duration_since(*said) < SAY_AGAIN);
        if self.0.contains_key(&reason) {
            return None;
        }
        self.0.insert(reason.clone(), now);
        Some(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    fn down(reason: &str) -> LinkStatus {
        let state = LinkState::DownSince(SystemTime::UNIX_EPOCH);
        LinkStatus { state, last_error: Some(reason.to_owned()) }
    }

    #[test]
    fn each_reason_is_said_at_once_and_then_once_a_minute() {
        let mut report = Report::default();
        let start = Instant::now();
        let mut said = Vec::new();
        for second in 0..150 {
            let status = down(if second % 5 == 4 { "refused" } else { "silent" });
            said.extend(
                report.news(&status, start + Duration::from_secs(second)).map(|why| (second, why)),
            );
        }
        let said: Vec<(u64, &str)> = said.iter().map(|(at, why)| (*at, why.as_str())).collect();
        assert_eq!(
            said,
            [
                (0, "silent"),
                (4, "refused"),
                (60, "silent"),
                (64, "refused"),
                (120, "silent"),
                (124, "refused"),
            ]
        );
    }

    #[test]
    fn after_a_link_the_same_reason_is_news() {
        let mut report = Report::default();
        let now = Instant::now();
        assert!(report.news(&down("refused"), now).is_some());
        let up =
            LinkStatus { state: LinkState::UpSince(SystemTime::UNIX_EPOCH), ..down("refused") };
        assert!(report.news(&up, now).is_none());
        assert!(report.news(&down("refused"), now).is_some());
    }
}
