//! Users, their sessions and what is written down of them.

use crate::testing::{Browser, TestPanel};
use hyper::StatusCode;
use vasl_domain::user::{Rank, Role, UserName};
use vasl_store::{AuditEntry, AuditFilter, AuditVerb, Store as _};

const PASSWORD: &str = "correct horse battery";

const SARA: [(&str, &str); 5] = [
    ("name", "Sara"),
    ("role", "supervisor"),
    ("language", "en"),
    ("password", PASSWORD),
    ("again", PASSWORD),
];

fn name(name: &str) -> UserName {
    UserName::new(name).unwrap()
}

/// What a form says that it saw.
async fn seen(browser: &Browser<'_>, path: &str) -> String {
    let page = browser.get(path).await.body;
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// What was written down last.
async fn last_written(panel: &TestPanel) -> AuditEntry {
    panel.app.store().audit(&AuditFilter::default()).await.unwrap().remove(0).entry
}

#[tokio::test]
async fn a_user_is_added_and_logs_in() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let got = administrator.post("/users/new", &SARA).await;
    assert_eq!(got.location, "/users?done=added", "{got:?}");
    let log_in = [("name", " SARA "), ("password", PASSWORD), ("next", "/modules")];
    let got = panel.nobody().post("/log-in", &log_in).await;
    assert_eq!((got.status, &*got.location), (StatusCode::SEE_OTHER, "/modules"));
    let cookie = got.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("vasl_session=") && cookie.contains("HttpOnly"), "{cookie}");
    assert!(!cookie.contains("Secure"), "{cookie}");
    let written = panel.app.store().audit(&AuditFilter::default()).await.unwrap();
    assert_eq!(written[0].entry.subject, "sara");
    assert_eq!(written[0].entry.after["role"], "supervisor");
    assert!(!format!("{written:?}").contains("argon2"), "{written:?}");
    let again = administrator.post("/users/new", &SARA).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("کاربر دیگری دارد"), "{}", again.body);
}

#[tokio::test]
async fn what_is_wrong_with_a_user_is_said() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (field, value, says) in [
        ("name", "a b", "بدون فاصله"),
        ("role", "operator", "داخلی را انتخاب کنید"),
        ("password", "short", "حداقل ۱۰ حرف باشد"),
        ("again", "another one", "یکی نیست"),
    ] {
        let form = SARA.map(|(known, was)| (known, if known == field { value } else { was }));
        let got = administrator.post("/users/new", &form).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(got.body.contains(says), "{field}: {}", got.body);
    }
}

#[tokio::test]
async fn guessing_is_kept_slow() {
    let panel = TestPanel::open().await;
    panel.logged_in(Rank::Supervisor).await;
    let guess = [("name", "supervisor"), ("password", "guessed")];
    for _ in 0..5 {
        let got = panel.nobody().post("/log-in", &guess).await;
        assert!(got.body.contains("درست نیست"), "{}", got.body);
    }
    let got = panel.nobody().post("/log-in", &guess).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("تلاش‌های ناموفق"), "{}", got.body);
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_at_once() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    assert_eq!(supervisor.get("/modules").await.status, StatusCode::OK);
    let seen = seen(&administrator, "/users/supervisor").await;
    let operator =
        [("role", "operator"), ("extension", "۵۰۵۰"), ("language", "fa"), ("seen", &seen)];
    let got = administrator.post("/users/supervisor", &operator).await;
    assert_eq!(got.location, "/users/supervisor?done=saved");
    assert_eq!(supervisor.get("/modules").await.status, StatusCode::FORBIDDEN);
    let account = panel.app.store().account(&name("supervisor")).await.unwrap().unwrap();
    assert!(matches!(account.user.role, Role::Operator(number) if number.as_str() == "5050"));
}

#[tokio::test]
async fn the_only_administrator_stays_one() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let seen = seen(&administrator, "/users/administrator").await;
    let role = [("role", "supervisor"), ("language", "fa"), ("seen", &seen)];
    for path in ["/users/administrator", "/users/administrator/delete"] {
        let form = &role;
        let got = administrator.post(path, form).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(got.body.contains("تنها مدیر سیستم"), "{path}: {}", got.body);
    }
    assert_eq!(administrator.get("/users").await.status, StatusCode::OK);
}

