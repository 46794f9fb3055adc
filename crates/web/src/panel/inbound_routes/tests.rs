//! The pages of inbound routes, without a browser.

use crate::panel::objects::Thing as _;
use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::callflow::InboundRoute;
use vasl_domain::user::Rank;

const TO_SUPPORT: [(&str, &str); 2] = [("destination_kind", "queue"), ("destination_queue", "99")];

#[tokio::test]
async fn routes_are_known_by_number_and_pattern_and_each_may_be_any() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (did, caller, address) in [
        ("", "", "/inbound-routes/%2F"),
        ("۰۲۱۹۱۰۰۰۰۰۰", "", "/inbound-routes/02191000000%2F"),
        ("+982191000000", "۰۹۱۲.", "/inbound-routes/%2B982191000000%2F0912."),
        ("", "021xxxxxxxx", "/inbound-routes/%2F021XXXXXXXX"),
    ] {
        let mut form = vec![("code", did), ("caller", caller)];
        form.extend(TO_SUPPORT);
        let got = administrator.post("/inbound-routes/new", &form).await;
        assert_eq!(got.location, "/inbound-routes?done=added", "{did} {caller}: {}", got.body);
        let list = administrator.get("/inbound-routes").await.body;
        assert!(list.contains(&format!("href=\"{address}\"")), "{address}: {list}");
        // What it is known by stays, whatever is sent.
        let shown = administrator.get(address).await.body;
        let seen = shown.split("name=\"seen\" value=\"").nth(1).unwrap();
        let seen = seen.split('"').next().unwrap();
        let form = [
            ("seen", seen),
            ("code", "1"),
            ("name", "خط فروش"),
            ("destination_kind", "extension"),
            ("destination_extension", "5050"),
        ];
        let got = administrator.post(address, &form).await;
        assert_eq!(got.location, "/inbound-routes?done=saved", "{address}: {}", got.body);
        let got = administrator
            .post(
                "/inbound-routes/new",
                &[("code", did), ("caller", caller), TO_SUPPORT[0], TO_SUPPORT[1]],
            )
            .await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(got.body.contains("شماره یا الگوی دیگری وارد کنید"), "{}", got.body);
    }
    let routes = panel.service.call_flow.lock().unwrap().inbound_routes.clone();
    assert_eq!(routes.len(), 4);
    for route in routes {
        assert_eq!(route.destination, "extension:5050".parse().unwrap());
    }
    let got = administrator.confirm("/inbound-routes/%2F/delete").await;
    assert_eq!(got.location, "/inbound-routes?done=removed");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    for (change, field, says) in [
        (("code", "2191x"), "code", "شماره ۱ تا ۲۰ رقم"),
        (("caller", "0912*"), "caller", "الگو ۱ تا ۲۰ رقم"),
        (("name", "a,b"), "name", "نام را وارد کنید"),
        (("destination_queue", ""), "destination", "مقصد را انتخاب کنید"),
    ] {
        let kept = TO_SUPPORT.into_iter().filter(|(name, _)| *name != change.0);
        let form: Vec<_> = kept.chain([change]).collect();
        let got = administrator.post("/inbound-routes/new", &form).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{change:?}: {}", got.location);
        let beside = got.body.split(&format!("id=\"{field}-wrong\"")).nth(1);
        let beside = beside.unwrap_or_else(|| panic!("{change:?}: {}", got.body));
        assert!(beside.split("</p>").next().unwrap().contains(says), "{change:?}: {beside}");
    }
}

#[test]
fn their_places_are_in_the_order_in_which_they_are_tried() {
    let route = |did: &str, caller: &str| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        InboundRoute {
            did: some(did).map(|did| did.parse().unwrap()),
            caller: some(caller).map(|caller| caller.parse().unwrap()),
            ..serde_json::from_value(serde_json::json!({ "destination": "hangup" })).unwrap()
        }
    };
    let dids = ["", "02191000000", "0219", "+982191000000"];
    let callers = ["", "0912.", "0912XXXXXXX", "0912NXXXXXX", "0", ".", "09121234567", "Z."];
    let all = dids.iter().flat_map(|did| callers.map(|caller| route(did, caller)));
    let all: Vec<InboundRoute> = all.collect();
    for one in &all {
        for other in &all {
            let (key, place) = (one.key().cmp(&other.key()), one.place().cmp(&other.place()));
            assert_eq!(key, place, "{} {}", one.key(), other.key());
        }
    }
}
