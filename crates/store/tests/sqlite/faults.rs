//! What goes wrong while a store is open, and that it passes.

use super::fresh;
use rusqlite::Connection;
use std::time::{Duration, Instant};
use vasl_domain::conversation::Conversation;
use vasl_store::contract::sample::{at, caller, outdated, pbx, spoke, support};
use vasl_store::{ConversationFilter, SqliteOptions, SqliteStore, Store, StoreError};

/// What a call waits for its answer at most.
const CALL: Duration = Duration::from_millis(250);

#[tokio::test]
async fn a_call_reads_past_another_programs_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vasl.db");
    let options =
        SqliteOptions { busy_timeout: Duration::from_millis(100), ..SqliteOptions::default() };
    let store = SqliteStore::open_with(&path, options).await.unwrap();
    store.record_past(&[spoke(1, 0)], None).await.unwrap();

    let another = Connection::open(&path).unwrap();
    another.execute_batch("BEGIN IMMEDIATE; DELETE FROM conversation").unwrap();
    let began = Instant::now();
    let (pbx, caller, module) = (pbx(), caller(), support());
    let (read, written) = tokio::join!(
        async {
            let newest = store.newest_covered(&pbx, &caller, &module, at(0), CALL).await;
            (newest, began.elapsed())
        },
        store.link_seen(&pbx, at(1)),
    );
    let (newest, took) = read;
    assert_eq!(newest, Ok(Some(spoke(1, 0))));
    assert!(took < Duration::from_millis(100), "{took:?}");
    let error = written.unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }), "{error}");
    assert!(error.to_string().contains("try again"), "{error}");

    another.execute_batch("ROLLBACK").unwrap();
    store.link_seen(&pbx, at(1)).await.unwrap();
}

#[tokio::test]
async fn a_write_waits_for_another_program_that_is_soon_done() {
    let (store, folder) = fresh().await;
    let another = Connection::open(folder.path().join("vasl.db")).unwrap();
    another.execute_batch("BEGIN IMMEDIATE").unwrap();
    let pbx = pbx();
    let write = store.link_seen(&pbx, at(1));
    let release = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        another.execute_batch("COMMIT").unwrap();
    };
    let (written, ()) = tokio::join!(write, release);
    written.unwrap();
}

#[tokio::test]
async fn a_full_store_says_so_and_recovers_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions { most_bytes: Some(400 * 1024), ..SqliteOptions::default() };
    let store = SqliteStore::open_with(folder.path().join("vasl.db"), options).await.unwrap();
    let hundred = |nth: u32| -> Vec<Conversation> {
        let serials = nth * 100..(nth + 1) * 100;
        serials.map(|n| spoke(n, i64::from(n))).collect()
    };
    let mut kept = 0;
    let error = loop {
        match store.record_past(&hundred(kept), None).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 100, "it never got full");
    };
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    assert!(error.to_string().contains("disk space"), "{error}");
    // What was kept is there, what was refused is not there in part, and a call is answered.
    let everything = ConversationFilter { limit: 100_000, ..ConversationFilter::default() };
    let all = store.conversations(&everything).await.unwrap();
    assert_eq!(all.len(), usize::try_from(kept).unwrap() * 100);
    let (pbx, caller, module) = (pbx(), caller(), support());
    let newest = store.newest_covered(&pbx, &caller, &module, at(0), CALL).await.unwrap();
    assert_eq!(newest.as_ref(), all.first());

    let pruned = store.prune(&outdated(200, 0)).await.unwrap();
    assert!(pruned.conversations > 0);
    store.record_past(&hundred(kept), None).await.unwrap();
}

#[tokio::test]
async fn a_row_of_a_later_version_is_said_to_be_unknown() {
    let (store, folder) = fresh().await;
    store.record_past(&[spoke(1, 0)], None).await.unwrap();
    Connection::open(folder.path().join("vasl.db"))
        .unwrap()
        .execute("UPDATE conversation SET path = 'video'", [])
        .unwrap();
    let error = store.conversations(&ConversationFilter::default()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
    assert!(error.to_string().contains("“video”"), "{error}");
}
