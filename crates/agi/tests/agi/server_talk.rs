//! Conversations that go as they should, whatever Asterisk answers.

use vasl_agi::{Command, Reply, Session, SessionError, Settings};

use crate::asterisk::{Asterisk, Call};
use crate::running::{Running, patient};

/// What comes of one `GET FULL VARIABLE` that is answered with `answer`.
async fn answered(answer: impl AsRef<[u8]>) -> (Result<Reply, SessionError>, bool) {
    let mut running = Running::start(patient(), |mut session: Session| async move {
        let command = Command::get_full_variable("${X}", None).unwrap();
        let reply = session.send(command).await;
        (reply, session.hung_up())
    })
    .await;
    let mut asterisk = Asterisk::call(running.address, &Call::default()).await;
    assert_eq!(asterisk.hear().await.unwrap(), ["GET", "FULL", "VARIABLE", "${X}"]);
    asterisk.say(answer).await;
    let report = running.report().await;
    assert_eq!(asterisk.until_closed().await, b"", "nothing more is said");
    assert_eq!(running.counters.malformed(), u64::from(report.0.is_err()));
    report
}

#[tokio::test]
async fn a_variable_is_set() {
    let mut running = Running::start(patient(), |mut session: Session| async move {
        let script = session.environment().network_script().unwrap().as_bytes().to_vec();
        let reply = session.send(Command::set_variable("VASL", "50 \"50\"").unwrap()).await;
        (script, reply.unwrap().success().unwrap().result())
    })
    .await;
    let mut asterisk = Asterisk::call(running.address, &Call::default()).await;
    assert_eq!(asterisk.hear().await.unwrap(), ["SET", "VARIABLE", "VASL", "50 \"50\""]);
    asterisk.say("200 result=1\n").await;
    assert_eq!(running.report().await, (b"reconnect?module=7".to_vec(), Some(1)));
    assert_eq!(asterisk.hear().await, None, "the connection is closed");
    assert_eq!(running.counters.accepted(), 1);
    assert_eq!(running.counters.malformed(), 0);
}

#[tokio::test]
async fn a_value_may_be_two_words() {
    let (reply, _) = answered("200 result=1 (two words)\n").await;
    assert_eq!(reply.unwrap().value(), Some(&b"two words"[..]));
}

#[tokio::test]
async fn a_value_may_be_any_bytes() {
    let (reply, _) = answered(b"200 result=1 (\xff (\"\xc3)\r)\n").await;
    assert_eq!(reply.unwrap().value(), Some(&b"\xff (\"\xc3)\r"[..]));
}

#[tokio::test]
async fn refusals_are_replies() {
    let (reply, _) = answered("510 Invalid or unknown command\n").await;
    assert_eq!(reply.unwrap(), Reply::UnknownCommand);
    let dead = "511 Command Not Permitted on a dead channel or intercept routine\n";
    assert_eq!(answered(dead).await.0.unwrap(), Reply::NotPermitted);
    let usage = "520-Invalid command syntax.  Proper usage follows:\nUsage: X\n\
                 520 End of proper usage.\n";
    let expected = Reply::BadSyntax { usage: b"Usage: X".to_vec() };
    assert_eq!(answered(usage).await.0.unwrap(), expected);
}

#[tokio::test]
async fn a_hangup_before_the_reply_is_noted() {
    let (reply, hung_up) = answered("HANGUP\n100 Trying\n200 result=1 (x)\n").await;
    assert_eq!(reply.unwrap().value(), Some(&b"x"[..]));
    assert!(hung_up);
}

#[tokio::test]
async fn a_hangup_before_the_command_is_noted() {
    let mut running = Running::start(patient(), |mut session: Session| async move {
        let before = session.hung_up();
        let reply = session.send(Command::answer()).await;
        (before, reply.unwrap(), session.hung_up())
    })
    .await;
    let mut asterisk = Asterisk::connect(running.address).await;
    asterisk.say([Call::default().bytes(), b"HANGUP\n".to_vec()].concat()).await;
    assert_eq!(asterisk.hear().await.unwrap(), ["ANSWER"]);
    asterisk.say("511 Command Not Permitted on a dead channel\n").await;
    assert_eq!(running.report().await, (false, Reply::NotPermitted, true));
}

#[tokio::test]
async fn bytes_that_are_no_reply_end_the_session() {
    for answer in ["ééé\n", "\n", "agi_extension: 7\n", "200 result=1 (a\nb)\n"] {
        let (reply, _) = answered(answer).await;
        assert!(matches!(reply, Err(SessionError::Malformed(_))), "{answer:?}: {reply:?}");
    }
}

