//! Peers that do not behave, and the end of the server itself.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::Instant;
use vasl_agi::{Command, Session, SessionError, Settings};

use crate::asterisk::{Asterisk, Call};
use crate::running::{Running, patient, until};

async fn nothing(_session: Session) {}

async fn one_command(mut session: Session) -> Result<vasl_agi::Reply, SessionError> {
    session.send(Command::answer()).await
}

// In these, time stands still but when all wait for it, so the deadline is met at once.

#[tokio::test(start_paused = true)]
async fn a_silent_peer_is_closed_at_the_deadline() {
    let running = Running::start(Settings::default(), nothing).await;
    let before = Instant::now();
    let asterisk = Asterisk::connect(running.address).await;
    assert_eq!(asterisk.until_closed().await, b"");
    until(|| running.counters.ended_by_deadline() == 1).await;
    assert_eq!(before.elapsed().as_millis() / 10, 25, "the default deadline of 250 ms");
}

#[tokio::test(start_paused = true)]
async fn half_a_line_is_closed_at_the_deadline() {
    let running = Running::start(Settings::default(), nothing).await;
    let mut asterisk = Asterisk::connect(running.address).await;
    asterisk.say("agi_network: yes\nagi_netw").await;
    asterisk.until_closed().await;
    until(|| running.counters.ended_by_deadline() == 1).await;
    assert_eq!(running.counters.malformed(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_never_replies_is_closed_at_the_deadline() {
    let mut running = Running::start(Settings::default(), one_command).await;
    let asterisk = Asterisk::call(running.address, &Call::default()).await;
    assert_eq!(asterisk.until_closed().await, b"ANSWER\n");
    assert!(matches!(running.report().await, Err(SessionError::Deadline)));
    until(|| running.counters.ended_by_deadline() == 1).await;
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_never_ends_is_dropped_at_the_deadline() {
    let running = Running::start(Settings::default(), |session: Session| async move {
        let () = std::future::pending().await;
        drop(session);
    })
    .await;
    let asterisk = Asterisk::call(running.address, &Call::default()).await;
    assert_eq!(asterisk.until_closed().await, b"");
    until(|| running.counters.ended_by_deadline() == 1).await;
}

#[tokio::test]
async fn endless_lines_are_malformed() {
    let running = Running::start(patient(), nothing).await;
    let mut asterisk = Asterisk::connect(running.address).await;
    asterisk.repeat(b"agi_network: yes\n").await;
    assert_eq!(running.counters.malformed(), 1);
}

#[tokio::test]
async fn bytes_without_a_line_end_are_malformed() {
    let running = Running::start(patient(), nothing).await;
    let mut asterisk = Asterisk::connect(running.address).await;
    asterisk.repeat(&[b'a'; 1_000]).await;
    assert_eq!(running.counters.malformed(), 1);
}

#[tokio::test]
async fn a_reset_or_an_end_within_the_environment_breaks_off() {
    let running = Running::start(patient(), nothing).await;
    let mut asterisk = Asterisk::connect(running.address).await;
    asterisk.say("agi_network: yes\nagi").await;
    asterisk.reset();
    until(|| running.counters.broken_off() == 1).await;
    let mut asterisk = Asterisk::connect(running.address).await;
    asterisk.say("agi_network: yes\n").await;
    drop(asterisk);
    until(|| running.counters.broken_off() == 2).await;
    assert_eq!(running.counters.malformed(), 0);
}

#[tokio::test]
async fn a_reset_or_an_end_before_the_reply_closes_the_session() {
    let mut running = Running::start(patient(), one_command).await;
    for (said, reset) in [("", true), ("", false), ("200 resu", true), ("200 resu", false)] {
        let mut asterisk = Asterisk::call(running.address, &Call::default()).await;
        asterisk.hear().await.unwrap();
        asterisk.say(said).await;
        if reset {
            asterisk.reset();
        } else {
            drop(asterisk);
        }
        let reply = running.report().await;
        assert!(matches!(reply, Err(SessionError::Closed)), "{said:?}: {reply:?}");
    }
}

#[tokio::test]
async fn one_over_the_limit_is_closed_at_once() {
    let release = Arc::new(Notify::new());
    let settings = Settings { connection_limit: 1, ..patient() };
    let wait = Arc::clone(&release);
    let mut running = Running::start(settings, move |session: Session| {
        let wait = Arc::clone(&wait);
        async move {
            wait.notified().await;
            session.environment().tainted()
        }
    })
    .await;
    let first = Asterisk::call(running.address, &Call::default()).await;
    until(|| running.counters.accepted() == 1).await;
    let second = Asterisk::connect(running.address).await;
    assert_eq!(second.until_closed().await, b"");
    assert_eq!(running.counters.refused_over_limit(), 1);

    release.notify_one();
    running.report().await;
    assert_eq!(first.until_closed().await, b"");
    release.notify_one();
    // The first one's seat may be given back a moment after its connection closes.
    while running.counters.accepted() < 2 {
        let next = Asterisk::call(running.address, &Call::default()).await;
        next.until_closed().await;
    }
    running.report().await;
}

#[tokio::test]
async fn a_handler_that_panics_costs_one_session() {
    let settings = Settings { connection_limit: 1, ..patient() };
    let mut running = Running::start(settings, |session: Session| async move {
        assert_ne!(session.environment().caller_name(), Some(&b"panic"[..]), "as it should");
        7
    })
    .await;
    let asterisk = Asterisk::call(running.address, &Call::named("panic")).await;
    asterisk.until_closed().await;
    while running.counters.accepted() < 2 {
        Asterisk::call(running.address, &Call::default()).await.until_closed().await;
    }
    assert_eq!(running.report().await, 7);
}

#[tokio::test]
async fn shutdown_lets_sessions_end_and_lets_nobody_in() {
    let mut running = Running::start(patient(), one_command).await;
    let mut asterisk = Asterisk::call(running.address, &Call::default()).await;
    assert_eq!(asterisk.hear().await.unwrap(), ["ANSWER"]);
    running.shutdown.cancel();
    // The listener goes before the session does.
    while TcpStream::connect(running.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!running.task.is_finished());
    asterisk.say("200 result=0\n").await;
    assert!(running.report().await.is_ok());
    running.task.await.unwrap();
    assert_eq!(running.counters.accepted(), 1);
}

#[tokio::test(start_paused = true)]
async fn shutdown_takes_no_longer_than_the_deadline() {
    let settings = Settings { session_deadline: Duration::from_secs(3), ..Settings::default() };
    let running = Running::start(settings, nothing).await;
    let _silent = Asterisk::connect(running.address).await;
    until(|| running.counters.accepted() == 1).await;
    let before = Instant::now();
    running.shutdown.cancel();
    running.task.await.unwrap();
    assert!(before.elapsed() <= Duration::from_millis(3_001));
    assert_eq!(running.counters.ended_by_deadline(), 1);
}
