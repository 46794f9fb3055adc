//! A small FastAGI server over tokio.

mod accept;
mod counters;
mod session;
mod settings;
mod wire;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

use accept::{Accept, Pause};
use counters::Event;
use session::Opening;
use wire::Wire;

pub use counters::Counters;
pub use session::{Session, SessionError};
pub use settings::Settings;

use crate::codec::{Environment, EnvironmentDecoder, EnvironmentError};

/// A FastAGI server on one address.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    settings: Settings,
    counters: Arc<Counters>,
}

impl Server {
    /// Listens on an address. FreePBX has a FastAGI server of its own on port 4573.
    ///
    /// # Errors
    ///
    /// The system does not let it have the address.
    pub async fn bind(address: SocketAddr, settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        Ok(Self { listener, settings, counters: Arc::default() })
    }

    /// The address it listens on, with the port the system chose if 0 was asked for.
    ///
    /// # Errors
    ///
    /// The system does not say.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Its counts, which stay readable while it runs and after.
    #[must_use]
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }

    /// Serves until `shutdown` is cancelled: calls `handler` once for each connection whose
    /// environment was read, and closes the connection when the handler is done.
    ///
    /// Once cancelled, it stops listening and returns when the last session has ended, which
    /// takes no longer than [`Settings::session_deadline`].
    ///
    /// The handler's future is dropped at the session's deadline, so it must not block the
    /// thread. It should look at [`Environment::tainted`] before it believes what a caller
    /// could write.
    pub async fn run<H, F>(self, handler: H, shutdown: CancellationToken)
    where
        H: Fn(Session) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let desk = Desk::new(self.settings, self.counters, handler);
        let sessions = TaskTracker::new();
        receive(self.listener, &desk, &sessions, &shutdown).await;
        sessions.close();
        sessions.wait().await;
    }
}

/// Takes connections until `shutdown`; owns the listener, so that it is closed before the
/// sessions under way are waited for.
async fn receive<A, H, F>(
    mut listener: A,
    desk: &Arc<Desk<H>>,
    sessions: &TaskTracker,
    shutdown: &CancellationToken,
) where
    A: Accept,
    H: Fn(Session) -> F + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let mut pause = Pause::new();
    while let Some(accepted) = shutdown.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, peer)) => {
                pause = Pause::new();
                desk.admit(stream, peer, sessions);
            }
            Err(error) => {
                desk.counters.count(Event::FailedAccept);
                warn!(%error, "cannot accept a connection");
                shutdown.run_until_cancelled(sleep(pause.next())).await;
            }
        }
    }
}

/// What every connection shares.
struct Desk<H> {
    settings: Settings,
    counters: Arc<Counters>,
    seats: Arc<Semaphore>,
    handler: H,
}

impl<H, F> Desk<H>
where
    H: Fn(Session) -> F + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    fn new(settings: Settings, counters: Arc<Counters>, handler: H) -> Arc<Self> {
        let seats = settings.connection_limit.min(Semaphore::MAX_PERMITS);
        Arc::new(Self { settings, counters, seats: Arc::new(Semaphore::new(seats)), handler })
    }

    /// Starts a session, or closes the connection by dropping it.
    fn admit(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr, sessions: &TaskTracker) {
        if self.settings.loopback_only && !peer.ip().to_canonical().is_loopback() {
            self.counters.count(Event::RefusedPeer);
            debug!(%peer, "refused a peer that is not on this machine");
            return;
        }
        let Ok(seat) = Arc::clone(&self.seats).try_acquire_owned() else {
            self.counters.count(Event::RefusedOverLimit);
            debug!(%peer, "refused a connection over the limit");
            return;
        };
        self.counters.count(Event::Accepted);
        let desk = Arc::clone(self);
        sessions.spawn(async move {
            desk.serve(stream, peer).await;
            drop(seat);
        });
    }

    async fn serve(&self, stream: TcpStream, peer: SocketAddr) {
        let deadline = Instant::now() + self.settings.session_deadline;
        let conversation = Box::pin(self.converse(stream, peer, deadline));
        if timeout_at(deadline, conversation).await.is_err() || Instant::now() >= deadline {
            self.counters.count(Event::EndedByDeadline);
            debug!(%peer, "a session reached its deadline");
        }
    }

    async fn converse(&self, stream: TcpStream, peer: SocketAddr, deadline: Instant) {
        // Without it the kernel may hold a line back until an earlier one is acknowledged.
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%peer, %error, "cannot set TCP_NODELAY");
        }
        let mut wire = Wire::new(stream);
        let environment = match read_environment(&mut wire).await {
            Ok(environment) => environment,
            Err(broken) => {
                self.counters.count(broken.event());
                debug!(%peer, error = %broken, "no environment");
                return;
            }
        };
        if environment.tainted() {
            self.counters.count(Event::Tainted);
            warn!(%peer, ?environment, "a tainted environment");
        }
        let opening = Opening {
            wire,
            environment,
            peer,
            deadline,
            command_limit: self.settings.command_limit,
            counters: Arc::clone(&self.counters),
        };
        (self.handler)(Session::open(opening)).await;
    }
}

/// Why a connection has no environment.
#[derive(Debug, thiserror::Error)]
enum NoEnvironment {
    #[error("the peer closed the connection")]
    Closed,
    #[error("the socket failed: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Malformed(#[from] EnvironmentError),
}

impl NoEnvironment {
    const fn event(&self) -> Event {
        match self {
            Self::Closed | Self::Io(_) => Event::BrokenOff,
            Self::Malformed(_) => Event::Malformed,
        }
    }
}

async fn read_environment(wire: &mut Wire) -> Result<Environment, NoEnvironment> {
    let mut decoder = EnvironmentDecoder::new();
    while wire.fill().await? {
        let (taken, environment) = decoder.decode(wire.unread())?;
        wire.consume(taken);
        if let Some(environment) = environment {
            return Ok(environment);
        }
    }
    Err(NoEnvironment::Closed)
}

#[cfg(test)]
mod tests;
