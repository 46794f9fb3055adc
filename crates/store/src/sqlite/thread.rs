//! The threads on which SQLite runs, and how a step gets to one and back.

use super::{SqliteOptions, error, open};
use crate::error::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use rustix::process::{getpriority_process, setpriority_process};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// How many steps may stand in line for one thread.
pub(super) const QUEUED: usize = 256;

/// After how many instructions of SQLite's virtual machine a read looks whether it is still
/// wanted: some tens of microseconds.
const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 2_000;

/// By how much less urgent than a call what waits for a page or a list is, in the system's nice
/// values: a report of a million calls takes a processor for seconds.
const LESS_URGENT_BY: i32 = 10;

/// Which reader answers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lane {
    /// A call waits for it.
    Call,
    /// A page of the panel does: who looks at it.
    Page,
    /// A person or a program does.
    List,
}

type Step = Box<dyn FnOnce(&mut Connection) + Send>;

enum Order {
    Run(Step),
    Close(oneshot::Sender<rusqlite::Result<()>>),
}

#[derive(Debug)]
pub(super) struct WriterThread {
    place: String,
    orders: mpsc::Sender<Order>,
}

#[derive(Debug)]
pub(super) struct ReaderThread {
    place: String,
    orders: mpsc::Sender<Order>,
    busy_timeout: Duration,
}

/// Starts a thread that opens a connection and then carries out orders until the last sender is
/// gone or it is told to close.
async fn start(
    name: &str,
    place: &str,
    open: impl FnOnce() -> Result<Connection, StoreError> + Send + 'static,
    close: fn(&Connection) -> rusqlite::Result<()>,
) -> Result<mpsc::Sender<Order>, StoreError> {
    let (orders, mut line) = mpsc::channel::<Order>(QUEUED);
    let (opened, whether_opened) = oneshot::channel();
    let thread = move || {
        let mut connection = match open() {
            Ok(connection) => connection,
            Err(error) => {
                _ = opened.send(Err(error));
                return;
            }
        };
        _ = opened.send(Ok(()));
        while let Some(order) = line.blocking_recv() {
            match order {
                Order::Run(step) => step(&mut connection),
                Order::Close(closed) => {
                    let result = close(&connection);
                    let result = result.and(connection.close().map_err(|(_, error)| error));
                    _ = closed.send(result);
                    return;
                }
            }
        }
    };
    std::thread::Builder::new().name(name.to_owned()).spawn(thread).map_err(|error| {
        StoreError::Failed {
            place: place.to_owned(),
            why: format!("no thread could be started: {error}"),
        }
    })?;
    whether_opened.await.map_err(|_| StoreError::Closed)??;
    Ok(orders)
}

async fn close(orders: &mpsc::Sender<Order>, place: &str) -> Result<(), StoreError> {
    let (closed, answer) = oneshot::channel();
    if orders.send(Order::Close(closed)).await.is_err() {
        return Ok(());
    }
    match answer.await {
        Ok(result) => result.map_err(|error| error::of(place, &error)),
        // Somebody else's order to close came first.
        Err(_) => Ok(()),
    }
}

impl WriterThread {
    pub(super) async fn start(path: PathBuf, options: SqliteOptions) -> Result<Self, StoreError> {
        let place = path.display().to_string();
        let open = move || open::writer(&path, &options);
        let orders = start("vasl-store-write", &place, open, open::checkpoint).await?;
        Ok(Self { place, orders })
    }

    pub(super) async fn close(&self) -> Result<(), StoreError> {
        close(&self.orders, &self.place).await
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        step: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let order = Order::Run(Box::new(move |connection| {
            // Nobody may wait for the answer any more; the facts are written all the same.
            _ = reply.send(in_transaction(connection, TransactionBehavior::Immediate, step));
        }));
        self.orders.send(order).await.map_err(|_| StoreError::Closed)?;
        answer
            .await
            .map_err(|_| StoreError::Closed)?
            .map_err(|error| error::of(&self.place, &error))
    }
}

