//! Users, their sessions and what is written down of them.

use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::user::{Rank, Role, UserName};
use vasl_store::{AuditFilter, AuditVerb, Store as _};

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
    let role = [("role", "operator"), ("extension", "۵۰۵۰"), ("language", "fa")];
    let got = administrator.post("/users/supervisor", &role).await;
    assert_eq!(got.location, "/users/supervisor?done=saved");
    assert_eq!(supervisor.get("/modules").await.status, StatusCode::FORBIDDEN);
    let account = panel.app.store().account(&name("supervisor")).await.unwrap().unwrap();
    assert!(matches!(account.user.role, Role::Operator(number) if number.as_str() == "5050"));
}

#[tokio::test]
async fn the_only_administrator_stays_one() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let role = [("role", "supervisor"), ("language", "fa")];
    for (path, form) in [("/users/administrator", &role[..]), ("/users/administrator/delete", &[])]
    {
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
    assert_eq!(verbs, [AuditVerb::PasswordChanged, AuditVerb::PasswordChanged]);
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
