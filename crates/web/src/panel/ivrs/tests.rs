//! The pages of menus, without a browser.

use crate::service::Refused;
use crate::testing::{TestPanel, support};
use hyper::StatusCode;
use vasl_domain::callflow::{Ivr, IvrEntry, IvrFallback, IvrTimeout, Keys, PlainText, SoundName};
use vasl_domain::configuration::{ObjectId, Pointer, PointerField, Problem};
use vasl_domain::destination::Destination;
use vasl_domain::name::IvrNumber;
use vasl_domain::user::Rank;

/// The menu of the user's page before they edit it: key 3 leads to the queue.
fn main_menu() -> Ivr {
    let queue: Destination = "queue:99".parse().unwrap();
    let entry = |key: &str, returns| IvrEntry {
        key: Keys::new(key).unwrap(),
        destination: queue.clone(),
        returns,
    };
    Ivr {
        number: IvrNumber::new("1").unwrap(),
        name: PlainText::new("Main").unwrap(),
        description: "منشی اصلی".to_owned().try_into().unwrap(),
        announcement: None,
        direct_dialling: false,
        timeout_seconds: IvrTimeout::default(),
        invalid: IvrFallback::to(queue.clone()),
        timeout: IvrFallback::to(queue.clone()),
        entries: vec![entry("3", false), entry("44", true)],
    }
}

