//! A server under test.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vasl_agi::{Counters, Server, Session, Settings};

/// A server that runs, and what its handlers report.
pub(crate) struct Running<T> {
    pub(crate) address: SocketAddr,
    pub(crate) counters: Arc<Counters>,
    pub(crate) shutdown: CancellationToken,
    pub(crate) task: JoinHandle<()>,
    reports: mpsc::UnboundedReceiver<T>,
}

/// Limits under which only a fault of the test itself meets the deadline.
pub(crate) fn patient() -> Settings {
    Settings { session_deadline: Duration::from_secs(20), ..Settings::default() }
}

impl<T: Send + 'static> Running<T> {
    pub(crate) async fn start<H, F>(settings: Settings, handler: H) -> Self
    where
        H: Fn(Session) -> F + Send + Sync + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), settings).await.unwrap();
        let (address, counters) = (server.local_addr().unwrap(), server.counters());
        let (report, reports) = mpsc::unbounded_channel();
        let shutdown = CancellationToken::new();
        let handled = move |session| {
            let (report, future) = (report.clone(), handler(session));
            async move {
                let _nobody_listens = report.send(future.await);
            }
        };
        let task = tokio::spawn(server.run(handled, shutdown.clone()));
        Self { address, counters, shutdown, task, reports }
    }

    /// What the next handler to end reports.
    pub(crate) async fn report(&mut self) -> T {
        self.reports.recv().await.unwrap()
    }
}

/// Waits until something is so.
pub(crate) async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        tokio::task::yield_now().await;
    }
}
