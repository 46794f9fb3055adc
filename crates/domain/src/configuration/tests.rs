use super::*;
use crate::callflow::{
    Announcement, Dials, Ivr, ManagedExtension, MiscDestination, QueueMember, TimeCondition,
};
use serde_json::json;

/// The user's own example: a module for Support, before it a menu, before that the hours.
pub(in crate::configuration) fn example() -> Configuration {
    let call_flow = serde_json::from_value(json!({
        "trunk": { "name": "Line", "addresses": ["192.0.2.1"] },
        "extension": [
            { "number": "5050", "name": "Sara", "secret": "abcdefgh" },
            { "number": "6065", "name": "Ali", "secret": "abcdefgh" },
        ],
        "queue": [
            {
                "number": "99", "name": "Support", "strategy": "rrmemory",
                "members": ["5050"], "dynamic_members": ["6065"],
                "periodic_announcement": { "sound": "vasl/patience", "seconds": 60 },
            },
        ],
        "ivr": [{
            "number": "1", "name": "Main", "announcement": "vasl/welcome",
            "failure_destination": "queue:99",
            "entry": [
                { "key": "3", "destination": "misc:*5003" },
                { "key": "0", "destination": "misc:700" },
                { "key": "9", "destination": "ivr:1" },
            ],
        }],
        "time_group": [{
            "name": "office",
            "period": [{ "weekdays": ["sat", "sun"], "from": "08:30", "to": "17:30" }],
        }],
        "time_condition": [{
            "number": "1", "name": "Office", "time_group": "office", "time_zone": "Asia/Tehran",
            "open_destination": "ivr:1", "closed_destination": "announcement:1",
        }],
        "announcement": [{
            "number": "1", "name": "Closed", "sound": "vasl/closed", "destination": "hangup",
        }],
        "sound": [{ "name": "closed" }, { "name": "patience" }, { "name": "welcome" }],
        "misc_destination": [{ "code": "700", "name": "On call", "dials": "outside:09121234567" }],
        "inbound_route": [{ "destination": "time_condition:1" }],
    }));
    let module = serde_json::from_value(json!({
        "code": "*5003", "name": "Support again", "expiry": { "end_of_work": "office" },
        "time_zone": "Asia/Tehran", "sides": [{ "queue": "99" }, { "extension": "5050" }],
        "failure_destination": "queue:99", "announcement": "vasl/patience",
        "account_under_queue": "99",
    }));
    Configuration { modules: vec![module.unwrap()], call_flow: call_flow.unwrap() }.in_order()
}

fn id(text: &str) -> ObjectId {
    text.parse().unwrap()
}

fn sentences(whole: &Configuration) -> Vec<String> {
    whole.check(&Beside::Nothing).iter().map(ToString::to_string).collect()
}

fn put<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).unwrap()
}

#[test]
fn the_users_own_example_is_whole() {
    assert_eq!(example().check(&Beside::Nothing), []);
}

#[test]
fn a_number_is_one_things_alone() {
    let mut whole = example();
    whole.modules[0].code = "5050".parse().unwrap();
    whole.call_flow.ivrs[0].entries.remove(0);
    assert_eq!(
        sentences(&whole),
        ["5050 is both extension 5050 and module 5050; give each thing a number of its own"]
    );
    let holder = |number: &str| example().holder_of(number).map(|holder| holder.to_string());
    assert_eq!(holder("99").as_deref(), Some("queue 99 (Support)"));
    assert_eq!(holder("*5003").as_deref(), Some("module *5003 (Support again)"));
    assert_eq!(holder("700").as_deref(), Some("misc destination 700 (On call)"));
    assert_eq!(holder("*78").as_deref(), Some("feature code *78 (do not disturb)"));
    assert_eq!(holder("*4599").as_deref(), Some("feature code *4599 (log in, queue 99)"));
    assert_eq!(
        holder("*271").as_deref(),
        Some("feature code *271 (open or close by hand, time condition 1)")
    );
    assert_eq!(holder("1"), None);
    // In front of a PBX that has its own extensions, ours cannot be dialled.
    assert_eq!(CallFlow::default().holder_of("*78"), None);
}