#[tokio::test]
async fn sessions_are_ended_one_by_one_and_all_at_once() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let page = administrator.get("/users/supervisor").await.body;
    let key = page.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let got = administrator.post("/users/supervisor/sessions", &[("session", key)]).await;
    assert_eq!(got.location, "/users/supervisor?done=sessions-ended");
    assert!(supervisor.get("/").await.location.starts_with("/log-in"));

    let again = panel.logged_in(Rank::Supervisor).await;
    administrator.post("/users/supervisor/sessions", &[("session", "")]).await;
    assert!(again.get("/").await.location.starts_with("/log-in"));
    // One's own stays where one ends all the others.
    administrator.post("/account/sessions", &[("session", "")]).await;
    assert_eq!(administrator.get("/").await.status, StatusCode::OK);
    administrator.post("/log-out", &[]).await;
    assert!(administrator.get("/").await.location.starts_with("/log-in"));
}

#[tokio::test]
async fn ones_own_password_is_changed_by_who_knows_it() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let reset = [("password", PASSWORD), ("again", PASSWORD)];
    panel.logged_in(Rank::Supervisor).await;
    let got = administrator.post("/users/supervisor/password", &reset).await;
    assert_eq!(got.location, "/users/supervisor?done=saved");
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let another = "another horse battery";
    let change = |current| [("current", current), ("password", another), ("again", another)];
    let got = supervisor.post("/account/password", &change("wrong")).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("گذرواژهٔ فعلی درست نیست"), "{}", got.body);
    let got = supervisor.post("/account/password", &change(PASSWORD)).await;
    assert_eq!(got.location, "/account?done=saved");
    // Whoever was logged in with the old one is not any more.
    assert!(supervisor.get("/").await.location.starts_with("/log-in"));
    let log_in = [("name", "supervisor"), ("password", another)];
    assert_eq!(panel.nobody().post("/log-in", &log_in).await.location, "/");
    let verbs: Vec<AuditVerb> = panel
        .app
        .store()
        .audit(&AuditFilter::default())
        .await
        .unwrap()
        .into_iter()
        .map(|audited| audited.entry.verb)
        .collect();
    let changed = AuditVerb::PasswordChanged;
    assert_eq!(verbs, [changed, changed, AuditVerb::Added, AuditVerb::Added]);
}

#[tokio::test]
async fn who_changed_what_is_listed() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    administrator.post("/users/new", &SARA).await;
    for path in ["/audit", "/audit?kind=user", "/audit?subject=sara"] {
        let body = administrator.get(path).await.body;
        for says in ["کاربر «sara»", "افزودن", "نقش"] {
            assert!(body.contains(says), "{path}: {body}");
        }
    }
    // By its days, in either calendar; both ends count.
    for (days, listed) in [
        ("from=1404%2F01%2F01", true),
        ("from=2025-03-21&to=1499%2F12%2F29", true),
        ("to=%DB%B1%DB%B4%DB%B0%DB%B4-01-01", false),
    ] {
        let got = administrator.get(&format!("/audit?{days}")).await;
        assert_eq!(got.body.contains("sara"), listed, "{days}: {got:?}");
    }
    let body = administrator.get("/audit?from=1404%2F12%2F30").await.body;
    assert!(body.contains("روز ۱۴۰۴/۱۲/۳۰ در تقویم نیست"), "{body}");
    let body = administrator.get("/audit?kind=module").await.body;
    assert!(!body.contains("sara") && body.contains("پیدا نشد"), "{body}");
}

#[tokio::test]
async fn two_who_edit_a_user_are_told() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    panel.logged_in(Rank::Supervisor).await;
    let first = seen(&administrator, "/users/supervisor").await;
    let demoted =
        [("role", "operator"), ("extension", "5050"), ("language", "fa"), ("seen", &*first)];
    let got = administrator.post("/users/supervisor", &demoted).await;
    assert_eq!(got.location, "/users/supervisor?done=saved");
    let entry = last_written(&panel).await;
    assert_eq!((&*entry.before["role"], &*entry.after["role"]), ("supervisor", "operator"));
    assert!(!entry.after.contains_key("language"), "{entry:?}");

    // Another page was open from before, in which only the language is changed.
    let english = [("role", "supervisor"), ("language", "en"), ("seen", &*first)];
    let got = administrator.post("/users/supervisor", &english).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["administrator هم‌زمان این صفحه را تغییر داده است", "اپراتور", "سرپرست", "English"]
    {
        assert!(got.body.contains(said), "{said}: {}", got.body);
    }
    let role = async || panel.app.store().account(&name("supervisor")).await.unwrap().unwrap().user;
    assert!(matches!(role().await.role, Role::Operator(_)));
    let got = administrator.post("/users/supervisor/delete", &[("seen", &first)]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("هم‌زمان"), "{}", got.body);

    // Who has seen it may.
    let second = seen(&administrator, "/users/supervisor").await;
    let english = [("role", "supervisor"), ("language", "en"), ("seen", &*second)];
    administrator.post("/users/supervisor", &english).await;
    assert_eq!(role().await.role, Role::Supervisor);
    let before = panel.app.store().audit(&AuditFilter::default()).await.unwrap().len();
    let third = seen(&administrator, "/users/supervisor").await;
    let same = [("role", "supervisor"), ("language", "en"), ("seen", &*third)];
    let got = administrator.post("/users/supervisor", &same).await;
    assert_eq!(got.location, "/users/supervisor?done=saved");
    let after = panel.app.store().audit(&AuditFilter::default()).await.unwrap().len();
    assert_eq!(before, after, "nothing was changed");
}

