//! What holds for all pages.

mod only_own;

use super::routes;
use crate::http::{Least, Route, Speaks};
use crate::testing::{Browser, TestPanel, support};
use hyper::{Method, StatusCode};
use std::collections::HashSet;
use vasl_domain::callflow::CallFlow;
use vasl_domain::user::Rank;

pub(crate) fn filled_in(path: &str) -> String {
    let path = path
        .replace("{code}", "%2A5003")
        .replace("{extension}", "5050")
        .replace("{queue}", "99")
        .replace("{sound}", "welcome")
        .replace("{announcement}", "1")
        .replace("{number}", "1")
        .replace("{group}", "office")
        .replace("{route}", "%2F")
        .replace("{file}", "panel.css")
        .replace("{act}", "pause")
        .replace("{name}", "somebody")
        .replace("{token}", "no-such-token")
        .replace("{call}", "1795000000000000-1795000000.1");
    assert!(!path.contains('{'), "{path}: say here what may stand there");
    path
}

/// Puts a thing under every address of [`filled_in`] that a call flow has.
pub(crate) fn furnish(panel: &TestPanel) {
    panel.service.modules.lock().unwrap().push(support());
    let more: CallFlow = serde_json::from_value(serde_json::json!({
        "ivr": [{
            "number": "1", "name": "Main", "failure_destination": "queue:99",
            "entry": [{ "key": "3", "destination": "misc:*5003", "return": true }],
        }],
        "time_group": [{
            "name": "office",
            "period": [{ "weekdays": ["sat"], "from": "08:30", "to": "17:30" }],
            "holiday": [{ "jalali": "01/13", "yearly": true }],
        }],
        "time_condition": [{
            "number": "1", "name": "Hours", "time_group": "office", "time_zone": "Asia/Tehran",
            "open_destination": "ivr:1", "closed_destination": "hangup",
        }],
        "announcement": [{
            "number": "1", "name": "Welcome", "sound": "vasl/welcome", "destination": "ivr:1",
        }],
        "sound": [{ "name": "welcome" }],
        "misc_destination": [{ "code": "*5003", "name": "Door", "dials": "internal:5050" }],
        "inbound_route": [{ "destination": "time_condition:1" }],
    }))
    .unwrap();
    let mut flow = panel.service.call_flow.lock().unwrap();
    let own = std::mem::take(&mut *flow);
    *flow = CallFlow { extensions: own.extensions, queues: own.queues, ..more };
}

#[tokio::test]
async fn every_route_is_taken_by_those_who_may_and_by_nobody_else() {
    let panel = TestPanel::open().await;
    furnish(&panel);
    let nobody = panel.nobody();
    let mut seen = HashSet::new();
    for route in routes() {
        let path = filled_in(route.path);
        assert!(seen.insert((route.method.clone(), route.path)), "{path} is in the table twice");
        if route.speaks == Speaks::Json {
            taken_by_programs(&panel, &route, &path).await;
            continue;
        }
        let got = nobody.ask(route.method.clone(), &path, "", "same-origin").await;
        match route.least {
            Least::Anyone => assert!(!got.location.starts_with("/log-in?"), "{path}: {got:?}"),
            Least::Rank(_) => {
                assert_eq!(got.status, StatusCode::SEE_OTHER, "{path}");
                assert!(got.location.starts_with("/log-in"), "{path}: {got:?}");
            }
        }
        for rank in Rank::ALL {
            // A browser of its own each time: some of the routes log out.
            let browser = panel.logged_in(rank).await;
            let got = browser.ask(route.method.clone(), &path, "", "same-origin").await;
            let may = match route.least {
                Least::Anyone => true,
                Least::Rank(least) => rank >= least,
            };
            assert_eq!(got.status != StatusCode::FORBIDDEN, may, "{rank:?} at {path}: {got:?}");
            assert!(got.status != StatusCode::INTERNAL_SERVER_ERROR, "{rank:?} at {path}: {got:?}");
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
}

/// A session opens nothing there, and a token as much as its role may.
async fn taken_by_programs(panel: &TestPanel, route: &Route, path: &str) {
    let ask = async |browser: Browser<'_>| {
        browser.ask(route.method.clone(), path, "", "same-origin").await
    };
    for browser in [panel.nobody(), panel.logged_in(Rank::Administrator).await] {
        let got = ask(browser).await;
        assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{path}: {got:?}");
        assert_eq!(got.headers["content-type"], "application/problem+json");
    }
    for rank in Rank::ALL {
        let got = ask(panel.program(rank).await).await;
        let may = match route.least {
            Least::Anyone => true,
            Least::Rank(least) => rank >= least,
        };
        assert_eq!(got.status != StatusCode::FORBIDDEN, may, "{rank:?} at {path}: {got:?}");
        assert!(got.status.as_u16() < 500, "{rank:?} at {path}: {got:?}");
    }
}

#[tokio::test]
async fn nothing_is_changed_from_another_site() {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    let administrator = panel.logged_in(Rank::Administrator).await;
    let mut tried = 0;
    for route in routes().into_iter().filter(|route| route.method == Method::POST) {
        let path = filled_in(route.path);
        for site in ["cross-site", "same-site"] {
            let got = administrator.ask(Method::POST, &path, "active=no", site).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{path}: {got:?}");
        }
        tried += 1;
    }
    assert!(tried > 5);
    assert_eq!(*panel.service.modules.lock().unwrap(), [support()]);
}

#[tokio::test]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let panel = TestPanel::open().await;
    for path in ["/log-in", "/nowhere", "/modules", crate::assets::address("panel.css")] {
        let got = panel.nobody().get(path).await;
        let policy = got.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(got.headers["x-content-type-options"], "nosniff");
        assert!(got.headers.contains_key("cache-control"), "{path}");
    }
    let got = panel.nobody().get("/nowhere").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert!(got.body.contains("این صفحه پیدا نشد"), "{}", got.body);
}

