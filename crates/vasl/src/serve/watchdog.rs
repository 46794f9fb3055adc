//! Ends a service whose calls are stuck. A caller on a server that accepts and does not answer waits
//! two seconds; on one that is not there, none.
//!
//! A panel that is stuck costs no caller anything, and ending the service would: so that is only
//! said, and again when it goes on.

use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::interval;
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

/// How often a runtime shows that it runs.
const BEAT: Duration = Duration::from_millis(500);

/// How often the watching thread looks.
const LOOK: Duration = Duration::from_secs(1);

/// After so many looks without a beat of the calls' the process ends. Looks are counted, not time: a
/// process that was stopped and goes on has missed none.
const LOOKS: u32 = 5;

/// After so many looks without a beat of the panel's it is said. On a busy machine it is late sooner
/// than calls are.
const LOOKS_OF_PANEL: u32 = 20;

/// What shows that a runtime runs.
#[derive(Debug, Clone, Default)]
pub struct Pulse(Arc<AtomicU64>);

impl Pulse {
    /// Beats until it is cancelled.
    pub async fn beat(self, cancel: CancellationToken) {
        let mut ticks = interval(BEAT);
        while cancel.run_until_cancelled(ticks.tick()).await.is_some() {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Starts to watch. The returned future beats for the calls and must be run; the pulse is the
/// panel's, which need not beat at all: it is watched from its first beat on.
pub fn start(
    cancel: CancellationToken,
) -> std::io::Result<(impl Future<Output = ()> + Send, Pulse)> {
    let (calls, panel) = (Pulse::default(), Pulse::default());
    let watched = (calls.clone(), panel.clone());
    let ended = cancel.clone();
    std::thread::Builder::new().name("watchdog".to_owned()).spawn(move || {
        watch(watched, &ended);
    })?;
    let beats = async move {
        let mut ticks = interval(BEAT);
        while cancel.run_until_cancelled(ticks.tick()).await.is_some() {
            calls.0.fetch_add(1, Ordering::Relaxed);
            notify("WATCHDOG=1");
        }
    };
    Ok((beats, panel))
}

/// Looks without a beat, in a row.
#[derive(Debug, Default)]
struct Missed {
    last: u64,
    looks: u32,
}

impl Missed {
    fn look(&mut self, pulse: &Pulse) -> u32 {
        let now = pulse.0.load(Ordering::Relaxed);
        self.looks = if now == self.last { self.looks.saturating_add(1) } else { 0 };
        self.last = now;
        self.looks
    }
}

fn watch((calls, panel): (Pulse, Pulse), ended: &CancellationToken) {
    let (mut of_calls, mut of_panel) = (Missed::default(), Missed::default());
    let mut said = false;
    while !ended.is_cancelled() {
        std::thread::sleep(LOOK);
        if of_calls.look(&calls) >= LOOKS && !ended.is_cancelled() {
            eprintln!("vasl: the service is stuck and ends itself; calls go on without it");
            std::process::abort();
        }
        let is_stuck = of_panel.look(&panel) >= LOOKS_OF_PANEL && of_panel.last > 0;
        if is_stuck != said && !ended.is_cancelled() {
            said = is_stuck;
            if is_stuck {
                error!(
                    "the panel is stuck: no page comes, and calls are answered all the same; where \
                     it does not go on by itself, restart the service at a quiet time"
                );
            } else {
                info!("the panel goes on");
            }
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
