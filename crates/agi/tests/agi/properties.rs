//! What holds for any bytes, cut in any way.

use proptest::collection::vec;
use proptest::prelude::*;
use vasl_agi::{
    Command, Environment, EnvironmentDecoder, EnvironmentError, MAX_COMMAND_LINE, Message,
    ReplyDecoder, ReplyError,
};

use crate::asterisk::{Call, words};

/// Bytes of a stream, made of what the protocol's lines are made of and of anything else.
fn stream(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => proptest::sample::select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..8),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

const ENVIRONMENT_PIECES: &[&str] = &[
    "\n",
    "\n",
    ": ",
    "agi_",
    "agi_network: yes\n",
    "agi_network_script: a?b=c\n",
    "agi_request: r\n",
    "agi_callerid: 1\n",
    "agi_calleridname: ",
    "agi_callingpres: 0\n",
    "agi_threadid: 1\n",
    "agi_arg_1: a\n",
    "agi_arg_2: b\n",
    "agi_other: x\n",
    "\r\n",
    "é",
];

const REPLY_PIECES: &[&str] = &[
    "\n",
    "\n",
    "200 result=1",
    "200 result=1\n",
    "200 result=1 (",
    "two words",
    ")",
    "(",
    "\"",
    " endpos=12",
    "100 Trying\n",
    "510 Invalid or unknown command\n",
    "511 Command\n",
    "520-",
    "520-Invalid command syntax.\n",
    "520 End of proper usage.\n",
    "520 x\n",
    "HANGUP\n",
    "é",
];

const TEXT_PIECES: &[&str] = &["\"", "\\", " ", "\t", "${X}", "'", "ع"];

/// Everything a decoder says of a stream that comes in pieces of the given sizes.
type EnvironmentVerdict = Result<(usize, Option<Environment>), EnvironmentError>;

fn read_environment(bytes: &[u8], sizes: &[usize]) -> EnvironmentVerdict {
    let mut decoder = EnvironmentDecoder::new();
    let mut total = 0;
    for piece in cut(bytes, sizes) {
        let (taken, environment) = decoder.decode(piece)?;
        total += taken;
        if environment.is_some() {
            return Ok((total, environment));
        }
        assert_eq!(taken, piece.len());
    }
    Ok((total, None))
}

fn read_replies(bytes: &[u8], sizes: &[usize]) -> (Vec<Message>, Option<ReplyError>, bool) {
    let mut decoder = ReplyDecoder::new();
    let mut messages = Vec::new();
    for piece in cut(bytes, sizes) {
        let mut rest = piece;
        while !rest.is_empty() {
            match decoder.decode(rest) {
                Ok((taken, message)) => {
                    assert!(message.is_some() || taken == rest.len());
                    messages.extend(message);
                    rest = &rest[taken..];
                }
                Err(error) => return (messages, Some(error), decoder.at_rest()),
            }
        }
    }
    (messages, None, decoder.at_rest())
}

fn cut<'b>(bytes: &'b [u8], sizes: &[usize]) -> Vec<&'b [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    let mut sizes = sizes.iter().cycle();
    while !rest.is_empty() {
        let size = (*sizes.next().unwrap()).min(rest.len());
        let (piece, after) = rest.split_at(size);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    vec(1_usize..40, 1..10)
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::sample::select(TEXT_PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        vec(any::<u8>(), 0..6),
    ];
    vec(piece, 0..20).prop_map(|pieces| {
        let mut text = pieces.concat();
        text.retain(|byte| !matches!(byte, b'\r' | b'\n' | 0));
        text
    })
}

