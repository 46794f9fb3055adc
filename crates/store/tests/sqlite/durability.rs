//! What was acknowledged survives.

use super::fresh;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use vasl_store::contract::sample::{pbx, spoke};
use vasl_store::{ConversationFilter, SqliteStore, Store};

/// Tells the test below that it is the one to be killed, and where to write.
const PLACE: &str = "VASL_STORE_OF_THE_KILLED";

const ACKNOWLEDGED: u32 = 300;

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    if let Ok(path) = std::env::var(PLACE) {
        write_until_killed(&path).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vasl.db");
    let mut killed = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::what_was_acknowledged_survives_a_kill"])
        .args(["--nocapture", "--test-threads=1"])
        .env(PLACE, &path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(killed.stdout.take().unwrap()).lines();
    let last = lines
        .filter_map(|line| line.unwrap().strip_prefix("acknowledged ")?.parse().ok())
        .find(|serial: &u32| *serial == ACKNOWLEDGED);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(last, Some(ACKNOWLEDGED), "it ended by itself");

    let store = SqliteStore::open(&path).await.unwrap();
    let kept = store.open_conversations(&pbx()).await.unwrap();
    for serial in 0..=ACKNOWLEDGED {
        let id = spoke(serial, 0).id;
        assert!(kept.iter().any(|open| open.id == id), "{serial} is lost");
    }
    store.health().await.unwrap();
}

async fn write_until_killed(path: &str) -> ! {
    let store = SqliteStore::open(path).await.unwrap();
    for serial in 0.. {
        store.conversation_began(&spoke(serial, i64::from(serial))).await.unwrap();
        println!("\nacknowledged {serial}");
    }
    unreachable!("somebody kills it");
}

#[tokio::test]
async fn what_was_acknowledged_survives_without_a_close() {
    let (store, folder) = fresh().await;
    store.conversation_began(&spoke(1, 0)).await.unwrap();
    drop(store);
    let again = SqliteStore::open(folder.path().join("vasl.db")).await.unwrap();
    assert_eq!(again.open_conversations(&pbx()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_copy_is_whole_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let (file, copy) = (folder.path().join("vasl.db"), folder.path().join("copy.db"));
    let store = SqliteStore::open(&file).await.unwrap();
    store.record_past(&[spoke(1, 1)], None).await.unwrap();
    SqliteStore::copy(&file, &copy).await.unwrap();
    let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    store.record_past(&[spoke(2, 2)], None).await.unwrap();
    let copied = SqliteStore::open(&copy).await.unwrap();
    let all = ConversationFilter::default();
    assert_eq!(copied.conversations(&all).await.unwrap(), [spoke(1, 1)]);
    // What is there is nobody's to write over.
    let again = SqliteStore::copy(&file, &copy).await.unwrap_err().to_string();
    assert!(again.contains("name another file"), "{again}");
}
