//! That the question never walks through what a caller has said in all these years.

use super::*;
use crate::contract::sample::{at, caller, extension, pbx, queue, spoke, support};
use crate::sqlite::migration;
use rusqlite::Connection;
use std::time::{Duration, Instant};
use vasl_domain::conversation::Path;
use vasl_domain::module::{Side, Sides};

fn schema() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migration::run(&mut connection, "memory").unwrap();
    connection
}

fn plan(connection: &Connection, sql: &str) -> String {
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
        (STILL_UP, "SEARCH conversation USING INDEX conversation_up (pbx=? AND caller=?)"),
        (
            BY_ANY_WAY,
            "SEARCH conversation USING INDEX conversation_ended \
             (pbx=? AND caller=? AND ended_at>?)",
        ),
        (
            BY_QUEUE,
            "SEARCH conversation USING INDEX conversation_ended_by_queue \
             (pbx=? AND caller=? AND queue=? AND ended_at>?)",
        ),
        (
            BY_OPERATOR,
            "SEARCH conversation USING INDEX conversation_ended_by_operator \
             (pbx=? AND caller=? AND operator=? AND ended_at>?)",
        ),
        (
            BY_MODULE,
            "SEARCH conversation USING INDEX conversation_ended_by_module \
             (pbx=? AND caller=? AND module=? AND ended_at>?)",
        ),
    ] {
        // The index alone: no scan, and no sorting afterwards.
        assert_eq!(plan(connection, sql), index);
    }
}

#[test]
fn each_way_of_coming_together_is_one_look_up() {
    each_look_up_has_its_index(&schema());
}

#[test]
fn a_hundred_thousand_conversations_of_one_caller_are_not_walked_through() {
    let mut connection = schema();
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
    let rows_seen = |module: &Module, expected: Option<&Conversation>| {
        let began = Instant::now();
        let newest = newest_covered(&tx, &pbx(), &caller(), module, at(0)).unwrap();
        let took = began.elapsed();
        assert_eq!(newest.as_ref(), expected);
        assert!(took < Duration::from_millis(100), "{took:?}");
    };
    // The first is the only one that it covers; the last is covered by every way.
    rows_seen(&support(), many.first());
    let by_any_way = Module {
        sides: Sides::new(vec![Side::Extension(extension("5050"))]).unwrap(),
        ..support()
    };
    rows_seen(&by_any_way, many.last());
    let cleared = Module { cleared_at: Some(at(200_000)), ..by_any_way.clone() };
    rows_seen(&cleared, None);
    // The dearest of all: every one is looked at, within the index.
    let of_long_talks = Module { minimum_talk_seconds: 61, ..by_any_way };
    rows_seen(&of_long_talks, None);
}
