use super::*;
use serde_json::json;

fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[test]
fn a_menu_as_it_was_always_written() {
    let ivr: Ivr = read(json!({
        "number": "1", "name": "Main", "failure_destination": "queue:99",
        "entry": [{ "key": "3", "destination": "misc:*5003" }],
    }))
    .unwrap();
    let queue = IvrFallback::to("queue:99".parse().unwrap());
    assert_eq!((&ivr.invalid, &ivr.timeout), (&queue, &queue));
    assert_eq!((ivr.timeout_seconds.get(), queue.retries.get()), (10, 2));
    let written = serde_json::to_value(&ivr).unwrap();
    assert_eq!(read::<Ivr>(written), Ok(ivr));
}

#[test]
fn a_menu_says_where_each_caller_ends() {
    let only = |fallback: &str| {
        read::<Ivr>(json!({
            "number": "1", "name": "Main", fallback: { "destination": "hangup", "retries": 0 },
        }))
    };
    for fallback in ["invalid", "timeout"] {
        let error = only(fallback).unwrap_err();
        assert!(error.contains("both an invalid and a timeout"), "{error}");
    }
}

#[test]
fn a_menu_that_waits_no_time_is_refused_with_the_reason() {
    let error = IvrTimeout::new(0).unwrap_err();
    assert!(error.to_string().contains("before they can press anything"), "{error}");
    assert_eq!(error.code(), "ivr_timeout_seconds");
}

#[test]
fn members_as_numbers_and_with_penalties() {
    let queue: ManagedQueue = read(json!({
        "number": "99", "name": "Support",
        "members": ["5050", { "extension": "6065", "penalty": 2 }, { "extension": "7070" }],
    }))
    .unwrap();
    let penalties: Vec<u16> = queue.members.iter().map(|member| member.penalty.get()).collect();
    assert_eq!(penalties, [0, 2, 0]);
    let written = serde_json::to_value(&queue.members).unwrap();
    assert_eq!(written, json!(["5050", { "extension": "6065", "penalty": 2 }, "7070"]));
    let error = read::<QueueMember>(json!({ "extension": "5050", "penalty": 5000 })).unwrap_err();
    assert!(error.contains("a penalty of 0 to 1000"), "{error}");
}

#[test]
fn who_may_log_in_to_a_queue() {
    let number = |text: &str| crate::name::Extension::new(text).unwrap();
    let mut queue = ManagedQueue::new("99".parse().unwrap(), PlainText::new("Support").unwrap());
    queue.dynamic_members =
        vec![QueueMember { extension: number("5050"), penalty: Penalty::new(3).unwrap() }];
    assert_eq!(queue.log_in(&number("5050")).map(Penalty::get), Some(3));
    assert_eq!(queue.log_in(&number("6065")), None);
    queue.anyone_may_log_in = true;
    assert_eq!(queue.log_in(&number("6065")).map(Penalty::get), Some(0));
}

#[test]
fn an_ordinary_queue_stays_below_the_operators_own() {
    assert!(QueueWeight::new(999).is_ok());
    let error = QueueWeight::new(1000).unwrap_err().to_string();
    assert!(error.contains("goes first"), "{error}");
}

#[test]
fn a_trunk_is_by_registration_or_by_address() {
    let registration = json!({ "server": "sip.example.com", "user": "u", "secret": "s" });
    let by_registration: Trunk =
        read(json!({ "name": "Line", "registration": registration })).unwrap();
    let by_address: Trunk =
        read(json!({ "name": "Line", "addresses": ["192.0.2.1:5080", "[2001:db8::1]"] })).unwrap();
    for trunk in [by_registration, by_address] {
        let written = serde_json::to_value(&trunk).unwrap();
        assert_eq!(read::<Trunk>(written), Ok(trunk));
    }
    for wrong in [
        json!({ "name": "Line" }),
        json!({ "name": "Line", "addresses": ["192.0.2.1"], "registration": registration }),
        json!({ "name": "Line", "addresses": [] }),
    ] {
        assert!(read::<Trunk>(wrong.clone()).is_err(), "{wrong}");
    }
    assert_eq!(SipServer::new("192.0.2.1:5080").unwrap().host(), "192.0.2.1");
    assert_eq!(SipServer::new("2001:db8::1").unwrap().host(), "2001:db8::1");
    assert_eq!(SipServer::new("[2001:db8::1]:5080").unwrap().host(), "[2001:db8::1]");
}

#[test]
fn a_secret_is_not_printed() {
    let printed = format!(
        "{:?} {:?}",
        PhoneSecret::new("abcdefgh").unwrap(),
        TrunkSecret::new("abcdefgh").unwrap()
    );
    assert!(!printed.contains("abcdefgh"), "{printed}");
    for wrong in ["abc", "abcd efgh"] {
        let error = PhoneSecret::new(wrong).unwrap_err().to_string();
        assert!(!error.contains(wrong), "{error}");
    }
    assert!(!PhoneSecret::new("505050505050505050").unwrap().is_strong());
    assert!(PhoneSecret::new("k3Vx9-pQ2mZ_71tb").unwrap().is_strong());
}

#[test]
fn text_that_configuration_would_read_is_refused() {
    for bad in ["a]b", "x;y", "\"", "a\nb", "", " a", "a|b"] {
        assert!(PlainText::new(bad).is_err(), "{bad}");
    }
    assert!(PlainText::new("پشتیبانی ۲").is_ok());
    assert!(Keys::new("3,1").is_err() && Keys::new("a").is_err());
    assert!(TrunkSecret::new("a;b").is_err() && TrunkSecret::new("a b").is_err());
    assert!(Description::new("two\nlines").is_err());
}