#[test]
fn nothing_leads_nowhere() {
    let mut whole = example();
    whole.call_flow.inbound_routes[0].destination = "ivr:2".parse().unwrap();
    whole.call_flow.ivrs[0].entries[0].destination = "misc:*5004".parse().unwrap();
    whole.call_flow.announcements[0].destination = "feature_code:*27".parse().unwrap();
    whole.call_flow.trunk = None;
    let remedy = "; name something that does, or a place in the PBX's own dialplan, such as \
                  dialplan:from-internal,5050,1";
    let said: Vec<String> =
        sentences(&whole).iter().map(|sentence| sentence.replace(remedy, "")).collect();
    assert_eq!(
        said,
        [
            "key 3 of IVR 1 leads to misc:*5004, which does not exist",
            "the destination of announcement 1 leads to feature_code:*27, which does not exist",
            "what misc destination 700 dials is a number outside, and there is no trunk to reach \
             it by; add a trunk first",
            "the inbound route of any number leads to ivr:2, which does not exist",
        ]
    );
    whole.call_flow.announcements[0].destination = "feature_code:*45".parse().unwrap();
    assert_eq!(sentences(&whole).len(), 3);
}

#[test]
fn what_a_thing_is_made_of_is_there() {
    let mut whole = example();
    whole.call_flow.extensions.remove(0);
    whole.call_flow.time_groups.clear();
    whole.call_flow.sounds.clear();
    let codes: Vec<&str> =
        whole.check(&Beside::Nothing).iter().map(|problem| problem.code()).collect();
    assert_eq!(
        codes,
        [
            "no_such_member",
            "no_such_sound",
            "no_such_side",
            "no_such_time_group",
            "no_such_sound",
            "no_such_sound",
            "no_such_time_group",
            "no_such_sound",
        ]
    );
}

#[test]
fn what_the_pbx_has_beside_counts() {
    let attached = Configuration { modules: example().modules, call_flow: CallFlow::default() };
    let queues = [QueueName::new("99").unwrap()].into();
    let extensions = Some([Extension::new("5050").unwrap()].into());
    let codes = |beside: &Beside| -> Vec<&'static str> {
        attached.check(beside).iter().map(|problem| problem.code()).collect()
    };
    let own = ["no_such_time_group", "no_such_sound"];
    assert_eq!(codes(&Beside::Known { queues, extensions }), own);
    assert_eq!(codes(&Beside::Unknown), own);
    let rest = ["no_such_side", "no_such_side", "leads_nowhere", "no_such_queue"];
    let mut all = codes(&Beside::Nothing);
    all.retain(|code| !own.contains(code));
    assert_eq!(all, rest);
}

#[test]
fn nothing_is_there_twice() {
    let mut whole = example();
    let flow = &mut whole.call_flow;
    flow.ivrs.push(flow.ivrs[0].clone());
    let again = flow.ivrs[1].entries[0].clone();
    flow.ivrs[1].entries.push(again);
    flow.inbound_routes.push(flow.inbound_routes[0].clone());
    flow.queues[0].members.push("6065".parse::<Extension>().unwrap().into());
    assert_eq!(
        sentences(&whole),
        [
            "IVR 1 is there twice; give each a number or name of its own",
            "the inbound route of any number is there twice: a call could take either; give one of \
             them another number or another caller's pattern",
            "queue 99 has the member 6065 twice, static or dynamic; name it once",
            "key 3 of IVR 1 is there twice; a key leads to one destination",
        ]
    );
}

#[test]
fn a_modules_failure_destination_is_no_module() {
    let mut whole = example();
    whole.modules[0].failure_destination = "misc:*5003".parse().unwrap();
    let codes: Vec<&str> =
        whole.check(&Beside::Nothing).iter().map(|problem| problem.code()).collect();
    assert_eq!(codes, ["failure_is_module", "cycle"]);
    // A code that dials a colleague's mobile is none.
    whole.modules[0].failure_destination = "misc:700".parse().unwrap();
    assert_eq!(sentences(&whole), [""; 0]);
}

