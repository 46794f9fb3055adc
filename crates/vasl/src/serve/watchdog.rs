//! Ends a service that is stuck. A caller on a server that accepts and does not answer waits two
//! seconds; on one that is not there, none.

use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::interval;
use tokio_util::sync::CancellationToken;

/// How often the runtime shows that it runs.
const BEAT: Duration = Duration::from_millis(500);

/// How often the watching thread looks.
const LOOK: Duration = Duration::from_secs(1);

/// After so many looks without a beat the process ends. Looks are counted, not time: a process
/// that was stopped and goes on has missed none.
const LOOKS: u32 = 5;

/// Starts to watch; the returned future beats and must be run.
pub fn start(cancel: CancellationToken) -> std::io::Result<impl Future<Output = ()> + Send> {
    let beats = Arc::new(AtomicU64::new(0));
    let watched = Arc::clone(&beats);
    let ended = cancel.clone();
    std::thread::Builder::new().name("watchdog".to_owned()).spawn(move || {
        watch(&watched, &ended);
    })?;
    Ok(async move {
        let mut ticks = interval(BEAT);
        while cancel.run_until_cancelled(ticks.tick()).await.is_some() {
            beats.fetch_add(1, Ordering::Relaxed);
            notify("WATCHDOG=1");
        }
    })
}

fn watch(beats: &AtomicU64, ended: &CancellationToken) {
    let (mut last, mut missed) = (0, 0);
    while !ended.is_cancelled() {
        std::thread::sleep(LOOK);
        let now = beats.load(Ordering::Relaxed);
        missed = if now == last { missed + 1 } else { 0 };
        last = now;
        if missed >= LOOKS && !ended.is_cancelled() {
            eprintln!("vasl: the service is stuck and ends itself; calls go on without it");
            std::process::abort();
        }
    }
}

/// Tells the service manager, where there is one (`sd_notify(3)`).
pub fn notify(state: &str) {
    if let Some(socket) = std::env::var_os("NOTIFY_SOCKET")
        && let Ok(sender) = UnixDatagram::unbound()
    {
        let _ = sender.send_to(state.as_bytes(), socket);
    }
}
