//! Reads Asterisk's side of the conversation after the environment.

use super::line::LineBuffer;
use super::reply::{Reply, Success};

/// The longest reply line in bytes, without its LF. Asterisk has no limit of its own for
/// `GET FULL VARIABLE`.
pub const MAX_REPLY_LINE: usize = 16 * 1_024;

/// The most bytes of a usage text after `520-`.
pub const MAX_USAGE: usize = 16 * 1_024;

const END_OF_USAGE: &[u8] = b"520 End of proper usage.";

/// One thing that Asterisk says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The answer to the command.
    Reply(Reply),
    /// `1xx`: the answer will take a while (`GOSUB`).
    Trying,
    /// `HANGUP`: the caller hung up. Comes at any time, and is no answer to anything.
    HangUp,
}

/// Why what came is no answer. The conversation is out of step for good: close it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// A line is longer than [`MAX_REPLY_LINE`].
    #[error("a reply line is longer than {MAX_REPLY_LINE} bytes")]
    LineTooLong,
    /// A usage text is longer than [`MAX_USAGE`].
    #[error("a usage text is longer than {MAX_USAGE} bytes")]
    UsageTooLong,
    /// A value's parenthesis is not closed on its line: the value holds an LF.
    #[error("a value does not end on its line")]
    UnclosedValue,
    /// The line is none that Asterisk writes.
    #[error("not a reply")]
    Malformed,
}

/// Reads replies, however the stream is cut into reads.
///
/// # Values that hold an LF
///
/// Asterisk does not escape values, so the end of one that holds an LF cannot be known, and
/// what follows the LF could pose as the next reply. Such a value is refused: either its line
/// lacks the closing parenthesis ([`ReplyError::UnclosedValue`]), or it is cut at a line that
/// has one, and the rest is left over, which whoever drives the decoder must treat as an
/// error before the next command (as [`Session::send`](crate::Session::send) does).
#[derive(Debug, Default)]
pub struct ReplyDecoder {
    line: LineBuffer,
    usage: Option<Vec<u8>>,
    failure: Option<ReplyError>,
}

impl ReplyDecoder {
    /// A decoder that waits for a first message.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes up to the end of one message, and says how many it took.
    ///
    /// Without a message, all of `input` was taken.
    ///
    /// # Errors
    ///
    /// What came is no answer; every further call says the same.
    pub fn decode(&mut self, input: &[u8]) -> Result<(usize, Option<Message>), ReplyError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let outcome = self.decode_lines(input);
        self.failure = outcome.as_ref().err().copied();
        outcome
    }

    /// Whether nothing has come, or no more than the start of a `HANGUP` line, since the last
    /// message.
    #[must_use]
    pub fn at_rest(&self) -> bool {
        self.failure.is_none() && self.usage.is_none() && b"HANGUP".starts_with(self.line.part())
    }

    fn decode_lines(&mut self, input: &[u8]) -> Result<(usize, Option<Message>), ReplyError> {
        let mut taken = 0;
        while let Some(rest) = input.get(taken..).filter(|rest| !rest.is_empty()) {
            taken += self.line.take(rest, MAX_REPLY_LINE).map_err(|_| ReplyError::LineTooLong)?;
            if let Some(message) = self.end_of_line()? {
                return Ok((taken, Some(message)));
            }
        }
        Ok((taken, None))
    }

    fn end_of_line(&mut self) -> Result<Option<Message>, ReplyError> {
        let Some(line) = self.line.whole() else {
            return Ok(None);
        };
        if let Some(usage) = self.usage.as_mut() {
            if !extend_usage(usage, line)? {
                return Ok(None);
            }
            let usage = self.usage.take().unwrap_or_default();
            return Ok(Some(Message::Reply(Reply::BadSyntax { usage })));
        }
        if line.starts_with(b"520-") {
            self.usage = Some(Vec::new());
            return Ok(None);
        }
        parse_line(line).map(Some)
    }
}

