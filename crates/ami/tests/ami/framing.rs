use proptest::prelude::*;
use vasl_ami::codec::{
    Action, ActionId, Decoder, Fault, Incoming, MAX_FIELDS, MAX_LINE, MAX_MESSAGE, Response,
};

use crate::wire::{decode, join, message, messages};

#[test]
fn banner_then_messages() {
    let text = format!("Asterisk Call Manager/11.0.0\r\n{}", join("0912"));
    let found = decode(&mut Decoder::new(), &[text.as_bytes()]);
    assert!(matches!(&found[0], Incoming::Banner(version) if *version == "11.0.0"));
    assert!(
        matches!(&found[1], Incoming::Message(m) if m.event_name().unwrap() == "QueueCallerJoin")
    );
}

#[test]
fn another_service_is_recognised() {
    for greeting in ["SSH-2.0-OpenSSH_9.9\r\n", "220 mail\n", &"x".repeat(300)] {
        let found = decode(&mut Decoder::new(), &[greeting.as_bytes(), b"more\r\n"]);
        assert_eq!(found, [Incoming::NotAmi], "{greeting}");
    }
}

#[test]
fn repeated_keys_keep_their_order() {
    let found = message("Response: Success\r\nOutput: a\r\nOutput: \r\nOutput: c: d\r\n\r\n");
    let output: Vec<&[u8]> = found.all("Output").collect();
    assert_eq!(output, [&b"a"[..], b"", b"c: d"]);
    let response = Response::from_message(found).unwrap();
    assert!(response.is_success() && response.output().count() == 3);
}

#[test]
fn values_are_bytes() {
    let found = messages(b"Event: X\r\nCallerIDName: \xd9\x85\xff\r\nA:b\r\n\r\n").remove(0);
    assert_eq!(found.get("CallerIDName"), Some(&b"\xd9\x85\xff"[..]));
    assert_eq!(found.text("CallerIDName").unwrap(), "م\u{fffd}");
    assert_eq!(found.get("A"), Some(&b"b"[..]));
    assert_eq!(found.fault(), None);
}

#[test]
fn a_lone_line_feed_stays_in_its_value() {
    let found = message("Event: X\r\nNumber: 1\nEvent: Y\r\r\n\r\n");
    assert_eq!(found.get("Number"), Some(&b"1\nEvent: Y\r"[..]));
    assert_eq!(found.fault(), Some(Fault::StrayControl));
    assert_eq!(message("Event: X\r\nnothing\r\n\r\n").fault(), Some(Fault::NoColon));
}

#[test]
fn limits_mark_the_message_and_the_next_is_whole() {
    let next = "Event: Next\r\n\r\n";
    let long = format!("Event: X\r\nA: {}\r\nB: 1\r\n\r\n{next}", "a".repeat(MAX_LINE));
    let many = format!("{}\r\n{next}", "A: 1\r\n".repeat(MAX_FIELDS + 1));
    let line = format!("A: {}\r\n", "a".repeat(MAX_LINE - 100));
    let large = format!("{}\r\n{next}", line.repeat(MAX_MESSAGE / line.len() + 2));
    for (text, fault) in
        [(long, Fault::LineTooLong), (many, Fault::TooManyFields), (large, Fault::TooLarge)]
    {
        let found = messages(text.as_bytes());
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].fault(), Some(fault));
        assert_eq!(found[1], message(next));
    }
}

#[test]
fn idle_is_between_messages() {
    let mut decoder = Decoder::without_banner();
    assert!(decoder.is_idle());
    for piece in [&b"E"[..], b"vent: X\r\n", b"\r"] {
        decode(&mut decoder, &[piece]);
        assert!(!decoder.is_idle());
    }
    assert_eq!(decode(&mut decoder, &[b"\n"]).len(), 1);
    assert!(decoder.is_idle());
}

#[test]
fn debug_shows_no_value() {
    assert!(!format!("{:?}", message(&join("09121234567"))).contains("0912"));
}

fn pieces(bytes: &[u8], cuts: &[usize]) -> Vec<Vec<u8>> {
    let mut rest = bytes.to_vec();
    let mut pieces = Vec::new();
    for cut in cuts {
        let tail = rest.split_off((*cut).min(rest.len()));
        pieces.push(std::mem::replace(&mut rest, tail));
    }
    pieces.push(rest);
    pieces
}

fn wire_like() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\r\n".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"Event: X\r\n".to_vec()),
        Just(b"Asterisk Call Manager/11.0.0\r\n".to_vec()),
        Just(vec![b'x'; MAX_LINE - 2]),
        prop::collection::vec(any::<u8>(), 0..40),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn cutting_changes_nothing(
        bytes in wire_like(),
        cuts in prop::collection::vec(0_usize..60, 0..20),
        banner: bool,
    ) {
        let decoder = || if banner { Decoder::new() } else { Decoder::without_banner() };
        let cut = pieces(&bytes, &cuts);
        let cut: Vec<&[u8]> = cut.iter().map(Vec::as_slice).collect();
        let whole = decode(&mut decoder(), &[&bytes]);
        prop_assert_eq!(&whole, &decode(&mut decoder(), &cut));
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(&whole, &decode(&mut decoder(), &single));
    }

    #[test]
    fn what_is_encoded_is_decoded(
        fields in prop::collection::vec(
            ("[A-Za-z][A-Za-z0-9()/-]{0,20}", prop::collection::vec(any::<u8>(), 0..60)),
            0..20,
        ),
        random: [u8; 16],
    ) {
        let id = ActionId::from_random(random);
        let mut action = Action::new("Test").unwrap();
        let mut expected = vec![
            (b"Action".to_vec(), b"Test".to_vec()),
            (b"ActionID".to_vec(), id.to_string().into_bytes()),
        ];
        for (key, value) in fields {
            let broken = value.iter().any(|byte| b"\r\n\0".contains(byte));
            let reserved = ["action", "actionid"].contains(&&*key.to_ascii_lowercase());
            match action.clone().field(&key, &value) {
                Ok(more) => {
                    prop_assert!(!broken && !reserved);
                    action = more;
                    expected.push((key.into_bytes(), value));
                }
                Err(_) => prop_assert!(broken || reserved),
            }
        }
        let mut bytes = Vec::new();
        action.encode(&id, &mut bytes);
        let found = messages(&bytes);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].fault(), None);
        let fields: Vec<_> =
            found[0].fields().map(|field| (field.key.to_vec(), field.value.to_vec())).collect();
        prop_assert_eq!(fields, expected);
    }
}
