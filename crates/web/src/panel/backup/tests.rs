//! The configuration as a file, and back.

use crate::service::Refused;
use crate::testing::{Browser, Got, TestPanel, support};
use hyper::StatusCode;
use vasl_domain::user::Rank;

async fn send(browser: &Browser<'_>, path: &str, parts: &[(&str, &str)]) -> Got {
    let of = |name| parts.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let fields: Vec<(&str, &str)> =
        parts.iter().copied().filter(|(name, _)| *name != "file").collect();
    browser.upload(path, &fields, of("file").unwrap_or_default().as_bytes()).await
}

fn seen(page: &Got) -> String {
    let seen = page.body.split("name=\"seen\" value=\"").nth(1).unwrap();
    seen.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_downloaded_is_read_back_to_the_same() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let administrator = panel.logged_in(Rank::Administrator).await;
    let file = administrator.get("/backup/configuration").await;
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("vasl-14"));
    assert!(file.body.contains("[[module]]"), "{}", file.body);
    let got = send(&administrator, "/backup/plan", &[("file", &file.body)]).await;
    assert!(got.body.contains("هیچ تغییری لازم نیست"), "{}", got.body);

    // Taken out, and put back by the file.
    panel.service.modules.lock().unwrap().clear();
    let plan = send(&administrator, "/backup/plan", &[("file", &file.body)]).await;
    let body = plan.body.replace(['\u{2066}', '\u{2068}', '\u{2069}'], "");
    assert!(body.contains("<td data-label=\"کار\">افزودن</td>"), "{body}");
    assert!(body.contains("ماژول «*۵۰۰۳»"), "{body}");
    assert!(panel.service.modules.lock().unwrap().is_empty(), "only shown");
    let parts = [("seen", &*seen(&plan)), ("text", &*file.body)];
    let got = send(&administrator, "/backup/apply", &parts).await;
    assert_eq!(got.location, "/backup?done=saved", "{got:?}");
    assert_eq!(*panel.service.modules.lock().unwrap(), [support()]);
}

#[tokio::test]
async fn a_file_that_is_wrong_is_refused_with_its_lines() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (parts, says) in [
        (&[][..], "فایل را انتخاب کنید"),
        (&[("file", "")][..], "فایل را انتخاب کنید"),
        (&[("file", "[[module]]\ncode = 5\n")][..], "درست نوشته نشده است"),
    ] {
        let got = send(&administrator, "/backup/plan", parts).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(got.body.contains(says), "{says}: {}", got.body);
    }
}

#[tokio::test]
async fn a_plan_that_is_not_of_what_is_there_now_is_shown_again() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let file = administrator.get("/backup/configuration").await.body;
    panel.service.modules.lock().unwrap().push(support());
    let plan = send(&administrator, "/backup/plan", &[("file", &file)]).await;
    panel.service.modules.lock().unwrap().clear();
    let parts = [("seen", &*seen(&plan)), ("text", &*file)];
    let got = send(&administrator, "/backup/apply", &parts).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("در این میان تغییر کرده است"), "{}", got.body);

    panel.service.modules.lock().unwrap().push(support());
    *panel.service.refuses.lock().unwrap() = Some(Refused::NotLinked);
    let got = send(&administrator, "/backup/apply", &parts).await;
    assert!(got.body.contains("ارتباط با سرور تلفنی قطع است"), "{}", got.body);
    assert_eq!(*panel.service.modules.lock().unwrap(), [support()]);
}