proptest! {
    #[test]
    fn an_environment_reads_the_same_however_it_is_cut(
        bytes in stream(ENVIRONMENT_PIECES),
        sizes in sizes(),
    ) {
        let whole = read_environment(&bytes, &[usize::MAX]);
        prop_assert_eq!(&read_environment(&bytes, &[1]), &whole);
        prop_assert_eq!(&read_environment(&bytes, &sizes), &whole);
    }

    #[test]
    fn an_oversized_environment_is_refused_the_same_however_it_is_cut(
        length in 8_000_usize..9_000,
        count in 1_usize..6,
        sizes in vec(1_usize..9_000, 1..5),
    ) {
        let mut bytes = vec![b'a'; length];
        bytes.push(b'\n');
        let bytes = bytes.repeat(count);
        let whole = read_environment(&bytes, &[usize::MAX]);
        prop_assert_eq!(&read_environment(&bytes, &sizes), &whole);
    }

    #[test]
    fn replies_read_the_same_however_they_are_cut(
        bytes in stream(REPLY_PIECES),
        sizes in sizes(),
    ) {
        let whole = read_replies(&bytes, &[usize::MAX]);
        prop_assert_eq!(&read_replies(&bytes, &[1]), &whole);
        prop_assert_eq!(&read_replies(&bytes, &sizes), &whole);
    }

    #[test]
    fn a_callers_name_is_read_as_it_is_or_not_at_all(
        name in stream(ENVIRONMENT_PIECES).prop_map(|mut name| { name.truncate(200); name }),
    ) {
        let call = Call { arguments: vec![b"genuine".to_vec()], ..Call::named(&name) };
        let (_, environment) = read_environment(&call.bytes(), &[usize::MAX]).unwrap();
        let environment = environment.unwrap();
        prop_assert_eq!(environment.network_script().unwrap().as_bytes(), &call.script[..]);
        prop_assert_eq!(environment.tainted(), name.contains(&b'\n'));
        let arguments: Vec<_> = environment.arguments().collect();
        if environment.tainted() {
            prop_assert_eq!(environment.caller_name(), None);
            prop_assert_eq!(environment.caller_number(), None);
            prop_assert_eq!(arguments.len(), 0);
        } else {
            let shown = environment.caller_name().unwrap_or_default();
            prop_assert!(shown == name || name == b"unknown");
            prop_assert_eq!(arguments, vec![&b"genuine"[..]]);
        }
        if let Some(unique_id) = environment.unique_id() {
            prop_assert_eq!(unique_id, b"1700000000.42");
        }
    }

    #[test]
    fn asterisk_reads_back_what_was_written(value in text(), channel in text()) {
        let command = Command::set_variable("VASL", &value).unwrap();
        let line = command.as_bytes().strip_suffix(b"\n").unwrap();
        prop_assert!(!line.contains(&b'\n'));
        prop_assert_eq!(words(line), [&b"SET"[..], b"VARIABLE", b"VASL", &value]);

        let command = Command::get_full_variable(&value, Some(&channel)).unwrap();
        let line = command.as_bytes().strip_suffix(b"\n").unwrap();
        prop_assert_eq!(words(line), [&b"GET"[..], b"FULL", b"VARIABLE", &value, &channel]);
    }

    #[test]
    fn a_command_is_one_line_of_bounded_length_or_none(
        name in "[ -~\n]{0,12}",
        value in vec(any::<u8>(), 0..2_100),
    ) {
        if let Ok(command) = Command::set_variable(&name, &value) {
            let line = command.as_bytes();
            prop_assert!(line.len() <= MAX_COMMAND_LINE);
            prop_assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(line.len() - 1));
            prop_assert_eq!(words(&line[..line.len() - 1]).len(), 4);
        }
    }

    #[test]
    fn a_value_without_a_line_end_comes_back_whole(
        value in vec(any::<u8>(), 0..200).prop_map(|mut value| {
            value.retain(|byte| *byte != b'\n');
            value
        }),
    ) {
        let line = [b"200 result=1 (", &value[..], b")\n"].concat();
        let (messages, error, _) = read_replies(&line, &[usize::MAX]);
        prop_assert_eq!(error, None);
        let [Message::Reply(reply)] = &messages[..] else {
            return Err(TestCaseError::fail("one reply"));
        };
        prop_assert_eq!(reply.value(), Some(&value[..]));
    }
}
