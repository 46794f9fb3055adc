//! Asterisk's answers to commands.

use super::reply_decoder::ReplyError;

/// The final answer to one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// `200`: the command ran. Whether it reached its aim, its result says.
    Success(Success),
    /// `510`: this Asterisk does not know the command.
    UnknownCommand,
    /// `511`: the channel is hung up, or runs an intercept routine, and the command needs more.
    NotPermitted,
    /// `520`: the command's words are wrong.
    BadSyntax {
        /// Asterisk's explanation, lines parted by LF; empty where it has none.
        usage: Vec<u8>,
    },
    /// Any other answer with a code from 400 to 599, such as `503` for lack of memory.
    Failed {
        /// The code.
        code: u16,
        /// The text after it.
        text: Vec<u8>,
    },
}

impl Reply {
    /// What a `200` carries; `None` for any other answer.
    #[must_use]
    pub const fn success(&self) -> Option<&Success> {
        match self {
            Self::Success(success) => Some(success),
            _ => None,
        }
    }

    /// The value in parentheses of a `200`, such as a variable's.
    #[must_use]
    pub fn value(&self) -> Option<&[u8]> {
        self.success().and_then(Success::value)
    }
}

/// What a `200` carries: `200 result=R`, `200 result=R (value)`, each perhaps with `endpos=N`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Success {
    result: Vec<u8>,
    value: Option<Vec<u8>>,
    endpos: Option<u64>,
}

impl Success {
    /// The result as a number; `None` where it is empty or holds keys such as `*`.
    #[must_use]
    pub fn result(&self) -> Option<i32> {
        std::str::from_utf8(&self.result).ok()?.parse().ok()
    }

    /// The result as it came: digits, a minus sign, or the keys a caller pressed.
    #[must_use]
    pub fn result_bytes(&self) -> &[u8] {
        &self.result
    }

    /// The raw text in parentheses. It may itself hold parentheses, blanks and quotes, and
    /// may be of the caller's making. `None` where there are no parentheses: for
    /// `GET VARIABLE`, a variable that is not set.
    #[must_use]
    pub fn value(&self) -> Option<&[u8]> {
        self.value.as_deref()
    }

    /// Where a file stopped, in samples.
    #[must_use]
    pub const fn endpos(&self) -> Option<u64> {
        self.endpos
    }

    /// Reads what follows `200 `.
    pub(super) fn parse(text: &[u8]) -> Result<Self, ReplyError> {
        let text = text.strip_prefix(b"result=").ok_or(ReplyError::Malformed)?;
        let end = memchr::memchr(b' ', text).unwrap_or(text.len());
        let (result, rest) = text.split_at_checked(end).ok_or(ReplyError::Malformed)?;
        if !result.iter().all(|byte| is_result_byte(*byte)) {
            return Err(ReplyError::Malformed);
        }
        let mut success = Self { result: result.to_vec(), ..Self::default() };
        if let Some(opened) = rest.strip_prefix(b" (") {
            success.close(opened)?;
        } else {
            // Anything else after the result is a remark, such as "Gosub complete".
            success.endpos = parse_endpos(rest);
        }
        Ok(success)
    }

    /// Takes the value up to the parenthesis that ends the line, or that stands before
    /// ` endpos=`.
    fn close(&mut self, opened: &[u8]) -> Result<(), ReplyError> {
        if let Some(value) = opened.strip_suffix(b")") {
            self.value = Some(value.to_vec());
            return Ok(());
        }
        let close = memchr::memrchr(b')', opened).ok_or(ReplyError::UnclosedValue)?;
        let (value, rest) = opened.split_at_checked(close).ok_or(ReplyError::UnclosedValue)?;
        self.endpos = rest.strip_prefix(b")").and_then(parse_endpos);
        if self.endpos.is_none() {
            return Err(ReplyError::UnclosedValue);
        }
        self.value = Some(value.to_vec());
        Ok(())
    }
}

/// Shows the value lossily; a caller may have made it, so keep it out of logs.
impl std::fmt::Debug for Success {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Success")
            .field("result", &String::from_utf8_lossy(&self.result))
            .field("value", &self.value().map(String::from_utf8_lossy))
            .field("endpos", &self.endpos)
            .finish()
    }
}

/// A number, or the keys of a telephone (`GET DATA`).
const fn is_result_byte(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'*' | b'#' | b'A'..=b'D' | b'a'..=b'd')
}

fn parse_endpos(rest: &[u8]) -> Option<u64> {
    let digits = rest.strip_prefix(b" endpos=")?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}
