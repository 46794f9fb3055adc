//! That the question never walks through what a caller has said in all these years.

use super::*;
use crate::contract::sample::{at, caller, extension, pbx, queue, spoke, support};
use crate::sqlite::{SqliteOptions, open};
use rusqlite::Connection;
use rusqlite::StatementStatus;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use vasl_domain::conversation::Path;
use vasl_domain::module::{Side, Sides};

fn opened() -> (Connection, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vasl.db");
    let connection = open::writer(&path, &SqliteOptions::default()).unwrap();
    (connection, folder)
}

pub(in crate::sqlite) fn plan(connection: &Connection, sql: &str) -> String {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let nulls = vec![rusqlite::types::Null; statement.parameter_count()];
    let steps: Vec<String> = statement
        .query_map(rusqlite::params_from_iter(nulls), |row| row.get("detail"))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    steps.join("; ")
}

fn each_look_up_has_its_index(connection: &Connection) {
    for (sql, index) in [
        (BY_ANY_WAY, "conversation_ended (pbx=? AND caller=?"),
        (BY_QUEUE, "conversation_ended_by_queue (pbx=? AND caller=? AND queue=?"),
        (BY_OPERATOR, "conversation_ended_by_operator (pbx=? AND caller=? AND operator=?"),
        (BY_MODULE, "conversation_ended_by_module (pbx=? AND caller=? AND module=?"),
        (BY_CALL, "conversation_ended_outbound (pbx=? AND caller=?"),
        (BY_CALL_OF, "conversation_ended_outbound (pbx=? AND caller=?"),
        (BY_MISSED_CALL, "conversation_ended_missed (pbx=? AND caller=?"),
        (BY_MISSED_CALL_OF, "conversation_ended_missed (pbx=? AND caller=?"),
    ] {
        // No scan, no sorting, and one row at most outside the index.
        assert_eq!(
            plan(connection, sql),
            format!(
                "SEARCH conversation USING PRIMARY KEY \
                 (pbx=? AND caller_uniqueid=? AND operator_uniqueid=?); SCALAR SUBQUERY 1; \
                 SEARCH conversation USING COVERING INDEX {index} AND ended_at>?)"
            )
        );
    }
    assert_eq!(
        plan(connection, STILL_UP),
        "SEARCH conversation USING INDEX conversation_up (pbx=? AND caller=?)"
    );
}

#[test]
fn each_way_of_coming_together_is_one_look_up() {
    each_look_up_has_its_index(&opened().0);
}

#[test]
fn a_hundred_thousand_conversations_of_one_caller_are_not_walked_through() {
    let (mut connection, _folder) = opened();
    let tx = connection.transaction().unwrap();
    let mut many = Vec::new();
    for serial in 0..100_000u32 {
        let mut conversation = spoke(serial, i64::from(serial));
        conversation.path = match serial {
            0 => Path::Queue(queue("99")),
            _ if serial % 2 == 0 => Path::Direct,
            _ => Path::Queue(queue("sales")),
        };
        conversation.operator = extension(if serial % 3 == 0 { "7070" } else { "8080" });
        many.push(conversation);
    }
    conversation::record_past(&tx, &many, None).unwrap();
    tx.execute_batch("ANALYZE").unwrap();
    // The planner stays with it where it knows how many rows there are.
    each_look_up_has_its_index(&tx);
    let is_soon_answered = |module: &Module, expected: Option<&Conversation>| {
        let began = Instant::now();
        let newest = newest_covered(&tx, &pbx(), &caller(), module, at(0)).unwrap();
        let took = began.elapsed();
        assert_eq!(newest.as_ref(), expected);
        assert!(took < Duration::from_millis(250), "{took:?}");
    };
    // The first is the only one that it covers; the last is covered by every way.
    is_soon_answered(&support(), many.first());
    let by_any_way = Module {
        sides: Sides::new(vec![Side::Extension(extension("5050"))]).unwrap(),
        ..support()
    };
    is_soon_answered(&by_any_way, many.last());
    let cleared = Module { cleared_at: Some(at(200_000)), ..by_any_way.clone() };
    is_soon_answered(&cleared, None);
    // The dearest of all: every one is looked at, within the index.
    let of_long_talks = Module { minimum_talk_seconds: 61, ..by_any_way };
    is_soon_answered(&of_long_talks, None);
}

#[test]
fn a_look_up_is_planned_once() {
    let (mut connection, _folder) = opened();
    let tx = connection.transaction().unwrap();
    for cleared in 0..5 {
        let module = Module { cleared_at: Some(at(cleared)), ..support() };
        newest_covered(&tx, &pbx(), &caller(), &module, at(0)).unwrap();
    }
    for sql in [BY_QUEUE, BY_OPERATOR, BY_MODULE] {
        let statement = tx.prepare_cached(sql).unwrap();
        assert!(statement.get_status(StatementStatus::Run) >= 5);
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