/// Adds a line to a usage text; true at its end.
///
/// Releases before 16 wrote the end on the same line as the last of the usage text.
fn extend_usage(usage: &mut Vec<u8>, line: &[u8]) -> Result<bool, ReplyError> {
    let last = line.strip_suffix(END_OF_USAGE);
    let text = last.unwrap_or(line);
    if usage.len() + text.len() + 1 > MAX_USAGE {
        return Err(ReplyError::UsageTooLong);
    }
    if !text.is_empty() || last.is_none() {
        if !usage.is_empty() {
            usage.push(b'\n');
        }
        usage.extend_from_slice(text);
    }
    Ok(last.is_some())
}

fn parse_line(line: &[u8]) -> Result<Message, ReplyError> {
    if line == b"HANGUP" {
        return Ok(Message::HangUp);
    }
    let (code, text) = split_code(line).ok_or(ReplyError::Malformed)?;
    let reply = match code {
        100..=199 => return Ok(Message::Trying),
        200 => Reply::Success(Success::parse(text)?),
        510 => Reply::UnknownCommand,
        511 => Reply::NotPermitted,
        520 => Reply::BadSyntax { usage: Vec::new() },
        400..=599 => Reply::Failed { code, text: text.to_vec() },
        _ => return Err(ReplyError::Malformed),
    };
    Ok(Message::Reply(reply))
}

