//! The server: connections with limits, each a task that is waited for.

use super::patience::Patience;
use super::{ClientAddress, Places};
use crate::{App, panel};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;
use tracing::{debug, warn};

/// So many connections at once; whoever comes later waits to be accepted.
const CONNECTIONS: usize = 1_024;

/// So many of one peer's: an office behind one address, with a page that is kept up to date on every
/// desk. Who has them all gets no more until one has ended.
const OF_ONE_PEER: usize = 256;

/// How long the head of a request may take to come.
const HEAD_WITHIN: Duration = Duration::from_secs(15);

/// How long answers may still take when the service stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// The panel's server, listening.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
}

impl Server {
    /// Listens.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address).await? })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until it is cancelled.
    pub async fn run(self, app: App, cancel: CancellationToken) {
        let router = panel::router(&app);
        let connections = TaskTracker::new();
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        let places = Places::new(OF_ONE_PEER);
        let behind_proxy = app.settings().behind_tls;
        let accept = async {
            loop {
                let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
                match self.listener.accept().await {
                    Ok((stream, peer)) => {
                        let of_peer = match network(peer.ip()).filter(|_| !behind_proxy) {
                            Some(network) => match places.take(network) {
                                Some(place) => Some(place),
                                // Closed at once, so that it does not stand before others.
                                None => continue,
                            },
                            None => None,
                        };
                        let (router, cancel) = (router.clone(), cancel.clone());
                        connections.spawn(async move {
                            serve(stream, peer, router, cancel).await;
                            drop((place, of_peer));
                        });
                    }
                    Err(error) => {
                        warn!(%error, "the panel does not accept connections");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
            }
        };
        cancel.run_until_cancelled(accept).await;
        app.stopping().cancel();
        connections.close();
        if tokio::time::timeout(STOP_WITHIN, connections.wait()).await.is_err() {
            debug!("some pages were not answered before the panel stopped");
        }
    }
}

/// Whose places a connection takes; nobody's where it comes from this machine, as that of a proxy
/// does. Whoever has IPv6 has a whole network of addresses, and is one peer.
fn network(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        address if address.is_loopback() => None,
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            Some(IpAddr::V6(network.into()))
        }
        address @ IpAddr::V4(_) => Some(address),
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, router: Router, cancel: CancellationToken) {
    let address = ClientAddress(peer.ip());
    let service = router.map_request(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(address);
        request
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .serve_connection(
                TokioIo::new(Patience::new(stream)),
                TowerToHyperService::new(service)
            )
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = cancel.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        debug!(%error, "a connection to the panel broke off");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_peer_is_one_address_or_one_network_of_ipv6_and_a_proxy_here_is_none() {
        let of = |text: &str| network(text.parse().unwrap()).map(|network| network.to_string());
        for (address, expected) in [
            ("192.0.2.7", Some("192.0.2.7")),
            ("::ffff:192.0.2.7", Some("192.0.2.7")),
            ("2001:db8:1:2:3:4:5:6", Some("2001:db8:1:2::")),
            ("127.0.0.1", None),
            ("::ffff:127.0.0.1", None),
            ("::1", None),
        ] {
            assert_eq!(of(address).as_deref(), expected, "{address}");
        }
    }
}
