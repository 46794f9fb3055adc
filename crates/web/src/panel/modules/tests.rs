//! The pages of modules, without a browser.

use crate::service::{ApplyFault, NotApplied, Refused, Service as _};
use crate::testing::{TestPanel, support};
use hyper::StatusCode;
use vasl_domain::callflow::{Did, InboundRoute};
use vasl_domain::configuration::{ObjectId, Problem};
use vasl_domain::destination::Destination;
use vasl_domain::expiry::{Expiry, TimeOfDay};
use vasl_domain::module::{Module, ModuleName, Side};
use vasl_domain::name::{ModuleCode, QueueName};
use vasl_domain::user::{Author, Rank, UserName};

/// What the form sends for the user's page.
const FORM: [(&str, &str); 16] = [
    ("name", "poshtibani"),
    ("code", "*۵۰۰۳"),
    ("active", "yes"),
    ("reapply", "yes"),
    ("expiry_kind", "until"),
    ("until", "۱۷:۳۰:۰۰"),
    ("time_zone", "Asia/Tehran"),
    ("side", "queue:99"),
    ("side", "extension:5050"),
    ("side", "extension:6065"),
    ("failure_kind", "queue"),
    ("failure_queue", "99"),
    ("ring_seconds", "٢٥"),
    ("wait_seconds", "0"),
    ("minimum_talk_seconds", "0"),
    ("most_waiting", "3"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FORM.iter().copied().filter(|(name, _)| !changes.iter().any(|(n, _)| n == name));
    kept.chain(changes.iter().copied()).collect()
}

#[tokio::test]
async fn a_module_is_added_in_digits_of_any_script_in_the_name_of_its_author() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let got = supervisor.post("/modules/new", &FORM).await;
    assert_eq!((got.status, &*got.location), (StatusCode::SEE_OTHER, "/modules?done=added"));
    let modules = panel.service.modules.lock().unwrap().clone();
    let [module] = modules.as_slice() else { panic!("{modules:?}") };
    assert_eq!(module.code.as_str(), "*5003");
    assert_eq!(module.expiry, Expiry::Until(TimeOfDay::parse("17:30").unwrap()));
    assert_eq!((module.ring_seconds.get(), module.wait_seconds.get()), (25, 0));
    assert!(module.active && module.reapply_at_startup && !module.silent);
    assert_eq!(module.sides, support().sides);
    let authors = panel.service.authors.lock().unwrap().clone();
    assert_eq!(authors, [Author::User(UserName::new("supervisor").unwrap())]);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    for (changes, says, keeps) in [
        (vec![("name", " ")], "نام ماژول را وارد کنید", "value=\"*۵۰۰۳\""),
        (vec![("code", "5*003")], "کد حداکثر دو علامت", "value=\"۵*۰۰۳\""),
        (vec![("until", "25:00")], "ساعت را مانند ۱۷:۳۰", "value=\"۲۵:۰۰\""),
        (
            vec![("expiry_kind", "for"), ("lifetime", "24:00:01")],
            "نباید بیشتر از ۲۴ ساعت",
            "value=\"۲۴:۰۰:۰۱\"",
        ),
        (vec![("expiry_kind", "end_of_work")], "گروه زمانی را انتخاب کنید", "poshtibani"),
        (vec![("failure_queue", "")], "مقصد خطا را انتخاب کنید", "poshtibani"),
        (vec![("side", "nonsense")], "حداقل یک داخلی یا صف", "poshtibani"),
        (vec![("ring_seconds", "0")], "عددی از", "value=\"۰\""),
    ] {
        let got = supervisor.post("/modules/new", &with(&changes)).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        assert!(got.body.contains(says), "{changes:?}: {}", got.body);
        assert!(got.body.contains(keeps), "{changes:?}: {}", got.body);
        assert!(got.body.contains("aria-invalid=\"true\""), "{changes:?}");
    }
    assert!(panel.service.modules.lock().unwrap().is_empty());
}

