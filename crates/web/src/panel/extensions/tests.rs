//! The pages of extensions, without a browser.

use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::callflow::ManagedExtension;
use vasl_domain::user::Rank;

const FORM: [(&str, &str); 4] = [
    ("code", "۷۰۷۰"),
    ("name", "رضا"),
    ("do_not_disturb_allowed", "yes"),
    ("outbound_caller_id", "۰۲۱۹۱۰۰۰۰۰۰"),
];

fn known(panel: &TestPanel, number: &str) -> Option<ManagedExtension> {
    let flow = panel.service.call_flow.lock().unwrap();
    flow.extensions.iter().find(|one| one.number.as_str() == number).cloned()
}

#[tokio::test]
async fn an_extension_is_added_and_its_secret_shown_once() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let got = administrator.post("/extensions/new", &FORM).await;
    assert_eq!(got.status, StatusCode::OK);
    let added = known(&panel, "7070").unwrap();
    assert!(added.secret.is_strong() && added.do_not_disturb_allowed);
    assert_eq!(added.outbound_caller_id.unwrap().as_str(), "02191000000");
    assert!(got.body.contains(added.secret.as_str()), "{}", got.body);
    assert!(got.body.contains("panel.example") && got.body.contains("5060"), "{}", got.body);
    for page in ["/extensions/7070", "/extensions/7070/phone", "/extensions", "/audit"] {
        let body = administrator.get(page).await.body;
        assert!(!body.contains(added.secret.as_str()), "{page}: {body}");
    }
    let got = administrator.confirm("/extensions/7070/phone").await;
    let after = known(&panel, "7070").unwrap();
    assert_ne!(after.secret, added.secret);
    assert!(got.body.contains(after.secret.as_str()), "{}", got.body);
}

#[tokio::test]
async fn an_edit_keeps_the_secret_unless_another_is_typed() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let seen = async || {
        let body = administrator.get("/extensions/5050").await.body;
        let rest = body.split("name=\"seen\" value=\"").nth(1).unwrap().to_owned();
        rest.split('"').next().unwrap().to_owned()
    };
    let before = known(&panel, "5050").unwrap();
    let form = |seen: &str, secret: &str| {
        let form = [("name", "سارا الف"), ("seen", seen), ("secret", secret)];
        form.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = async |form: [(String, String); 3]| {
        let form = form.each_ref().map(|(name, value)| (&**name, &**value));
        administrator.post("/extensions/5050", &form).await
    };
    let got = send(form(&seen().await, "")).await;
    assert_eq!(got.location, "/extensions?done=saved");
    let after = known(&panel, "5050").unwrap();
    assert_eq!((after.name.as_str(), &after.secret), ("سارا الف", &before.secret));
    assert!(!after.do_not_disturb_allowed);
    send(form(&seen().await, "another-secret")).await;
    assert_eq!(known(&panel, "5050").unwrap().secret.as_str(), "another-secret");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (field, value, says) in [
        ("code", "x", "شمارهٔ داخلی ۱ تا ۱۰ رقم است"),
        ("code", "5050", "قبلاً برای داخلی «سارا» ثبت شده است"),
        ("name", "", "نام را وارد کنید"),
        ("outbound_caller_id", "abc", "شماره ۱ تا ۲۰ رقم است"),
        ("secret", "short", "رمز تلفن ۸ تا ۶۰"),
    ] {
        let mut form: Vec<_> = FORM.iter().copied().filter(|(name, _)| *name != field).collect();
        form.push((field, value));
        let got = administrator.post("/extensions/new", &form).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
        assert!(got.body.contains(says), "{field}={value}: {}", got.body);
        assert!(got.body.contains(&format!("id=\"{field}-wrong\"")), "{field}: {}", got.body);
    }
    assert!(known(&panel, "7070").is_none());
}

#[tokio::test]
async fn the_sample_comes_back_as_extensions_in_either_language() {
    for language in ["fa", "en"] {
        let panel = TestPanel::open().await;
        panel.service.call_flow.lock().unwrap().extensions.clear();
        panel.service.call_flow.lock().unwrap().queues.clear();
        let administrator = panel.logged_in(Rank::Administrator).await;
        administrator.post("/language", &[("language", language), ("back", "/")]).await;
        let sample = administrator.get("/extensions/import/sample").await;
        assert!(sample.headers["content-disposition"].to_str().unwrap().contains("extensions.csv"));
        let got = administrator.upload("/extensions/import", &[], sample.body.as_bytes()).await;
        assert_eq!(got.status, StatusCode::OK, "{}", got.body);
        let (sara, ali) = (known(&panel, "5050").unwrap(), known(&panel, "6065").unwrap());
        assert_eq!(sara.outbound_caller_id.unwrap().as_str(), "02191000000");
        assert!(sara.do_not_disturb_allowed && !ali.do_not_disturb_allowed);
        assert!(got.body.contains(sara.secret.as_str()), "{}", got.body);
    }
}

