//! The pages of sounds, without a browser.

use crate::service::Refused;
use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::callflow::{Announcement, PlainText, Sound, UploadedSound};
use vasl_domain::destination::Destination;
use vasl_domain::user::Rank;

const FORM: [(&str, &str); 2] = [("code", "welcome"), ("description", "خوش‌آمدگویی")];

fn known(panel: &TestPanel) -> Vec<Sound> {
    panel.service.call_flow.lock().unwrap().sounds.clone()
}

#[tokio::test]
async fn a_sound_is_uploaded_listened_to_and_given_another_file() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let got = administrator.upload("/sounds/new", &FORM, b"RIFF first").await;
    assert_eq!(got.location, "/sounds?done=added", "{}", got.body);
    assert_eq!(known(&panel)[0].description.as_str(), "خوش‌آمدگویی");
    let heard = administrator.get("/sounds/welcome/heard").await;
    assert_eq!(heard.headers["content-type"], "audio/wav");
    assert_eq!(heard.body, "RIFF first");
    let body = administrator.get("/sounds").await.body;
    assert!(body.contains("<audio controls") && body.contains("/sounds/welcome/heard"), "{body}");
    assert!(
        heard.headers["content-security-policy"].to_str().unwrap().contains("media-src 'self'")
    );

    let form = administrator.get("/sounds/welcome").await;
    let mut other = form.hidden();
    other.push(("description", "خوش آمدید"));
    let got = administrator.upload("/sounds/welcome", &other, b"RIFF second").await;
    assert_eq!(got.location, "/sounds?done=saved", "{}", got.body);
    assert_eq!(administrator.get("/sounds/welcome/heard").await.body, "RIFF second");
    assert_eq!(known(&panel)[0].description.as_str(), "خوش آمدید");
}

#[tokio::test]
async fn words_alone_are_changed_without_a_file() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    administrator.upload("/sounds/new", &FORM, b"RIFF first").await;
    let body = administrator.get("/sounds/welcome").await.body;
    let seen = body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = [("description", "سلام"), ("seen", seen)];
    let got = administrator.upload("/sounds/welcome", &form, b"").await;
    assert_eq!(got.location, "/sounds?done=saved", "{}", got.body);
    assert_eq!(known(&panel)[0].description.as_str(), "سلام");
    assert_eq!(administrator.get("/sounds/welcome/heard").await.body, "RIFF first");
}

#[tokio::test]
async fn two_who_upload_at_once_are_told() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    administrator.upload("/sounds/new", &FORM, b"RIFF first").await;
    let form = administrator.get("/sounds/welcome").await;
    let (mut hers, mut his) = (form.hidden(), form.hidden());
    hers.push(("description", "سلام"));
    his.push(("description", "خوش آمدید"));
    let got = administrator.upload("/sounds/welcome", &hers, b"RIFF hers").await;
    assert_eq!(got.location, "/sounds?done=saved", "{}", got.body);
    // Neither his words nor his recording take the place of hers unnoticed.
    let got = administrator.upload("/sounds/welcome", &his, b"RIFF his").await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("هم‌زمان این صفحه را تغییر داده است"), "{}", got.body);
    assert!(got.body.contains("<bdi>سلام</bdi>") && got.body.contains("خوش آمدید"), "{}", got.body);
    assert_eq!(administrator.get("/sounds/welcome/heard").await.body, "RIFF hers");
    assert_eq!(known(&panel)[0].description.as_str(), "سلام");
    let mut again = got.hidden();
    again.push(("description", "خوش آمدید"));
    let got = administrator.upload("/sounds/welcome", &again, b"RIFF his").await;
    assert_eq!(got.location, "/sounds?done=saved", "{}", got.body);
    // Another recording alone is another sound, too.
    let form = administrator.get("/sounds/welcome").await;
    let mut same_words = form.hidden();
    same_words.push(("description", "خوش آمدید"));
    administrator.upload("/sounds/welcome", &same_words, b"RIFF newer").await;
    let got = administrator.upload("/sounds/welcome", &same_words, b"RIFF older").await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(administrator.get("/sounds/welcome/heard").await.body, "RIFF newer");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let large = vec![b'x'; 21 * 1024 * 1024];
    for (name, file, field, says) in [
        ("welcome", b"".as_slice(), "file", "فایل را انتخاب کنید"),
        ("welcome", b"%PDF", "file", "نه WAV است و نه MP3"),
        ("welcome", &large, "file", "بزرگ‌تر از ۲۰ مگابایت"),
        ("خوش", b"RIFF", "code", "نام فایل صوتی ۱ تا ۴۰"),
    ] {
        let got = administrator.upload("/sounds/new", &[("code", name)], file).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(got.body.contains(&format!("id=\"{field}-wrong\"")), "{says}: {}", got.body);
        assert!(got.body.contains(says), "{says}: {}", got.body);
    }
    administrator.upload("/sounds/new", &FORM, b"RIFF first").await;
    let got = administrator.upload("/sounds/new", &FORM, b"RIFF other").await;
    assert!(got.body.contains("قبلاً برای فایل صوتی"), "{}", got.body);
    assert_eq!(administrator.get("/sounds/welcome/heard").await.body, "RIFF first");
    *panel.service.refuses.lock().unwrap() = Some(Refused::NotLinked);
    let other = [("code", "bye"), ("description", "x")];
    let got = administrator.upload("/sounds/new", &other, b"RIFF").await;
    assert!(got.body.contains("ارتباط با سرور تلفنی قطع است"), "{}", got.body);
}

#[tokio::test]
async fn one_that_is_played_is_not_deleted() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    administrator.upload("/sounds/new", &FORM, b"RIFF first").await;
    let announcement = Announcement {
        number: "1".parse().unwrap(),
        name: PlainText::new("خوش‌آمد").unwrap(),
        sound: UploadedSound::new("welcome").unwrap().played_as(),
        may_be_skipped: false,
        destination: Destination::HangUp,
    };
    panel.service.call_flow.lock().unwrap().announcements.push(announcement);
    let body = administrator.get("/sounds/welcome/delete").await.body;
    assert!(body.contains("صدای پیام صوتی «خوش‌آمد»"), "{body}");
    let got = administrator.confirm("/sounds/welcome/delete").await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    panel.service.call_flow.lock().unwrap().announcements.clear();
    let got = administrator.confirm("/sounds/welcome/delete").await;
    assert_eq!(got.location, "/sounds?done=removed");
    assert!(known(&panel).is_empty());
}