#[tokio::test]
async fn rows_are_added_edited_and_deleted_without_saving() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let sides = |body: &str| -> Vec<String> {
        let parts = body.split("name=\"side\" value=\"").skip(1);
        parts.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let press = async |button: &str, rows: &[&str], more: &[(&str, &str)]| {
        let mut form = with(&[("side", "")]);
        form.extend(rows.iter().map(|row| ("side", *row)));
        form.push(("do", button));
        form.extend(more);
        supervisor.post("/modules/new", &form).await
    };
    let queue = [("side_kind", "queue"), ("side_queue", "۹۹")];
    let got = press("add-side", &[], &queue).await;
    assert_eq!((got.status, sides(&got.body)), (StatusCode::OK, vec!["queue:99".to_owned()]));
    let got = press("add-members", &[], &queue).await;
    assert_eq!(sides(&got.body), ["queue:99", "extension:5050", "extension:6065"]);
    let some = ["queue:99", "extension:5050"];
    let got = press("add-side", &some, &queue).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let got = press("edit-side-1", &some, &[]).await;
    assert!(got.body.contains("name=\"editing\" value=\"1\""), "{}", got.body);
    assert!(got.body.contains("<option value=\"5050\" selected>"), "{}", got.body);
    let chosen = [("editing", "1"), ("side_kind", "extension"), ("side_extension", "6065")];
    let got = press("put-side", &some, &chosen).await;
    assert_eq!(sides(&got.body), ["queue:99", "extension:6065"]);
    let got = press("drop-side-0", &some, &[]).await;
    assert_eq!(sides(&got.body), ["extension:5050"]);
    // Who is in the queue and not among the extensions is said, and added at one's wish.
    let got = press("drop-side-9", &some, &[]).await;
    assert!(got.body.contains("این اعضای صف در فهرست داخلی‌ها نیستند"), "{}", got.body);
    let got = press("add-missing", &some, &[]).await;
    assert_eq!(sides(&got.body), ["queue:99", "extension:5050", "extension:6065"]);
    assert!(panel.service.modules.lock().unwrap().is_empty());
}

#[tokio::test]
async fn two_people_who_edit_the_same_thing_are_told() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let seen = |body: &str| -> String {
        let rest = body.split("name=\"seen\" value=\"").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let first = seen(&supervisor.get("/modules/%2A5003").await.body);
    // Somebody else saves meanwhile.
    panel.service.modules.lock().unwrap()[0].active = false;
    let got = supervisor.post("/modules/%2A5003", &with(&[("seen", &first)])).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("هم‌زمان این صفحه را تغییر داده است"), "{}", got.body);
    // What stands there now, beside what was typed.
    assert!(got.body.contains("آنچه شما نوشته‌اید") && got.body.contains("poshtibani"));
    assert!(!panel.service.modules.lock().unwrap()[0].active);
    let second = seen(&got.body);
    let got = supervisor.post("/modules/%2A5003", &with(&[("seen", &second)])).await;
    assert_eq!(got.location, "/modules?done=saved");
    assert!(panel.service.modules.lock().unwrap()[0].active);
}

#[tokio::test]
async fn switches_work_with_one_click() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let module = || panel.service.modules.lock().unwrap()[0].clone();
    for (name, value, expected) in [
        ("active", "no", Module { active: false, ..support() }),
        ("active", "yes", support()),
        ("silent", "no", Module { silent: false, ..support() }),
        ("reapply", "no", Module { silent: false, reapply_at_startup: false, ..support() }),
    ] {
        let got = supervisor.post("/modules/%2A5003/switch", &[(name, value)]).await;
        assert_eq!(got.location, "/modules?done=saved");
        assert_eq!(module(), expected, "{name} {value}");
    }
    let got = supervisor.confirm("/modules/%2A5003/memory").await;
    assert_eq!(got.location, "/modules/%2A5003?done=memory-cleared");
    assert!(module().cleared_at.is_some());
}

