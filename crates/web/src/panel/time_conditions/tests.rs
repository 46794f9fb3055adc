//! The pages of time conditions, without a browser.

use crate::service::Refused;
use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::callflow::{Override, PlainText, TimeCondition};
use vasl_domain::configuration::{ObjectId, Pointer, PointerField, Problem};
use vasl_domain::hours::TimeGroup;
use vasl_domain::module::ZoneName;
use vasl_domain::name::{TimeConditionNumber, TimeGroupName};
use vasl_domain::user::{Author, Rank, UserName};

const FORM: [(&str, &str); 8] = [
    ("code", "۱"),
    ("name", "ساعت ناهار"),
    ("time_group", "never"),
    ("time_zone", "Asia/Tehran"),
    ("open_kind", "queue"),
    ("open_queue", "99"),
    ("closed_kind", "hangup"),
    ("do", "save"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FORM.iter().copied().filter(|(name, _)| !changes.iter().any(|(n, _)| n == name));
    kept.chain(changes.iter().copied()).collect()
}

fn lunch() -> TimeCondition {
    TimeCondition {
        number: TimeConditionNumber::new("1").unwrap(),
        name: PlainText::new("ساعت ناهار").unwrap(),
        time_group: TimeGroupName::new("never").unwrap(),
        time_zone: ZoneName::new("Asia/Tehran").unwrap(),
        open_destination: "queue:99".parse().unwrap(),
        closed_destination: "hangup".parse().unwrap(),
        overridden: Override::None,
    }
}

/// A panel with hours in which nobody ever works, and perhaps a time condition on them.
async fn panel(conditions: Vec<TimeCondition>) -> TestPanel {
    let panel = TestPanel::open().await;
    let mut flow = panel.service.call_flow.lock().unwrap();
    flow.time_groups.push(TimeGroup {
        name: TimeGroupName::new("never").unwrap(),
        description: "هیچ‌وقت".to_owned().try_into().unwrap(),
        periods: Vec::new(),
        holidays: Vec::new(),
    });
    flow.time_conditions = conditions;
    drop(flow);
    panel
}

#[tokio::test]
async fn a_time_condition_is_added_and_edited_and_keeps_what_the_configuration_set_by_hand() {
    let panel = panel(Vec::new()).await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let got = administrator.post("/time-conditions/new", &FORM).await;
    assert_eq!(got.location, "/time-conditions?done=added", "{}", got.body);
    assert_eq!(panel.service.call_flow.lock().unwrap().time_conditions, [lunch()]);

    panel.service.call_flow.lock().unwrap().time_conditions[0].overridden = Override::Closed;
    let shown = administrator.get("/time-conditions/1").await.body;
    assert!(shown.contains("<option value=\"never\" selected>هیچ‌وقت (never)"), "{shown}");
    let seen = shown.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let got =
        administrator.post("/time-conditions/1", &with(&[("name", "ناهار"), ("seen", seen)])).await;
    assert_eq!(got.location, "/time-conditions?done=saved", "{}", got.body);
    let saved = panel.service.call_flow.lock().unwrap().time_conditions[0].clone();
    assert_eq!((saved.name.as_str(), saved.overridden), ("ناهار", Override::Closed));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let panel = panel(Vec::new()).await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let beside = |body: &str, field: &str, says: &str| {
        let beside = body.split(&format!("id=\"{field}-wrong\"")).nth(1);
        let beside = beside.unwrap_or_else(|| panic!("{field}: {body}"));
        assert!(beside.split("</p>").next().unwrap().contains(says), "{field}: {beside}");
    };
    for (changes, field, says) in [
        (vec![("code", "")], "code", "شماره ۱ تا ۸ رقم"),
        (vec![("name", "")], "name", "نام را وارد کنید"),
        (vec![("time_group", "")], "time_group", "گروه زمانی را انتخاب کنید"),
        (vec![("open_queue", "")], "open", "مقصد را انتخاب کنید"),
        (vec![("closed_kind", "ivr")], "closed", "مقصد را انتخاب کنید"),
    ] {
        let got = administrator.post("/time-conditions/new", &with(&changes)).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        beside(&got.body, field, says);
    }
    let from = |field| Pointer { from: ObjectId::TimeCondition(lunch().number), field };
    let nowhere =
        |field| Problem::LeadsNowhere { from: from(field), destination: "ivr:7".parse().unwrap() };
    for (problem, field) in [
        (nowhere(PointerField::OpenDestination), "open"),
        (nowhere(PointerField::ClosedDestination), "closed"),
        (
            Problem::NoSuchTimeGroup {
                from: from(PointerField::TimeGroup),
                group: lunch().time_group,
            },
            "time_group",
        ),
    ] {
        *panel.service.refuses.lock().unwrap() = Some(Refused::Problems(vec![problem]));
        let got = administrator.post("/time-conditions/new", &FORM).await;
        beside(&got.body, field, "وجود ندارد");
    }
}

#[tokio::test]
async fn a_supervisor_opens_and_closes_by_hand_and_goes_back_to_the_hours() {
    let panel = panel(vec![lunch()]).await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let list = supervisor.get("/time-conditions").await.body;
    assert!(list.contains("</svg>بسته</span>") && list.contains("هیچ‌وقت"), "{list}");
    assert!(list.contains("value=\"open\"") && !list.contains("value=\"none\""), "{list}");
    for (to, says, offers) in [
        ("open", "به‌صورت دستی باز", ["none", "closed"].as_slice()),
        ("closed", "به‌صورت دستی بسته", &["none", "open"]),
        ("none", "</svg>بسته</span>", &["open"]),
    ] {
        let got = supervisor.post("/time-conditions/1/by-hand", &[("to", to)]).await;
        assert_eq!(got.location, "/time-conditions?done=saved", "{}", got.body);
        let list = supervisor.get("/time-conditions").await.body;
        assert!(list.contains(says), "{to}: {list}");
        for word in ["none", "open", "closed"] {
            let offered = list.contains(&format!("name=\"to\" value=\"{word}\""));
            assert_eq!(offered, offers.contains(&word), "{to}: {word}");
        }
    }
    let authors = panel.service.authors.lock().unwrap().clone();
    assert_eq!(authors, vec![Author::User(UserName::new("supervisor").unwrap()); 3]);
    // It is no part of the configuration.
    assert_eq!(panel.service.call_flow.lock().unwrap().time_conditions, [lunch()]);
    let got = supervisor.post("/time-conditions/1/by-hand", &[("to", "ajar")]).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    let got = supervisor.post("/time-conditions/7/by-hand", &[("to", "open")]).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn where_the_pbx_cannot_be_asked_the_list_says_so_and_goes_by_the_hours() {
    let panel = panel(vec![lunch()]).await;
    *panel.service.by_hand.lock().unwrap() = Err("the link is down".to_owned());
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let list = supervisor.get("/time-conditions").await.body;
    assert!(list.contains("سرور تلفنی پاسخ نمی‌دهد") && list.contains("disabled"), "{list}");
    assert!(list.contains("</svg>بسته</span>"), "{list}");
    let got = supervisor.post("/time-conditions/1/by-hand", &[("to", "open")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("ارتباط با سرور تلفنی قطع است"), "{}", got.body);
}
