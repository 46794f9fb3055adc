//! Reads the environment block, bounded, and marks what a caller may have forged.

use super::environment::{Environment, Trust};
use super::field::{FIELDS, Field, argument_number};
use super::line::LineBuffer;

/// The longest line, in bytes without its LF. A dialplan application's data are at most 8192
/// bytes (`pbx.c`:231), and the longest key adds 20.
pub const MAX_ENVIRONMENT_LINE: usize = 8_192 + 256;

/// The most lines, the empty one included: 22 keys, 127 arguments and room for keys to come.
pub const MAX_ENVIRONMENT_LINES: usize = 192;

/// The most bytes in all, LFs included. The URL stands in two lines, and with the arguments
/// makes up the application's data; the rest is some 4 KiB at the very most.
pub const MAX_ENVIRONMENT_BYTES: usize = 32 * 1_024;

/// Why an environment was not read to its end: the peer is not an Asterisk, or a hostile one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentError {
    /// A line is longer than [`MAX_ENVIRONMENT_LINE`].
    #[error("an environment line is longer than {MAX_ENVIRONMENT_LINE} bytes")]
    LineTooLong,
    /// There are more lines than [`MAX_ENVIRONMENT_LINES`].
    #[error("the environment has more than {MAX_ENVIRONMENT_LINES} lines")]
    TooManyLines,
    /// There are more bytes than [`MAX_ENVIRONMENT_BYTES`].
    #[error("the environment has more than {MAX_ENVIRONMENT_BYTES} bytes")]
    TooLarge,
    /// The decoder had already handed out its environment, or had already failed.
    #[error("the environment had already ended")]
    Ended,
}

/// Reads one environment block, however the stream is cut into reads.
#[derive(Debug)]
pub struct EnvironmentDecoder {
    line: LineBuffer,
    lines: usize,
    bytes_read: usize,
    /// The position of the field that comes next.
    next: usize,
    extra_seen: bool,
    ended: bool,
    environment: Environment,
}

impl Default for EnvironmentDecoder {
    fn default() -> Self {
        Self {
            line: LineBuffer::default(),
            lines: 0,
            bytes_read: 0,
            next: 0,
            extra_seen: false,
            ended: false,
            environment: Environment {
                bytes: Vec::new(),
                fields: [const { None }; FIELDS],
                arguments: Vec::new(),
                trust: Trust::Whole,
            },
        }
    }
}

impl EnvironmentDecoder {
    /// A decoder at the start of a connection.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the connection.
    ///
    /// Answers how many it took, and the environment once its empty line has come; bytes
    /// after that line are not taken. Without an environment, all of `input` was taken.
    ///
    /// # Errors
    ///
    /// A limit was passed, or the decoder had ended before. Close the connection.
    pub fn decode(
        &mut self,
        input: &[u8],
    ) -> Result<(usize, Option<Environment>), EnvironmentError> {
        if self.ended {
            return Err(EnvironmentError::Ended);
        }
        let outcome = self.decode_lines(input);
        self.ended = !matches!(outcome, Ok((_, None)));
        outcome
    }

    fn decode_lines(
        &mut self,
        input: &[u8],
    ) -> Result<(usize, Option<Environment>), EnvironmentError> {
        let mut taken = 0;
        while let Some(rest) = input.get(taken..).filter(|rest| !rest.is_empty()) {
            // Cut to what is left of the total, so that the verdict is the same for any chunking.
            let allowance = MAX_ENVIRONMENT_BYTES - self.bytes_read;
            let rest = rest.get(..allowance).unwrap_or(rest);
            if rest.is_empty() {
                return Err(EnvironmentError::TooLarge);
            }
            let count = self
                .line
                .take(rest, MAX_ENVIRONMENT_LINE)
                .map_err(|_| EnvironmentError::LineTooLong)?;
            taken += count;
            self.bytes_read += count;
            if self.end_of_line()? {
                return Ok((taken, Some(self.finish())));
            }
        }
        Ok((taken, None))
    }

    /// Looks at the line if it is whole; true at the empty one.
    fn end_of_line(&mut self) -> Result<bool, EnvironmentError> {
        let Some(line) = self.line.whole() else {
            return Ok(false);
        };
        self.lines += 1;
        if self.lines > MAX_ENVIRONMENT_LINES {
            return Err(EnvironmentError::TooManyLines);
        }
        if line.is_empty() {
            return Ok(true);
        }
        let place = classify(line);
        match place {
            Place::Field(field, value) if self.may_come(field) => {
                let range = store(&mut self.environment.bytes, value);
                if let Some(slot) = self.environment.fields.get_mut(field.position()) {
                    *slot = Some(range);
                }
                self.next = field.position() + 1;
            }
            Place::Argument(number, value)
                if self.fields_done()
                    && !self.extra_seen
                    && number == self.environment.arguments.len() + 1 =>
            {
                let range = store(&mut self.environment.bytes, value);
                self.environment.arguments.push(range);
            }
            Place::Extra if self.fields_done() => self.extra_seen = true,
            Place::Field(field, _) => self.taint(Some(field)),
            Place::Argument(..) | Place::Extra | Place::Nowhere => self.taint(None),
        }
        Ok(false)
    }

    fn untainted(&self) -> bool {
        self.environment.trust == Trust::Whole
    }

    fn fields_done(&self) -> bool {
        self.untainted() && self.next == FIELDS
    }

    fn may_come(&self, field: Field) -> bool {
        let script_left_out =
            self.next == Field::NetworkScript.position() && field == Field::Request;
        self.untainted() && (field.position() == self.next || script_left_out)
    }

    /// Gives up what the offending line could have come from or gone to.
    ///
    /// A forged block is followed by the genuine line of the key it began with, so a repeated
    /// key of the preamble says that the preamble itself is forged.
    fn taint(&mut self, offender: Option<Field>) {
        let in_preamble = self.next <= Field::Version.position()
            || offender.is_some_and(|field| field < Field::CallerNumber);
        let left = if in_preamble { Trust::ScriptOnly } else { Trust::Preamble };
        self.environment.trust = self.environment.trust.min(left);
    }

    fn finish(&mut self) -> Environment {
        if self.next != FIELDS {
            self.taint(None);
        }
        std::mem::replace(&mut self.environment, Self::default().environment)
    }
}

/// Where a line belongs.
enum Place<'l> {
    Field(Field, &'l [u8]),
    Argument(usize, &'l [u8]),
    /// A key that this crate does not know.
    Extra,
    /// Not a line that Asterisk writes.
    Nowhere,
}

fn classify(line: &[u8]) -> Place<'_> {
    let Some(colon) = memchr::memmem::find(line, b": ") else {
        return Place::Nowhere;
    };
    let key = line.get(..colon).unwrap_or_default();
    let value = line.get(colon + 2..).unwrap_or_default();
    if let Some(field) = Field::from_key(key) {
        return Place::Field(field, value);
    }
    if let Some(number) = argument_number(key) {
        return Place::Argument(number, value);
    }
    let well_formed = key.len() > 4
        && key.starts_with(b"agi_")
        && !key.starts_with(b"agi_arg_")
        && key.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if well_formed { Place::Extra } else { Place::Nowhere }
}

fn store(bytes: &mut Vec<u8>, value: &[u8]) -> std::ops::Range<usize> {
    let start = bytes.len();
    bytes.extend_from_slice(value);
    start..bytes.len()
}