/// What the form sends once key 3 leads to the module.
const FORM: [(&str, &str); 18] = [
    ("name", "Main"),
    ("code", "۱"),
    ("description", "منشی اصلی"),
    ("announcement", "custom/welcome"),
    ("direct_dialling", "yes"),
    ("timeout_seconds", "١٢"),
    ("timeout_kind", "hangup"),
    ("timeout_retries", "۱"),
    ("timeout_sound", ""),
    ("invalid_kind", "queue"),
    ("invalid_queue", "99"),
    ("invalid_retries", "0"),
    ("key_0", "۳"),
    ("to_0_kind", "misc"),
    ("to_0_misc", "*5003"),
    ("key_1", "44"),
    ("to_1_kind", "extension"),
    ("to_1_extension", "5050"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FORM.iter().copied().filter(|(name, _)| !changes.iter().any(|(n, _)| n == name));
    kept.chain(changes.iter().copied()).collect()
}

async fn panel() -> TestPanel {
    let panel = TestPanel::open().await;
    panel.service.modules.lock().unwrap().push(support());
    panel
}

fn seen(body: &str) -> String {
    let rest = body.split("name=\"seen\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_key_leads_to_a_module_which_is_offered_by_its_code_and_name() {
    let panel = panel().await;
    panel.service.call_flow.lock().unwrap().ivrs.push(main_menu());
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let got = supervisor.get("/ivrs/1").await;
    assert!(got.body.contains("<option value=\"99\" selected>۹۹ پُشتیبانی"), "{}", got.body);
    // Only the codes of the type that is chosen are in a row, until another is.
    assert!(!got.body.contains("to_0_misc"), "{}", got.body);
    let shown = with(&[("do", "show-codes"), ("to_0_misc", "")]);
    let body = supervisor.post("/ivrs/1", &shown).await.body.replace(['\u{2066}', '\u{2069}'], "");
    assert!(body.contains("<option value=\"*5003\">*۵۰۰۳ پُشتیبانی</option>"), "{body}");

    let seen = seen(&got.body);
    let got = supervisor.post("/ivrs/1", &with(&[("seen", &seen), ("return_1", "yes")])).await;
    assert_eq!((got.status, &*got.location), (StatusCode::SEE_OTHER, "/ivrs?done=saved"));
    let saved = panel.service.call_flow.lock().unwrap().ivrs[0].clone();
    let expected = Ivr {
        announcement: Some(SoundName::new("custom/welcome").unwrap()),
        direct_dialling: true,
        timeout_seconds: IvrTimeout::new(12).unwrap(),
        invalid: IvrFallback {
            retries: 0.try_into().unwrap(),
            ..IvrFallback::to("queue:99".parse().unwrap())
        },
        timeout: IvrFallback {
            retries: 1.try_into().unwrap(),
            ..IvrFallback::to(Destination::HangUp)
        },
        entries: vec![
            IvrEntry {
                destination: Destination::Misc(support().code),
                ..main_menu().entries[0].clone()
            },
            IvrEntry {
                destination: "extension:5050".parse().unwrap(),
                ..main_menu().entries[1].clone()
            },
        ],
        ..main_menu()
    };
    assert_eq!(saved, expected);
}

#[tokio::test]
async fn a_menu_is_added_and_rows_in_which_nothing_stands_are_no_keys() {
    let panel = panel().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let blank = supervisor.get("/ivrs/new").await.body;
    assert!(blank.contains("name=\"key_0\" value=\"\""), "{blank}");
    let more = with(&[("key_2", ""), ("to_2_kind", "queue"), ("to_2_queue", "")]);
    let got = supervisor.post("/ivrs/new", &more).await;
    assert_eq!(got.location, "/ivrs?done=added", "{}", got.body);
    let added = panel.service.call_flow.lock().unwrap().ivrs[0].clone();
    assert_eq!((added.number.as_str(), added.entries.len()), ("1", 2));
    let got = supervisor.post("/ivrs/new", &more).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("قبلاً برای منشی «Main» ثبت شده است"), "{}", got.body);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let panel = panel().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    for (changes, says, field) in [
        (vec![("name", "a,b")], "نام را وارد کنید", "name"),
        (vec![("code", "x1")], "شماره ۱ تا ۸ رقم است", "code"),
        (vec![("timeout_seconds", "۰")], "با مهلت صفر", "timeout_seconds"),
        (vec![("timeout_seconds", "301")], "۱ تا ۳۰۰ ثانیه", "timeout_seconds"),
        (vec![("timeout_seconds", "-")], "۱ تا ۳۰۰ ثانیه", "timeout_seconds"),
        (vec![("invalid_retries", "11")], "عددی از ۰ تا ۱۰", "invalid_retries"),
        (vec![("timeout_sound", "a b")], "نام فایل صوتی", "timeout_sound"),
        (vec![("announcement", "../x")], "نام فایل صوتی", "announcement"),
        (vec![("timeout_kind", "queue")], "مقصد را انتخاب کنید", "timeout"),
        (vec![("invalid_kind", "dialplan")], "context,extension,priority", "invalid"),
        (vec![("key_0", "x")], "کلید یک تا چهار رقم", "key_0"),
        // The code of a type that is not chosen any more is none.
        (vec![("to_0_kind", "ivr")], "مقصد را انتخاب کنید", "to_0"),
    ] {
        let got = supervisor.post("/ivrs/new", &with(&changes)).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        assert!(got.body.contains(&format!("id=\"{field}-wrong\"")), "{changes:?}: {}", got.body);
        assert!(got.body.contains(says), "{changes:?}: {}", got.body);
        assert!(got.body.contains("value=\"۴۴\""), "{changes:?}: {}", got.body);
    }
    assert!(panel.service.call_flow.lock().unwrap().ivrs.is_empty());
}

#[tokio::test]
async fn rows_are_added_and_deleted_without_saving() {
    let panel = panel().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let keys = |body: &str| -> Vec<String> {
        let parts = body.split("id=\"key_").skip(1);
        let value =
            |rest: &str| rest.split("value=\"").nth(1)?.split('"').next().map(str::to_owned);
        parts.map(|rest| value(rest).unwrap()).collect()
    };
    let press = async |button: &str| supervisor.post("/ivrs/new", &with(&[("do", button)])).await;
    let got = press("add-key").await;
    assert_eq!(
        (got.status, keys(&got.body)),
        (StatusCode::OK, vec!["۳".into(), "۴۴".into(), String::new()])
    );
    assert_eq!(keys(&press("drop-key-0").await.body), ["۴۴"]);
    assert_eq!(keys(&press("drop-key-7").await.body), ["۳", "۴۴"]);
    assert!(panel.service.call_flow.lock().unwrap().ivrs.is_empty());
}

#[tokio::test]
async fn what_does_not_fit_together_is_said_beside_the_row() {
    let panel = panel().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let ivr = ObjectId::Ivr(main_menu().number);
    let from = |field| Pointer { from: ivr.clone(), field };
    let key = Keys::new("44").unwrap();
    let nowhere =
        |field| Problem::LeadsNowhere { from: from(field), destination: "ivr:7".parse().unwrap() };
    let sound = |field| Problem::NoSuchSound {
        from: from(field),
        sound: SoundName::new("vasl/gone").unwrap(),
    };
    for (problem, field, says) in [
        (Problem::KeyTwice { ivr: ivr.clone(), key: key.clone() }, "key_1", "دو بار آمده است"),
        (nowhere(PointerField::Key(key)), "to_1", "وجود ندارد"),
        (nowhere(PointerField::TimeoutDestination), "timeout", "وجود ندارد"),
        (nowhere(PointerField::InvalidDestination), "invalid", "وجود ندارد"),
        (sound(PointerField::Sound), "announcement", "بارگذاری نشده"),
        (sound(PointerField::InvalidSound), "invalid_sound", "بارگذاری نشده"),
        (sound(PointerField::TimeoutSound), "timeout_sound", "بارگذاری نشده"),
    ] {
        *panel.service.refuses.lock().unwrap() = Some(Refused::Problems(vec![problem]));
        let got = supervisor.post("/ivrs/new", &FORM).await;
        let beside = got.body.split(&format!("id=\"{field}-wrong\"")).nth(1);
        let beside = beside.unwrap_or_else(|| panic!("{field}: {}", got.body));
        assert!(beside.split("</p>").next().unwrap().contains(says), "{field}: {beside}");
    }
}

#[tokio::test]
async fn a_list_shows_the_keys_and_a_delete_says_what_leads_here() {
    let panel = panel().await;
    panel.service.call_flow.lock().unwrap().ivrs.push(main_menu());
    let mut other = main_menu();
    other.number = IvrNumber::new("2").unwrap();
    other.name = PlainText::new("Other").unwrap();
    other.entries[1].destination = "ivr:1".parse().unwrap();
    panel.service.call_flow.lock().unwrap().ivrs.push(other);
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let body = supervisor.get("/ivrs?search=%D8%A7%D8%B5%D9%84%D9%8A").await.body;
    assert!(body.contains("<kbd><bdi dir=\"ltr\">۴۴</bdi></kbd>"), "{body}");
    assert!(body.contains("منشی اصلی"), "{body}");
    let body = supervisor.get("/ivrs/1/delete").await.body;
    assert!(body.contains("کلید ۴۴ منشی «Other»"), "{body}");
    let got = supervisor.confirm("/ivrs/2/delete").await;
    assert_eq!(got.location, "/ivrs?done=removed");
}

#[tokio::test]
async fn a_menu_of_many_keys_before_many_extensions_is_light() {
    let panel = panel().await;
    {
        let mut flow = panel.service.call_flow.lock().unwrap();
        let one = flow.extensions[0].clone();
        flow.extensions.extend((1000..2000).map(|number| {
            let number = vasl_domain::name::Extension::new(number.to_string()).unwrap();
            vasl_domain::callflow::ManagedExtension { number, ..one.clone() }
        }));
        let mut ivr = main_menu();
        let entry = ivr.entries[0].clone();
        ivr.entries = (0..100)
            .map(|key| IvrEntry { key: Keys::new(key.to_string()).unwrap(), ..entry.clone() })
            .collect();
        flow.ivrs.push(ivr);
    }
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let bytes = supervisor.bytes_of("/ivrs/1").await;
    assert!(bytes < 60_000, "{bytes} bytes over the wire");
}

#[tokio::test]
async fn more_keys_than_a_form_takes_are_told_and_cut_off_from_nothing() {
    let panel = panel().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let rows: Vec<(String, String)> =
        (0..201).map(|row| (format!("key_{row}"), format!("{row}"))).collect();
    let mut form = with(&[("key_0", "0"), ("key_1", "1")]);
    form.extend(rows.iter().skip(2).map(|(name, value)| (name.as_str(), value.as_str())));
    let got = supervisor.post("/ivrs/new", &form).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("تعداد ردیف‌ها از ۲۰۰ بیشتر است"), "{}", got.body);
    assert!(panel.service.call_flow.lock().unwrap().ivrs.is_empty());
}

/// Half a megabyte of rows: nobody fills in so many, so nobody reads them.
#[tokio::test]
async fn a_form_of_tens_of_thousands_of_rows_is_not_looked_at() {
    let panel = panel().await;
    let supervisor = panel.logged_in(Rank::Supervisor).await;
    let rows: Vec<String> = (0..40_000).map(|row| format!("key_{row}")).collect();
    let form: Vec<(&str, &str)> = rows.iter().map(|row| (row.as_str(), "1")).collect();
    let got = supervisor.post("/ivrs/new", &form).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
}
