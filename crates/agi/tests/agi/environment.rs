//! The environment: what is read from it, and what a caller cannot make of it.

use vasl_agi::{
    Environment, EnvironmentDecoder, EnvironmentError, Field, MAX_ENVIRONMENT_BYTES,
    MAX_ENVIRONMENT_LINE, MAX_ENVIRONMENT_LINES, Presentation,
};

use crate::asterisk::{Call, block};

fn decode(bytes: &[u8]) -> Environment {
    let (_, environment) = EnvironmentDecoder::new().decode(bytes).unwrap();
    environment.expect("the environment ends")
}

fn arguments(environment: &Environment) -> Vec<&[u8]> {
    environment.arguments().collect()
}

#[test]
fn everything_that_asterisk_says_can_be_read() {
    let call = Call { arguments: vec![b"one".to_vec(), Vec::new()], ..Call::default() };
    let environment = decode(&call.bytes());
    assert!(!environment.tainted());
    let script = environment.network_script().unwrap();
    assert_eq!(script.as_bytes(), b"reconnect?module=7");
    assert_eq!(script.path(), b"reconnect");
    assert_eq!(script.parameter(b"module"), Some(&b"7"[..]));
    assert_eq!(environment.channel(), Some(&b"PJSIP/trunk-0000002a"[..]));
    assert_eq!(environment.unique_id(), Some(&b"1700000000.42"[..]));
    assert_eq!(environment.version(), Some(&b"22.10.1"[..]));
    assert_eq!(environment.caller_number(), Some(&b"09121234567"[..]));
    assert_eq!(environment.caller_name(), Some(&b"Ali"[..]));
    assert_eq!(environment.presentation(), Some(Presentation::Allowed));
    assert_eq!(environment.context(), Some(&b"vasl-reconnect"[..]));
    assert_eq!(environment.extension(), Some(&b"7"[..]));
    assert_eq!(environment.priority(), Some(3));
    assert_eq!(environment.get(Field::Language), Some(&b"fa"[..]));
    assert_eq!(environment.get(Field::AccountCode), Some(&b""[..]));
    assert_eq!(arguments(&environment), [&b"one"[..], b""]);
}

#[test]
fn unknown_is_nobody() {
    let call = Call { number: b"unknown".to_vec(), name: b"unknown".to_vec(), ..Call::default() };
    let environment = decode(&call.bytes());
    assert!(!environment.tainted());
    assert_eq!(environment.caller_number(), None);
    assert_eq!(environment.caller_name(), None);
    assert_eq!(environment.get(Field::DialledNumber), None);
    assert_eq!(environment.get(Field::RedirectingNumber), None);
}

#[test]
fn a_url_may_have_no_path() {
    let environment = decode(&Call { script: Vec::new(), ..Call::default() }.bytes());
    assert!(!environment.tainted());
    assert_eq!(environment.network_script(), None);
    assert!(environment.channel().is_some());
}

#[test]
fn names_are_any_bytes() {
    let names: [&[u8]; 7] = [
        b"Ali: Sales",
        "\u{639}\u{644}\u{6cc} \u{6a9}\u{631}\u{6cc}\u{645}\u{6cc}".as_bytes(),
        "ééé".as_bytes(),
        b"\xff\xfe\x80",
        b"a\rb\0c\x1b[2J",
        b": ",
        b"agi_callerid: 1",
    ];
    for name in names {
        let environment = decode(&Call::named(name).bytes());
        assert!(!environment.tainted(), "{name:?}");
        assert_eq!(environment.caller_name(), Some(name));
    }
}

#[test]
fn a_name_may_be_split_within_a_character() {
    let name = "\u{639}\u{644}\u{6cc}";
    let bytes = Call::named(name).bytes();
    for cut in 0..=bytes.len() {
        let mut decoder = EnvironmentDecoder::new();
        let (taken, early) = decoder.decode(&bytes[..cut]).unwrap();
        let environment = match early {
            Some(environment) => environment,
            None => {
                assert_eq!(taken, cut);
                decoder.decode(&bytes[cut..]).unwrap().1.unwrap()
            }
        };
        assert_eq!(environment.caller_name(), Some(name.as_bytes()), "cut at {cut}");
    }
}

#[test]
fn numbers_that_are_none_are_absent() {
    for octet in ["", "-1", "+1", "256", "1 ", "0x20", "9999999999999"] {
        let call = Call { presentation: octet.as_bytes().to_vec(), ..Call::default() };
        assert_eq!(decode(&call.bytes()).presentation(), None, "{octet}");
    }
    let call = Call { presentation: b"35".to_vec(), ..Call::default() };
    assert_eq!(decode(&call.bytes()).presentation(), Some(Presentation::Restricted));
}

#[test]
fn keys_yet_to_come_are_passed_over_at_the_end_only() {
    let extra = ("agi_weather".to_owned(), b"fine".to_vec());
    let mut lines = Call { arguments: vec![b"one".to_vec()], ..Call::default() }.lines();
    lines.push(extra.clone());
    lines.push(extra.clone());
    let environment = decode(&block(&lines));
    assert!(!environment.tainted());
    assert_eq!(arguments(&environment), [b"one"]);

    lines.push(("agi_arg_2".to_owned(), b"two".to_vec()));
    assert!(decode(&block(&lines)).tainted(), "an argument after an unknown key");

    let mut lines = Call::default().lines();
    lines.insert(12, extra);
    assert!(decode(&block(&lines)).tainted(), "an unknown key among the known ones");
}

