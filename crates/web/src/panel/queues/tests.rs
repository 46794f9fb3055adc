//! The pages of queues, without a browser.

use crate::service::{NotDone, QueueMemberNow};
use crate::testing::{Browser, TestPanel};
use hyper::StatusCode;
use jiff::Timestamp;
use std::collections::BTreeMap;
use vasl_domain::act::Act;
use vasl_domain::callflow::{JoinRule, ManagedExtension, ManagedQueue, PlainText, Strategy};
use vasl_domain::live::Presence;
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::user::Rank;

const FORM: [(&str, &str); 20] = [
    ("code", "۷۷"),
    ("name", "فروش"),
    ("strategy", "rrmemory"),
    ("member", "5050"),
    ("always_5050", "yes"),
    ("penalty_5050", "۰"),
    ("member", "6065"),
    ("always_6065", "no"),
    ("penalty_6065", "۲"),
    ("ring_seconds", "۲۰"),
    ("longest_wait_seconds", "300"),
    ("wrap_up_seconds", "10"),
    ("music", "default"),
    ("announce_seconds", "30"),
    ("announce_position", "yes"),
    ("announce_hold_time", "once"),
    ("join", "somebody_logged_in"),
    ("weight", "5"),
    ("failure_kind", "extension"),
    ("failure_extension", "5050"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FORM.iter().copied().filter(|(name, _)| !changes.iter().any(|(n, _)| n == name));
    kept.chain(changes.iter().copied()).collect()
}

fn known(panel: &TestPanel, number: &str) -> Option<ManagedQueue> {
    let flow = panel.service.call_flow.lock().unwrap();
    flow.queues.iter().find(|one| one.number.as_str() == number).cloned()
}

#[tokio::test]
async fn a_queue_is_added_with_everything_that_it_has() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let got = administrator.post("/queues/new", &FORM).await;
    assert_eq!(got.location, "/queues?done=added", "{}", got.body);
    let queue = known(&panel, "77").unwrap();
    assert_eq!((queue.name.as_str(), queue.strategy), ("فروش", Strategy::RrMemory));
    assert_eq!(queue.members[0].extension.as_str(), "5050");
    assert_eq!(queue.dynamic_members[0].penalty.get(), 2);
    assert_eq!((queue.ring_seconds.get(), queue.longest_wait_seconds.get()), (20, 300));
    assert_eq!((queue.join, queue.weight.get()), (JoinRule::SomebodyLoggedIn, 5));
    assert!(queue.announce_position && !queue.recording && queue.periodic_announcement.is_none());
    assert_eq!(queue.failure_destination.to_string(), "extension:5050");
    // What the form shows of it is what it is saved as.
    let body = administrator.get("/queues/77/edit").await.body;
    let seen = body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let got = administrator.post("/queues/77/edit", &with(&[("seen", seen)])).await;
    assert_eq!(got.location, "/queues/77?done=saved");
    assert_eq!(known(&panel, "77").unwrap(), queue);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (changes, field, says) in [
        (vec![("code", "")], "code", "شمارهٔ صف"),
        (vec![("code", "5050")], "code", "قبلاً برای داخلی «سارا»"),
        (vec![("name", "[x]")], "name", "نام را وارد کنید"),
        (vec![("penalty_6065", "1001")], "members", "اولویت عددی از"),
        (vec![("ring_seconds", "0")], "ring_seconds", "عددی از ۱ تا ۳۰۰"),
        (vec![("longest_wait_seconds", "21601")], "longest_wait_seconds", "شش ساعت"),
        (vec![("wrap_up_seconds", "x")], "wrap_up_seconds", "عددی از ۰ تا ۳۶۰۰"),
        (vec![("music", "a b")], "music", "نام دستهٔ موسیقی"),
        (vec![("announce_seconds", "14")], "announce_seconds", "عددی از ۱۵"),
        (
            vec![("periodic_sound", "vasl/x"), ("periodic_seconds", "9")],
            "periodic_seconds",
            "عددی از ۱۰",
        ),
        (vec![("weight", "1000")], "weight", "عددی از ۰ تا ۹۹۹"),
        (vec![("failure_kind", "queue")], "failure", "مقصد را انتخاب کنید"),
    ] {
        let got = administrator.post("/queues/new", &with(&changes)).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        assert!(got.body.contains(&format!("id=\"{field}-wrong\"")), "{changes:?}: {}", got.body);
        assert!(got.body.contains(says), "{changes:?}: {}", got.body);
        assert!(got.body.contains("name=\"penalty_5050\" value=\"۰\""), "{changes:?}");
    }
    assert!(known(&panel, "77").is_none());
}

