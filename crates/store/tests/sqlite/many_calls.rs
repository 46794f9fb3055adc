//! The benchmark, in small: that everything it asks is answered, and nothing slowly.

#![allow(unreachable_pub, dead_code, reason = "the benchmark uses the rest")]

#[path = "../../benches/many_calls/fill.rs"]
mod fill;
#[path = "../../benches/many_calls/measure.rs"]
mod measure;

use measure::{Asked, QUESTIONS, Result};
use std::time::Duration;
use vasl_store::SqliteStore;

const CALLS: u64 = 20_000;

/// A machine that does much else is ten times slower, and no more.
const SLOW: Duration = Duration::from_millis(500);

#[tokio::test]
async fn every_list_and_report_of_a_year_is_quick() -> Result {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("vasl.db");
    fill::fill(&path, CALLS, 7)?;
    let store = SqliteStore::open(&path).await?;
    let mut asked = Asked::new(store.clone(), CALLS, 7)?;
    for question in QUESTIONS {
        let mut told = 0;
        for _ in 0..3 {
            let (took, rows) = asked.ask(*question).await?;
            assert!(took < SLOW, "{}: {took:?}", question.0);
            told += rows;
        }
        assert!(told > 0, "{}", question.0);
    }
    asked.recall().await?;
    Ok(store.close().await?)
}