#[test]
fn nobody_goes_round_for_ever() {
    let mut whole = example();
    whole.call_flow.announcements[0].destination = "time_condition:1".parse().unwrap();
    assert_eq!(
        sentences(&whole),
        [
            "a caller would go round for ever: time condition 1 → announcement 1 → time condition 1; \
          lead one of them elsewhere"
        ]
    );
    // By a key of a menu it is the caller's choice, without one it is not.
    whole.call_flow.announcements[0].destination = "ivr:1".parse().unwrap();
    whole.call_flow.ivrs[0].entries[1].destination = "time_condition:1".parse().unwrap();
    assert_eq!(sentences(&whole), [""; 0]);
    whole.call_flow.ivrs[0].timeout.destination = "time_condition:1".parse().unwrap();
    let problems = whole.check(&Beside::Nothing);
    assert!(!problems.is_empty() && problems.iter().all(|problem| problem.code() == "cycle"));
    // A queue that sends on at once leads on too, and so does what is dialled inside.
    let mut whole = example();
    whole.call_flow.queues[0].failure_destination = "misc:700".parse().unwrap();
    whole.call_flow.misc_destinations[0].dials = "internal:99".parse().unwrap();
    assert_eq!(whole.check(&Beside::Nothing).len(), 1);
}

#[test]
fn what_still_points_at_a_thing() {
    let whole = example();
    let pointers = |text: &str| -> Vec<String> {
        whole.pointers_to(&id(text)).iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        pointers("queue:99"),
        [
            "a side of module *5003",
            "the failure destination of module *5003",
            "the queue in whose log the calls of module *5003 stand",
            "the destination for wrong keys of IVR 1",
            "the destination without a key of IVR 1",
        ]
    );
    assert_eq!(pointers("module:*5003"), ["key 3 of IVR 1"]);
    assert_eq!(pointers("extension:6065"), ["a dynamic member of queue 99"]);
    assert_eq!(
        pointers("time_group:office"),
        ["the expiry of module *5003", "the time group of time condition 1"]
    );
    assert_eq!(pointers("sound:welcome"), ["the sound of IVR 1"]);
    assert_eq!(pointers("trunk"), ["what misc destination 700 dials"]);
    assert_eq!(pointers("time_condition:1"), ["the inbound route of any number"]);
    assert_eq!(pointers("inbound_route:/"), [""; 0]);
}

#[test]
fn what_is_pointed_at_is_not_removed() {
    let mut whole = example();
    let error = whole.remove(&id("time_group:office")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "time group office was not removed: the expiry of module *5003 and the time group of time \
         condition 1 lead to it; lead that elsewhere first"
    );
    assert_eq!(error.code(), "in_use");
    assert_eq!(whole, example());
    assert_eq!(whole.remove(&id("ivr:7")).unwrap_err().to_string(), "there is no IVR 7");
    // A menu whose own key plays it again is no obstacle to itself.
    whole.remove(&id("inbound_route:/")).unwrap();
    whole.remove(&id("time_condition:1")).unwrap();
    whole.remove(&id("ivr:1")).unwrap();
    assert_eq!(whole.check(&Beside::Nothing), []);
}

#[test]
fn an_id_is_written_as_it_is_read() {
    let whole = example();
    for object in whole.objects() {
        let text = String::from(object.id());
        assert_eq!(text.parse::<ObjectId>().unwrap(), object.id(), "{text}");
        assert_eq!(whole.object(&object.id()), Some(object), "{text}");
    }
    assert_eq!(String::from(id("inbound_route:021/0912.")), "inbound_route:021/0912.");
    for bad in ["", "queue", "queue:", "trunk:1", "voicemail:1", "inbound_route:x/"] {
        assert!(bad.parse::<ObjectId>().is_err(), "{bad}");
    }
}

