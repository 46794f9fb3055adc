//! What holds for reports.

use super::report_properties::counted;
use super::sample::{at, caller, decided, outdated, pbx, refused, settled};
use crate::{Outdated, Store};
use vasl_domain::decision::Decision;
use vasl_domain::module::ZoneName;
use vasl_domain::outcome::Outcome;
use vasl_domain::report::{Period, Report, ReportFilter, Scope, Tally};
use vasl_domain::user::Author;

fn of_the_day() -> ReportFilter {
    ReportFilter {
        period: Period::new(at(-86_400), at(86_400)),
        scope: Scope::Everything,
        time_zone: ZoneName::new("Asia/Tehran").unwrap(),
    }
}

pub async fn nothing_makes_an_empty_report<S: Store>(store: &S) {
    let report = store.report(&pbx(), &of_the_day()).await.unwrap();
    assert_eq!(report, Report::default());
    assert_eq!(report.total.rate(), None);
}

pub async fn what_is_said_twice_is_counted_once<S: Store>(store: &S) {
    let decisions = [decided(1, 1), decided(2, 2), refused(3, 3)];
    for _ in 0..2 {
        for decision in &decisions {
            store.record_decision(decision).await.unwrap();
        }
        store.record_outcome(&settled(&decisions[0], Outcome::Connected, 5)).await.unwrap();
        store.record_outcome(&settled(&decisions[0], Outcome::NoAnswer, 6)).await.unwrap();
    }
    let connected = Decision { outcome: Some(Outcome::Connected), ..decided(1, 1) };
    let expected = counted(&[connected, decided(2, 2), refused(3, 3)], &pbx(), &of_the_day());
    let report = store.report(&pbx(), &of_the_day()).await.unwrap();
    assert_eq!(report, expected);
    assert_eq!(store.hours(&pbx(), &of_the_day()).await.unwrap(), expected.hours);
    assert_eq!(report.total, Tally { decisions: 3, had_operator: 2, connected: 1 });
}

pub async fn a_count_outlives_what_was_counted<S: Store>(store: &S) {
    for decision in [decided(1, 1), refused(2, 2)] {
        store.record_decision(&decision).await.unwrap();
    }
    let before = store.report(&pbx(), &of_the_day()).await.unwrap();
    store.forget_caller(&caller(), at(3), &Author::CommandLine).await.unwrap();
    assert_eq!(store.report(&pbx(), &of_the_day()).await.unwrap(), before);
    assert_eq!(store.prune(&outdated(99, 99)).await.unwrap().decisions, 2);
    assert_eq!(store.report(&pbx(), &of_the_day()).await.unwrap(), before);
}

pub async fn what_is_too_old_is_counted_no_more<S: Store>(store: &S) {
    // A day apart; more than are removed at once.
    const DAYS: u32 = 150;
    let made: Vec<Decision> = (0..DAYS).map(|day| decided(day, 86_400 * i64::from(day))).collect();
    for decision in &made {
        store.record_decision(decision).await.unwrap();
    }
    let cut = at(86_400 * 100);
    let outdated = Outdated { counts_before: cut, ..outdated(0, 0) };
    assert!(store.prune(&outdated).await.unwrap().counts > 500);
    assert_eq!(store.prune(&outdated).await.unwrap().counts, 0);
    let since = |from| ReportFilter {
        period: Period::new(from, at(86_400 * i64::from(DAYS))),
        ..of_the_day()
    };
    let report = store.report(&pbx(), &since(cut)).await.unwrap();
    assert_eq!(report, counted(&made, &pbx(), &since(cut)));
    let all_days = store.report(&pbx(), &since(at(0))).await.unwrap();
    assert_eq!(all_days.days.len(), 50, "what was counted by the day is gone from the same day on");
}
