use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use vasl_ami::codec::Action;
use vasl_ami::event::EventKind;
use vasl_ami::session::{
    ActionError, Backoff, EventMask, Link, LinkEvent, LinkSettings, LinkState, Lost,
};

use crate::fake::{Fake, accept, listen, settings};
use crate::wire::{hangup, join};

fn quick(address: &str) -> LinkSettings {
    let ms = Duration::from_millis;
    LinkSettings {
        backoff: Backoff::new(ms(10), ms(50)).unwrap(),
        ping_every: Duration::from_secs(60),
        ..LinkSettings::new(settings(address))
    }
}

struct Pair {
    events: Fake<TcpStream>,
    actions: Fake<TcpStream>,
}

/// Serves both logins; `early` is sent as soon as events are asked for.
async fn serve(listener: &TcpListener, early: &str) -> Pair {
    let mut events = accept(listener).await;
    assert_eq!(events.log_in().await, "agent,call,system");
    events.send(early).await;
    let mut actions = accept(listener).await;
    assert_eq!(actions.log_in().await, "off");
    events.pong().await;
    Pair { events, actions }
}

fn down(event: Option<LinkEvent>) -> Lost {
    match event {
        Some(LinkEvent::Down { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

fn assert_up(event: Option<LinkEvent>) {
    assert!(matches!(event, Some(LinkEvent::Up(_))), "{event:?}");
}

#[tokio::test]
async fn a_link_comes_back_and_misses_nothing_while_it_is_up() {
    let (listener, address) = listen().await;
    let mut link = Link::start(quick(&address), &CancellationToken::new());
    let actions = link.actions();
    assert_eq!(actions.action(&Action::ping()).await, Err(ActionError::NotLinked));
    for _ in 0..3 {
        let mut pair = serve(&listener, &join("1")).await;
        assert_up(link.next().await);
        assert!(matches!(link.status().borrow().state, LinkState::UpSince(_)));
        let event = link.next().await;
        assert!(
            matches!(&event, Some(LinkEvent::Event(e)) if matches!(e.kind, EventKind::QueueCallerJoin(_))),
            "{event:?}"
        );
        pair.events.send(&hangup("1")).await;
        assert!(matches!(link.next().await, Some(LinkEvent::Event(_))));
        let ping = Action::ping();
        let (answer, ()) = tokio::join!(actions.action(&ping), pair.actions.pong());
        assert!(answer.is_ok());
        drop(pair);
        assert_eq!(down(link.next().await), Lost::Closed);
        assert_eq!(actions.action(&ping).await, Err(ActionError::NotLinked));
        let status = link.status().borrow().clone();
        assert!(matches!(status.state, LinkState::DownSince(_)));
        assert_eq!(status.last_error.unwrap(), Lost::Closed.to_string());
    }
}

#[tokio::test]
async fn a_link_for_asking_alone_is_one_connection_and_comes_back() {
    let (listener, address) = listen().await;
    let settings = LinkSettings { events: EventMask::of(&[]), ..quick(&address) };
    let link = Link::start(settings, &CancellationToken::new());
    let (actions, mut status) = (link.actions(), link.status());
    let kept = tokio::spawn(link.keep());
    for _ in 0..2 {
        let mut asked = accept(&listener).await;
        assert_eq!(asked.log_in().await, "off");
        status.wait_for(|now| matches!(now.state, LinkState::UpSince(_))).await.unwrap();
        let pinged = actions.ping(Duration::from_secs(5));
        assert_eq!(tokio::join!(pinged, asked.pong()).0, Ok(()));
        drop(asked);
        status.wait_for(|now| matches!(now.state, LinkState::DownSince(_))).await.unwrap();
    }
    kept.abort();
}

#[tokio::test]
async fn either_connection_takes_the_link_down() {
    let (listener, address) = listen().await;
    let mut link = Link::start(quick(&address), &CancellationToken::new());
    let Pair { events, actions } = serve(&listener, "").await;
    assert_up(link.next().await);
    drop(actions);
    assert_eq!(down(link.next().await), Lost::Closed);
    drop(events);
    let Pair { events, actions: _actions } = serve(&listener, "").await;
    assert_up(link.next().await);
    drop(events);
    assert_eq!(down(link.next().await), Lost::Closed);
}

#[tokio::test]
async fn an_asterisk_that_hangs_is_noticed() {
    let (listener, address) = listen().await;
    let settings = LinkSettings {
        ping_every: Duration::from_millis(10),
        ping_timeout: Duration::from_millis(300),
        ..quick(&address)
    };
    let mut link = Link::start(settings, &CancellationToken::new());
    let mut pair = serve(&listener, "").await;
    assert_up(link.next().await);
    pair.events.pong().await;
    pair.actions.pong().await;
    assert_eq!(down(link.next().await), Lost::Unanswered);
    let _again = serve(&listener, "").await;
    assert_up(link.next().await);
}

#[tokio::test]
async fn a_refused_login_is_told_and_tried_again() {
    let (listener, address) = listen().await;
    let mut link = Link::start(quick(&address), &CancellationToken::new());
    let mut fake = accept(&listener).await;
    fake.banner().await;
    let challenge = fake.expect("Challenge").await;
    fake.refuse(&challenge, "Authentication failed").await;
    let mut status = link.status();
    let told = status.wait_for(|status| status.last_error.is_some()).await.unwrap().clone();
    assert!(told.last_error.unwrap().contains("wrong secret"));
    assert!(matches!(told.state, LinkState::DownSince(_)));
    let _pair = serve(&listener, "").await;
    assert_up(link.next().await);
}

#[tokio::test]
async fn timestamps_that_are_off_stand_in_the_status() {
    let (listener, address) = listen().await;
    let link = Link::start(quick(&address), &CancellationToken::new());
    let mut events = accept(&listener).await;
    events.log_in().await;
    events.send("Event: Reload\r\nPrivilege: system,all\r\nModule: All\r\n\r\n").await;
    let mut actions = accept(&listener).await;
    actions.log_in().await;
    let mut status = link.status();
    let told = status.wait_for(|status| status.last_error.is_some()).await.unwrap().clone();
    assert!(told.last_error.unwrap().contains("timestampevents"));
}

#[tokio::test]
async fn a_consumer_that_lags_loses_the_link_and_starts_anew() {
    let (listener, address) = listen().await;
    let mut settings = quick(&address);
    settings.connection.event_buffer = 2;
    let mut link = Link::start(settings, &CancellationToken::new());
    let mut pair = serve(&listener, "").await;
    let flood: String = (0..50).map(|n| join(&n.to_string())).collect();
    pair.events.send(&flood).await;
    // Asterisk sees the connection end; only then does the consumer look.
    assert!(pair.events.action().await.is_none());
    assert_up(link.next().await);
    let mut expected = 0;
    let reason = loop {
        match link.next().await {
            Some(LinkEvent::Event(event)) => {
                let EventKind::QueueCallerJoin(join) = event.kind else { panic!() };
                assert_eq!(join.caller.caller_number, expected.to_string().as_bytes());
                expected += 1;
            }
            other => break down(other),
        }
    };
    assert_eq!(reason, Lost::Overflow);
    assert!(expected < 50);
    let _pair = serve(&listener, "").await;
    assert_up(link.next().await);
}

#[tokio::test]
async fn a_link_stops() {
    let (listener, address) = listen().await;
    let outer = CancellationToken::new();
    let mut link = Link::start(quick(&address), &outer);
    let mut pair = serve(&listener, "").await;
    assert_up(link.next().await);
    let (status, actions) = (link.status(), link.actions());
    outer.cancel();
    assert_eq!(link.next().await, None);
    assert!(pair.events.action().await.is_none());
    assert!(matches!(status.borrow().state, LinkState::DownSince(_)));
    assert_eq!(actions.action(&Action::ping()).await, Err(ActionError::NotLinked));
    link.stop().await;
    let other = Link::start(quick(&address), &CancellationToken::new());
    other.stop().await;
}
