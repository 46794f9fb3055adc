//! That what an earlier Vasl wrote is still read.

use super::*;
use crate::contract::sample::{decided, refused};
use crate::sqlite::migration;
use rusqlite::Connection;

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

#[test]
fn what_the_first_schema_wrote_is_still_read() {
    let mut connection = Connection::open_in_memory().unwrap();
    migration::run(&mut connection, "memory").unwrap();
    connection.execute_batch(WRITTEN_EARLIER).unwrap();
    let tx = connection.transaction().unwrap();
    let read = list(&tx, &DecisionFilter::default()).unwrap();
    assert_eq!(read, [refused(2, 6), decided(1, 5)]);
}
