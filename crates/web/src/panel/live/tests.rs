//! What is shown of how things stand, to whom, and for how long.

use crate::testing::{Browser, TestPanel, support};
use futures_util::StreamExt as _;
use hyper::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::sync::Arc;
use vasl_domain::live::{OperatorPicture, Picture, Presence, WaitingCaller};
use vasl_domain::name::{Extension, Uniqueid};
use vasl_domain::number::Caller;
use vasl_domain::remembered::Remembered;
use vasl_domain::user::{Author, Rank};
use vasl_store::{AuditEntry, AuditVerb, Store as _};

fn operator(number: &str, presence: Presence, waiting: &[&str]) -> OperatorPicture {
    let ago = |seconds| Timestamp::now() - SignedDuration::from_secs(seconds);
    let waiting = waiting.iter().enumerate().map(|(at, caller)| WaitingCaller {
        caller_uniqueid: Uniqueid::new(format!("1795000000.{number}{at}")).unwrap(),
        caller: Some(Caller::from_canonical(*caller).unwrap()),
        since: ago(65),
    });
    OperatorPicture {
        operator: Extension::new(number).unwrap(),
        presence,
        since: Some(ago(3_725)),
        waiting: waiting.collect(),
    }
}

fn stands(panel: &TestPanel, operators: Vec<OperatorPicture>) {
    panel.service.live.send_replace(Arc::new(Picture { operators }));
}

fn remembers(panel: &TestPanel, caller: &str, operator: &str) {
    let now = Timestamp::now();
    panel.service.remembered.lock().unwrap().push(Remembered {
        module: support().code,
        caller: Caller::from_canonical(caller).unwrap(),
        operator: Extension::new(operator).unwrap(),
        ended_at: now,
        forgotten_at: now + SignedDuration::from_mins(90),
        seconds_left: 5_400,
    });
}

fn two(panel: &TestPanel) {
    panel.service.modules.lock().unwrap().push(support());
    stands(
        panel,
        vec![
            operator("5050", Presence::Talking, &["+989121234567"]),
            operator("6065", Presence::Paused, &["+989357654321"]),
        ],
    );
    remembers(panel, "+989131112233", "5050");
    remembers(panel, "+989142223344", "6065");
}

#[tokio::test]
async fn a_supervisor_sees_everybody() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let empty = supervisor.get("/live").await;
    assert!(empty.body.contains("هنوز اپراتوری نیست"), "{}", empty.body);
    two(&panel);
    let got = supervisor.get("/live").await;
    for shown in [
        "۵۰۵۰ سارا",
        "در حال مکالمه",
        "۶۰۶۵ علی",
        "استراحت",
        "۱:۰۲:۰",
        "۱:۰",
        "۰۹۱۲۱۲۳۴۵۶۷",
        "۰۹۳۵۷۶۵۴۳۲۱",
        "۰۹۱۳۱۱۱۲۲۳۳",
        "۰۹۱۴۲۲۲۳۳۴۴",
        "۱:۳۰:۰۰",
    ] {
        assert!(got.body.contains(shown), "{shown}: {}", got.body);
    }
    let sara = supervisor.get("/live?search=%D8%B3%D8%A7%D8%B1%D8%A7").await;
    assert!(sara.body.contains("operator-5050") && !sara.body.contains("operator-6065"));
    let paused = supervisor.get("/live?state=paused").await;
    assert!(!paused.body.contains("operator-5050") && paused.body.contains("operator-6065"));
    let turned = supervisor.get("/live?sort=operator&order=backwards").await;
    let place = |id: &str| turned.body.find(id).unwrap();
    assert!(place("operator-6065") < place("operator-5050"));
}

#[tokio::test]
async fn an_operator_sees_their_own_alone() {
    let panel = TestPanel::open().await;
    two(&panel);
    let sara = panel.logged_in(Rank::Operator).await;
    for path in ["/live", "/live?search=6065&state=paused", "/live/stream", "/live/remembered"] {
        let got = sara.get(path).await;
        assert_eq!(got.status, StatusCode::OK);
        let others = ["6065", "۶۰۶۵", "علی", "۰۹۳۵۷۶۵۴۳۲۱", "۰۹۱۴۲۲۲۳۳۴۴"];
        for other in others {
            let body = got.body.replace("search=6065", "");
            assert!(!body.contains(other), "{path} shows {other}: {body}");
        }
    }
    let own = sara.get("/live").await.body;
    for shown in ["در حال مکالمه", "۰۹۱۲۱۲۳۴۵۶۷", "۰۹۱۳۱۱۱۲۲۳۳"] {
        assert!(own.contains(shown), "{shown}: {own}");
    }
}

#[tokio::test]
async fn a_thousand_operators_are_a_hundred_to_a_page() {
    let panel = TestPanel::open().await;
    let all = 1000..2000;
    let all = all.map(|number| operator(&number.to_string(), Presence::Free, &["+989121234567"]));
    stands(&panel, all.collect());
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let got = supervisor.get("/live?sort=state").await;
    assert_eq!(got.body.matches("id=\"operator-").count(), 100);
    assert_eq!(got.body.matches("id=\"waits-").count(), 100);
    assert!(got.body.contains("rel=\"next\""), "{}", got.body);
    let bytes = supervisor.bytes_of("/live").await;
    assert!(bytes < 40_000, "{bytes}");
}

