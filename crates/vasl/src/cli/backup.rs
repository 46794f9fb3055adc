//! `vasl backup`: a copy of everything that Vasl remembers.

use super::CliError;
use super::output::Output;
use crate::config::Config;
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use vasl_store::SqliteStore;

/// Which file is written.
#[derive(Args)]
pub struct BackupArguments {
    /// The copy, which must not be there yet; only this user may read it then
    file: PathBuf,
}

#[derive(Serialize)]
struct Copied<'a> {
    file: &'a Path,
    bytes: u64,
}

/// Writes the copy. The service may run meanwhile.
pub async fn run(
    arguments: &BackupArguments,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let file = &arguments.file;
    if !config.store_path.exists() {
        let place = config.store_path.display();
        return Err(CliError::new(
            "store",
            format!("{place} is not there yet; vasl serve makes it"),
        ));
    }
    SqliteStore::copy(&config.store_path, file).await?;
    let bytes = std::fs::metadata(file)?.len();
    output.answer(&Copied { file, bytes }, || {
        format!(
            "{} was written ({} KiB). To go back to it: stop vasl serve, put it in the place of {} \
             and take away the files beside that whose names end in -wal and -shm, start vasl serve",
            file.display(),
            bytes.div_ceil(1024),
            config.store_path.display()
        )
    });
    Ok(())
}