#[tokio::test]
async fn members_are_added_and_taken_out_without_saving() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let members = |body: &str| -> Vec<String> {
        let parts = body.split("name=\"member\" value=\"").skip(1);
        parts.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let got = administrator.post("/queues/new", &with(&[("do", "drop-member-5050")])).await;
    assert_eq!((got.status, members(&got.body)), (StatusCode::OK, vec!["6065".to_owned()]));
    let add = [("do", "add-member"), ("add", "۶۰۶۵"), ("add_always", "no")];
    let got = administrator.post("/queues/new", &with(&add)).await;
    assert!(got.body.contains("قبلاً اضافه شده است"), "{}", got.body);
    let got = administrator.post("/queues/new", &[add[0], add[1], add[2]]).await;
    assert_eq!(members(&got.body), ["6065"]);
    assert!(got.body.contains("<option value=\"no\" selected>"), "{}", got.body);
    let got = administrator.post("/queues/new", &[("do", "add-everybody")]).await;
    assert_eq!(members(&got.body), ["5050", "6065"]);
    assert!(known(&panel, "77").is_none());
}

fn member(number: &str, presence: Presence) -> QueueMemberNow {
    QueueMemberNow {
        operator: Extension::new(number).unwrap(),
        presence,
        always: number == "5050",
        pause_reason: if presence == Presence::Paused {
            "ناهار".to_owned()
        } else {
            String::new()
        },
        paused_since: None,
        penalty: 0,
        calls_taken: 3,
        last_call: Some(Timestamp::now()),
    }
}

fn put_in(panel: &TestPanel, members: Vec<QueueMemberNow>) {
    let queue = QueueName::new("99").unwrap();
    *panel.service.in_queue.lock().unwrap() = Some(BTreeMap::from([(queue, members)]));
}

async fn act(browser: &Browser<'_>, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let got = browser.post("/queues/99/operators", fields).await;
    (got.status, if got.location.is_empty() { got.body } else { got.location })
}

#[tokio::test]
async fn supervisors_see_who_is_in_a_queue_and_act_for_them() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    put_in(&panel, vec![member("5050", Presence::Free), member("6065", Presence::Paused)]);
    let body = supervisor.get("/queues/99").await.body;
    assert!(body.contains("ناهار") && body.contains("پایان استراحت: ۶۰۶۵ علی"), "{body}");
    assert!(body.contains("عضو ثابت") && !body.contains("/queues/99/edit"), "{body}");
    for fields in [
        vec![("operator", "5050"), ("act", "pause"), ("reason", "نماز")],
        vec![("operator", "۶۰۶۵"), ("act", "unpause")],
        vec![("operator", "6065"), ("act", "log-out")],
        vec![("operator", "6065"), ("act", "log-in")],
    ] {
        let (status, to) = act(&supervisor, &fields).await;
        assert_eq!((status, &*to), (StatusCode::SEE_OTHER, "/queues/99?done=saved"), "{fields:?}");
    }
    let queue = || QueueName::new("99").unwrap();
    let (sara, ali) = (Extension::new("5050").unwrap(), Extension::new("6065").unwrap());
    let reason = Some(PlainText::new("نماز").unwrap());
    let acts = panel.service.acts.lock().unwrap().clone();
    assert_eq!(
        acts,
        [
            (sara, Act::Pause { queue: Some(queue()), reason }),
            (ali.clone(), Act::Unpause(Some(queue()))),
            (ali.clone(), Act::LogOut(queue())),
            (ali, Act::LogIn(queue())),
        ]
    );
}

