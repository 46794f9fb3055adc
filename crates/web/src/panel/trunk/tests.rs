//! The page of the trunk, without a browser.

use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::callflow::{Trunk, TrunkConnection};
use vasl_domain::user::Rank;

const FORM: [(&str, &str); 5] = [
    ("name", "مخابرات"),
    ("connection", "registration"),
    ("server", "sip.example.com"),
    ("user", "02191000000"),
    ("secret", "trunk-secret-1"),
];

fn known(panel: &TestPanel) -> Option<Trunk> {
    panel.service.call_flow.lock().unwrap().trunk.clone()
}

#[tokio::test]
async fn a_trunk_is_set_and_its_secret_kept_unless_another_is_typed() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let got = administrator.post("/trunk", &FORM).await;
    assert_eq!(got.location, "/trunk?done=saved", "{}", got.body);
    let first = known(&panel).unwrap();
    let body = administrator.get("/trunk").await.body;
    assert!(!body.contains("trunk-secret-1"), "{body}");
    let seen = body.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut form = FORM.to_vec();
    form.retain(|(name, _)| *name != "secret");
    form.extend([("seen", seen), ("channels", "۳۰"), ("secret", "")]);
    let got = administrator.post("/trunk", &form).await;
    assert_eq!(got.location, "/trunk?done=saved", "{}", got.body);
    let second = known(&panel).unwrap();
    assert_eq!(second.connection, first.connection);
    assert_eq!(second.channels.map(|channels| channels.get()), Some(30));
}

#[tokio::test]
async fn by_addresses_a_line_each() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let form = [
        ("name", "x"),
        ("connection", "addresses"),
        ("addresses", "۱۹۲.0.2.1\r\n192.0.2.2:5080\r\n"),
    ];
    let got = administrator.post("/trunk", &form).await;
    assert_eq!(got.location, "/trunk?done=saved", "{}", got.body);
    let TrunkConnection::Addresses(addresses) = known(&panel).unwrap().connection else { panic!() };
    assert_eq!(
        addresses.iter().map(|a| a.as_str()).collect::<Vec<_>>(),
        ["192.0.2.1", "192.0.2.2:5080"]
    );
    assert_eq!(administrator.get("/trunk/delete").await.status, StatusCode::OK);
    let got = administrator.confirm("/trunk/delete").await;
    assert_eq!(got.location, "/trunk?done=removed");
    assert!(known(&panel).is_none());
    assert_eq!(administrator.get("/trunk/delete").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (changes, field) in [
        (vec![("name", "")], "name"),
        (vec![("server", "")], "server"),
        (vec![("user", "a b")], "user"),
        (vec![("secret", "")], "secret"),
        (vec![("channels", "0")], "channels"),
        (vec![("connection", "addresses")], "addresses"),
        (vec![("connection", "addresses"), ("addresses", "a b/c")], "addresses"),
    ] {
        let mut form = FORM.to_vec();
        form.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        form.extend(&changes);
        let got = administrator.post("/trunk", &form).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        assert!(got.body.contains(&format!("id=\"{field}-wrong\"")), "{changes:?}: {}", got.body);
    }
    assert!(known(&panel).is_none());
}
