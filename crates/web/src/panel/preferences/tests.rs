//! What the installation prefers, as the panel sets it.

use crate::testing::{Browser, Got, TestPanel};
use hyper::StatusCode;
use vasl_domain::user::{Language, Rank};

async fn send(browser: &Browser<'_>, changes: &[(&str, &str)]) -> Got {
    let page = browser.get("/preferences").await.body;
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut form = vec![
        ("seen", seen),
        ("conversations_days", "۳۰"),
        ("decisions_days", "90"),
        ("reports_days", "1100"),
        ("audit_days", "1100"),
        ("language", "fa"),
        ("time_zone", "Asia/Tehran"),
        ("region", "ir"),
        ("area_code", "۲۱"),
    ];
    for (field, value) in changes {
        form.retain(|(known, _)| known != field);
        form.push((field, value));
    }
    browser.post("/preferences", &form).await
}

#[tokio::test]
async fn they_are_set_and_hold_at_once() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let changes = [("conversations_days", "۶۰"), ("language", "en"), ("area_code", "")];
    let got = send(&administrator, &changes).await;
    assert_eq!(got.location, "/preferences?done=saved", "{got:?}");
    let now = panel.app.preferences();
    assert_eq!(now.retention.conversations.get(), 60);
    assert_eq!((now.language, now.numbers.area_code()), (Language::English, None));
    // Who is not known is spoken to in English.
    assert!(panel.nobody().get("/log-in").await.body.contains("lang=\"en\""));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (field, value, says) in [
        ("conversations_days", "1", "از ۲ تا ۳۶۵۰"),
        ("audit_days", "ده", "از ۲ تا ۳۶۵۰"),
        ("time_zone", "Tehran", "منطقهٔ زمانی شناخته نشد"),
        ("region", "xx", "کشور شناخته نشد"),
        ("area_code", "021", "بدون صفر اول"),
    ] {
        let got = send(&administrator, &[(field, value)]).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(got.body.contains(says) && got.body.contains("aria-invalid"), "{field}: {got:?}");
    }
    assert!(panel.service.authors.lock().unwrap().is_empty());
}

#[tokio::test]
async fn nothing_is_removed_without_a_question() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let shorter = ("decisions_days", "7");
    let got = send(&administrator, &[shorter]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        got.body.contains("برای همیشه پاک می‌شوند") && got.body.contains("تاریخچهٔ مسیریابی پیش از")
    );
    let confirms = got.body.split("name=\"confirmed\" value=\"").nth(1).unwrap();
    let confirmed = ("confirmed", confirms.split('"').next().unwrap());
    // What is confirmed is this, and nothing shorter still.
    let got = send(&administrator, &[("decisions_days", "3"), confirmed]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let got = send(&administrator, &[shorter, confirmed]).await;
    assert_eq!(got.location, "/preferences?done=saved", "{got:?}");
    assert_eq!(panel.app.preferences().retention.decisions.get(), 7);
}

#[tokio::test]
async fn two_people_who_set_them_at_once_are_told() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let got =
        send(&administrator, &[("seen", "what was there before"), ("reports_days", "1200")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("هم‌زمان این صفحه را تغییر داده است"), "{}", got.body);
    assert!(got.body.contains("۱۲۰۰"), "what was typed is lost");
    assert!(got.body.contains("data-unsaved"), "{}", got.body);
    let opened = administrator.get("/preferences?done=saved").await.body;
    assert!(!opened.contains("data-unsaved"), "{opened}");
}