#[tokio::test]
async fn what_was_typed_stays_where_it_was_not_done_and_why_is_said_beside_it() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    put_in(&panel, vec![member("5050", Presence::Free), member("6065", Presence::Free)]);
    {
        let mut flow = panel.service.call_flow.lock().unwrap();
        let sara = flow.extensions[0].clone();
        flow.extensions.push(ManagedExtension { number: "7070".parse().unwrap(), ..sara });
        flow.queues[0].anyone_may_log_in = true;
    }
    let pause = [("operator", "6065"), ("act", "pause"), ("reason", "lunch [short]")];
    let (status, body) = act(&supervisor, &pause).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("<p class=\"wrong\" id=\"reason-6065-wrong\">"), "{body}");
    assert!(!body.contains("class=\"notice bad\""), "{body}");
    assert_eq!(body.matches("value=\"lunch [short]\"").count(), 1, "{body}");
    assert_eq!(body.matches("<details class=\"drop\" open>").count(), 1, "{body}");
    // Whatever else is in the way of it, the reason is not typed twice.
    *panel.service.refuses_act.lock().unwrap() = Some(NotDone::NotLinked);
    let pause = [("operator", "6065"), ("act", "pause"), ("reason", "ناهار")];
    let (_, body) = act(&supervisor, &pause).await;
    assert!(body.contains("class=\"notice bad\"") && body.contains("value=\"ناهار\""), "{body}");
    let (_, body) = act(&supervisor, &[("operator", "7070"), ("act", "log-in")]).await;
    assert!(body.contains("<option value=\"7070\" selected>"), "{body}");
    let (_, body) = act(&supervisor, &[("operator", ""), ("act", "log-in")]).await;
    assert!(body.contains("id=\"operator-wrong\""), "{body}");
}

#[tokio::test]
async fn why_nothing_was_done_is_said_in_words() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    put_in(&panel, vec![member("5050", Presence::Free)]);
    for (refused, says) in [
        (NotDone::NotAllowed, "داخلی ۵۰۵۰ عضو این صف نیست"),
        (NotDone::Static, "عضو ثابت صف است و از آن بیرون نمی‌رود"),
        (NotDone::AlreadyIn, "از قبل در صف است"),
        (NotDone::NotIn, "در این صف نیست"),
        (NotDone::NotLinked, "سرور تلفنی پاسخ نداد"),
    ] {
        *panel.service.refuses_act.lock().unwrap() = Some(refused);
        let (status, body) = act(&supervisor, &[("operator", "5050"), ("act", "log-out")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains(says), "{refused:?}: {body}");
    }
    for (fields, says) in [
        ([("operator", ""), ("act", "log-in")], "اپراتور را انتخاب کنید"),
        ([("operator", "5050"), ("act", "dance")], "شناخته نشد"),
    ] {
        let (status, body) = act(&supervisor, &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains(says), "{body}");
    }
    *panel.service.in_queue.lock().unwrap() = None;
    let body = supervisor.get("/queues/99").await.body;
    assert!(body.contains("معلوم نیست چه کسی در صف است"), "{body}");
    assert_eq!(supervisor.get("/queues/98").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_may_log_in_and_has_not_is_offered() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    put_in(&panel, Vec::new());
    let offers = async || {
        let body = supervisor.get("/queues/99").await.body;
        let rest = body.split("<select id=\"operator\"").nth(1).map(str::to_owned);
        rest.map(|rest| rest.split("</select>").next().unwrap().matches("<option").count() - 1)
    };
    // Its members are static.
    assert_eq!(offers().await, None);
    panel.service.call_flow.lock().unwrap().queues[0].anyone_may_log_in = true;
    assert_eq!(offers().await, Some(2));
    put_in(&panel, vec![member("5050", Presence::Free)]);
    assert_eq!(offers().await, Some(1));
}

#[tokio::test]
async fn a_queue_of_the_pbx_is_shown_and_changed_there_alone() {
    let panel = TestPanel::open().await;
    panel.service.found.lock().unwrap().insert(QueueName::new("support").unwrap(), Vec::new());
    *panel.service.in_queue.lock().unwrap() = Some(BTreeMap::new());
    let administrator = panel.logged_in(Rank::Administrator).await;
    let body = administrator.get("/queues").await.body;
    assert!(body.contains("نشان «سرور تلفنی»") && body.contains("/queues/support\""), "{body}");
    let body = administrator.get("/queues/support").await.body;
    assert!(body.contains("در خود سرور تلفنی تعریف شده است"), "{body}");
    assert!(!body.contains("/queues/support/edit"), "{body}");
    for page in ["/queues/support/edit", "/queues/support/delete"] {
        assert_eq!(administrator.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}

#[tokio::test]
async fn more_members_than_a_form_takes_are_told() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let members: Vec<String> = (0..2_001).map(|number| format!("{}", 10_000 + number)).collect();
    let mut form = with(&[("member", "5050")]);
    // Each of them twice.
    let twice = members.iter().chain(&members);
    form.extend(twice.map(|member| ("member", member.as_str())));
    let got = administrator.post("/queues/new", &form).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("تعداد ردیف‌ها از ۲۰۰۰ بیشتر است"), "{}", got.body);
}
