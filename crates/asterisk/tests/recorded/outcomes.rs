//! What became of the decisions of a recording.

use super::conversations::expected_outcomes;
use super::stream::Recording;
use std::collections::HashSet;
use vasl_domain::call::{Happening, Party};
use vasl_domain::decision::DecisionId;
use vasl_domain::name::PbxName;
use vasl_domain::outcome::OutcomeTracker;

/// As the module says.
const WAIT_SECONDS: u32 = 30;

/// Each event is told twice.
#[test]
fn each_decision_has_the_outcome_that_it_had() {
    for recording in Recording::all() {
        let (mut tracker, mut decided) = (OutcomeTracker::default(), HashSet::new());
        let mut outcomes = Vec::new();
        for event in recording.events() {
            // A module answers before its caller comes into the operator's queue.
            if let Happening::QueueJoined { caller } = &event.what
                && let Party { uniqueid, in_module: Some(module), .. } = caller
                && decided.insert((uniqueid.clone(), module.clone()))
            {
                let pbx = PbxName::new("pbx").unwrap();
                let id = DecisionId { pbx, caller_uniqueid: uniqueid.clone(), at: event.at };
                tracker.decided(id, WAIT_SECONDS);
            }
            for _ in 0..2 {
                let Some(settled) = tracker.apply(&event) else { continue };
                let caller = settled.decision.caller_uniqueid;
                let of = decided.iter().find(|(uniqueid, _)| *uniqueid == caller);
                outcomes.push(format!("decided {}: {}", of.unwrap().1, settled.outcome.code()));
            }
        }
        assert_eq!(outcomes, expected_outcomes(&recording.folder), "{}", recording.name);
        assert_eq!(tracker.forget_all_but(|_| false), []);
    }
}
