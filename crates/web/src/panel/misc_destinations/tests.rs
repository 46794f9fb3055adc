//! The pages of misc destinations, without a browser.

use crate::service::Refused;
use crate::testing::TestPanel;
use hyper::StatusCode;
use vasl_domain::callflow::Dials;
use vasl_domain::configuration::{ObjectId, Pointer, PointerField, Problem};
use vasl_domain::name::ModuleCode;
use vasl_domain::user::Rank;

const FORM: [(&str, &str); 4] =
    [("code", "*۷۰۱"), ("name", "موبایل سارا"), ("where", "outside"), ("dialled", "۰۹۱۲۱۲۳۴۵۶۷")];

#[tokio::test]
async fn a_code_dials_a_number_outside_or_inside() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let got = administrator.post("/misc-destinations/new", &FORM).await;
    assert_eq!(got.location, "/misc-destinations?done=added", "{}", got.body);
    let dials = || panel.service.call_flow.lock().unwrap().misc_destinations[0].dials.clone();
    assert_eq!(dials(), "outside:09121234567".parse::<Dials>().unwrap());
    let list = administrator.get("/misc-destinations").await.body;
    assert!(list.contains("<bdi dir=\"ltr\">*۷۰۱</bdi>") && list.contains("بیرون"), "{list}");

    let shown = administrator.get("/misc-destinations/%2A701").await.body;
    let seen = shown.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = [("name", "سارا"), ("where", "inside"), ("dialled", "*۴۵"), ("seen", seen)];
    let got = administrator.post("/misc-destinations/%2A701", &form).await;
    assert_eq!(got.location, "/misc-destinations?done=saved", "{}", got.body);
    assert_eq!(dials(), "internal:*45".parse::<Dials>().unwrap());
    let got = administrator.confirm("/misc-destinations/%2A701/delete").await;
    assert_eq!(got.location, "/misc-destinations?done=removed");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let panel = TestPanel::open().await;
    let administrator = panel.logged_in(Rank::Administrator).await;
    let from = Pointer {
        from: ObjectId::MiscDestination(ModuleCode::new("*701").unwrap()),
        field: PointerField::Dials,
    };
    let nothing = Problem::DialsNothing { from: from.clone(), number: "77".parse().unwrap() };
    for (change, refused, field, says) in [
        (("code", "7*"), None, "code", "حداکثر دو علامت"),
        (("name", ""), None, "name", "نام را وارد کنید"),
        (("dialled", "*45"), None, "dialled", "شمارهٔ بین‌المللی"),
        (("where", "inside"), None, "dialled", "۱ تا ۱۰ رقم"),
        (("do", "save"), Some(nothing), "dialled", "چیزی با این شماره وجود ندارد"),
        (("do", "save"), Some(Problem::NoTrunk { from }), "dialled", "ترانک را اضافه کنید"),
    ] {
        *panel.service.refuses.lock().unwrap() =
            refused.map(|problem| Refused::Problems(vec![problem]));
        let kept = FORM.into_iter().filter(|(name, _)| *name != change.0);
        let form: Vec<_> = kept.chain([change]).collect();
        let got = administrator.post("/misc-destinations/new", &form).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{change:?}: {}", got.location);
        let beside = got.body.split(&format!("id=\"{field}-wrong\"")).nth(1);
        let beside = beside.unwrap_or_else(|| panic!("{change:?}: {}", got.body));
        assert!(beside.split("</p>").next().unwrap().contains(says), "{change:?}: {beside}");
    }
}
