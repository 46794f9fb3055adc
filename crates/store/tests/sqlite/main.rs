//! The SQLite adapter: the contract, and what is its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod durability;
mod faults;
mod many_calls;
mod opening;
mod together;

use tempfile::TempDir;
use vasl_store::SqliteStore;

/// A store in a folder that goes away with the test.
async fn fresh() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("vasl.db")).await.unwrap();
    (store, folder)
}

mod contract {
    use super::fresh;
    vasl_store::contract_suite!(fresh);
}
