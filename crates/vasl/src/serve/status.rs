//! What the running service tells of itself.

use super::reconnect::Counters;
use super::watching::Watching;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::watch;
use vasl_ami::event::Dropped;
use vasl_ami::session::{LinkState, LinkStatus};
use vasl_domain::live::Picture;

/// How the service fares since it was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Whether it is linked to the PBX.
    pub linked: bool,
    /// Why the link was last lost or could not be made.
    pub link_error: Option<String>,
    /// The requests of Vasl's dialplan.
    pub requests: u64,
    /// Requests that went wrong, by what did. Their callers went to the failure destination.
    pub faults: BTreeMap<String, u64>,
    /// Manager events that were dropped because Asterisk had not written them so, by reason.
    pub dropped_events: BTreeMap<String, u64>,
}

/// Where the parts of the service count.
#[derive(Debug, Clone)]
pub struct Observed {
    /// The state of the link.
    pub link: watch::Receiver<LinkStatus>,
    /// What the link dropped.
    pub dropped: watch::Receiver<Dropped>,
    /// The answers to calls.
    pub answers: Arc<Counters>,
    /// How operators and waiting callers stand.
    pub watching: Watching,
    /// The connections that they came over.
    pub server: Arc<vasl_agi::Counters>,
}

/// How things stand now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// Whether the PBX is linked. Where it is not, nothing is known of the operators.
    pub linked: bool,
    /// Why the link was last lost or could not be made.
    pub link_error: Option<String>,
    /// The operators, and who waits for them.
    #[serde(flatten)]
    pub picture: Picture,
}

impl Observed {
    /// How things stand now.
    pub fn now(&self) -> Now {
        let link = self.link.borrow().clone();
        Now {
            linked: matches!(link.state, LinkState::UpSince(_)),
            link_error: link.last_error,
            picture: self.watching.picture().as_ref().clone(),
        }
    }

    /// The status now.
    pub fn status(&self) -> Status {
        let link = self.link.borrow().clone();
        let answers = &self.answers;
        let server = &self.server;
        let faults = [
            ("refused", answers.refused.load(Ordering::Relaxed)),
            ("store_failed", answers.store_failed.load(Ordering::Relaxed)),
            ("operator_state_unknown", answers.unasked.load(Ordering::Relaxed)),
            ("unanswered", answers.unanswered.load(Ordering::Relaxed)),
            ("unrecorded", answers.unrecorded.load(Ordering::Relaxed)),
            ("over_limit", server.refused_over_limit()),
            ("foreign_peer", server.refused_peer()),
            ("deadline", server.ended_by_deadline()),
            ("broken_off", server.broken_off()),
            ("malformed", server.malformed()),
            ("tainted_caller", server.tainted()),
        ];
        let dropped = *self.dropped.borrow();
        let dropped = dropped.counts().map(|(reason, n)| (reason.name(), n));
        Status {
            linked: matches!(link.state, LinkState::UpSince(_)),
            link_error: link.last_error,
            requests: server.accepted(),
            faults: above_zero(faults),
            dropped_events: above_zero(dropped),
        }
    }
}

fn above_zero(counts: impl IntoIterator<Item = (&'static str, u64)>) -> BTreeMap<String, u64> {
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    counts.map(|(name, count)| (name.to_owned(), count)).collect()
}
