//! Applying a configuration: written, reloaded, asked for, and taken back when Asterisk does not
//! have it.

use crate::managed_files::{Contents, FileError, ManagedFiles, include_line};
use crate::render::{Expected, ManagedFile, Rendered};
use crate::{names, version};
use std::collections::BTreeMap;
use std::future::Future;
use tracing::{info, warn};

/// What Asterisk is asked while a configuration is applied. The real one is behind the manager
/// interface; a test has one of its own.
pub trait Reloading {
    /// Has Asterisk read a file again; tells why it does not, where it refuses.
    fn reload(
        &self,
        file: ManagedFile,
    ) -> impl Future<Output = Result<Option<String>, AskError>> + Send;

    /// How many steps each extension of a context has, by extension. Empty without such a context.
    fn steps_of_context(
        &self,
        context: &str,
    ) -> impl Future<Output = Result<BTreeMap<String, usize>, AskError>> + Send;

    /// The interfaces of each queue's members.
    fn queue_members(
        &self,
    ) -> impl Future<Output = Result<BTreeMap<String, Vec<String>>, AskError>> + Send;

    /// The names of the PJSIP endpoints.
    fn endpoints(&self) -> impl Future<Output = Result<Vec<String>, AskError>> + Send;
}

/// Asterisk did not answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("Asterisk could not be asked: {0}")]
pub struct AskError(pub String);

/// What applying came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// Asterisk had it already.
    Unchanged,
    /// Asterisk has it now.
    Changed,
}

/// Why a configuration was not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// A file could not be read or written; nothing was changed.
    #[error(transparent)]
    File(#[from] FileError),
    /// Asterisk could not be asked; what stood before is back in the files.
    #[error("{0}; the configuration stays as it was")]
    Ask(#[from] AskError),
    /// Asterisk does not have what was written; what stood before is back.
    #[error("Asterisk did not take the change: {reason}; the configuration is back as it was")]
    Refused {
        /// What it lacks, and what to do.
        reason: String,
    },
    /// Asterisk does not have what was written, and taking it back failed too.
    #[error(
        "Asterisk did not take the change ({reason}), and putting the old configuration back \
         failed: {taking_back}; calls go on, but run “vasl check” and mend what it names"
    )]
    NotTakenBack {
        /// What it lacked.
        reason: String,
        /// What failed then.
        taking_back: String,
    },
    /// This Asterisk is not served.
    #[error(transparent)]
    Version(#[from] version::VersionError),
}

/// Applies a configuration. What Asterisk has after an error is what it had before.
///
/// # Errors
/// See [`ApplyError`].
pub async fn apply(
    files: &ManagedFiles,
    asterisk: &impl Reloading,
    rendered: &Rendered,
) -> Result<Applied, ApplyError> {
    let before = files.read()?;
    let wanted: Contents =
        rendered.files.iter().map(|(file, text)| (*file, Some(text.clone()))).collect();
    let changed: Vec<ManagedFile> =
        ManagedFile::ALL.into_iter().filter(|file| before.get(file) != wanted.get(file)).collect();
    if changed.is_empty() && lacks(asterisk, &rendered.expected).await?.is_none() {
        return Ok(Applied::Unchanged);
    }
    let order: Vec<ManagedFile> =
        ORDER.into_iter().filter(|file| concerns_phones(*file, &changed, rendered)).collect();
    let reason = match write_and_ask(files, asterisk, rendered, &wanted, &order).await {
        Ok(None) => {
            info!(files = changed.len(), "configuration applied");
            return Ok(Applied::Changed);
        }
        Ok(Some(reason)) => Err(reason),
        Err(error) => Ok(error),
    };
    warn!("taking the configuration back");
    let refusal = reason.as_ref().err().map(String::as_str);
    let taken_back = take_back(files, asterisk, &before, refusal, &order).await;
    match (reason, taken_back) {
        (Ok(error), _) => Err(error),
        (Err(reason), Ok(())) => Err(ApplyError::Refused { reason }),
        (Err(reason), Err(taking_back)) => {
            Err(ApplyError::NotTakenBack { reason, taking_back: taking_back.to_string() })
        }
    }
}

