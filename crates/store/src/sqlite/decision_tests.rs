//! That what an earlier Vasl wrote is still read, and counted.

use super::*;
use crate::contract::report_properties::counted;
use crate::contract::sample::{at, decided, pbx, refused};
use crate::sqlite::{migration, report};
use rusqlite::Connection;
use vasl_domain::module::ZoneName;
use vasl_domain::report::{ReportFilter, Scope};

/// Rows as the first schema wrote them. Lines are added here and never changed.
const WRITTEN_EARLIER: &str = r#"
INSERT INTO decision VALUES (
    'pbx', '1795000000.1', 1795000005000000, '*5003', '+989121234567', 'operator_free', NULL,
    'operator', '5050', 'memory',
    '{"conversation":{"pbx":"pbx","caller_uniqueid":"1795000000.1","operator_uniqueid":"1795000000.1000001"},"path":{"reconnected":{"module":"*5003","queue":"99"}},"ended_at":"2026-11-18T11:07:40Z","forgotten_at":"2026-11-18T11:16:40.000001Z","seen":{"device":"not_in_use","hint":"open","shadow":"ready","paused_in_queue":false,"logged_out":false,"waiting":2}}',
    NULL
);
INSERT INTO decision VALUES (
    'pbx', '1795000000.2', 1795000006000000, '*5003', NULL, 'no_caller_identity', NULL,
    'failure', NULL, NULL, '{}', 'straight_to_failure'
);
"#;

/// The last schema before how a call came was kept.
const BEFORE_ARRIVALS: u32 = 5;

fn without_arrival(decision: Decision) -> Decision {
    Decision { arrival: Arrival::default(), ..decision }
}

#[test]
fn what_the_first_schema_wrote_is_still_read() {
    let mut connection = migration::tests::as_of(BEFORE_ARRIVALS);
    connection.execute_batch(WRITTEN_EARLIER).unwrap();
    migration::run(&mut connection, "memory").unwrap();
    let tx = connection.transaction().unwrap();
    let read = list(&tx, &DecisionFilter::default()).unwrap();
    assert_eq!(read, [refused(2, 6), without_arrival(decided(1, 5))]);
}

/// The rows of every table of counts.
fn counts(tx: &Transaction<'_>) -> Vec<String> {
    ["count_by_reason", "count_by_party", "count_by_quarter"]
        .iter()
        .flat_map(|table| {
            let mut rows = tx.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = rows.column_count();
            rows.query_map([], |row| {
                let values = (0..columns).map(|column| row.get_ref(column).unwrap());
                Ok(format!("{table}: {:?}", values.collect::<Vec<_>>()))
            })
            .unwrap()
            .collect::<rusqlite::Result<Vec<_>>>()
            .unwrap()
        })
        .collect()
}

/// Keeps a decision as the first schema had it.
fn record_as_earlier(connection: &Connection, decision: &Decision) {
    let route = if decision.route == Route::Failure { "failure" } else { "operator" };
    connection
        .prepare_cached(
            "INSERT INTO decision (
                 pbx, caller_uniqueid, at, module, reason, route, operator, evidence, outcome
             ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .unwrap()
        .execute((
            decision.id.pbx.as_str(),
            decision.id.caller_uniqueid.as_str(),
            decision.id.at.as_microsecond(),
            decision.module.as_str(),
            decision.reason.code(),
            route,
            decision.operator.as_ref().map(Extension::as_str),
            serde_json::to_string(&decision.evidence).unwrap(),
            decision.outcome.map(Outcome::code),
        ))
        .unwrap();
}

/// The service of the earlier release goes on while the command line of this one has brought the
/// schema up to date.
#[test]
fn what_an_earlier_release_writes_is_counted_before_and_after_the_upgrade() {
    let mut known: Vec<Decision> = (0..300)
        .map(|n| (n, i64::from(n) * 1_234 - 90_000))
        .map(|(n, when)| if n % 3 == 0 { refused(n, when) } else { decided(n, when) })
        .collect();
    let mut before = migration::tests::as_of(BEFORE_ARRIVALS);
    let mut after = migration::tests::as_of(migration::known());
    for connection in [&before, &after] {
        for decision in &known {
            record_as_earlier(connection, decision);
        }
        let settled = "UPDATE decision SET outcome = 'connected' WHERE outcome IS NULL ";
        connection.execute(settled, []).unwrap();
    }
    migration::run(&mut before, "memory").unwrap();
    for decision in known.iter_mut().filter(|decision| decision.outcome.is_none()) {
        decision.outcome = Some(Outcome::Connected);
    }
    let filter = ReportFilter {
        period: Period::new(at(-90_000), at(300_000)),
        scope: Scope::Everything,
        time_zone: ZoneName::new("Asia/Tehran").unwrap(),
    };
    let [before, after] = [&mut before, &mut after].map(|c| c.transaction().unwrap());
    assert_eq!(counts(&before), counts(&after));
    let report = report::report(&before, &pbx(), &filter).unwrap();
    assert_eq!(report, counted(&known, &pbx(), &filter));
}