#[test]
fn things_stand_in_the_order_of_their_numbers() {
    let mut whole = Configuration::default();
    for number in ["10", "9", "1"] {
        let announcement: Announcement = put(json!({
            "number": number, "name": "A", "sound": "beep", "destination": "hangup",
        }));
        assert_eq!(whole.put(Object::Announcement(announcement)), None);
    }
    let numbers: Vec<&str> =
        whole.call_flow.announcements.iter().map(|one| one.number.as_str()).collect();
    assert_eq!(numbers, ["1", "9", "10"]);
}

#[test]
fn what_a_change_changes() {
    let before = example();
    let mut after = before.clone();
    let mut ivr: Ivr = before.call_flow.ivrs[0].clone();
    ivr.entries[0].destination = "queue:99".parse().unwrap();
    ivr.entries.remove(1);
    ivr.announcement = None;
    ivr.timeout.retries = crate::callflow::IvrRetries::new(5).unwrap();
    assert!(after.put(Object::Ivr(Box::new(ivr))).is_some());
    let mut extension: ManagedExtension = before.call_flow.extensions[0].clone();
    extension.secret = crate::callflow::PhoneSecret::new("ijklmnop").unwrap();
    after.put(Object::Extension(extension));
    let mut queue = before.call_flow.queues[0].clone();
    queue.members.push(QueueMember::from("6065".parse::<Extension>().unwrap()));
    queue.members[0].penalty = crate::callflow::Penalty::new(2).unwrap();
    queue.dynamic_members.clear();
    after.put(Object::Queue(Box::new(queue)));
    after.remove(&id("misc_destination:700")).unwrap();
    let condition = TimeCondition {
        number: "2".parse().unwrap(),
        ..before.call_flow.time_conditions[0].clone()
    };
    after.put(Object::TimeCondition(condition));

    let told: Vec<String> = before.diff(&after).iter().map(ToString::to_string).collect();
    assert_eq!(
        told.join("\n").lines().collect::<Vec<_>>(),
        [
            "~ extension 5050: secret … → …",
            "~ queue 99: dynamic member 6065 removed",
            "~ queue 99: member 5050 penalty added: 2",
            "~ queue 99: member 6065 added",
            "~ IVR 1: announcement removed: vasl/welcome",
            "~ IVR 1: key 0 removed: destination misc:700",
            "~ IVR 1: key 3 misc:*5003 → queue:99",
            "~ IVR 1: timeout retries 2 → 5",
            "+ time condition 2 (Office)",
            "- misc destination 700 (On call)",
        ]
    );
    assert_eq!(after.diff(&after), []);
}

#[test]
fn another_order_is_a_change_where_it_means_something() {
    let before = example();
    let mut after = before.clone();
    after.call_flow.extensions.reverse();
    assert_eq!(before.diff(&after), []);
    after.call_flow.ivrs[0].entries.rotate_left(1);
    after.modules[0].sides =
        serde_json::from_value(json!([{ "extension": "5050" }, { "queue": "99" }])).unwrap();
    let told: Vec<String> = before.diff(&after).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "~ module *5003: sides queue 99, 5050 → 5050, queue 99",
            "~ IVR 1: entry 3, 0, 9 → 0, 9, 3"
        ]
    );
}

#[test]
fn a_misc_destination_may_dial_whatever_a_phone_can() {
    let mut whole = example();
    for (dials, good) in [
        ("internal:5050", true),
        ("internal:99", true),
        ("internal:*5003", true),
        ("internal:*45", true),
        ("internal:*4599", false),
        ("internal:1234", false),
    ] {
        let misc: MiscDestination =
            put(json!({ "code": "700", "name": "On call", "dials": dials }));
        assert_eq!(misc.dials, dials.parse::<Dials>().unwrap());
        whole.put(Object::MiscDestination(misc));
        let told = sentences(&whole);
        assert_eq!(told.is_empty(), good, "{dials}: {told:?}");
    }
}
