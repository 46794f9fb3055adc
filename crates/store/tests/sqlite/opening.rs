//! What a file may be when it is opened.

use super::fresh;
use rusqlite::Connection;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use vasl_store::contract::sample::{at, decided, other_pbx, pbx, put, queue, spoke, support};
use vasl_store::{ConversationFilter, DecisionFilter, SqliteStore, Store, StoreError};

async fn refused(path: &Path) -> String {
    match SqliteStore::open(path).await {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => {
            let sentence = error.to_string();
            assert!(sentence.contains(&*path.to_string_lossy()), "{sentence}");
            sentence
        }
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_new_file_is_for_nobody_else_to_read() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("lib/vasl");
    let path = inner.join("vasl.db");
    let store = SqliteStore::open(&path).await.unwrap();
    store.link_seen(&pbx(), at(0)).await.unwrap();
    assert_eq!(mode(&inner), 0o700);
    for file in fs::read_dir(&inner).unwrap() {
        let file = file.unwrap().path();
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    store.close().await.unwrap();
    // Everything is in the one file.
    let files: Vec<_> = fs::read_dir(&inner).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
}

#[tokio::test]
async fn an_empty_file_becomes_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vasl.db");
    fs::write(&path, "").unwrap();
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(store.modules().await.unwrap(), []);
    let health = store.health().await.unwrap();
    assert_eq!(health.place, path.display().to_string());
    let version: u32 = Connection::open(&path)
        .unwrap()
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, health.schema);
}

#[tokio::test]
async fn opening_again_finds_everything() {
    let (store, folder) = fresh().await;
    let path = folder.path().join("vasl.db");
    put(&store, &support()).await;
    store.record_past(&[spoke(1, 0)], None).await.unwrap();
    store.conversation_began(&spoke(2, 9)).await.unwrap();
    store.record_decision(&decided(1, 5)).await.unwrap();
    store.link_seen(&pbx(), at(77)).await.unwrap();
    let operator = support().sides.extensions().next().unwrap().clone();
    store.member_seen(&other_pbx(), &queue("99"), &operator, at(8)).await.unwrap();
    let everything = async |store: &SqliteStore| {
        (
            store.modules().await.unwrap(),
            store.conversations(&ConversationFilter::default()).await.unwrap(),
            store.decisions(&DecisionFilter::default()).await.unwrap(),
            store.link(&pbx()).await.unwrap(),
            store.membership(&other_pbx(), at(0)).await.unwrap(),
        )
    };
    let before = everything(&store).await;
    store.close().await.unwrap();
    assert_eq!(store.modules().await, Err(StoreError::Closed));
    assert_eq!(store.link_seen(&pbx(), at(78)).await, Err(StoreError::Closed));
    store.close().await.unwrap();
    let again = SqliteStore::open(&path).await.unwrap();
    assert_eq!(everything(&again).await, before);
}

#[tokio::test]
async fn what_a_later_version_wrote_is_refused() {
    let (store, folder) = fresh().await;
    let path = folder.path().join("vasl.db");
    let known = store.health().await.unwrap().schema;
    store.close().await.unwrap();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", known + 1).unwrap();
    let before = fs::read(&path).unwrap();
    let sentence = refused(&path).await;
    assert!(sentence.contains("a later version of Vasl"), "{sentence}");
    assert!(sentence.contains("upgrade Vasl"), "{sentence}");
    assert!(
        matches!(
            SqliteStore::open(&path).await,
            Err(StoreError::TooNew { found, known: most, .. }) if (found, most) == (known + 1, known)
        ),
        "{sentence}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn another_programs_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cdr.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE cdr (src TEXT); INSERT INTO cdr VALUES ('5050')")
        .unwrap();
    let before = fs::read(&path).unwrap();
    let sentence = refused(&path).await;
    assert!(sentence.contains("another program's"), "{sentence}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn what_is_no_database_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("vasl.toml");
    fs::write(&text, "store = \"vasl.db\"\n".repeat(200)).unwrap();
    let before = fs::read(&text).unwrap();
    assert!(refused(&text).await.contains("it is not a database"));
    assert_eq!(fs::read(&text).unwrap(), before);
    assert!(refused(folder.path()).await.contains("it is a folder"));
    let beneath_a_file = text.join("vasl.db");
    assert!(refused(&beneath_a_file).await.contains("cannot be read"));
}

#[tokio::test]
async fn a_folder_that_takes_no_file_is_said_to_take_none() {
    // Not even root makes files there.
    let path = Path::new("/sys/vasl.db");
    let error = SqliteStore::open(path).await.unwrap_err();
    assert!(matches!(error, StoreError::NotWritable { .. }), "{error}");
    assert!(error.to_string().contains("the user that Vasl runs as"));
}

#[tokio::test]
async fn damage_is_said_to_be_damage() {
    let (store, folder) = fresh().await;
    let path = folder.path().join("vasl.db");
    let many: Vec<_> = (0..500).map(|n| spoke(n, i64::from(n))).collect();
    store.record_past(&many, None).await.unwrap();
    store.close().await.unwrap();
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    let pages = file.metadata().unwrap().len() / 4096;
    for page in 1..pages {
        file.seek(SeekFrom::Start(page * 4096)).unwrap();
        file.write_all(&[0xff; 64]).unwrap();
    }
    drop(file);
    // It shows when the damaged part is read, which may be at once.
    let error = match SqliteStore::open(&path).await {
        Ok(store) => store.conversations(&ConversationFilter::default()).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
    assert!(error.to_string().contains("restore a backup"), "{error}");
}