#[tokio::test]
async fn of_a_file_with_anything_wrong_nothing_is_taken_and_each_line_is_named() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (file, says) in [
        ("number,name\n7070,Reza\nx,Ali\n8080,\n", vec!["۳", "۴", "نام را وارد کنید", "۲ خط"]),
        ("number,name\n7070,Reza\n5050,Ali\n", vec!["قبلاً برای داخلی «سارا»", "۳"]),
        ("number,name\n99,Ali\n", vec!["قبلاً برای صف"]),
        ("number,name\n7070,Reza\n7070,Ali\n", vec!["در خط ۲ هم آمده است"]),
        ("7070,Reza\n", vec!["خط اول باید نام ستون‌ها باشد"]),
        ("", vec!["فایل را انتخاب کنید"]),
    ] {
        let got = administrator.upload("/extensions/import", &[], file.as_bytes()).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{file}");
        for says in says {
            assert!(got.body.contains(says), "{file}: {says}: {}", got.body);
        }
        assert!(got.body.contains("id=\"file-wrong\""), "{file}: {}", got.body);
    }
    let windows_1256 = b"number,name\n7070,\xd3\xc7\xd1\xc7\n";
    let got = administrator.upload("/extensions/import", &[], windows_1256).await;
    assert!(got.body.contains("CSV UTF-8"), "{}", got.body);
    let large = vec![b'x'; 1024 * 1024 + 1];
    let got = administrator.upload("/extensions/import", &[], &large).await;
    assert!(got.body.contains("بزرگ‌تر از یک مگابایت"), "{}", got.body);
    assert!(known(&panel, "7070").is_none());
}

#[tokio::test]
async fn a_supervisor_reads_and_does_not_change() {
    let panel = TestPanel::open().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let body = supervisor.get("/extensions").await.body;
    assert!(body.contains("سارا") && body.contains("۹۹ پُشتیبانی"), "{body}");
    assert!(!body.contains("/extensions/5050") && !body.contains("/extensions/new"), "{body}");
}

#[tokio::test]
async fn one_that_is_in_a_queue_is_not_deleted() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let body = administrator.get("/extensions/5050/delete").await.body;
    assert!(body.contains("اعضای صف «پُشتیبانی»"), "{body}");
    panel.service.call_flow.lock().unwrap().queues.clear();
    let got = administrator.confirm("/extensions/5050/delete").await;
    assert_eq!(got.location, "/extensions?done=removed");
    assert!(known(&panel, "5050").is_none());
}

#[tokio::test]
async fn a_page_of_a_hundred_rows_is_light() {
    let panel = TestPanel::open().await;
    let sara = known(&panel, "5050").unwrap();
    let others = (1000..1200).map(|number: u32| ManagedExtension {
        number: number.to_string().parse().unwrap(),
        ..sara.clone()
    });
    panel.service.call_flow.lock().unwrap().extensions.extend(others);
    let administrator = panel.logged_in(Rank::Administrator).await;
    let body = administrator.get("/extensions").await.body;
    assert_eq!(body.matches("<tr>").count(), 101);
    let bytes = administrator.bytes_of("/extensions").await;
    assert!(bytes < 30_000, "{bytes} bytes over the wire");
}

/// A PBX with two thousand extensions of its own, of which two are Vasl's too.
#[tokio::test]
async fn the_extensions_of_a_pbx_are_in_the_list_searched_and_page_by_page() {
    let panel = TestPanel::open().await;
    let members = (5000..7000_u32).map(|number| number.to_string().parse().unwrap());
    let support = "support".parse().unwrap();
    panel.service.found.lock().unwrap().insert(support, members.collect());
    let administrator = panel.logged_in(Rank::Administrator).await;
    let first = administrator.get("/extensions").await.body;
    assert_eq!(first.matches("<tr>").count(), 101);
    assert!(first.contains("۲٬۰۰۰") || first.contains("۲۰۰۰"), "{first}");
    // Vasl's own stands among them, and is the only one that is edited here.
    assert_eq!(first.matches("/delete\"").count(), 1, "{first}");
    assert_eq!(first.matches("<span class=\"badge\">سرور تلفنی</span>").count(), 99);
    assert!(first.contains("/calls?operator=5001\"") && !first.contains("/extensions/5001"));
    let bytes = administrator.bytes_of("/extensions").await;
    assert!(bytes < 30_000, "{bytes} bytes over the wire");
    let found = administrator.get("/extensions?search=۶۹۹۹").await.body;
    assert!(found.matches("<tr>").count() == 2 && found.contains("۶۹۹۹"), "{found}");
    assert!(found.contains("<span class=\"badge\">support</span>"), "{found}");
    let mut rows = 0;
    let mut page = first;
    loop {
        rows += page.matches("<tr>").count() - 1;
        let Some(next) =
            page.split("rel=\"next\"").next().filter(|_| page.contains("rel=\"next\""))
        else {
            break;
        };
        let next = next.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
        page = administrator.get(&format!("/extensions{next}")).await.body;
    }
    assert_eq!(rows, 2000);
}
