//! Calls that were decided about.

use super::support;
use jiff::{SignedDuration, Timestamp};
use vasl_domain::callflow::Keys;
use vasl_domain::conversation::Path;
use vasl_domain::decision::{Decision, DecisionId, Evidence, Reason, Route, Source};
use vasl_domain::name::{DialledNumber, Extension, IvrNumber, PbxName, QueueName, Uniqueid};
use vasl_domain::number::{NumberPlan, Presentation};
use vasl_domain::outcome::Outcome;
use vasl_domain::story::Arrival;

/// A decision of `*5003`, so many seconds ago, about a caller's number such as `09121234567`, or
/// about nobody.
pub(crate) fn decided(
    seconds_ago: i64,
    caller: &str,
    reason: Reason,
    operator: Option<&str>,
    outcome: Option<Outcome>,
) -> Decision {
    let at = Timestamp::now() - SignedDuration::from_secs(seconds_ago);
    let operator = operator.map(|number| Extension::new(number).unwrap());
    let route = match (&operator, reason) {
        (Some(operator), Reason::OperatorFree) => Route::Operator(operator.clone()),
        (Some(operator), Reason::OperatorBusy(_)) => Route::Wait(operator.clone()),
        _ => Route::Failure,
    };
    let plan = NumberPlan::new("IR", Some("21")).unwrap();
    let reached = outcome == Some(Outcome::Connected);
    Decision {
        id: DecisionId {
            pbx: PbxName::new("main").unwrap(),
            caller_uniqueid: Uniqueid::new(format!("1795000000.{seconds_ago}")).unwrap(),
            at,
        },
        module: support().code,
        caller: plan.caller(caller.as_bytes(), Presentation::Allowed).ok(),
        arrival: Arrival {
            came_in_at: Some(at - SignedDuration::from_secs(9)),
            dialled: DialledNumber::new("02191000000").ok(),
            ivr: IvrNumber::new("1").ok(),
            key: Keys::try_from("3".to_owned()).ok(),
        },
        reason,
        route,
        evidence: Evidence {
            path: operator.is_some().then(|| Path::Queue(QueueName::new("99").unwrap())),
            ended_at: operator.is_some().then(|| at - SignedDuration::from_mins(20)),
            ..Evidence::default()
        },
        source: operator.is_some().then_some(Source::Memory),
        operator,
        outcome,
        rang_at: reached.then(|| at + SignedDuration::from_secs(1)),
        settled_at: outcome.map(|_| at + SignedDuration::from_secs(6)),
    }
}
