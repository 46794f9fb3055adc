//! That every way to narrow a list of decisions gives what it says.

use super::report_properties::{decision, outcome, reason};
use super::sample::{at, caller, code, extension, other_pbx, pbx};
use crate::{DecisionFilter, Store};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;
use vasl_domain::decision::Decision;
use vasl_domain::report::Period;

/// One random history, and many random filters.
pub fn every_filter_gives_what_it_says<S: Store>(runtime: &Runtime, store: &S) {
    let mut runner = TestRunner::new(Config::with_source_file(file!()));
    let history = prop::collection::vec((decision(), prop::option::of(outcome())), 300);
    let history = history.new_tree(&mut runner).unwrap().current();
    let mut known: Vec<Decision> = Vec::new();
    for (mut decision, outcome) in history {
        decision.outcome = decision.outcome.or(outcome);
        decision.settled_at = decision.outcome.map(|_| decision.id.at);
        if known.iter().any(|known| known.id == decision.id) {
            continue;
        }
        runtime.block_on(store.record_decision(&decision)).unwrap();
        known.push(decision);
    }
    known.sort_by_key(|decision| (decision.id.at, decision.id.clone()));
    known.reverse();
    let result = runner.run(&filter(), |mut filter| {
        let expected: Vec<Decision> =
            known.iter().filter(|d| passes(d, &filter)).cloned().collect();
        let mut seen = Vec::new();
        loop {
            let page = runtime.block_on(store.decisions(&filter)).unwrap();
            let Some(last) = page.last() else { break };
            filter.before = Some(last.id.clone());
            seen.extend(page);
        }
        prop_assert_eq!(seen, expected);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

fn passes(decision: &Decision, filter: &DecisionFilter) -> bool {
    filter.pbx.as_ref().is_none_or(|pbx| decision.id.pbx == *pbx)
        && filter.module.as_ref().is_none_or(|module| decision.module == *module)
        && filter.caller.as_ref().is_none_or(|caller| decision.caller.as_ref() == Some(caller))
        && filter.operator.as_ref().is_none_or(|o| decision.operator.as_ref() == Some(o))
        && filter.reason.is_none_or(|reason| decision.reason.kind() == reason)
        && filter.outcome.is_none_or(|outcome| decision.outcome == Some(outcome))
        && filter.period.is_none_or(|period| period.contains(decision.id.at))
}

fn filter() -> impl Strategy<Value = DecisionFilter> {
    let pbx = prop::option::of(prop_oneof![Just(pbx()), Just(other_pbx())]);
    let module = prop::option::of(Just(code("*5003")));
    let caller = prop::option::weighted(0.3, Just(caller()));
    let operator = prop::option::weighted(0.3, Just(extension("6065")));
    let reason = prop::option::of(reason().prop_map(|reason| reason.kind()));
    let outcome = prop::option::of(outcome());
    let period = prop::option::of((-40_000i64..40_000, 0i64..40_000_000))
        .prop_map(|period| period.map(|(from, long)| Period::new(at(from), at(from + long))));
    (pbx, module, caller, operator, reason, outcome, period, 1u32..30).prop_map(
        |(pbx, module, caller, operator, reason, outcome, period, limit)| DecisionFilter {
            pbx,
            module,
            caller,
            operator,
            reason,
            outcome,
            period,
            before: None,
            limit,
        },
    )
}
