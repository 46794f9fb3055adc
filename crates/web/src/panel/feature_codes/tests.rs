//! The page of the feature codes, without a browser.

use crate::service::Refused;
use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::callflow::{Feature, FeatureCodes};
use vasl_domain::user::Rank;

fn form<'a>(seen: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let all = Feature::ALL.iter().map(|feature| (feature.word(), feature.usual_code()));
    let mut form: Vec<_> =
        all.filter(|(name, _)| !changes.iter().any(|(n, _)| n == name)).collect();
    form.extend(changes);
    form.push(("seen", seen));
    form
}

#[tokio::test]
async fn codes_are_changed_switched_off_and_taken_back_to_the_usual() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let known = || panel.service.call_flow.lock().unwrap().feature_codes.clone();
    let body = administrator.get("/feature-codes").await.body;
    assert!(body.contains("value=\"*۷۸\""), "{body}");
    let seen = body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let changes = [("queue_log_in", "*۵۵"), ("queue_pause", "")];
    let got = administrator.post("/feature-codes", &form(seen, &changes)).await;
    assert_eq!(got.location, "/feature-codes?done=saved", "{}", got.body);
    assert_eq!(known().queue_log_in.to_string(), "*55");
    assert_eq!(known().queue_pause.to_string(), "off");
    assert_eq!(known().queue_unpause, FeatureCodes::default().queue_unpause);
    let got = administrator.post("/feature-codes", &[("do", "usual")]).await;
    assert!(got.body.contains("value=\"*۴۵\"") && got.body.contains("value=\"*۴۷\""));
    assert_eq!(known().queue_pause.to_string(), "off");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let body = administrator.get("/feature-codes").await.body;
    let seen = body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let got = administrator.post("/feature-codes", &form(seen, &[("queue_pause", "48")])).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("id=\"queue_pause-wrong\""), "{}", got.body);
    assert!(got.body.contains("کد ویژه یک یا دو علامت"), "{}", got.body);
    let twice = FeatureCodes { queue_pause: "*48".parse().unwrap(), ..FeatureCodes::default() };
    let mut whole = crate::service::Service::picture(&*panel.service).configuration.clone();
    whole.call_flow.feature_codes = twice;
    let problems = whole.check(&vasl_domain::configuration::Beside::Nothing);
    assert!(!problems.is_empty());
    *panel.service.refuses.lock().unwrap() = Some(Refused::Problems(problems));
    let got = administrator.post("/feature-codes", &form(seen, &[("queue_pause", "*48")])).await;
    assert!(got.body.contains("aria-invalid=\"true\""), "{}", got.body);
}