#[tokio::test]
async fn a_delete_asks_and_says_what_points_here() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let free = supervisor.get("/modules/%2A5003/delete").await;
    let route = InboundRoute {
        did: Some(Did::new("02191000000").unwrap()),
        name: None,
        caller: None,
        destination: Destination::Misc(support().code),
    };
    panel.service.call_flow.lock().unwrap().inbound_routes.push(route);
    let asked = supervisor.get("/modules/%2A5003/delete").await.body;
    assert!(asked.contains("مسیر ورودی"), "{asked}");
    let pointers = panel.service.picture().pointers_to(&ObjectId::Module(support().code));
    *panel.service.refuses.lock().unwrap() = Some(Refused::InUse(pointers));
    let got = supervisor.post("/modules/%2A5003/delete", &free.hidden()).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("حذف نشد"), "{}", got.body);

    *panel.service.refuses.lock().unwrap() = None;
    panel.service.call_flow.lock().unwrap().inbound_routes.clear();
    let got = supervisor.confirm("/modules/%2A5003/delete").await;
    assert_eq!(got.location, "/modules?done=removed");
    assert!(panel.service.modules.lock().unwrap().is_empty());
}

fn not_applied(fault: ApplyFault) -> Refused {
    Refused::Apply(NotApplied { fault, details: "no queue".to_owned() })
}

#[tokio::test]
async fn why_nothing_was_changed_is_said_in_words() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let no_such_side = Problem::NoSuchSide {
        module: support().code,
        side: Side::Queue(QueueName::new("98").unwrap()),
    };
    for (refused, says) in [
        (Refused::CodeTaken, "قبلاً برای ماژول"),
        (not_applied(ApplyFault::NotTaken), "تنظیمات قبلی برگردانده شد. علت: سرور تلفنی"),
        (not_applied(ApplyFault::NotTakenBack), "تنظیمات قبلی هم کامل برنگشت"),
        (Refused::Stopping, "در حال خاموش شدن"),
        (Refused::NotLinked, "ارتباط با سرور تلفنی قطع است"),
        (Refused::Problems(vec![no_such_side]), "در سرور تلفنی نیست"),
    ] {
        *panel.service.refuses.lock().unwrap() = Some(refused.clone());
        let got = supervisor.post("/modules/new", &FORM).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
        assert!(got.body.contains(says), "{refused:?}: {}", got.body);
        assert!(got.body.contains("value=\"poshtibani\""), "{refused:?}");
    }
}

#[tokio::test]
async fn a_page_of_a_hundred_rows_is_light() {
    let panel = TestPanel::open().await;
    let modules = (1000..1150).map(|number| Module {
        code: ModuleCode::new(format!("*{number}")).unwrap(),
        name: ModuleName::new(&format!("پشتیبانی {number}")).unwrap(),
        ..support()
    });
    panel.service.modules.lock().unwrap().extend(modules);
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let body = supervisor.get("/modules").await.body;
    assert_eq!(body.matches("<tr>").count(), 101);
    assert!(body.contains("rel=\"next\"") && !body.contains("rel=\"prev\""), "{body}");
    let bytes = supervisor.bytes_of("/modules").await;
    assert!(bytes < 30_000, "{bytes} bytes over the wire");
    let began = std::time::Instant::now();
    for _ in 0..20 {
        supervisor.get("/modules").await;
    }
    println!("{bytes} bytes over the wire, {:?} each", began.elapsed() / 20);
}

#[tokio::test]
async fn a_list_is_searched_in_any_spelling_and_shows_codes_left_to_right() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    for search in ["پشتيباني", "5003", "%DB%B5%DB%B0%DB%B0%DB%B3"] {
        let body = supervisor.get(&format!("/modules?search={search}")).await.body;
        assert!(body.contains("<bdi dir=\"ltr\">*۵۰۰۳</bdi>"), "{search}: {body}");
    }
    let body = supervisor.get("/modules?search=nobody").await.body;
    assert!(body.contains("پیدا نشد") && !body.contains("۵۰۰۳"), "{body}");
}

