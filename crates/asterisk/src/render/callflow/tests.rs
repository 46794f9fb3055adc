//! What the call flow becomes, object by object, and that no text of an object becomes more.

use crate::render::tests::{module, service};
use crate::render::{Configuration, ManagedFile, Rendered, render};
use crate::version::AsteriskVersion;
use proptest::prelude::*;
use serde_json::{Value, json};
use vasl_domain::callflow::CallFlow;

fn rendered(call_flow: &Value) -> Rendered {
    let call_flow: CallFlow = serde_json::from_value(call_flow.clone()).unwrap();
    render(&Configuration {
        modules: &[module("*5003")],
        lines: &[],
        call_flow: &call_flow,
        version: AsteriskVersion::parse("16.28").unwrap(),
        service: &service(),
    })
}

/// A call flow with everything, in which people's texts are given.
fn flow(name: &str, secret: &str, trunk_secret: &str, sound: &str) -> Value {
    json!({
        "trunk": {
            "name": name, "channels": 4,
            "registration":
                { "server": "sip.example.com:5080", "user": "02191000000", "secret": trunk_secret },
        },
        "extension": [
            { "number": "5050", "name": name, "secret": secret,
              "outbound_caller_id": "+982191000001" },
            { "number": "6065", "name": name, "secret": secret, "do_not_disturb_allowed": false },
        ],
        "queue": [{
            "number": "99", "name": name, "strategy": "linear",
            "members": [{ "extension": "6065", "penalty": 3 }],
            "dynamic_members": [{ "extension": "5050", "penalty": 2 }],
            "anyone_may_log_in": true, "longest_wait_seconds": 30, "music": "jazz",
            "announce_seconds": 45, "announce_hold_time": "once",
            "periodic_announcement": { "sound": sound, "seconds": 20 },
            "join": "somebody_logged_in", "leave": "nobody_available", "weight": 7,
            "recording": true, "failure_destination": "ivr:1",
        }],
        "ivr": [{
            "number": "1", "name": name, "description": name, "announcement": sound,
            "direct_dialling": true,
            "invalid": { "retries": 1, "sound": sound, "destination": "hangup" },
            "timeout": { "retries": 3, "destination": "misc:701" },
            "entry": [
                { "key": "3", "destination": "misc:*5003" },
                { "key": "#", "destination": "time_condition:1", "return": true },
            ],
        }],
        "time_group": [{
            "name": "office", "description": name,
            "period": [{ "weekdays": ["sat", "fri"], "from": "08:30", "to": "17:30" }],
            "holiday": [{ "jalali": "01/13", "yearly": true }, { "gregorian": "12-25", "yearly": true }],
        }],
        "time_condition": [{
            "number": "1", "name": name, "time_group": "office", "time_zone": "Asia/Tehran",
            "open_destination": "queue:99", "closed_destination": "announcement:2",
        }],
        "announcement": [
            { "number": "2", "name": name, "sound": sound, "may_be_skipped": true,
              "destination": "feature_code:*78" },
        ],
        "misc_destination": [
            { "code": "701", "name": name, "dials": "outside:09121234567" },
            { "code": "702", "name": name, "dials": "internal:*45" },
        ],
        "inbound_route": [
            { "name": name, "did": "02188776655", "caller": "+98.", "destination": "queue:99" },
            { "did": "02188776655", "caller": "0912NXXZXXX", "destination": "ivr:1" },
            { "did": "02188776655", "destination": "dialplan:ext-queues,99,1" },
            { "caller": "09121234567", "destination": "extension:5050" },
        ],
    })
}

fn usual() -> Rendered {
    rendered(&flow("Sara", "abcdefgh", "secret", "vasl/welcome"))
}

/// The steps of an extension.
fn steps(rendered: &Rendered, context: &str, extension: &str) -> Vec<String> {
    let text = &rendered.files[&ManagedFile::Extensions];
    let after = text.split_once(&format!("\n[{context}]\n")).unwrap().1;
    let own = after.split("\n[").next().unwrap();
    let begins = format!("exten => {extension},1");
    let mut lines = own.lines().skip_while(|line| !line.starts_with(&begins));
    let first = lines.next().unwrap_or_else(|| panic!("{extension} in {own}"));
    let first = first.strip_prefix(&begins).unwrap();
    let rest = lines.map_while(|line| line.strip_prefix(" same => n"));
    [first].into_iter().chain(rest).map(|step| step.trim_start_matches(',').to_owned()).collect()
}