async fn write_and_ask(
    files: &ManagedFiles,
    asterisk: &impl Reloading,
    rendered: &Rendered,
    wanted: &Contents,
    order: &[ManagedFile],
) -> Result<Option<String>, ApplyError> {
    write(files, wanted).await?;
    if let Some(file) = files.not_included()?.first() {
        return Ok(Some(format!(
            "{} does not read Vasl's; add the line “{}” to it",
            file.name(),
            include_line(*file)
        )));
    }
    for file in order {
        if let Some(refusal) = asterisk.reload(*file).await? {
            return Ok(Some(refusal));
        }
    }
    let lack = lacks(asterisk, &rendered.expected).await?;
    Ok(lack.map(|lack| format!("{lack} (its log says why it did not read the file)")))
}

/// Waits for the disk elsewhere: calls are answered on the threads that this would keep.
async fn write(files: &ManagedFiles, contents: &Contents) -> Result<(), ApplyError> {
    let (files, contents) = (files.clone(), contents.clone());
    let written = tokio::task::spawn_blocking(move || files.write(&contents)).await;
    let stopping = |_| AskError("the service is stopping".to_owned());
    Ok(written.map_err(stopping)??)
}

/// A file that Asterisk refused to read is one of which it has kept what it had, so that it refuses
/// for the same reason now is no failure.
async fn take_back(
    files: &ManagedFiles,
    asterisk: &impl Reloading,
    before: &Contents,
    known_refusal: Option<&str>,
    order: &[ManagedFile],
) -> Result<(), ApplyError> {
    write(files, before).await?;
    let mut failed = None;
    for file in order {
        let refusal = asterisk.reload(*file).await?;
        failed = failed.or(refusal.filter(|refusal| Some(refusal.as_str()) != known_refusal));
    }
    failed.map_or(Ok(()), |reason| Err(ApplyError::Refused { reason }))
}

/// Each file after those that it names. A queue's member whose hint is not in the dialplan when the
/// queue is read never hears of the phone's state (`apps/app_queue.c`, `create_queue_member`), and
/// reading an unchanged file once more changes nothing. Whoever enters the new dialplan in the
/// milliseconds before its queues are there goes to the failure destination.
const ORDER: [ManagedFile; 3] = [ManagedFile::Pjsip, ManagedFile::Extensions, ManagedFile::Queues];

/// The phones of a PBX that has its own are not read again for a change that is no concern of theirs.
fn concerns_phones(file: ManagedFile, changed: &[ManagedFile], rendered: &Rendered) -> bool {
    file != ManagedFile::Pjsip || changed.contains(&file) || !rendered.expected.endpoints.is_empty()
}

/// The first thing that Asterisk should have and has not, in words.
///
/// # Errors
/// When it could not be asked.
pub async fn lacks(
    asterisk: &impl Reloading,
    expected: &Expected,
) -> Result<Option<String>, AskError> {
    let generations = asterisk.steps_of_context(names::GENERATION).await?;
    if !generations.contains_key(&expected.generation) {
        return Ok(Some("it has another dialplan than the one that was written".to_owned()));
    }
    let modules = asterisk.steps_of_context(names::RECONNECT).await?;
    for (code, steps) in &expected.module_steps {
        if modules.get(code) != Some(steps) {
            return Ok(Some(format!("module {code} is not whole in its dialplan")));
        }
    }
    for (context, wanted) in &expected.contexts {
        let found = asterisk.steps_of_context(context).await?;
        if let Some((extension, _)) = wanted.iter().find(|(e, steps)| found.get(*e) != Some(steps))
        {
            return Ok(Some(format!("{extension} of {context} is not whole in its dialplan")));
        }
    }
    let queues = asterisk.queue_members().await?;
    for (queue, members) in &expected.queue_members {
        let Some(found) = queues.get(queue) else {
            return Ok(Some(format!("it has no queue {queue}")));
        };
        if let Some(missing) = members.iter().find(|member| !found.contains(member)) {
            return Ok(Some(format!("queue {queue} lacks the member {missing}")));
        }
    }
    if !expected.endpoints.is_empty() {
        let endpoints = asterisk.endpoints().await?;
        if let Some(missing) = expected.endpoints.iter().find(|e| !endpoints.contains(e)) {
            return Ok(Some(format!("it has no PJSIP endpoint {missing}")));
        }
    }
    Ok(None)
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
