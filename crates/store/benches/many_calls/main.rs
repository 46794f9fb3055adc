//! How long lists, reports and the question of a call take with ten million calls stored.
//!
//! `cargo bench -p vasl-store --bench many_calls` fills a file once (some minutes, some 20 GB) and
//! keeps it in the folder that `VASL_BENCH_FOLDER` names, or in a temporary one. `VASL_BENCH_CALLS`
//! says how many calls.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[allow(unreachable_pub, reason = "a program has no outside")]
mod fill;
#[allow(unreachable_pub, reason = "a program has no outside")]
mod measure;

use measure::{Asked, QUESTIONS, Result, Times};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Builder;
use vasl_store::SqliteStore;

const SEED: u64 = 5003;

/// Of how many answers a figure is, and how long one figure may take.
const ANSWERS: usize = 300;
const LONGEST: Duration = Duration::from_secs(60);

fn main() -> Result {
    let calls = std::env::var("VASL_BENCH_CALLS").map_or(Ok(10_000_000), |calls| calls.parse())?;
    let temporary = tempfile::tempdir()?;
    let folder = std::env::var_os("VASL_BENCH_FOLDER").map(PathBuf::from);
    let path = folder.unwrap_or_else(|| temporary.path().to_owned()).join(format!("{calls}.db"));
    println!("{calls} calls, seed {SEED}, in {}", path.display());
    if !path.exists() {
        let took = fill::fill(&path, calls, SEED)?;
        println!(
            "filled: rows {:.0} s, indexes {:.0} s, the migration that counts {:.0} s",
            took.rows.as_secs_f64(),
            took.indexes.as_secs_f64(),
            took.migration.as_secs_f64()
        );
    }
    println!("{:.1} GB", std::fs::metadata(&path)?.len() as f64 / 1e9);
    Builder::new_multi_thread().enable_all().build()?.block_on(measured(path, calls))
}

async fn measured(path: PathBuf, calls: u64) -> Result {
    let store = SqliteStore::open(&path).await?;
    let mut asked = Asked::new(store.clone(), calls, SEED)?;
    println!("| what | p50 | p99 | rows |\n|---|---|---|---|");
    for question in QUESTIONS {
        let (mut times, mut rows) = (Times::default(), 0);
        let begun = Instant::now();
        for _ in 0..ANSWERS {
            let (took, told) = asked.ask(*question).await?;
            times.add(took);
            rows = rows.max(told);
            if begun.elapsed() > LONGEST {
                break;
            }
        }
        print(question.0, &mut times, &rows.to_string());
    }
    let mut alone = Times::default();
    for _ in 0..ANSWERS * 10 {
        alone.add(asked.recall().await?);
    }
    print("whom a caller spoke with last", &mut alone, "1");
    let over = Arc::new(AtomicBool::new(false));
    let mut reading = Asked::new(store.clone(), calls, SEED + 1)?;
    let reports = tokio::spawn({
        let over = Arc::clone(&over);
        async move {
            let mut made = 0_u64;
            while !over.load(Ordering::Relaxed) {
                for question in QUESTIONS {
                    reading.ask(*question).await?;
                    made += 1;
                }
            }
            Result::<u64>::Ok(made)
        }
    });
    let mut beside = Times::default();
    for _ in 0..ANSWERS * 10 {
        beside.add(asked.recall().await?);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    over.store(true, Ordering::Relaxed);
    let made = reports.await??;
    print(&format!("… while lists and reports run ({made})"), &mut beside, "1");
    Ok(store.close().await?)
}

fn print(what: &str, times: &mut Times, rows: &str) {
    let [half, most] = [50, 99].map(|part| times.percentile(part).as_secs_f64() * 1e3);
    println!("| {what} | {half:.2} ms | {most:.2} ms | {rows} |");
}
