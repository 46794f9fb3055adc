//! That a report reads few rows, however much was counted.

use super::*;
use crate::MissedFilter;
use crate::contract::sample::{code, extension, queue};
use crate::sqlite::{conversation, migration, missed, newest_covered::tests::plan};
use jiff::civil::date;
use jiff::tz::TimeZone;
use rusqlite::Connection;

fn fresh() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migration::run(&mut connection, "memory").unwrap();
    connection
}

fn scopes() -> [Scope; 4] {
    [
        Scope::Everything,
        Scope::Module(code("*5003")),
        Scope::Operator(extension("5050")),
        Scope::Queue(queue("99")),
    ]
}

#[test]
fn a_year_is_made_of_few_buckets_that_do_not_overlap() {
    let zone = TimeZone::get("Asia/Tehran").unwrap();
    for (first, last, most) in [
        (date(2026, 3, 21), date(2027, 3, 20), 110),
        (date(2026, 11, 18), date(2026, 11, 18), 30),
        (date(2016, 1, 1), date(2030, 12, 31), 200),
    ] {
        let period = Period::days(first, last, &zone);
        let mut quarters = Vec::new();
        let mut buckets = 0;
        for Buckets { level, from, to } in cover(period) {
            buckets += to - from;
            let shift = BITS * level;
            quarters.push((from << shift, to << shift));
        }
        assert!(buckets <= most, "{first} to {last}: {buckets} buckets");
        quarters.sort_unstable();
        assert_eq!(quarters.first().unwrap().0, period.from().number());
        assert_eq!(quarters.last().unwrap().1, period.to().number());
        assert!(quarters.windows(2).all(|pair| pair[0].1 == pair[1].0), "{quarters:?}");
    }
}

#[test]
fn nothing_is_made_of_nothing() {
    for number in [-1, 0, 1, 15, 16, 4_096] {
        let at = Quarter::numbered(number).begins_at();
        assert_eq!(cover(Period::new(at, at)), []);
    }
}

#[test]
fn no_report_reads_a_whole_table() {
    let connection = fresh();
    let mut queries = vec![BY_REASON, BY_QUARTER, NEXT_SERIES];
    queries.extend(scopes().iter().map(by_party));
    for sql in queries {
        let plan = plan(&connection, sql);
        assert!(plan.contains("SEARCH") && !plan.contains("SCAN"), "{plan}");
    }
    for sql in [OLD_BY_REASON, OLD_BY_PARTY, OLD_BY_QUARTER] {
        assert!(!plan(&connection, sql).contains("SCAN count"), "{sql}");
    }
}

#[test]
fn a_page_of_missed_customers_is_read_in_the_order_of_an_index() {
    let connection = fresh();
    let period = Period::new(Timestamp::UNIX_EPOCH, Timestamp::MAX);
    for (scope, index) in scopes().into_iter().zip(["", "_by_module", "_by_operator", "_by_queue"])
    {
        let pbx = crate::contract::sample::pbx();
        let filter = MissedFilter { pbx, scope, period, before: None, limit: 50 };
        let plan = plan(&connection, missed::listing(&filter).sql());
        assert!(plan.contains(&format!("USING INDEX decision_missed{index} ")), "{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
    let later = plan(&connection, &conversation::first_since_sql());
    assert!(later.contains("INDEX conversation_listed_by_caller (caller=? AND answered_at>?)"));
    assert!(!later.contains("TEMP B-TREE"), "{later}");
}
