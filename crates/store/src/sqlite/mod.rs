//! The embedded adapter: one SQLite file, one writer, three readers, each on a thread of its own.
//!
//! **Which thread does what.** The writer takes steps in the order in which they come, each in a
//! transaction that holds the write lock from its beginning. One reader answers what a call waits
//! for, one what every page of the panel asks, and one everything else, so a report stands neither
//! before a call nor before a page; of a processor that both want, a call's reader gets most. In WAL none of them waits for a writer, be it ours or another
//! program's.
//!
//! **Overflow.** The line of steps before a thread has an end; whoever comes later waits for room.
//!
//! **Durability.** `synchronous = NORMAL`: what was acknowledged survives the death of the process.
//! A power cut can take the last moments, and never leaves the file damaged.
//!
//! A second process may have the file open at the same time (the command line beside the service).

mod account;
mod api_token;
mod audit;
mod by_hand;
mod column;
mod configuration;
mod conversation;
mod copy;
mod decision;
mod error;
mod health;
mod link;
mod list;
mod log_position;
mod migration;
mod missed;
mod module;
mod newest_covered;
mod open;
mod preferences;
mod prune;
mod queue_member;
mod remembered;
mod report;
mod session;
mod standing;
mod steps;
mod story;
mod thread;

use crate::account::AuditEntry;
use crate::error::StoreError;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use thread::{Lane, ReaderThread, WriterThread};

/// How a file is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteOptions {
    /// How long a write waits for another program's before it is [`StoreError::Busy`].
    pub busy_timeout: Duration,
    /// How large the file may grow; a full one behaves as a full disk does. Unlimited where
    /// `None`.
    pub most_bytes: Option<u64>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { busy_timeout: Duration::from_secs(5), most_bytes: None }
    }
}

/// A store in one SQLite file. Clones are one store.
///
/// When the last clone is dropped the threads finish what was handed over and end; [`close`]
/// waits for that.
///
/// [`close`]: SqliteStore::close
#[derive(Debug, Clone)]
pub struct SqliteStore(Arc<Threads>);

#[derive(Debug)]
struct Threads {
    place: String,
    writer: WriterThread,
    call_reader: ReaderThread,
    page_reader: ReaderThread,
    list_reader: ReaderThread,
}

impl SqliteStore {
    /// Opens a file, makes it (mode 0600) and its folder where they are missing, and brings its
    /// schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::NotWritable`], [`StoreError::TooNew`],
    /// [`StoreError::Busy`], [`StoreError::Full`]: each with a sentence that says what to do.
    pub async fn open(path: impl Into<PathBuf> + Send) -> Result<Self, StoreError> {
        Self::open_with(path, SqliteOptions::default()).await
    }

    /// Opens a file as told.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub async fn open_with(
        path: impl Into<PathBuf> + Send,
        options: SqliteOptions,
    ) -> Result<Self, StoreError> {
        let path = path.into();
        // The writer comes first: it makes the file and its schema, which the readers need.
        let writer = WriterThread::start(path.clone(), options.clone()).await?;
        let call_reader = ReaderThread::start(Lane::Call, path.clone(), options.clone()).await?;
        let page_reader = ReaderThread::start(Lane::Page, path.clone(), options.clone()).await?;
        let list_reader = ReaderThread::start(Lane::List, path.clone(), options).await?;
        Ok(Self(Arc::new(Threads {
            place: path.display().to_string(),
            writer,
            call_reader,
            page_reader,
            list_reader,
        })))
    }

    /// Writes a copy of a store's file as it is at one moment, for nobody else to read; others go
    /// on reading and writing meanwhile. It takes as long as copying the file does.
    ///
    /// # Errors
    /// [`StoreError::NotWritable`] where the copy is there already or cannot be written,
    /// [`StoreError::Full`], [`StoreError::Unreadable`].
    pub async fn copy(
        from: impl Into<PathBuf> + Send,
        to: impl Into<PathBuf> + Send,
    ) -> Result<(), StoreError> {
        let (from, to) = (from.into(), to.into());
        let copied = tokio::task::spawn_blocking(move || copy::write(&from, &to)).await;
        copied.unwrap_or(Err(StoreError::Closed))
    }

    /// Finishes what was handed over, moves everything into the one file and closes it. Later
    /// steps are [`StoreError::Closed`].
    ///
    /// # Errors
    /// Where the file could not be brought into order; nothing is lost by that.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.0.call_reader.close().await;
        self.0.page_reader.close().await;
        self.0.list_reader.close().await;
        self.0.writer.close().await
    }

    async fn write<T: Send + 'static>(
        &self,
        step: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.0.writer.write(step).await
    }

    /// A step with who did it, kept together where `done` says that something was.
    async fn write_down<T: Send + 'static>(
        &self,
        audit: &AuditEntry,
        done: impl FnOnce(&T) -> bool + Send + 'static,
        step: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let audit = audit.clone();
        self.write(move |tx| {
            let what = step(tx)?;
            if done(&what) {
                audit::record(tx, &audit)?;
            }
            Ok(what)
        })
        .await
    }

    async fn read<T: Send + 'static>(
        &self,
        lane: Lane,
        within: Option<Duration>,
        question: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let reader = match lane {
            Lane::Call => &self.0.call_reader,
            Lane::Page => &self.0.page_reader,
            Lane::List => &self.0.list_reader,
        };
        reader.read(within, question).await
    }
}