#[tokio::test]
async fn the_tokens_of_who_is_removed_are_named_and_may_go_with_them() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    administrator
        .post(
            "/users/new",
            &SARA.map(|(field, value)| match field {
                "role" => (field, "administrator"),
                _ => (field, value),
            }),
        )
        .await;
    let log_in = [("name", "sara"), ("password", PASSWORD)];
    let got = panel.nobody().post("/log-in", &log_in).await;
    let sara = panel.browser_of(&got);
    for token in ["crm", "wallboard"] {
        sara.post("/tokens/new", &[("name", token), ("role", "supervisor")]).await;
    }
    administrator.post("/tokens/new", &[("name", "mine"), ("role", "supervisor")]).await;
    let asked = administrator.get("/users/sara/delete").await.body;
    for said in ["crm", "wallboard", "استفاده نشده", "باطل نمی‌شوند"] {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    assert!(!asked.contains("mine") && !asked.contains("checked"), "{asked}");
    let seen = seen(&administrator, "/users/sara/delete").await;
    let crm = asked.split("name=\"token\" value=\"").find(|rest| rest.contains("<bdi>crm</bdi>"));
    let crm = crm.unwrap().split('"').next().unwrap();
    let got = administrator.post("/users/sara/delete", &[("seen", &seen), ("token", crm)]).await;
    assert_eq!(got.location, "/users?done=removed");
    let held = panel.app.store().api_tokens().await.unwrap().into_iter();
    let held = held.filter(|token| token.revoked_at.is_none());
    let mut held: Vec<String> = held.map(|token| token.name.to_string()).collect();
    held.sort();
    assert_eq!(held, ["mine", "wallboard"]);
}

#[tokio::test]
async fn a_password_that_was_typed_is_typed_again() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let form = SARA.map(|(field, value)| (field, if field == "name" { "a b" } else { value }));
    let got = administrator.post("/users/new", &form).await;
    assert!(got.body.contains("دوباره بنویسید") && !got.body.contains(PASSWORD), "{}", got.body);
    let got = administrator.post("/users/new", &[("name", "a b"), ("role", "supervisor")]).await;
    assert!(!got.body.contains("دوباره بنویسید"), "{}", got.body);
}

#[tokio::test]
async fn ones_own_password_is_guessed_slowly_and_waiting_is_not_prolonged() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let reset = [("password", PASSWORD), ("again", PASSWORD)];
    panel.logged_in(Rank::Supervisor).await;
    administrator.post("/users/supervisor/password", &reset).await;
    // A stranger guesses at the same account, from the same address.
    for _ in 0..6 {
        panel.nobody().post("/log-in", &[("name", "supervisor"), ("password", "guessed")]).await;
    }
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let another = "another horse battery";
    let change = |current| [("current", current), ("password", another), ("again", another)];
    for _ in 0..5 {
        let got = supervisor.post("/account/password", &change("wrong")).await;
        assert!(got.body.contains("گذرواژهٔ فعلی درست نیست"), "{}", got.body);
    }
    for _ in 0..10 {
        let got = supervisor.post("/account/password", &change(PASSWORD)).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        // It is not said to be wrong, and the wait does not grow.
        assert!(
            got.body.contains("۱ دقیقهٔ دیگر") && !got.body.contains("درست نیست"),
            "{}",
            got.body
        );
    }
}

#[tokio::test]
async fn who_chooses_another_language_is_written_down() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    for _ in 0..2 {
        supervisor.post("/language", &[("language", "en"), ("back", "/")]).await;
    }
    let entry = last_written(&panel).await;
    assert_eq!((&*entry.before["language"], &*entry.after["language"]), ("fa", "en"));
    assert_eq!(panel.app.store().audit(&AuditFilter::default()).await.unwrap().len(), 2);
    assert!(supervisor.get("/").await.body.contains("lang=\"en\""));
}
