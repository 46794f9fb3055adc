//! What an operator sees of their day, and does about their queues.

use crate::service::{NotDone, QueueMemberNow};
use crate::testing::{TestPanel, decided, support};
use hyper::StatusCode;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use vasl_domain::act::Act;
use vasl_domain::callflow::PlainText;
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};
use vasl_domain::decision::Reason;
use vasl_domain::live::Presence;
use vasl_domain::name::{Extension, PbxName, QueueName, Uniqueid};
use vasl_domain::number::Caller;
use vasl_domain::outcome::Outcome;
use vasl_domain::user::Rank;
use vasl_store::Store as _;

fn spoke(serial: u32, operator: &str, caller: &str) -> Conversation {
    let uniqueid = |id: u32| Uniqueid::new(format!("1795000000.{id}")).unwrap();
    let answered_at = Timestamp::now() - SignedDuration::from_secs(1);
    Conversation {
        id: ConversationId {
            pbx: PbxName::new("main").unwrap(),
            caller_uniqueid: uniqueid(serial),
            operator_uniqueid: uniqueid(serial + 1_000),
        },
        caller: Caller::from_canonical(caller).unwrap(),
        operator: Extension::new(operator).unwrap(),
        path: Path::Queue(QueueName::new("99").unwrap()),
        answered_at,
        ending: Ending::Ended(answered_at + SignedDuration::from_secs(65)),
    }
}

#[tokio::test]
async fn an_operator_sees_their_day() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let sara = panel.logged_in(Rank::Operator).await;
    let before = sara.get("/").await.body;
    for said in ["امروز هنوز با کسی صحبت نکرده‌اید", "باید به شما وصل می‌شد", "کسی منتظر نیست"]
    {
        assert!(before.contains(said), "{said}: {before}");
    }
    let reached = Some(Outcome::Connected);
    let free = Reason::OperatorFree;
    let store = panel.app.store();
    for decision in [
        decided(1, "09121234567", free, Some("5050"), reached),
        decided(2, "09357654321", free, Some("5050"), Some(Outcome::NoAnswer)),
        decided(3, "09131112233", free, Some("6065"), Some(Outcome::NoAnswer)),
    ] {
        store.record_decision(&decision).await.unwrap();
    }
    let both = [spoke(1, "5050", "+989121234567"), spoke(2, "6065", "+989141112233")];
    store.record_past(&both, None).await.unwrap();
    let own = sara.get("/").await.body;
    for shown in ["۰۹۱۲۱۲۳۴۵۶۷", "۰۹۳۵۷۶۵۴۳۲۱", "اپراتور پاسخ نداد", "هنوز نه", "۱:۰۵"]
    {
        assert!(own.contains(shown), "{shown}: {own}");
    }
    for other in ["۰۹۱۳۱۱۱۲۲۳۳", "۰۹۱۴۱۱۱۲۲۳۳", "علی"] {
        assert!(!own.contains(other), "{other}: {own}");
    }
}

#[tokio::test]
async fn whoever_is_no_operator_has_nothing_to_do_there() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let got = supervisor.post("/own", &[("act", "pause")]).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
}

fn is_in(panel: &TestPanel, always: bool, presence: Presence) {
    let member = QueueMemberNow {
        operator: Extension::new("5050").unwrap(),
        presence,
        always,
        pause_reason: String::new(),
        paused_since: None,
        penalty: 0,
        calls_taken: 0,
        last_call: None,
    };
    let members = BTreeMap::from([(QueueName::new("99").unwrap(), vec![member])]);
    *panel.service.in_queue.lock().unwrap() = Some(members);
}

#[tokio::test]
async fn they_pause_and_go_on_and_log_in_and_out() {
    let panel = TestPanel::open().await;
    let sara = panel.logged_in(Rank::Operator).await;
    assert!(sara.get("/").await.body.contains("وضعیت شما در صف‌ها معلوم نیست"));
    *panel.service.in_queue.lock().unwrap() = Some(BTreeMap::new());
    let out = sara.get("/").await.body;
    assert!(out.contains("ورود به صف") && !out.contains("value=\"pause\""), "{out}");
    is_in(&panel, false, Presence::Free);
    let own = sara.get("/").await.body;
    assert!(own.contains("value=\"log-out\"") && own.contains("value=\"pause\""), "{own}");
    is_in(&panel, true, Presence::Paused);
    let own = sara.get("/").await.body;
    assert!(own.contains("عضو ثابت") && own.contains("value=\"unpause\""), "{own}");

    let queue = QueueName::new("99").unwrap();
    let reason = PlainText::new("ناهار").ok();
    for (form, act) in [
        (vec![("act", "pause"), ("reason", "ناهار")], Act::Pause { queue: None, reason }),
        (vec![("act", "unpause")], Act::Unpause(None)),
        (vec![("act", "log-out"), ("queue", "99")], Act::LogOut(queue.clone())),
        // Whoever else is named in the form: it is about oneself.
        (vec![("act", "log-in"), ("queue", "99"), ("operator", "6065")], Act::LogIn(queue.clone())),
    ] {
        let got = sara.post("/own", &form).await;
        assert_eq!((got.status, &*got.location), (StatusCode::SEE_OTHER, "/?done=saved"));
        let did = panel.service.acts.lock().unwrap().pop();
        assert_eq!(did, Some((Extension::new("5050").unwrap(), act)));
    }
    is_in(&panel, false, Presence::Free);
    let got = sara.post("/own", &[("act", "pause"), ("reason", "lunch [short]")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("id=\"reason-wrong\""), "{}", got.body);
    assert!(got.body.contains("value=\"lunch [short]\""), "{}", got.body);
    assert!(got.body.contains("<details class=\"drop\" open>"), "{}", got.body);
    *panel.service.refuses_act.lock().unwrap() = Some(NotDone::Static);
    let got = sara.post("/own", &[("act", "log-out"), ("queue", "99")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("عضو ثابت صف است"), "{}", got.body);
}

#[tokio::test]
async fn who_acts_again_and_again_waits_a_moment() {
    let panel = TestPanel::open().await;
    is_in(&panel, false, Presence::Free);
    let sara = panel.logged_in(Rank::Operator).await;
    let refused = loop {
        let got = sara.post("/own", &[("act", "unpause")]).await;
        if got.status != StatusCode::SEE_OTHER {
            break got;
        }
        assert!(panel.service.acts.lock().unwrap().len() < 1_000);
    };
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("کمی صبر کنید"), "{}", refused.body);
    // Of another it is told at once.
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let form = [("act", "unpause"), ("operator", "5050")];
    let got = supervisor.post("/queues/99/operators", &form).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
}
