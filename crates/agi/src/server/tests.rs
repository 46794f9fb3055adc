use tokio::io::AsyncReadExt;

use super::*;

/// A listener that first fails, and then says that its peers come from `peer`.
struct Flaky {
    listener: TcpListener,
    failures_left: u32,
    peer: Option<SocketAddr>,
}

impl Accept for Flaky {
    async fn accept(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        if self.failures_left > 0 {
            self.failures_left -= 1;
            return Err(io::Error::other("no descriptors"));
        }
        let (stream, peer) = self.listener.accept().await?;
        Ok((stream, self.peer.unwrap_or(peer)))
    }
}

/// Connects once to a server that takes nobody in, and gives its counts.
async fn refused(settings: Settings, failures: u32, peer: Option<SocketAddr>) -> Arc<Counters> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let counters = Arc::<Counters>::default();
    let desk = Desk::new(settings, Arc::clone(&counters), |_session| async {});
    let shutdown = CancellationToken::new();
    let sessions = TaskTracker::new();
    let serving = {
        let (sessions, shutdown) = (sessions.clone(), shutdown.clone());
        let flaky = Flaky { listener, failures_left: failures, peer };
        tokio::spawn(async move { receive(flaky, &desk, &sessions, &shutdown).await })
    };
    let mut client = TcpStream::connect(address).await.unwrap();
    assert_eq!(client.read(&mut [0; 8]).await.unwrap_or(0), 0, "the connection is closed");
    shutdown.cancel();
    serving.await.unwrap();
    assert!(sessions.is_empty());
    counters
}

#[tokio::test(start_paused = true)]
async fn accepting_goes_on_after_failures() {
    let settings = Settings { connection_limit: 0, ..Settings::default() };
    let before = Instant::now();
    let counters = refused(settings, 4, None).await;
    assert_eq!(counters.failed_accepts(), 4);
    assert_eq!(counters.refused_over_limit(), 1);
    assert_eq!(counters.accepted(), 0);
    assert!(before.elapsed().as_millis() >= 10 + 20 + 40 + 80);
}

#[tokio::test]
async fn only_this_machine_is_let_in() {
    for peer in ["192.0.2.1:5000", "[2001:db8::1]:5000", "[::ffff:192.0.2.1]:5000"] {
        let counters = refused(Settings::default(), 0, Some(peer.parse().unwrap())).await;
        assert_eq!(counters.refused_peer(), 1, "{peer}");
        assert_eq!(counters.accepted(), 0, "{peer}");
    }
}

#[tokio::test]
async fn a_mapped_loopback_address_is_this_machine() {
    let settings = Settings { connection_limit: 0, ..Settings::default() };
    let peer = "[::ffff:127.0.0.1]:5000".parse().unwrap();
    let counters = refused(settings, 0, Some(peer)).await;
    assert_eq!((counters.refused_peer(), counters.refused_over_limit()), (0, 1));
}

#[tokio::test]
async fn shutdown_ends_a_pause() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let flaky = Flaky { listener, failures_left: u32::MAX, peer: None };
    let desk = Desk::new(Settings::default(), Arc::default(), |_session| async {});
    let shutdown = CancellationToken::new();
    shutdown.cancel();
    receive(flaky, &desk, &TaskTracker::new(), &shutdown).await;
}