/// What a name with an LF in it leaves of the environment.
fn forged(name: &str) -> Environment {
    let call = Call { arguments: vec![b"genuine".to_vec()], ..Call::named(name) };
    let environment = decode(&call.bytes());
    assert!(environment.tainted(), "{name:?}");
    assert_eq!(environment.network_script().unwrap().as_bytes(), b"reconnect?module=7");
    for field in [Field::CallerNumber, Field::CallerName, Field::Presentation, Field::Extension] {
        assert_eq!(environment.get(field), None, "{name:?}");
    }
    assert_eq!(environment.presentation(), None);
    assert_eq!(environment.priority(), None);
    assert_eq!(arguments(&environment).len(), 0, "{name:?}");
    environment
}

#[test]
fn a_name_cannot_override_a_value() {
    for name in [
        "x\nagi_callingpres: 0",
        "x\nagi_callerid: 100",
        "x\nagi_extension: 9",
        "x\nagi_calleridname: y",
        "x\nagi_threadid: 1\nagi_arg_1: forged",
        "x\nagi_callingpres: 0\nagi_callingani2: 0\nagi_callington: 0",
    ] {
        let environment = forged(name);
        assert_eq!(environment.unique_id(), Some(&b"1700000000.42"[..]), "{name:?}");
    }
}

#[test]
fn a_name_cannot_add_a_line_of_any_kind() {
    for name in [
        "x\nagi_arg_1: forged",
        "x\nagi_arg_2: forged",
        "x\nagi_new: 1",
        "x\nno colon",
        "x\n: ",
        "x\n ",
        "x\n\r",
        "x\n",
        "\n",
        "\n\n\n",
        "x\n\nHANGUP\n200 result=1",
    ] {
        assert!(forged(name).channel().is_some(), "{name:?}");
    }
}

#[test]
fn a_name_that_repeats_the_preamble_costs_the_preamble_but_the_script() {
    for name in ["x\nagi_uniqueid: 1.1", "x\nagi_request: y", "x\nagi_network_script: evil"] {
        let environment = forged(name);
        assert_eq!(environment.unique_id(), None, "{name:?}");
        assert_eq!(environment.channel(), None, "{name:?}");
        assert_eq!(environment.get(Field::Network), Some(&b"yes"[..]));
    }
}

#[test]
fn a_url_that_holds_callers_data_cannot_forge_the_preamble() {
    let forged_lines = "r?n=1\nagi_request: r\nagi_channel: f\nagi_language: f\nagi_type: f\n\
                        agi_uniqueid: f\nagi_version: f\nagi_callerid: f";
    let call = Call { script: forged_lines.as_bytes().to_vec(), ..Call::default() };
    let environment = decode(&call.bytes());
    assert!(environment.tainted());
    assert_eq!(environment.network_script().unwrap().as_bytes(), b"r?n=1");
    assert_eq!(environment.channel(), None);
    assert_eq!(environment.caller_number(), None);
}

#[test]
fn an_argument_forges_none_before_a_genuine_one() {
    let arguments_given = vec![b"1\nagi_arg_2: forged".to_vec(), b"genuine".to_vec()];
    let environment = decode(&Call { arguments: arguments_given, ..Call::default() }.bytes());
    assert!(environment.tainted());
    assert_eq!(arguments(&environment).len(), 0);
}

#[test]
fn a_missing_line_taints() {
    let lines = Call::default().lines();
    for missing in 0..lines.len() {
        let mut rest = lines.clone();
        let (key, _) = rest.remove(missing);
        let may_be_missing = key == "agi_network_script";
        assert_eq!(decode(&block(&rest)).tainted(), !may_be_missing, "{key}");
    }
    let nothing = decode(b"\n");
    assert!(nothing.tainted());
    assert_eq!(nothing.network_script(), None);
}

#[test]
fn bytes_after_the_end_are_left_alone() {
    let mut bytes = Call::default().bytes();
    let end = bytes.len();
    bytes.extend_from_slice(b"HANGUP\n");
    let mut decoder = EnvironmentDecoder::new();
    let (taken, environment) = decoder.decode(&bytes).unwrap();
    assert_eq!(taken, end);
    assert!(environment.is_some());
    assert_eq!(decoder.decode(b"HANGUP\n"), Err(EnvironmentError::Ended));
}

#[test]
fn lines_are_bounded_in_length_number_and_sum() {
    let failure = |bytes: &[u8]| EnvironmentDecoder::new().decode(bytes).unwrap_err();
    let longest = vec![b'a'; MAX_ENVIRONMENT_LINE];
    assert!(EnvironmentDecoder::new().decode(&longest).is_ok());
    assert_eq!(failure(&[&longest[..], b"a"].concat()), EnvironmentError::LineTooLong);
    assert_eq!(failure(&b"a\n".repeat(MAX_ENVIRONMENT_LINES + 1)), EnvironmentError::TooManyLines);
    let lines = [&longest[..8_000], b"\n"].concat().repeat(5);
    assert!(lines.len() > MAX_ENVIRONMENT_BYTES);
    assert_eq!(failure(&lines), EnvironmentError::TooLarge);
    assert!(EnvironmentDecoder::new().decode(&lines[..MAX_ENVIRONMENT_BYTES]).is_ok());
}

#[test]
fn the_largest_genuine_environment_fits() {
    // Application data are at most 8192 bytes, and a URL is both a line and half of another.
    let url = Call { script: vec![b'u'; 8_100], ..Call::default() };
    assert!(!decode(&url.bytes()).tainted());
    let many = Call { arguments: vec![vec![b'a'; 63]; 127], ..Call::default() };
    let environment = decode(&many.bytes());
    assert!(!environment.tainted());
    assert_eq!(arguments(&environment).len(), 127);
}

#[test]
fn debug_output_says_nothing_of_the_caller() {
    let shown = format!("{:?}", decode(&Call::default().bytes()));
    assert!(shown.contains("1700000000.42"));
    assert!(!shown.contains("0912") && !shown.contains("Ali"), "{shown}");
}
