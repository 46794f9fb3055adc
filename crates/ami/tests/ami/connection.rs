use std::pin::pin;
use std::time::Duration;

use tokio::time::sleep;
use vasl_ami::codec::Action;
use vasl_ami::event::{DropReason, EventKind};
use vasl_ami::session::{
    ActionError, EventMask, LoginError, LoginMethod, Lost, Settings, Subscription,
};

use crate::fake::{SECRET, connected, failed, settings};
use crate::wire::{hangup, join, member_status};

fn ours() -> Settings {
    settings("pbx:5038")
}

fn events() -> Subscription {
    Subscription::Events(EventMask::default())
}

#[tokio::test(start_paused = true)]
async fn logs_in_by_challenge_and_asks() {
    let (connection, mut fake) = connected(&ours(), Subscription::Off).await;
    assert_eq!(*connection.version(), "11.0.0");
    let action = Action::core_status();
    let (answer, ()) = tokio::join!(connection.action(&action), async {
        let asked = fake.expect("CoreStatus").await;
        fake.answer(&asked, "CoreStartupDate: 2026-11-23\r\n").await;
    });
    assert_eq!(answer.unwrap().fields().text("CoreStartupDate").unwrap(), "2026-11-23");
    connection.close().await;
    assert!(fake.action().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn logs_in_plainly_when_told() {
    let settings = Settings { method: LoginMethod::Plain, ..ours() };
    let error = failed(&settings, async |fake| {
        fake.banner().await;
        let login = fake.expect("Login").await;
        assert_eq!(login.text("Secret").unwrap(), SECRET);
        assert_eq!(login.text("Events").unwrap(), "off");
        fake.refuse(&login, "Authentication failed").await;
    })
    .await;
    assert!(matches!(error, LoginError::WrongSecret { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_refused_login_says_where_and_as_whom_but_not_the_secret() {
    let wrong = failed(&ours(), async |fake| {
        fake.banner().await;
        let challenge = fake.expect("Challenge").await;
        fake.answer(&challenge, "Challenge: 1\r\n").await;
        let login = fake.expect("Login").await;
        sleep(Duration::from_secs(1)).await;
        fake.refuse(&login, "Authentication failed").await;
    })
    .await;
    assert!(matches!(wrong, LoginError::WrongSecret { .. }));
    let refused = failed(&ours(), async |fake| {
        fake.banner().await;
        let challenge = fake.expect("Challenge").await;
        fake.refuse(&challenge, "Login Already In Use").await;
    })
    .await;
    assert!(refused.to_string().ends_with("Login Already In Use"));
    for error in [wrong, refused] {
        let sentence = format!("{error} {error:?}");
        assert!(sentence.contains("pbx:5038") && sentence.contains("vasl"), "{sentence}");
        assert!(!sentence.contains(SECRET), "{sentence}");
    }
    assert!(!format!("{:?}", ours()).contains(SECRET));
}

#[tokio::test(start_paused = true)]
async fn a_login_fails_in_its_own_ways() {
    let silent = failed(&ours(), async |fake| {
        fake.banner().await;
        sleep(Duration::from_secs(60)).await;
    })
    .await;
    assert!(matches!(silent, LoginError::TimedOut { .. }));
    let other = failed(&ours(), async |fake| fake.send("SSH-2.0-OpenSSH\r\n").await).await;
    assert!(matches!(other, LoginError::NotAmi { .. }));
    let broken = Settings { user: "a\r\nAction: Logoff".to_owned(), ..ours() };
    let unsendable = failed(&broken, async |fake| {
        fake.banner().await;
        let challenge = fake.expect("Challenge").await;
        fake.answer(&challenge, "Challenge: 1\r\n").await;
    })
    .await;
    assert!(matches!(unsendable, LoginError::Unsendable(_)));
    let (ours_end, theirs) = tokio::io::duplex(64);
    drop(theirs);
    let closed = vasl_ami::session::Connection::over(ours_end, &ours(), Subscription::Off).await;
    assert!(matches!(closed.err().unwrap(), LoginError::Closed { .. }));
}

#[tokio::test]
async fn nobody_listens() {
    let (listener, address) = crate::fake::listen().await;
    drop(listener);
    let error = vasl_ami::session::Connection::connect(&settings(&address), Subscription::Off)
        .await
        .err()
        .unwrap();
    assert!(matches!(error, LoginError::Unreachable { .. }));
    assert!(error.to_string().contains(&address));
}

#[tokio::test(start_paused = true)]
async fn a_close_in_the_middle_of_an_action_is_known_at_once() {
    let (connection, mut fake) = connected(&ours(), Subscription::Off).await;
    let action = Action::core_status();
    let (answer, ()) = tokio::join!(connection.action(&action), async move {
        fake.expect("CoreStatus").await;
    });
    assert_eq!(answer, Err(ActionError::ConnectionLost));
    assert_eq!(connection.actions().waiting(), 0);
    assert_eq!(connection.lost().await, Lost::Closed);
    assert_eq!(connection.action(&action).await, Err(ActionError::NotLinked));
}

#[tokio::test(start_paused = true)]
async fn an_action_that_times_out_leaves_nothing_and_its_late_answer_harms_nothing() {
    let (connection, mut fake) = connected(&ours(), Subscription::Off).await;
    let action = Action::core_status();
    assert_eq!(connection.action(&action).await, Err(ActionError::TimedOut));
    assert_eq!(connection.actions().waiting(), 0);
    let late = fake.expect("CoreStatus").await;
    fake.answer(&late, "Late: yes\r\n").await;
    let (answer, ()) = tokio::join!(connection.action(&action), async {
        let asked = fake.expect("CoreStatus").await;
        fake.answer(&asked, "Late: no\r\n").await;
    });
    assert_eq!(answer.unwrap().fields().text("Late").unwrap(), "no");
    assert_eq!(connection.dropped().total(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_action_given_up_leaves_nothing() {
    let (connection, mut fake) = connected(&ours(), Subscription::Off).await;
    let action = Action::core_status();
    {
        let mut asking = pin!(connection.action(&action));
        tokio::select! {
            _ = &mut asking => panic!("nobody answered"),
            _ = fake.expect("CoreStatus") => {}
        }
        assert_eq!(connection.actions().waiting(), 1);
    }
    assert_eq!(connection.actions().waiting(), 0);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_connection_answers_who_waits() {
    let (connection, mut fake) = connected(&ours(), Subscription::Off).await;
    let actions = connection.actions();
    let action = Action::core_status();
    let (answer, ()) = tokio::join!(actions.action(&action), async move {
        fake.expect("CoreStatus").await;
        drop(connection);
    });
    assert_eq!(answer, Err(ActionError::ConnectionLost));
}

#[tokio::test(start_paused = true)]
async fn lists() {
    let (connection, mut fake) = connected(&ours(), Subscription::Off).await;
    let action = Action::new("Things").unwrap();
    let (listing, ()) = tokio::join!(connection.list(&action), async {
        let asked = fake.expect("Things").await;
        let id = asked.text("ActionID").unwrap();
        fake.answer(&asked, "EventList: start\r\nMessage: follows\r\n").await;
        fake.send(&format!("Event: Thing\r\nActionID: {id}\r\nA: 1\r\n\r\n")).await;
        fake.send(&format!(
            "Event: ThingsComplete\r\nActionID: {id}\r\nEventList: Complete\r\nListItems: 1\r\n\r\n"
        ))
        .await;
    });
    let listing = listing.unwrap();
    assert!(listing.is_whole() && listing.items.len() == 1);
    let (refused, ()) = tokio::join!(connection.list(&action), async {
        let asked = fake.expect("Things").await;
        fake.refuse(&asked, "Permission denied").await;
    });
    assert_eq!(refused.unwrap_err().to_string(), "Asterisk refused: Permission denied");
    let (plain, ()) = tokio::join!(connection.list(&action), async {
        let asked = fake.expect("Things").await;
        fake.answer(&asked, "").await;
    });
    assert_eq!(plain, Err(ActionError::NotAList));
    let (unfinished, ()) = tokio::join!(connection.list(&action), async {
        let asked = fake.expect("Things").await;
        fake.answer(&asked, "EventList: start\r\n").await;
    });
    assert_eq!(unfinished, Err(ActionError::TimedOut));
    assert_eq!(connection.actions().waiting(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_forged_answer_is_dropped_and_counted() {
    let (connection, mut fake) = connected(&ours(), events()).await;
    let action = Action::core_status();
    let (answer, ()) = tokio::join!(connection.action(&action), async {
        let asked = fake.expect("CoreStatus").await;
        fake.send("Response: Success\r\nActionID: 1\r\nForged: yes\r\n\r\n").await;
        fake.answer(&asked, "Forged: no\r\n").await;
    });
    assert_eq!(answer.unwrap().fields().text("Forged").unwrap(), "no");
    assert_eq!(connection.dropped().count(DropReason::UnknownActionId), 1);
}

#[tokio::test(start_paused = true)]
async fn the_last_event_comes_when_the_stream_is_quiet() {
    let (mut connection, mut fake) = connected(&ours(), events()).await;
    fake.send(&(join("1") + &hangup("2"))).await;
    assert!(matches!(connection.next_event().await.unwrap().kind, EventKind::QueueCallerJoin(_)));
    assert!(matches!(connection.next_event().await.unwrap().kind, EventKind::Hangup(_)));
}

#[tokio::test(start_paused = true)]
async fn half_a_message_is_not_quiet() {
    let (mut connection, mut fake) = connected(&ours(), events()).await;
    fake.send(&(member_status() + &hangup("1") + "Calle")).await;
    assert!(matches!(connection.next_event().await.unwrap().kind, EventKind::QueueMemberStatus(_)));
    sleep(Duration::from_secs(1)).await;
    fake.send(&("rIDName: x\r\n\r\n".to_owned() + &hangup("2") + &join("3"))).await;
    assert!(matches!(connection.next_event().await.unwrap().kind, EventKind::QueueCallerJoin(_)));
    assert_eq!(connection.dropped().count(DropReason::Neighbour), 2);
    drop(fake);
    assert_eq!(connection.next_event().await, None);
}

#[tokio::test(start_paused = true)]
async fn too_many_events_lose_the_connection_and_never_one_event() {
    let settings = Settings { event_buffer: 2, ..ours() };
    let (mut connection, mut fake) = connected(&settings, events()).await;
    fake.send(&(join("1") + &join("2") + &join("3") + &join("4"))).await;
    assert_eq!(connection.lost().await, Lost::Overflow);
    let mut numbers = Vec::new();
    while let Some(event) = connection.next_event().await {
        let EventKind::QueueCallerJoin(join) = event.kind else { panic!() };
        numbers.push(join.caller.caller_number);
    }
    assert_eq!(numbers, [b"1", b"2"]);
}

#[tokio::test(start_paused = true)]
async fn timestamps_that_are_off_are_said_clearly() {
    let (mut connection, mut fake) = connected(&ours(), events()).await;
    let bare = join("1").replace("Timestamp: 1763864494.123456\r\n", "");
    fake.send(&bare).await;
    assert_eq!(connection.next_event().await, None);
    assert_eq!(connection.lost().await, Lost::TimestampsOff);
    assert!(Lost::TimestampsOff.to_string().contains("timestampevents=yes"));
}

#[tokio::test(start_paused = true)]
async fn the_greeting_is_known_with_the_first_answer() {
    let (connection, mut fake) = connected(&ours(), events()).await;
    fake.send(
        "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 70\r\nLastReload: 60\r\n\
         Status: Fully Booted\r\n\r\n",
    )
    .await;
    let actions = connection.actions();
    let (ping, ()) = tokio::join!(actions.ping(Duration::from_secs(1)), fake.pong());
    assert_eq!(ping, Ok(()));
    assert_eq!(connection.boot().unwrap().uptime_seconds, 70);
}