#[test]
fn an_uploaded_sound_is_told_from_asterisks_own() {
    let uploaded = UploadedSound::new("welcome").unwrap();
    assert_eq!(uploaded.played_as().as_str(), "vasl/welcome");
    assert_eq!(SoundName::new("vasl/welcome").unwrap().uploaded(), Some(uploaded));
    assert_eq!(SoundName::new("demo-congrats").unwrap().uploaded(), None);
    for bad in ["../secret", "/etc/passwd", "vasl/a/b", "vasl/", "a b"] {
        assert!(SoundName::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn which_callers_a_pattern_fits() {
    let fits = |pattern: &str, caller: &str| CallerPattern::new(pattern).unwrap().fits(caller);
    for (pattern, caller) in [
        ("09121234567", "09121234567"),
        ("0912XXXXXXX", "09121234567"),
        ("0912.", "09121234567"),
        ("+98.", "+989121234567"),
        ("ZN", "12"),
        (".", "5050"),
    ] {
        assert!(fits(pattern, caller), "{pattern} {caller}");
    }
    for (pattern, caller) in
        [("0912.", "0912"), ("0912X", "091212"), ("Z", "0"), ("N", "1"), ("X", "+"), (".", "")]
    {
        assert!(!fits(pattern, caller), "{pattern} {caller}");
    }
    for bad in ["", "+", "0912.3", "A", "_0912.", "۰۹۱۲.", "123456789012345678901"] {
        assert!(CallerPattern::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn the_most_specific_route_is_tried_first() {
    let key = |did: Option<&str>, caller: Option<&str>| RouteKey {
        did: did.map(|text| Did::new(text).unwrap()),
        caller: caller.map(|text| CallerPattern::new(text).unwrap()),
    };
    let ordered = [
        key(Some("021"), Some("09121234567")),
        key(Some("021"), Some("0912N")),
        key(Some("021"), Some("0912Z")),
        key(Some("021"), Some("0912X")),
        key(Some("021"), Some("0912.")),
        key(Some("021"), Some("09.")),
        key(Some("021"), None),
        key(None, Some("0912.")),
        key(None, Some(".")),
        key(None, None),
    ];
    let mut shuffled = ordered.clone();
    shuffled.reverse();
    shuffled.sort();
    assert_eq!(shuffled, ordered);
    assert!(ordered[6].fits("021", "") && !ordered[6].fits("022", ""));
}

#[test]
fn each_feature_has_a_code_of_its_own_and_can_be_switched_off() {
    let usual = FeatureCodes::default();
    let codes: std::collections::BTreeSet<String> =
        usual.dialled().map(|(_, code)| code.to_string()).collect();
    assert_eq!(codes.len(), Feature::ALL.len());
    let codes: FeatureCodes =
        read(json!({ "do_not_disturb_on": "off", "queue_log_in": "*12" })).unwrap();
    assert_eq!(codes.code(Feature::DoNotDisturbOn), None);
    assert_eq!(codes.code(Feature::QueueLogIn).unwrap().as_str(), "*12");
    assert_eq!(codes.code(Feature::QueueLogOut), usual.code(Feature::QueueLogOut));
    assert!(read::<FeatureCodes>(json!({ "do_not_disturb_on": "78" })).is_err());
}

#[test]
fn a_time_condition_forks_on_the_hours_or_by_hand() {
    let condition: TimeCondition = read(json!({
        "number": "1", "name": "Office", "time_group": "office", "time_zone": "Asia/Tehran",
        "open_destination": "ivr:1", "closed_destination": "hangup",
    }))
    .unwrap();
    let office: TimeGroup = read(json!({
        "name": "office",
        "period": [{ "weekdays": ["mon"], "from": "08:30", "to": "17:30" }],
        "holiday": [{ "jalali": "1405/09/09" }],
    }))
    .unwrap();
    let at =
        |text: &str| format!("{text}[Asia/Tehran]").parse::<jiff::Zoned>().unwrap().timestamp();
    let groups = [office];
    let open = |condition: &TimeCondition, text: &str| condition.is_open(at(text), &groups);
    // 2026-11-23 is a Monday, 9 Azar the one after it.
    assert!(open(&condition, "2026-11-23T11:00") && !open(&condition, "2026-11-23T18:00"));
    assert!(!open(&condition, "2026-11-30T11:00"));
    let by_hand = |overridden| TimeCondition { overridden, ..condition.clone() };
    assert!(open(&by_hand(Override::Open), "2026-11-23T18:00"));
    assert!(!open(&by_hand(Override::Closed), "2026-11-23T11:00"));
    assert!(!condition.is_open(at("2026-11-23T11:00"), &[]));
    let there = condition.destination(at("2026-11-23T11:00"), &groups);
    assert_eq!(there.to_string(), "ivr:1");
}

#[test]
fn a_misc_destination_dials_inside_or_outside() {
    for text in ["internal:5050", "internal:*45", "outside:09121234567", "outside:+98912"] {
        assert_eq!(text.parse::<Dials>().unwrap().to_string(), text);
    }
    for bad in ["5050", "inside:5050", "internal:", "outside:*45", "internal:5050&6065"] {
        assert!(bad.parse::<Dials>().is_err(), "{bad}");
    }
}

#[test]
fn a_secret_is_made_of_random_bytes_that_suffice() {
    let bytes: Vec<u8> = (0..=255).collect();
    let secret = PhoneSecret::made_of(&bytes).unwrap();
    assert_eq!(secret.as_str(), "ABCDEFGHJKLMNPQRSTUV");
    assert!(secret.is_strong());
    // The last whole round ends with 227.
    assert_eq!(PhoneSecret::made_of(&[255; 64]), None);
    assert_eq!(PhoneSecret::made_of(&[227; 19]), None);
    assert_eq!(PhoneSecret::made_of(&[227; 20]).unwrap().as_str(), "9".repeat(20));
}