impl ReaderThread {
    pub(super) async fn start(
        lane: Lane,
        path: PathBuf,
        options: SqliteOptions,
    ) -> Result<Self, StoreError> {
        let place = path.display().to_string();
        let busy_timeout = options.busy_timeout;
        let name = match lane {
            Lane::Call => "vasl-store-call",
            Lane::Page => "vasl-store-page",
            Lane::List => "vasl-store-list",
        };
        let open = move || {
            if !matches!(lane, Lane::Call) {
                be_less_urgent();
            }
            open::reader(&path, &options)
        };
        let orders = start(name, &place, open, |_| Ok(())).await?;
        Ok(Self { place, orders, busy_timeout })
    }

    pub(super) async fn close(&self) {
        // A reader has nothing to bring into order.
        _ = close(&self.orders, &self.place).await;
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        within: Option<Duration>,
        question: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let until = within.and_then(|within| Instant::now().checked_add(within));
        let wanted = Wanted(Arc::new(AtomicBool::new(true)));
        let answer = self.ask(Patience::new(&wanted, until), question);
        match within {
            // Beside the look from within SQLite, which a disk that does not answer never reaches.
            Some(within) => {
                tokio::time::timeout(within, answer).await.unwrap_or(Err(StoreError::Deadline))
            }
            None => answer.await,
        }
    }

    async fn ask<T: Send + 'static>(
        &self,
        patience: Patience,
        question: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let busy_timeout = self.busy_timeout;
        let order = Order::Run(Box::new(move |connection| {
            let result = patience.lend(connection, busy_timeout, |connection| {
                in_transaction(connection, TransactionBehavior::Deferred, question)
            });
            _ = reply.send(result);
        }));
        self.orders.send(order).await.map_err(|_| StoreError::Closed)?;
        match answer.await.map_err(|_| StoreError::Closed)? {
            Some(result) => result.map_err(|error| error::of(&self.place, &error)),
            None => Err(StoreError::Deadline),
        }
    }
}

/// On Linux each thread has a nice value of its own. Where the system knows none, it is as urgent as
/// the others.
fn be_less_urgent() {
    if let Ok(nice) = getpriority_process(None) {
        _ = setpriority_process(None, (nice + LESS_URGENT_BY).min(19));
    }
}

/// Stands for somebody who waits for an answer; when it is dropped nobody does.
struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// How long an answer is of use.
#[derive(Clone)]
struct Patience {
    wanted: Arc<AtomicBool>,
    until: Option<Instant>,
}

impl Patience {
    fn new(wanted: &Wanted, until: Option<Instant>) -> Self {
        Self { wanted: Arc::clone(&wanted.0), until }
    }

    fn is_over(&self) -> bool {
        !self.wanted.load(Ordering::Relaxed)
            || self.until.is_some_and(|until| Instant::now() >= until)
    }

    /// Runs a question that stops when the patience is over; `None` where it was before.
    fn lend<T>(
        self,
        connection: &mut Connection,
        busy_timeout: Duration,
        question: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Option<rusqlite::Result<T>> {
        if self.is_over() {
            return None;
        }
        let left = self.until.map(|until| until.saturating_duration_since(Instant::now()));
        let busy_timeout = left.map_or(busy_timeout, |left| left.min(busy_timeout));
        Some(
            connection
                .busy_timeout(busy_timeout)
                .and_then(|()| {
                    let look = move || self.is_over();
                    connection.progress_handler(INSTRUCTIONS_BETWEEN_LOOKS, Some(look))
                })
                .and_then(|()| question(connection)),
        )
    }
}

fn in_transaction<T>(
    connection: &mut Connection,
    behavior: TransactionBehavior,
    step: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let transaction = connection.transaction_with_behavior(behavior)?;
    let value = step(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

#[cfg(test)]
#[path = "thread_tests.rs"]
mod tests;