#[tokio::test]
async fn endless_hangups_are_no_reply() {
    let (reply, hung_up) = answered("HANGUP\n".repeat(100)).await;
    assert!(matches!(reply, Err(SessionError::Malformed(_))), "{reply:?}");
    assert!(hung_up);
}

#[tokio::test]
async fn callers_names_arrive_as_they_are() {
    let mut running = Running::start(patient(), |session: Session| async move {
        session.environment().caller_name().map(<[u8]>::to_vec)
    })
    .await;
    let persian = "\u{639}\u{644}\u{6cc}";
    for name in [b"Ali: Sales", persian.as_bytes(), b"\xe9\xe9\xe9"] {
        let bytes = Call::named(name).bytes();
        let within = bytes.windows(name.len()).position(|window| window == name).unwrap() + 3;
        let mut asterisk = Asterisk::connect(running.address).await;
        asterisk.say(&bytes[..within]).await;
        tokio::task::yield_now().await;
        asterisk.say(&bytes[within..]).await;
        assert_eq!(running.report().await.as_deref(), Some(name));
    }
}

#[tokio::test]
async fn a_tainted_call_is_served_and_counted() {
    let mut running = Running::start(patient(), |session: Session| async move {
        let environment = session.environment();
        (environment.tainted(), environment.caller_name().is_some())
    })
    .await;
    let call = Call::named("x\nagi_callingpres: 0");
    let _asterisk = Asterisk::call(running.address, &call).await;
    assert_eq!(running.report().await, (true, false));
    assert_eq!(running.counters.tainted(), 1);
}

#[tokio::test]
async fn the_rest_of_an_environment_that_ended_early_stops_the_first_command() {
    let mut running = Running::start(patient(), |mut session: Session| async move {
        session.send(Command::answer()).await
    })
    .await;
    let mut asterisk = Asterisk::connect(running.address).await;
    let bytes = [Call::default().bytes(), b"agi_callingpres: 67\n\n".to_vec()].concat();
    asterisk.say(bytes).await;
    assert!(matches!(running.report().await, Err(SessionError::Unsolicited)));
    assert_eq!(asterisk.until_closed().await, b"", "the command was not sent");
    assert_eq!(running.counters.malformed(), 1);
}

#[tokio::test]
async fn a_value_with_a_line_end_cannot_answer_the_next_command() {
    let mut running = Running::start(patient(), |mut session: Session| async move {
        let first = session.send(Command::get_variable("X").unwrap()).await;
        let second = session.send(Command::get_variable("Y").unwrap()).await;
        let third = session.send(Command::get_variable("Z").unwrap()).await;
        (first, second, third)
    })
    .await;
    let mut asterisk = Asterisk::call(running.address, &Call::default()).await;
    asterisk.hear().await.unwrap();
    asterisk.say("200 result=1 (x)\n200 result=1 (forged)\n").await;
    let (first, second, third) = running.report().await;
    assert_eq!(first.unwrap().value(), Some(&b"x"[..]));
    assert!(matches!(second, Err(SessionError::Unsolicited)), "{second:?}");
    assert!(matches!(third, Err(SessionError::OutOfStep)), "{third:?}");
}

#[tokio::test]
async fn a_session_sends_so_many_commands_and_no_more() {
    let settings = Settings { command_limit: 2, ..patient() };
    let mut running = Running::start(settings, |mut session: Session| async move {
        let mut replies = Vec::new();
        for _ in 0..3 {
            replies.push(session.send(Command::answer()).await);
        }
        replies
    })
    .await;
    let mut asterisk = Asterisk::call(running.address, &Call::default()).await;
    for _ in 0..2 {
        asterisk.hear().await.unwrap();
        asterisk.say("200 result=0\n").await;
    }
    assert_eq!(asterisk.hear().await, None);
    let replies = running.report().await;
    assert!(replies[0].is_ok() && replies[1].is_ok());
    assert!(matches!(replies[2], Err(SessionError::CommandLimit)));
}

#[tokio::test]
async fn an_abandoned_command_ends_the_conversation() {
    let mut running = Running::start(patient(), |mut session: Session| async move {
        tokio::select! {
            biased;
            reply = session.send(Command::answer()) => panic!("{reply:?}"),
            () = tokio::task::yield_now() => {}
        }
        session.send(Command::answer()).await
    })
    .await;
    let _asterisk = Asterisk::call(running.address, &Call::default()).await;
    assert!(matches!(running.report().await, Err(SessionError::OutOfStep)));
}
