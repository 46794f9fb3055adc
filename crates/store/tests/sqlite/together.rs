//! The command line beside the service: one file, opened twice.

use super::fresh;
use vasl_store::contract::sample::{at, decided, pbx, put, spoke, support};
use vasl_store::{DecisionFilter, SqliteStore, Store};

#[tokio::test]
async fn each_sees_what_the_other_writes() {
    let (service, folder) = fresh().await;
    let path = folder.path().join("vasl.db");
    let command_line = SqliteStore::open(&path).await.unwrap();
    put(&command_line, &support()).await;
    assert_eq!(service.modules().await.unwrap(), [support()]);
    service.conversation_began(&spoke(1, 0)).await.unwrap();
    let seen = command_line.open_conversations(&pbx()).await.unwrap();
    assert_eq!(seen.len(), 1);
    command_line.close().await.unwrap();
    service.link_seen(&pbx(), at(0)).await.unwrap();
    assert_eq!(service.modules().await.unwrap(), [support()]);
}

#[tokio::test]
async fn both_may_write_at_once() {
    let (service, folder) = fresh().await;
    let command_line = SqliteStore::open(folder.path().join("vasl.db")).await.unwrap();
    let hundred = async |store: &SqliteStore, from: u32| {
        for serial in from..from + 100 {
            store.record_decision(&decided(serial, i64::from(serial))).await.unwrap();
        }
    };
    tokio::join!(hundred(&service, 0), hundred(&command_line, 1_000));
    let everything = DecisionFilter { limit: 1_000, ..DecisionFilter::default() };
    assert_eq!(service.decisions(&everything).await.unwrap().len(), 200);
    service.health().await.unwrap();
    command_line.health().await.unwrap();
}

#[tokio::test]
async fn both_may_come_first() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/vasl.db");
        let opened = tokio::join!(
            SqliteStore::open(&path),
            SqliteStore::open(&path),
            SqliteStore::open(&path)
        );
        for store in [opened.0, opened.1, opened.2] {
            assert!(store.unwrap().health().await.unwrap().schema > 0);
        }
    }
}
