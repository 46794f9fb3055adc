//! The pages of announcements, without a browser.

use crate::service::Refused;
use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::callflow::{Sound, UploadedSound};
use vasl_domain::configuration::{ObjectId, Pointer, PointerField, Problem};
use vasl_domain::user::Rank;

const FORM: [(&str, &str); 6] = [
    ("code", "۱"),
    ("name", "تعطیل"),
    ("sound", "vasl/closed"),
    ("may_be_skipped", "yes"),
    ("destination_kind", "queue"),
    ("destination_queue", "99"),
];

#[tokio::test]
async fn an_announcement_is_added_and_edited() {
    let panel = TestPanel::open().await;
    let name = UploadedSound::new("closed").unwrap();
    let sound = Sound { name, description: Default::default(), content: None };
    panel.service.call_flow.lock().unwrap().sounds.push(sound);
    let administrator = panel.logged_in(Rank::Administrator).await;
    assert!(administrator.get("/announcements/new").await.body.contains("vasl/closed"));
    let got = administrator.post("/announcements/new", &FORM).await;
    assert_eq!(got.location, "/announcements?done=added", "{}", got.body);
    let known = || panel.service.call_flow.lock().unwrap().announcements[0].clone();
    assert_eq!((known().number.as_str(), known().sound.as_str()), ("1", "vasl/closed"));
    assert!(known().may_be_skipped);
    assert_eq!(known().destination.to_string(), "queue:99");
    let body = administrator.get("/announcements/1").await.body;
    let seen = body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut form = FORM.to_vec();
    form.retain(|(name, _)| !["may_be_skipped", "destination_kind"].contains(name));
    form.extend([("seen", seen), ("destination_kind", "hangup")]);
    let got = administrator.post("/announcements/1", &form).await;
    assert_eq!(got.location, "/announcements?done=saved", "{}", got.body);
    assert_eq!((known().may_be_skipped, &*known().destination.to_string()), (false, "hangup"));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (field, value, wrong, says) in [
        ("code", "x", "code", "شماره ۱ تا ۸ رقم است"),
        ("name", "", "name", "نام را وارد کنید"),
        ("sound", "", "sound", "فایل صوتی را انتخاب کنید"),
        ("destination_queue", "", "destination", "مقصد را انتخاب کنید"),
    ] {
        let mut form = FORM.to_vec();
        form.retain(|(name, _)| *name != field);
        form.push((field, value));
        let got = administrator.post("/announcements/new", &form).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(got.body.contains(&format!("id=\"{wrong}-wrong\"")), "{field}: {}", got.body);
        assert!(got.body.contains(says), "{field}: {}", got.body);
    }
    let from =
        Pointer { from: ObjectId::Announcement("1".parse().unwrap()), field: PointerField::Sound };
    let sound = UploadedSound::new("closed").unwrap().played_as();
    *panel.service.refuses.lock().unwrap() =
        Some(Refused::Problems(vec![Problem::NoSuchSound { from, sound }]));
    let got = administrator.post("/announcements/new", &FORM).await;
    assert!(got.body.contains("id=\"sound-wrong\""), "{}", got.body);
    assert!(got.body.contains("بارگذاری نشده است"), "{}", got.body);
}