/// Three digits, a blank, and the text after it.
fn split_code(line: &[u8]) -> Option<(u16, &[u8])> {
    let (code, text) = line.split_first_chunk::<3>()?;
    let text = text.strip_prefix(b" ")?;
    let code = code.iter().try_fold(0_u16, |code, digit| {
        digit.is_ascii_digit().then(|| code * 10 + u16::from(digit - b'0'))
    })?;
    Some((code, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode_all(bytes: &[u8]) -> (Vec<Message>, Option<ReplyError>) {
        let mut decoder = ReplyDecoder::new();
        let mut messages = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            match decoder.decode(rest) {
                Ok((taken, message)) => {
                    messages.extend(message);
                    rest = &rest[taken..];
                }
                Err(error) => return (messages, Some(error)),
            }
        }
        (messages, None)
    }

    fn reply(line: &str) -> Result<Reply, ReplyError> {
        match decode_all(format!("{line}\n").as_bytes()) {
            (mut messages, None) if messages.len() == 1 => match messages.remove(0) {
                Message::Reply(reply) => Ok(reply),
                other => panic!("{line}: {other:?}"),
            },
            (_, Some(error)) => Err(error),
            other => panic!("{line}: {other:?}"),
        }
    }

    fn success(line: &str) -> Success {
        reply(line).unwrap().success().unwrap().clone()
    }

    #[test]
    fn results_are_numbers_or_keys() {
        assert_eq!(success("200 result=1").result(), Some(1));
        assert_eq!(success("200 result=-1").result(), Some(-1));
        assert_eq!(success("200 result=0123*#").result(), None);
        assert_eq!(success("200 result=0123*#").result_bytes(), b"0123*#");
        assert_eq!(success("200 result= (timeout)").result(), None);
        assert_eq!(success("200 result= (timeout)").value(), Some(&b"timeout"[..]));
        assert_eq!(success("200 result=0 Gosub complete").result(), Some(0));
    }

    #[test]
    fn values_are_raw() {
        for value in ["two words", "", "a) (b", ")", "(", "\"q\"", "x endpos=5", "(x) endpos=5"] {
            let success = success(&format!("200 result=1 ({value})"));
            assert_eq!(success.value(), Some(value.as_bytes()), "{value}");
            assert_eq!(success.endpos(), None, "{value}");
        }
        assert_eq!(success("200 result=0").value(), None);
    }

    #[test]
    fn endpos_follows_result_or_value() {
        assert_eq!(success("200 result=0 endpos=1234").endpos(), Some(1234));
        let dtmf = success("200 result=49 (dtmf) endpos=88");
        assert_eq!((dtmf.value(), dtmf.endpos()), (Some(&b"dtmf"[..]), Some(88)));
        assert_eq!(success("200 result=0 endpos=x").endpos(), None);
    }

    #[test]
    fn refusals_are_answers() {
        assert_eq!(reply("510 Invalid or unknown command"), Ok(Reply::UnknownCommand));
        let dead = "511 Command Not Permitted on a dead channel or intercept routine";
        assert_eq!(reply(dead), Ok(Reply::NotPermitted));
        assert_eq!(
            reply("520 Invalid command syntax.  Proper usage not available."),
            Ok(Reply::BadSyntax { usage: Vec::new() })
        );
        assert_eq!(
            reply("503 result=-2 Memory allocation failure"),
            Ok(Reply::Failed { code: 503, text: b"result=-2 Memory allocation failure".to_vec() })
        );
    }

    #[test]
    fn a_usage_text_ends_on_a_line_of_its_own_or_not() {
        let opening = "520-Invalid command syntax.  Proper usage follows:\n";
        for (text, usage) in [
            ("Usage: X\n\n  y\n520 End of proper usage.", "Usage: X\n\n  y"),
            ("Usage: X520 End of proper usage.", "Usage: X"),
            ("HANGUP\n200 result=1\n520 End of proper usage.", "HANGUP\n200 result=1"),
            ("520 End of proper usage.", ""),
        ] {
            let expected = Reply::BadSyntax { usage: usage.as_bytes().to_vec() };
            assert_eq!(reply(&format!("{opening}{text}")), Ok(expected));
        }
    }

    #[test]
    fn hangup_and_trying_stand_between_replies() {
        let (messages, error) =
            decode_all(b"HANGUP\n100 result=0 Trying...\n200 result=1\nHANGUP\n");
        assert_eq!(error, None);
        assert_eq!(messages.len(), 4);
        assert_eq!(messages[0], Message::HangUp);
        assert_eq!(messages[1], Message::Trying);
        assert!(matches!(messages[2], Message::Reply(_)));
        assert_eq!(messages[3], Message::HangUp);
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        for line in [
            "",
            "\r",
            "HANGUP\r",
            "hangup",
            "ééé",
            "200",
            "200 ",
            "200 result",
            "200 result=x",
            "200result=1",
            "20 result=1",
            "2000 result=1",
            "300 result=1",
            "999 x",
            "agi_x: 1",
            "200 result=1\r",
            "+20 result=1",
        ] {
            assert_eq!(reply(line), Err(ReplyError::Malformed), "{line:?}");
        }
    }

    #[test]
    fn a_value_that_holds_a_line_end_is_refused() {
        for line in
            ["200 result=1 (a", "200 result=1 (", "200 result=1 (a) b", "200 result=1 (a))x"]
        {
            assert_eq!(reply(line), Err(ReplyError::UnclosedValue), "{line}");
        }
        let (messages, error) = decode_all(b"200 result=1 (a)\nb)\n");
        assert_eq!((messages.len(), error), (1, Some(ReplyError::Malformed)));
    }

    #[test]
    fn lengths_are_bounded() {
        let value = "a".repeat(MAX_REPLY_LINE - "200 result=1 ()".len());
        assert_eq!(success(&format!("200 result=1 ({value})")).value(), Some(value.as_bytes()));
        assert_eq!(reply(&format!("200 result=1 ({value}a)")), Err(ReplyError::LineTooLong));
        let lines = "x\n".repeat(MAX_USAGE);
        assert_eq!(reply(&format!("520-x\n{lines}")), Err(ReplyError::UsageTooLong));
    }

    #[test]
    fn a_failure_lasts() {
        let mut decoder = ReplyDecoder::new();
        assert!(decoder.at_rest());
        assert_eq!(decoder.decode(b"nonsense\n"), Err(ReplyError::Malformed));
        assert_eq!(decoder.decode(b"200 result=1\n"), Err(ReplyError::Malformed));
        assert!(!decoder.at_rest());
    }

    #[test]
    fn rest_allows_for_a_hangup_under_way() {
        let mut decoder = ReplyDecoder::new();
        assert_eq!(decoder.decode(b"HAN"), Ok((3, None)));
        assert!(decoder.at_rest());
        assert_eq!(decoder.decode(b"GUP\n2"), Ok((4, Some(Message::HangUp))));
        assert_eq!(decoder.decode(b"2"), Ok((1, None)));
        assert!(!decoder.at_rest());
    }
}