#[test]
fn a_queue_has_all_that_was_said_of_it() {
    let rendered = usual();
    let queues = &rendered.files[&ManagedFile::Queues];
    for line in [
        "strategy=linear",
        "weight=7",
        "musicclass=jazz",
        "joinempty=penalty",
        "leavewhenempty=paused,unavailable,invalid",
        "announce-frequency=45",
        "announce-position=yes",
        "announce-holdtime=once",
        "periodic-announce=vasl/welcome",
        "periodic-announce-frequency=20",
        "monitor-type=MixMonitor",
        "monitor-format=wav",
        "member => PJSIP/6065,3,6065,hint:6065@vasl-internal",
    ] {
        assert!(queues.lines().any(|own| own == line), "{line} in {queues}");
    }
    let steps = steps(&rendered, "vasl-queue", "99");
    assert!(steps.iter().any(|step| step.starts_with("Queue(99,t") && step.contains(",,,30,,")));
    assert_eq!(steps.last().unwrap(), "Goto(vasl-ivr-1,s,1)");
}

/// Two strings for one phone, and it rings twice.
#[test]
fn who_logs_in_is_the_very_member_that_a_static_one_is() {
    let rendered = usual();
    let listed = steps(&rendered, "vasl-log-in-99", "5050");
    assert_eq!(
        listed,
        ["AddQueueMember(99,PJSIP/5050,2,,5050,hint:5050@vasl-internal)", "Return()"]
    );
    let anyone = steps(&rendered, "vasl-log-in-99", "_X!");
    let own = "AddQueueMember(99,PJSIP/${EXTEN},0,,${EXTEN},hint:${EXTEN}@vasl-internal)";
    assert_eq!(anyone[0], own);
    let text = &rendered.files[&ManagedFile::Extensions];
    for code in
        ["*45", "*4599", "*46", "*4699", "*47", "*4799", "*48", "*4899", "*78", "*79", "*271"]
    {
        assert!(text.contains(&format!("\nexten => {code},1,")), "{code}");
    }
    assert!(!text.contains("\nexten => *27,1,"));
}

#[test]
fn the_most_specific_route_is_tried_first() {
    let rendered = usual();
    let own = steps(&rendered, "vasl-inbound", "02188776655");
    let tests: Vec<&String> = own.iter().filter(|step| step.contains("=~")).collect();
    assert_eq!(tests.len(), 2);
    assert!(tests[0].contains("\"^[+]98.+$\"") || tests[0].contains("^0912[2-9]"), "{tests:?}");
    let last = own.iter().position(|step| step == "Goto(ext-queues,99,1)").unwrap();
    assert!(own[last + 1..].iter().all(|step| step.starts_with("(route")), "{own:?}");
    let any = steps(&rendered, "vasl-inbound", "s");
    assert!(any.iter().any(|step| step.contains("\"^09121234567$\"")));
    assert!(any.contains(&"Hangup(1)".to_owned()), "{any:?}");
    assert!(any.contains(&"Set(GROUP(vasl-trunk)=up)".to_owned()));
}

#[test]
fn a_trunk_registers_for_ever_and_takes_calls_from_its_server() {
    let rendered = usual();
    let pjsip = &rendered.files[&ManagedFile::Pjsip];
    for line in [
        "server_uri=sip:sip.example.com:5080",
        "client_uri=sip:02191000000@sip.example.com:5080",
        "contact_user=02191000000",
        "match=sip.example.com",
        "contact=sip:sip.example.com:5080",
        "from_domain=sip.example.com",
        "context=vasl-inbound",
        "max_retries=1000000",
    ] {
        assert!(pjsip.lines().any(|own| own == line), "{line} in {pjsip}");
    }
    assert_eq!(rendered.expected.endpoints, ["5050", "6065", "vasl-trunk"]);
    let by_address = rendered_trunk(&["192.0.2.1:5080", "2001:db8::1"]);
    assert!(by_address.contains("contact=sip:192.0.2.1:5080\n"), "{by_address}");
    assert!(by_address.contains("match=192.0.2.1\nmatch=2001:db8::1\n"), "{by_address}");
    assert!(rendered_trunk(&["2001:db8::1"]).contains("contact=sip:[2001:db8::1]\n"));
}

fn rendered_trunk(addresses: &[&str]) -> String {
    let flow = json!({ "trunk": { "name": "Line", "addresses": addresses } });
    rendered(&flow).files[&ManagedFile::Pjsip].clone()
}