#[tokio::test]
async fn no_page_holds_what_the_policy_forbids() {
    let panel = TestPanel::open().await;
    furnish(&panel);
    let administrator = panel.logged_in(Rank::Administrator).await;
    for route in routes().into_iter().filter(|route| route.method == Method::GET) {
        let got = administrator.get(&filled_in(route.path)).await;
        assert!(got.status.as_u16() < 500, "{}: {got:?}", route.path);
        for forbidden in [" style=", "<style", " onclick=", "javascript:", "://"] {
            assert!(!got.body.contains(forbidden), "{} holds {forbidden}", route.path);
        }
    }
}

/// What was typed in a form of the configuration is not lost for the other language.
#[tokio::test]
async fn every_form_of_the_configuration_takes_what_is_typed_into_the_other_language() {
    let panel = TestPanel::open().await;
    furnish(&panel);
    let administrator = panel.logged_in(Rank::Administrator).await;
    let mut tried = 0;
    for route in routes().into_iter().filter(|route| route.method == Method::GET) {
        let path = filled_in(route.path);
        let got = administrator.get(&path).await;
        // Files are not taken over, and what is typed there is little.
        if !got.body.contains("id=\"form\"") || got.body.contains("multipart/form-data") {
            continue;
        }
        let action = got.body.split("id=\"form\" method=\"post\" action=\"").nth(1).unwrap();
        let action = action.split('"').next().unwrap().replace("&#37;", "%");
        for (language, typed) in [("en", "Typed"), ("fa", "نوشته")] {
            let form = [("language", language), ("name", typed), ("do_not_disturb_on", typed)];
            let got = administrator.post(&action, &form).await;
            assert_eq!(got.status, StatusCode::OK, "{path}: {got:?}");
            let shown = format!("<html lang=\"{language}\"");
            assert!(got.body.contains(&shown) && got.body.contains(typed), "{path}: {}", got.body);
        }
        tried += 1;
    }
    assert!(tried > 12, "{tried}");
    assert!(panel.service.authors.lock().unwrap().is_empty(), "nothing was saved");
}

/// An address to which forms are only sent says so, in the reader's language, and has a way back.
#[tokio::test]
async fn what_is_only_sent_to_is_no_blank_page() {
    let panel = TestPanel::open().await;
    furnish(&panel);
    let all = routes();
    let is_page = |path: &str| all.iter().any(|r| r.method == Method::GET && r.path == path);
    let only_sent = all.iter().filter(|r| r.method == Method::POST && !is_page(r.path));
    let mut tried = 0;
    for route in only_sent {
        let path = filled_in(route.path);
        if route.speaks == Speaks::Json {
            let got = panel.program(Rank::Administrator).await;
            let got = got.ask(Method::GET, &path, "", "same-origin").await;
            assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert_eq!(got.headers["allow"], "POST", "{path}");
            assert_eq!(got.headers["content-type"], "application/problem+json", "{path}");
            assert!(got.body.contains("\"code\":\"method_not_allowed\""), "{path}: {got:?}");
            continue;
        }
        for rank in Rank::ALL {
            let browser = panel.logged_in(rank).await;
            let got = browser.get(&path).await;
            assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert_eq!(got.headers["allow"], "POST", "{path}");
            assert!(got.body.contains("فقط فرم‌ها به آن فرستاده می‌شوند"), "{path}: {got:?}");
            let back = got.body.split("name=\"back\" value=\"").nth(1).unwrap();
            let back = back.split('"').next().unwrap().replace("&#37;", "%");
            let there = browser.get(&back).await;
            let barred = [StatusCode::METHOD_NOT_ALLOWED, StatusCode::FORBIDDEN];
            assert!(!barred.contains(&there.status), "{rank:?} at {path}: {back}: {there:?}");
            let other = browser.post("/language", &[("language", "en"), ("back", &back)]).await;
            assert_eq!(other.location, back, "{path}");
            assert!(browser.get(&path).await.body.contains("forms are sent to it"), "{path}");
            browser.post("/language", &[("language", "fa")]).await;
        }
        tried += 1;
    }
    assert!(tried > 8, "{tried}");
    let got = panel.nobody().ask(Method::PUT, "/modules", "", "same-origin").await;
    assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(got.headers["allow"].to_str().unwrap().contains("GET"), "{got:?}");
}

/// Whoever reads the answer to what they sent, and presses the button for the other language, comes
/// to a page.
#[tokio::test]
async fn the_answer_to_a_form_leads_to_a_page_in_the_other_language() {
    let panel = TestPanel::open().await;
    furnish(&panel);
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (path, page) in [
        ("/link/test", "/link"),
        ("/backup/plan", "/backup"),
        ("/account/password", "/account"),
        ("/queues/99/operators", "/queues/99"),
        ("/modules/%2A5003", "/modules/%2A5003"),
    ] {
        let got = administrator.post(path, &[]).await;
        let back = got.body.split("name=\"back\" value=\"").nth(1).unwrap();
        let back = back.split('"').next().unwrap().replace("&#37;", "%");
        assert_eq!(back, page, "{got:?}");
    }
}
