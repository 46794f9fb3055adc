//! That a report is what counting decisions one by one gives, in every time zone.

use super::sample::{
    at, code, decided, extension, other_pbx, pbx, queue, refused, settled, uniqueid,
};
use crate::Store;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::runtime::Runtime;
use vasl_domain::conversation::Path;
use vasl_domain::decision::{Decision, Reason, Route};
use vasl_domain::module::ZoneName;
use vasl_domain::name::PbxName;
use vasl_domain::operator::{Busy, Unavailable};
use vasl_domain::outcome::Outcome;
use vasl_domain::report::{Period, Report, ReportFilter, Scope, Tally};

/// The oracle: looks at each decision, and asks the zone about each.
pub fn counted(decisions: &[Decision], pbx: &PbxName, filter: &ReportFilter) -> Report {
    let mut report = Report::default();
    for decision in decisions {
        let asked_for = decision.id.pbx == *pbx && filter.period.contains(decision.id.at);
        if !(asked_for && filter.scope.holds(decision)) {
            continue;
        }
        let tally = Tally {
            decisions: 1,
            had_operator: u64::from(decision.reason.had_operator()),
            connected: u64::from(decision.outcome == Some(Outcome::Connected)),
        };
        report.total += tally;
        *report.reasons.entry((decision.reason, decision.outcome)).or_default() += 1;
        *report.modules.entry(decision.module.clone()).or_default() += tally;
        if let Some(operator) = &decision.operator {
            *report.operators.entry(operator.clone()).or_default() += tally;
        }
        if let Some(queue) = decision.queue() {
            *report.queues.entry(queue.clone()).or_default() += tally;
        }
        let local = decision.id.at.to_zoned(filter.time_zone.zone().clone());
        report.hours.each[usize::try_from(local.hour()).unwrap()] += tally;
        report.hours.total += tally;
        *report.days.entry(local.date()).or_default() += tally;
    }
    report
}

/// Random decisions, some of them said twice, some settled, and reports over random periods.
pub fn a_report_is_what_counting_one_by_one_gives<S: Store>(runtime: &Runtime, store: &S) {
    static HISTORIES: AtomicU32 = AtomicU32::new(0);
    let made = prop::collection::vec((decision(), prop::option::of(outcome())), 1..60);
    let asked = prop::collection::vec(asked(), 1..10);
    let mut runner = TestRunner::new(Config { cases: 64, ..Config::with_source_file(file!()) });
    let result = runner.run(&(made, asked), |(made, asked)| {
        let history = HISTORIES.fetch_add(1, Ordering::Relaxed);
        let of_history = |pbx: &PbxName| PbxName::new(format!("{pbx}-{history}")).unwrap();
        let mut known: Vec<Decision> = Vec::new();
        for (mut decision, outcome) in made {
            decision.id.pbx = of_history(&decision.id.pbx);
            runtime.block_on(store.record_decision(&decision)).unwrap();
            let is_new = known.iter().all(|known| known.id != decision.id);
            if is_new {
                known.push(decision.clone());
            }
            let Some(outcome) = outcome else { continue };
            runtime.block_on(store.record_outcome(&settled(&decision, outcome, 1))).unwrap();
            let settled = known.iter_mut().find(|known| known.id == decision.id).unwrap();
            settled.outcome = settled.outcome.or(Some(outcome));
        }
        for filter in &asked {
            for pbx in [pbx(), other_pbx()].map(|pbx| of_history(&pbx)) {
                let report = runtime.block_on(store.report(&pbx, filter)).unwrap();
                prop_assert_eq!(report, counted(&known, &pbx, filter));
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Within a few hours, or within two years: across every level of what is counted, and across
/// changes of clocks.
fn moment() -> impl Strategy<Value = Timestamp> {
    let near = -20_000i64..20_000;
    let far = -31_000_000i64..31_000_000;
    let edge = (-40i64..40).prop_map(|quarter| quarter * 900 - 600);
    prop_oneof![near, far, edge].prop_flat_map(|second| {
        (Just(second), -1i64..=1)
            .prop_map(|(second, fine)| at(second) + SignedDuration::from_micros(fine))
    })
}

pub(super) fn reason() -> impl Strategy<Value = Reason> {
    prop::sample::select(vec![
        Reason::ModuleInactive,
        Reason::NoCallerIdentity,
        Reason::CallerOptedOut,
        Reason::NeverSpoke,
        Reason::Expired,
        Reason::OperatorNotEligible,
        Reason::AlreadyTried,
        Reason::OperatorUnavailable(Unavailable::Paused),
        Reason::OperatorUnavailable(Unavailable::Unregistered),
        Reason::OperatorBusyNoWaiting(Busy::Talking),
        Reason::OperatorBusy(Busy::Ringing),
        Reason::OperatorBusy(Busy::Talking),
        Reason::OperatorFree,
    ])
}

pub(super) fn decision() -> impl Strategy<Value = Decision> {
    let who = (any::<bool>(), 0u32..40, moment());
    let operator = prop::sample::select(&["5050", "6065"][..]);
    let module = prop::sample::select(&["*5003", "**89"][..]);
    let path = prop_oneof![
        Just(None),
        Just(Some(Path::Direct)),
        Just(Some(Path::Outbound)),
        Just(Some(Path::Queue(queue("99")))),
        Just(Some(Path::Reconnected { module: code("*5003"), queue: Some(queue("sales")) })),
        Just(Some(Path::Reconnected { module: code("*5003"), queue: None })),
    ];
    (who, operator, module, path, reason()).prop_map(|(who, operator, module, path, reason)| {
        let (here, serial, when) = who;
        let operator = extension(operator);
        let mut decision = match reason {
            Reason::OperatorFree => {
                Decision { route: Route::Operator(operator.clone()), ..decided(0, 0) }
            }
            Reason::OperatorBusy(_) => {
                Decision { route: Route::Wait(operator.clone()), ..decided(0, 0) }
            }
            _ => refused(0, 0),
        };
        if reason >= Reason::Expired {
            decision.operator = Some(operator);
            decision.evidence.path = path;
        }
        decision.id.pbx = if here { pbx() } else { other_pbx() };
        decision.id.caller_uniqueid = uniqueid(serial);
        decision.id.at = when;
        Decision { module: code(module), reason, ..decision }
    })
}

pub(super) fn outcome() -> impl Strategy<Value = Outcome> {
    prop::sample::select(&Outcome::ALL[..])
}

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        Just(Scope::Everything),
        Just(Scope::Module(code("*5003"))),
        Just(Scope::Module(code("*1"))),
        Just(Scope::Operator(extension("6065"))),
        Just(Scope::Queue(queue("99"))),
    ]
}

fn asked() -> impl Strategy<Value = ReportFilter> {
    let zone = prop::sample::select(
        &["Asia/Tehran", "Asia/Kathmandu", "Europe/Berlin", "Australia/Lord_Howe", "UTC"][..],
    );
    (moment(), moment(), scope(), zone).prop_map(|(one, other, scope, zone)| ReportFilter {
        period: Period::new(one.min(other), one.max(other)),
        scope,
        time_zone: ZoneName::new(zone).unwrap(),
    })
}