#[test]
fn a_phone_dials_outside_by_a_code_alone() {
    let rendered = usual();
    let misc = steps(&rendered, "vasl-misc", "701");
    assert_eq!(misc, ["Gosub(vasl-outside,s,1(09121234567))", "Hangup()"]);
    assert_eq!(steps(&rendered, "vasl-shown", "5050"), ["Return(+982191000001)"]);
    let text = &rendered.files[&ManagedFile::Extensions];
    let internal = text.split_once("\n[vasl-internal]\n").unwrap().1.split("\n[").next().unwrap();
    assert!(!internal.contains("exten => _"), "{internal}");
    assert!(internal.contains("exten => 6065,hint,PJSIP/6065\n"));
}

#[test]
fn asterisk_is_asked_for_every_way_of_a_caller() {
    let expected = usual().expected;
    let contexts: Vec<&str> = expected.contexts.keys().map(String::as_str).collect();
    assert_eq!(
        contexts,
        [
            "vasl-announcement-2",
            "vasl-inbound",
            "vasl-ivr-1",
            "vasl-misc",
            "vasl-queue",
            "vasl-time-condition-1"
        ]
    );
    assert_eq!(expected.contexts["vasl-misc"]["*5003"], 1);
    assert_eq!(expected.contexts["vasl-time-condition-1"]["s"], 7);
}

/// Each line of a file that is no comment, as Asterisk's reader has it (`process_text_line`,
/// `main/config.c`): a section, or a key and a value, from which a comment is cut off.
fn read(text: &str) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    assert!(!text.contains(";--"), "{text}");
    for line in text.lines() {
        let mut line = line.to_owned();
        let mut from = 0;
        while let Some(at) = line[from..].find(';').map(|at| at + from) {
            if at > 0 && line.as_bytes()[at - 1] == b'\\' {
                line.remove(at - 1);
                from = at;
            } else {
                line.truncate(at);
                break;
            }
        }
        let line = line.trim();
        assert!(!line.starts_with('#'), "{line}");
        if let Some(section) = line.strip_prefix('[') {
            let (name, rest) = section.split_once(']').unwrap();
            assert_eq!(rest, "", "{line}");
            lines.push(("section".to_owned(), name.to_owned()));
        } else if let Some((key, value)) = line.split_once('=') {
            let value = value.strip_prefix('>').unwrap_or(value);
            lines.push((key.trim().to_owned(), value.trim().to_owned()));
        } else {
            assert_eq!(line, "");
        }
    }
    lines
}

/// A step's application, and its arguments as `ast_app_separate_args` takes them apart.
fn application(step: &str) -> (String, usize) {
    let mut fields = step.splitn(3, ',');
    let (_, _, rest) = (fields.next(), fields.next(), fields.next().unwrap_or_default());
    let name = rest.split('(').next().unwrap_or_default().to_owned();
    let (mut depth, mut arguments) = (0_i32, 1);
    for sign in rest.chars() {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth <= 1 => arguments += 1,
            _ => {}
        }
    }
    (name, arguments)
}

proptest! {
    /// Whatever people write, the files have the same lines, applications and arguments as with
    /// plain words, and each text stands whole where it belongs.
    #[test]
    fn no_text_is_more_than_a_text(
        name in any::<String>().prop_filter_map("a name", |text| {
            vasl_domain::callflow::PlainText::new(text).ok()
        }),
        marks in "[-#=~!@%&*()+.:/?^_`{}a-z۰-۹ ]{1,30}",
        secret in "[-_a-zA-Z0-9]{8,60}",
        trunk_secret in "[!#$%&()*+,./0-9:=?@A-Z^_`a-z{|}~-]{1,80}",
        sound in "[-a-zA-Z0-9_]{1,12}",
    ) {
        let usual = usual();
        for name in [name.as_str(), marks.trim()] {
            let Ok(_) = vasl_domain::callflow::PlainText::new(name) else { continue };
            let sound = format!("vasl/{sound}");
            let given = rendered(&flow(name, &secret, &trunk_secret, &sound));
            for file in ManagedFile::ALL {
                let (plain, texts) = (read(&usual.files[&file]), read(&given.files[&file]));
                prop_assert_eq!(plain.len(), texts.len());
                for ((key, value), (own_key, own)) in plain.iter().zip(&texts) {
                    prop_assert_eq!(key, own_key);
                    let replaced = match key.as_str() {
                        "callerid" => value.replace("Sara", name),
                        "password" if value == "abcdefgh" => secret.clone(),
                        "password" => trunk_secret.clone(),
                        _ => value.replace("vasl/welcome", &sound),
                    };
                    if file != ManagedFile::Extensions || !own.contains("NoOp()") {
                        prop_assert_eq!(&replaced, own, "{}", key);
                    }
                    if file == ManagedFile::Extensions {
                        prop_assert_eq!(application(value), application(own));
                    }
                }
            }
        }
    }
}
