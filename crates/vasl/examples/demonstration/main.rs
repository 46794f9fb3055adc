//! Vasl at work, as `./run` shows it: the user's own example on a real Asterisk, with real calls.
//!
//! Who answered is taken from Asterisk's own events, by the lab's witness. Vasl is asked for one
//! thing only: what it decided, and why.
//!
//! # Map
//!
//! * here: the life cycle. Whatever happens, Vasl and Asterisk are stopped and their folders go;
//! * `example` sets the example up, as a user would: a call flow and a command;
//! * `story` makes one call and tells it;
//! * `plot` is the calls that show the job, and what each must come to;
//! * `visit` is the time after it: where to look, and calls by hand.

#![allow(unreachable_pub, reason = "a program has no outside")]

mod example;
mod plot;
mod story;
#[allow(clippy::indexing_slicing, reason = "a value that is not there ends a wait in vain")]
#[path = "../../tests/support/mod.rs"]
mod support;
mod visit;

use std::cell::Cell;
use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;
use support::{CallCentre, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// As a shell has it for what was interrupted.
const INTERRUPTED: u8 = 130;

#[tokio::main]
async fn main() -> ExitCode {
    let once = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--once") => true,
        Some(other) => {
            complain(format!("there is no option {other}, only --once"));
            return ExitCode::from(2);
        }
    };
    match run(once).await {
        Ok(code) => code,
        Err(error) => {
            complain(error);
            ExitCode::FAILURE
        }
    }
}

async fn run(once: bool) -> Result<ExitCode> {
    let mut ending = Ending::new()?;
    let opened = tokio::select! {
        opened = example::open() => Some(opened?),
        () = ending.told() => None,
    };
    let Some(centre) = opened else { return Ok(ExitCode::from(INTERRUPTED)) };
    let shown = Cell::new(false);
    let ended = tokio::select! {
        ended = show(&centre, once, &shown) => ended,
        () = ending.told() => Ok(()),
    };
    // Vasl first, and to its end: a process that still writes would keep its folder.
    let stopped = centre.vasl.stop().await;
    drop(centre);
    tell("Stopped: nothing of it runs any more, and its temporary folders are gone.");
    ended.and(stopped)?;
    Ok(if shown.get() { ExitCode::SUCCESS } else { ExitCode::from(INTERRUPTED) })
}

async fn show(centre: &CallCentre, once: bool, shown: &Cell<bool>) -> Result {
    let cast = example::set_up(centre).await?;
    plot::play(&cast).await?;
    shown.set(true);
    if once { Ok(()) } else { visit::receive(&cast).await }
}

/// What ends the demonstration from outside: Ctrl-C, a request to stop, a terminal that closes.
struct Ending {
    signals: [Signal; 3],
}

impl Ending {
    fn new() -> Result<Self> {
        let [interrupt, terminate, hangup] =
            [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
        Ok(Self { signals: [interrupt?, terminate?, hangup?] })
    }

    async fn told(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.signals;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
        tell("\nStopping.");
    }
}

/// Prints a line. Where nobody reads any more, the call centre is closed all the same.
fn tell(line: impl Display) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn complain(error: impl Display) {
    let _ = writeln!(std::io::stderr(), "demonstration: {error}");
}