async fn message(stream: &mut axum::body::BodyDataStream) -> Option<Value> {
    let bytes = stream.next().await?.unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    let data = text.strip_prefix("data: ").and_then(|text| text.strip_suffix("\n\n")).unwrap();
    Some(serde_json::from_str(data).unwrap())
}

/// What is in a message, but for the time of the last update.
fn names(message: &Value) -> Vec<&str> {
    let names = message.as_object().unwrap().keys().map(String::as_str);
    names.filter(|name| *name != "live-at").collect()
}

#[tokio::test]
async fn what_changes_is_sent_and_nothing_else() {
    let panel = TestPanel::open().await;
    two(&panel);
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let (_, mut stream) = supervisor.follow("/live/stream?").await;
    let all = ["live-operators", "live-remembered", "live-states", "live-waiting"];
    assert_eq!(names(&message(&mut stream).await.unwrap()), all);
    panel.service.live.send_modify(|picture| {
        Arc::make_mut(picture).operators[1].presence = Presence::Free;
    });
    let next = message(&mut stream).await.unwrap();
    assert_eq!(names(&next), ["live-states", "operator-6065"]);
    assert!(next["operator-6065"].as_str().unwrap().contains("آزاد"));
    panel.service.live.send_modify(|picture| Arc::make_mut(picture).operators[0].waiting.clear());
    let next = message(&mut stream).await.unwrap();
    assert_eq!(names(&next), ["live-states", "live-waiting", "operator-5050"]);
}

#[tokio::test]
async fn an_operator_is_told_of_nobody_else() {
    let panel = TestPanel::open().await;
    two(&panel);
    let sara = panel.logged_in(Rank::Operator).await;
    let (_, mut stream) = sara.follow("/live/stream?part=live-own&part=live-waiting").await;
    assert_eq!(names(&message(&mut stream).await.unwrap()), ["live-own", "live-waiting"]);
    let set = |at: usize, presence| {
        panel.service.live.send_modify(|picture| {
            Arc::make_mut(picture).operators[at].presence = presence;
        });
    };
    set(1, Presence::Free);
    let next = message(&mut stream);
    let told = tokio::time::timeout(std::time::Duration::from_secs(1), next).await;
    assert!(told.is_err(), "told of somebody else: {told:?}");
    set(0, Presence::Free);
    assert_eq!(names(&message(&mut stream).await.unwrap()), ["live-own"]);
}

fn something_happens(panel: &TestPanel) {
    panel.service.live.send_modify(|picture| {
        Arc::make_mut(picture).operators[0].since = Some(Timestamp::now());
    });
}

#[tokio::test]
async fn it_ends_with_the_session_and_when_the_role_is_another() {
    let panel = TestPanel::open().await;
    two(&panel);
    for rank in [Rank::Supervisor, Rank::Operator] {
        let browser = panel.logged_in(rank).await;
        let (_, mut stream) = browser.follow("/live/stream").await;
        message(&mut stream).await.unwrap();
        let (user, _) = user_of(&panel, &browser).await;
        let (store, author, now) = (panel.app.store(), Author::CommandLine, Timestamp::now());
        if rank == Rank::Supervisor {
            let verb = AuditVerb::SessionsEnded;
            let entry = AuditEntry::of_user(verb, &user.name, author, now);
            store.end_sessions(&user.name, None, &entry).await.unwrap();
        } else {
            let role = vasl_domain::user::Role::Operator(Extension::new("6065").unwrap());
            let after = vasl_domain::user::User { role, ..user.clone() };
            let entry = AuditEntry::user_changed(&user, &after, author, now);
            store.replace_user(&user, &after, &entry).await.unwrap();
        }
        something_happens(&panel);
        assert_eq!(message(&mut stream).await, None, "{rank:?}");
    }
}

async fn user_of(
    panel: &TestPanel,
    browser: &Browser<'_>,
) -> (vasl_domain::user::User, vasl_store::Session) {
    use crate::security::session;
    let key = session::key_of(browser.token.as_ref().unwrap()).unwrap();
    panel.app.store().session(key, session::limits(Timestamp::now())).await.unwrap().unwrap()
}

#[tokio::test]
async fn it_ends_when_the_service_stops() {
    let panel = TestPanel::open().await;
    two(&panel);
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let (_, mut stream) = supervisor.follow("/live/stream").await;
    message(&mut stream).await.unwrap();
    panel.app.stopping().cancel();
    assert_eq!(message(&mut stream).await, None);
}

#[tokio::test]
async fn there_are_only_so_many_at_once() {
    let panel = TestPanel::open().await;
    two(&panel);
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let mut streams = Vec::new();
    let refused = loop {
        let (status, stream) = supervisor.follow("/live/stream").await;
        if status != StatusCode::OK {
            break status;
        }
        streams.push(stream);
        assert!(streams.len() < 1_000);
    };
    assert_eq!(refused, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(streams.len(), 8);
    // Who has them all takes no place of anybody else's.
    let operator = panel.logged_in(Rank::Operator).await;
    assert_eq!(operator.follow("/live/stream").await.0, StatusCode::OK);
    streams.pop();
    assert_eq!(supervisor.follow("/live/stream").await.0, StatusCode::OK);
}
