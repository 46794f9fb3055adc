//! Tokens, as the panel makes and revokes them.

use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::user::Rank;
use vasl_store::{AuditFilter, AuditKind, Store as _};

#[tokio::test]
async fn a_token_is_shown_once_and_holds_until_it_is_revoked() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    assert!(administrator.get("/tokens").await.body.contains("هنوز توکنی نیست"));
    let form = [("name", "CRM"), ("role", "operator"), ("extension", "۵۰۵۰")];
    let got = administrator.post("/tokens/new", &form).await;
    assert_eq!(got.status, StatusCode::OK, "{got:?}");
    let token = got.body.split("value=\"vasl_").nth(1).unwrap().split('"').next().unwrap();
    let token = format!("vasl_{token}");
    assert_eq!(panel.guess(&token).await.status, StatusCode::OK);
    let listed = administrator.get("/tokens").await.body;
    assert!(listed.contains("crm") && !listed.contains(&token), "{listed}");
    assert!(listed.contains("اپراتور: ۵۰۵۰ سارا"), "{listed}");
    let kind = Some(AuditKind::Token);
    let filter = AuditFilter { kind, ..AuditFilter::default() };
    let written = panel.app.store().audit(&filter).await.unwrap();
    assert!(written.len() == 1 && !format!("{written:?}").contains("vasl_"), "{written:?}");

    let again = administrator.post("/tokens/new", &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("توکن دیگری"), "{}", again.body);

    let revoke = listed.split("href=\"").find(|rest| rest.contains("/revoke\"")).unwrap();
    let revoke = revoke.split('"').next().unwrap();
    assert!(administrator.get(revoke).await.body.contains("دیگر پاسخی نمی‌گیرد"));
    let got = administrator.post(revoke, &[]).await;
    assert_eq!(got.location, "/tokens?done=revoked");
    assert_eq!(panel.guess(&token).await.status, StatusCode::UNAUTHORIZED);
    assert!(administrator.get("/tokens").await.body.contains("باطل شده"));
    // One that is made under the same name is not meant by who looked at the first.
    administrator.post("/tokens/new", &form).await;
    assert_eq!(administrator.post(revoke, &[]).await.status, StatusCode::NOT_FOUND);
    assert!(panel.app.store().api_tokens().await.unwrap()[0].revoked_at.is_none());
}

#[tokio::test]
async fn what_is_wrong_with_a_token_is_said() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (name, role, says) in
        [("a b", "supervisor", "بدون فاصله"), ("crm", "operator", "داخلی را انتخاب کنید")]
    {
        let form = [("name", name), ("role", role)];
        let got = administrator.post("/tokens/new", &form).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(got.body.contains(says), "{name}: {}", got.body);
    }
}
