//! What happens to reads that take too long.

use super::*;
use crate::sqlite::SqliteStore;
use tempfile::TempDir;

/// Longer than anybody would wait, in steps that SQLite can be stopped between.
const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
     SELECT count(*) FROM n";

const SHORT: Duration = Duration::from_millis(50);

async fn store() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("vasl.db")).await.unwrap();
    (store, folder)
}

fn endless(tx: &Transaction<'_>) -> rusqlite::Result<i64> {
    tx.query_row(ENDLESS, [], |row| row.get(0))
}

async fn answers(store: &SqliteStore, lane: Lane) {
    let answer = store
        .read(lane, Some(Duration::from_secs(5)), |tx| {
            tx.query_row("SELECT 42", [], |row| row.get(0))
        })
        .await;
    assert_eq!(answer, Ok(42));
}

#[tokio::test]
async fn a_read_ends_at_its_deadline_and_the_next_is_answered() {
    let (store, _folder) = store().await;
    let began = Instant::now();
    let answer = store.read(Lane::Call, Some(SHORT), endless).await;
    assert_eq!(answer, Err(StoreError::Deadline));
    answers(&store, Lane::Call).await;
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_read_that_nobody_waits_for_is_stopped() {
    let (store, _folder) = store().await;
    let given_up = tokio::time::timeout(SHORT, store.read(Lane::List, None, endless)).await;
    assert!(given_up.is_err());
    answers(&store, Lane::List).await;
}

/// What stands before it is held up until its time has run out, however slow the machine is.
#[tokio::test]
async fn a_read_whose_time_ran_out_in_line_is_not_begun() {
    let (store, _folder) = store().await;
    let (let_go, held) = std::sync::mpsc::channel::<()>();
    let slow = store.read(Lane::Call, None, move |_| {
        let _ = held.recv();
        Ok(())
    });
    let behind = store.read(Lane::Call, Some(SHORT), |_| -> rusqlite::Result<()> {
        unreachable!("nobody waits for it any more")
    });
    let behind = async {
        let answer = behind.await;
        drop(let_go);
        answer
    };
    let (slow, behind) = tokio::join!(biased; slow, behind);
    assert_eq!(slow, Ok(()));
    assert_eq!(behind, Err(StoreError::Deadline));
    answers(&store, Lane::Call).await;
}

#[tokio::test]
async fn a_report_does_not_stand_before_a_call() {
    let (store, _folder) = store().await;
    let report = store.read(Lane::List, None, endless);
    let call = answers(&store, Lane::Call);
    tokio::select! {
        biased;
        _ = report => unreachable!("it never ends"),
        () = call => {}
    }
}

#[tokio::test]
async fn a_write_is_done_though_nobody_waits_for_it() {
    let (store, _folder) = store().await;
    let step = store.write(|tx| {
        std::thread::sleep(SHORT);
        tx.execute("INSERT INTO health VALUES (1, 7)", [])
    });
    assert!(tokio::time::timeout(SHORT / 10, step).await.is_err());
    // Behind it in the same line.
    let kept = store
        .write(|tx| tx.query_row("SELECT round_trips FROM health", [], |row| row.get(0)))
        .await;
    assert_eq!(kept, Ok(7));
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_behind() {
    let (store, _folder) = store().await;
    let failed = store
        .write(|tx| {
            tx.execute("INSERT INTO health VALUES (1, 7)", [])?;
            tx.execute("INSERT INTO health VALUES (2, 7)", [])
        })
        .await;
    assert!(matches!(failed, Err(StoreError::Failed { .. })), "{failed:?}");
    let kept: Result<i64, _> = store
        .read(Lane::List, None, |tx| {
            tx.query_row("SELECT count(*) FROM health", [], |row| row.get(0))
        })
        .await;
    assert_eq!(kept, Ok(0));
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let (store, _folder) = store().await;
    let written =
        store.read(Lane::List, None, |tx| tx.execute("INSERT INTO health VALUES (1, 7)", [])).await;
    assert!(matches!(written, Err(StoreError::NotWritable { .. })));
}

#[tokio::test]
async fn who_reads_a_page_or_a_list_lets_a_call_go_first() {
    let (store, _folder) = store().await;
    let here = getpriority_process(None).unwrap();
    let less = (here + LESS_URGENT_BY).min(19);
    for (lane, expected) in [(Lane::Call, here), (Lane::Page, less), (Lane::List, less)] {
        let nice = store.read(lane, None, |_| Ok(getpriority_process(None).unwrap())).await;
        assert_eq!(nice, Ok(expected), "{lane:?}");
    }
}