#[tokio::test]
async fn a_side_that_is_sent_twice_is_there_once_and_more_than_a_form_takes_are_told() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let many = |count: u32| -> Vec<String> {
        let sides = (0..count).map(|number| format!("extension:{}", 10_000 + number));
        sides.flat_map(|side| ["queue:99".to_owned(), side]).collect()
    };
    for (count, shown) in [(2_000, 2_001), (1_999, 2_000)] {
        let sides = many(count);
        let mut form = with(&[("side", "queue:99")]);
        form.extend(sides.iter().map(|side| ("side", side.as_str())));
        let got = supervisor.post("/modules/new", &form).await;
        if count == 1_999 {
            assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
        } else {
            assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(got.body.contains("تعداد ردیف‌ها از ۲۰۰۰ بیشتر است"), "{}", got.body);
            assert_eq!(got.body.matches("name=\"side\"").count(), shown);
        }
    }
}

fn called(number: u32) -> Module {
    Module {
        code: ModuleCode::new(format!("*{number}")).unwrap(),
        name: ModuleName::new(&format!("پشتیبانی {number}")).unwrap(),
        ..support()
    }
}

/// The address behind a link of a list's foot.
fn way(body: &str, rel: &str) -> Option<String> {
    let before = body.split_once(&format!("\" rel=\"{rel}\""))?.0;
    Some(format!("/modules{}", before.rsplit("href=\"").next()?.replace("&#38;", "&")))
}

#[tokio::test]
async fn the_next_page_is_the_next_whatever_becomes_of_the_last_row() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    for list in ["/modules", "/modules?sort=name", "/modules?search=پشتيباني"] {
        *panel.service.modules.lock().unwrap() = (1000..1250).map(called).collect();
        let first = supervisor.get(list).await.body;
        {
            let mut modules = panel.service.modules.lock().unwrap();
            match list {
                "/modules" => drop(modules.remove(99)),
                // It stands elsewhere by now, or is found no more.
                _ => modules[99].name = ModuleName::new("آخر").unwrap(),
            }
        }
        let second = supervisor.get(&way(&first, "next").unwrap()).await.body;
        let before = second.split_once("<bdi dir=\"ltr\">*۱۱۰۰</bdi>");
        let (before, _) = before.unwrap_or_else(|| panic!("{list}: {second}"));
        assert_eq!(before.matches("<tr>").count(), 2, "{list}: it is the first of its page");
        let back = supervisor.get(&way(&second, "prev").unwrap()).await.body;
        assert!(back.contains("*۱۰۰۱") && way(&back, "prev").is_none(), "{list}: {back}");
    }
}

#[tokio::test]
async fn the_other_language_takes_over_what_is_typed() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let opened = supervisor.get("/modules/new").await.body;
    assert!(opened.contains("form=\"form\" name=\"language\" value=\"en\""), "{opened}");
    let mut form = FORM.to_vec();
    form.push(("language", "en"));
    let got = supervisor.post("/modules/new", &form).await;
    assert_eq!(got.status, StatusCode::OK);
    assert!(got.body.contains("<html lang=\"en\" dir=\"ltr\">"), "{}", got.body);
    assert!(got.body.contains("value=\"poshtibani\"") && got.body.contains("data-unsaved"));
    assert!(!got.body.contains("aria-invalid"), "it is shown and not judged: {}", got.body);
    assert!(panel.service.modules.lock().unwrap().is_empty(), "it is not saved");
    // And the language is kept.
    assert!(supervisor.get("/modules").await.body.contains("lang=\"en\""));
}

#[tokio::test]
async fn a_number_that_is_none_is_told_beside_its_field() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let asked = async |number: &str| {
        supervisor.get(&format!("/modules/%2A5003/preview?number={number}")).await.body
    };
    let wrong = asked("abc").await;
    assert!(wrong.contains("id=\"number-wrong\"") && wrong.contains("value=\"abc\""), "{wrong}");
    assert!(!wrong.contains("aria-live"), "nobody called: {wrong}");
    let right = asked("۰۹۱۲۱۲۳۴۵۶۷").await;
    assert!(!right.contains("id=\"number-wrong\"") && right.contains("aria-live"), "{right}");
}
