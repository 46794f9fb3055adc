//! `vasl export`, `vasl import`, `vasl plan`: the whole configuration as one file.

use super::changing::carry_out;
use super::output::Output;
use super::{CliError, open_store};
use crate::change::{Change, Changed};
use crate::config::Config;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vasl_domain::configuration::Beside;
use vasl_domain::configuration::file::{CallerAgreement, ConfigurationFile, FileError};
use vasl_store::Store;

/// Which file is written.
#[derive(Args)]
pub struct ExportArguments {
    /// The file, which only this user may read then, because secrets are in it; standard output
    /// where none is named
    file: Option<PathBuf>,
}

/// Which file is read.
#[derive(Args)]
pub struct FileArguments {
    /// The file, or - for standard input
    file: PathBuf,
}

/// What `vasl plan` exits with where an import would change something.
const WOULD_CHANGE: u8 = 3;

/// Writes the whole configuration.
pub async fn export(
    arguments: &ExportArguments,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let text = now(config).await?.to_toml();
    let Some(path) = &arguments.file else {
        // Nobody is there to be told that nobody is there.
        let _ = io::stdout().write_all(text.as_bytes());
        return Ok(());
    };
    write(path, &text).map_err(|error| {
        CliError::new("unwritable", format!("cannot write {}: {error}", path.display()))
    })?;
    output.answer(&Written { file: path }, || {
        format!("{} was written; it holds secrets, so only you may read it", path.display())
    });
    Ok(())
}

#[derive(Serialize)]
struct Written<'a> {
    file: &'a Path,
}

/// Nobody else may ever read it, not even while it is written.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// What an import would change, for programs.
#[derive(Serialize)]
struct Plan {
    changes: Vec<String>,
}

/// Says what an import would change. The exit code says whether it would change anything.
pub async fn plan(
    arguments: &FileArguments,
    config: &Config,
    output: &Output,
) -> Result<ExitCode, CliError> {
    let before = now(config).await?;
    let after = read(&arguments.file)?.over(&before);
    let plan = Plan { changes: before.plan(&after) };
    output.answer(&plan, || match &plan.changes[..] {
        [] => "an import would change nothing".to_owned(),
        changes => changes.join("\n"),
    });
    Ok(if plan.changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(WOULD_CHANGE) })
}

/// What an import has changed, for programs.
#[derive(Serialize)]
struct Imported<'a> {
    changes: Vec<String>,
    warnings: &'a [String],
}

/// Makes the configuration what the file says.
pub async fn import(
    arguments: &FileArguments,
    config: &Config,
    output: &Output,
) -> Result<(), CliError> {
    let before = now(config).await?;
    let after = read(&arguments.file)?.over(&before);
    let changes = before.plan(&after);
    let change = Change::replace(&after, Timestamp::now());
    let Changed { warnings, .. } = carry_out(change, config, output).await?;
    let imported = Imported { changes, warnings: &warnings };
    output.answer(&imported, || match &imported.changes[..] {
        [] => "nothing was changed: all is as the file says".to_owned(),
        changes => changes.join("\n"),
    });
    Ok(())
}

async fn now(config: &Config) -> Result<ConfigurationFile, CliError> {
    let store = open_store(config).await?;
    let agreements = store.agreements().await?.into_iter().map(|agreement| CallerAgreement {
        caller: agreement.caller,
        standing: agreement.standing,
        since: Some(agreement.since),
    });
    Ok(ConfigurationFile {
        configuration: store.configuration().await?,
        agreements: agreements.collect(),
    })
}

/// Whether it fits what the PBX has beside is for the service to say.
fn read(path: &Path) -> Result<ConfigurationFile, CliError> {
    let text = text_of(path).map_err(|error| {
        CliError::new("unreadable", format!("cannot read {}: {error}", path.display()))
    })?;
    ConfigurationFile::from_toml(&text, &Beside::Unknown).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let code = errors.first().map_or("invalid", FileError::code);
        CliError::new(code, format!("{} is wrong:\n{}", path.display(), lines.join("\n")))
    })
}

fn text_of(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    if path == Path::new("-") {
        io::stdin().read_to_string(&mut text)?;
    } else {
        File::open(path)?.read_to_string(&mut text)?;
    }
    Ok(text)
}
