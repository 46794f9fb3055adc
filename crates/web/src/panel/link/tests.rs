//! What the panel says of the link.

use crate::service::{Gravity, LinkFinding};
use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::user::Rank;

#[tokio::test]
async fn the_link_is_shown_as_it_stands() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let body = administrator.get("/link").await.body;
    for says in ["متصل است", "127.0.0.1:5038", "۲۲.۱", "FreePBX", "۲ صف، ۵ عضو صف"]
    {
        assert!(body.contains(says), "{says}: {body}");
    }
    assert!(!body.contains("نتیجهٔ آزمایش"), "{body}");
}

#[tokio::test]
async fn a_test_says_what_is_wrong_and_what_to_do() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (finding, says) in [
        (LinkFinding::NoSecret, "رمز کاربر vasl به نرم‌افزار «وصل» داده نشده است"),
        (
            LinkFinding::Unreachable("Connection refused (os error 111)".to_owned()),
            "اتصال پذیرفته نشد",
        ),
        (LinkFinding::Unreachable("a cat on the cable".to_owned()), "a cat on the cable"),
        (LinkFinding::Silent, "127.0.0.1:5038 پاسخ نمی‌دهد"),
        (LinkFinding::NotAsterisk, "با manager.conf مقایسه کنید"),
        (LinkFinding::WrongSecret, "رمز اشتباه است"),
        (LinkFinding::Refused("why".to_owned()), "نپذیرفت: why"),
        (LinkFinding::LoggedIn, "برقرار شد"),
        (LinkFinding::Version("22.1".to_owned()), "Asterisk نسخهٔ ۲۲.۱"),
        (LinkFinding::VersionUnserved("too old".to_owned()), "too old"),
        (LinkFinding::NoTimestamps, "timestampevents=yes"),
        (LinkFinding::RightsSuffice, "همهٔ دسترسی‌های لازم را دارد"),
        (
            LinkFinding::RightsLack { read: vec!["call"], write: vec!["agent", "reporting"] },
            "read=call write=agent,reporting",
        ),
        (LinkFinding::RightsUnknown, "write=system"),
        (LinkFinding::ClockRight, "یکی است"),
        (LinkFinding::ClockWrong(90), "۹۰ ثانیه جلوتر"),
        (LinkFinding::ClockWrong(-3), "۳ ثانیه عقب‌تر"),
        (LinkFinding::WrapUpNotShared, "shared_lastcall=yes"),
    ] {
        *panel.service.link_findings.lock().unwrap() = vec![finding.clone()];
        let got = administrator.post("/link/test", &[]).await;
        assert_eq!(got.status, StatusCode::OK);
        assert!(got.body.contains(says), "{finding:?}: {}", got.body);
        let class = match finding.gravity() {
            Gravity::Good => "notice good",
            Gravity::Warning => "notice warn",
            Gravity::Failed => "notice bad",
        };
        assert!(got.body.contains(class), "{finding:?}");
    }
}
