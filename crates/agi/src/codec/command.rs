//! Commands, built whole and safe to send.

/// The longest command line in bytes, its LF included. Asterisk's buffer held 2048 bytes
/// before 20.16.0, 21.11.0 and 22.6.0 (8192 since), and cuts a longer line into two commands.
pub const MAX_COMMAND_LINE: usize = 2_000;

/// One command line: one line, rightly quoted, short enough for every Asterisk.
///
/// There is no `EXEC`: an AGI peer is not sandboxed, and with `EXEC` a slip in quoting runs
/// any application, `System` included.
#[derive(Clone, PartialEq, Eq)]
pub struct Command {
    line: Vec<u8>,
}

/// Why a command cannot be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// CR, LF or NUL: each would end the line or the word early.
    #[error("a command's text holds CR, LF or NUL")]
    ForbiddenByte,
    /// The name is neither a variable's nor a function call in one word.
    #[error("not the name of a variable or a function call in one word")]
    BadName,
    /// The line would be longer than [`MAX_COMMAND_LINE`].
    #[error("the command line would be {length} bytes, more than {MAX_COMMAND_LINE}")]
    TooLong {
        /// Its length in bytes, LF included.
        length: usize,
    },
}

impl Command {
    /// `SET VARIABLE`: sets a channel variable, or calls a dialplan function to write.
    ///
    /// `name` is `[A-Za-z_][A-Za-z0-9_]*`, alone or followed by a function's arguments in
    /// parentheses without blanks, quotes and backslashes. The value is taken as it is:
    /// Asterisk substitutes nothing in it (`res_agi.c`:3405).
    ///
    /// # Errors
    ///
    /// See [`CommandError`].
    pub fn set_variable(name: &str, value: impl AsRef<[u8]>) -> Result<Self, CommandError> {
        Line::new("SET VARIABLE").name(name)?.quoted(value.as_ref())?.end()
    }

    /// `GET VARIABLE`: reads a channel variable, or a dialplan function's result cut to 1023
    /// bytes (`res_agi.c`:3418). The name is as in [`Self::set_variable`].
    ///
    /// # Errors
    ///
    /// See [`CommandError`].
    pub fn get_variable(name: &str) -> Result<Self, CommandError> {
        Line::new("GET VARIABLE").name(name)?.end()
    }

    /// `GET FULL VARIABLE`: evaluates an expression such as `${CHANNEL(state)}-${EPOCH}`, on
    /// `channel` or else on the caller's own.
    ///
    /// The expression is a program: put no caller's data into it, in any quoting.
    ///
    /// # Errors
    ///
    /// See [`CommandError`].
    pub fn get_full_variable(
        expression: impl AsRef<[u8]>,
        channel: Option<&[u8]>,
    ) -> Result<Self, CommandError> {
        let line = Line::new("GET FULL VARIABLE").quoted(expression.as_ref())?;
        match channel {
            Some(channel) => line.quoted(channel)?.end(),
            None => line.end(),
        }
    }

    /// `VERBOSE`: writes a message to Asterisk's console at a verbosity `level` of 1 to 4.
    ///
    /// # Errors
    ///
    /// See [`CommandError`].
    pub fn verbose(message: impl AsRef<[u8]>, level: u8) -> Result<Self, CommandError> {
        Line::new("VERBOSE").quoted(message.as_ref())?.word(&level.to_string()).end()
    }

    /// `NOOP`: does nothing; the text shows up in Asterisk's AGI debug output.
    ///
    /// # Errors
    ///
    /// See [`CommandError`].
    pub fn noop(text: impl AsRef<[u8]>) -> Result<Self, CommandError> {
        Line::new("NOOP").quoted(text.as_ref())?.end()
    }

    /// `ANSWER`: answers the channel if it is not answered yet.
    #[must_use]
    pub fn answer() -> Self {
        Self { line: b"ANSWER\n".to_vec() }
    }

    /// The whole line with its single LF: one buffer, for one write.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.line
    }
}

/// Shows the line, lossily; values stand in it, so keep it out of logs.
impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Command").field(&String::from_utf8_lossy(&self.line)).finish()
    }
}

/// A command line in the making.
struct Line(Vec<u8>);

impl Line {
    fn new(verb: &'static str) -> Self {
        Self(verb.as_bytes().to_vec())
    }

    fn word(mut self, word: &str) -> Self {
        self.0.push(b' ');
        self.0.extend_from_slice(word.as_bytes());
        self
    }

    fn name(self, name: &str) -> Result<Self, CommandError> {
        if is_name(name.as_bytes()) { Ok(self.word(name)) } else { Err(CommandError::BadName) }
    }

    /// Adds one word as `parse_args` (`res_agi.c`:4158) reads it back: within quotes only `"`
    /// and `\` mean anything.
    fn quoted(mut self, text: &[u8]) -> Result<Self, CommandError> {
        if text.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(CommandError::ForbiddenByte);
        }
        self.0.extend_from_slice(b" \"");
        for byte in text {
            if matches!(byte, b'"' | b'\\') {
                self.0.push(b'\\');
            }
            self.0.push(*byte);
        }
        self.0.push(b'"');
        Ok(self)
    }

    fn end(mut self) -> Result<Command, CommandError> {
        self.0.push(b'\n');
        let length = self.0.len();
        if length > MAX_COMMAND_LINE {
            return Err(CommandError::TooLong { length });
        }
        Ok(Command { line: self.0 })
    }
}

/// Whether `name` is one word that names a variable or calls a function.
fn is_name(name: &[u8]) -> bool {
    let identifier =
        name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let Some((identifier, call)) = name.split_at_checked(identifier) else {
        return false;
    };
    identifier.first().is_some_and(|byte| !byte.is_ascii_digit())
        && (call.is_empty() || is_call(call))
}

/// Whether `call` is `(…)` of visible ASCII without quotes and backslashes.
fn is_call(call: &[u8]) -> bool {
    call.len() >= 2
        && call.starts_with(b"(")
        && call.ends_with(b")")
        && call.iter().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(command: Result<Command, CommandError>) -> String {
        String::from_utf8(command.unwrap().as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn each_command_is_one_line() {
        assert_eq!(line(Command::set_variable("X", "a b")), "SET VARIABLE X \"a b\"\n");
        assert_eq!(line(Command::get_variable("CHANNEL(state)")), "GET VARIABLE CHANNEL(state)\n");
        assert_eq!(line(Command::get_full_variable("${X}", None)), "GET FULL VARIABLE \"${X}\"\n");
        assert_eq!(
            line(Command::get_full_variable("${X}", Some(b"PJSIP/1-2"))),
            "GET FULL VARIABLE \"${X}\" \"PJSIP/1-2\"\n"
        );
        assert_eq!(line(Command::verbose("hi", 3)), "VERBOSE \"hi\" 3\n");
        assert_eq!(line(Command::noop("")), "NOOP \"\"\n");
        assert_eq!(Command::answer().as_bytes(), b"ANSWER\n");
    }

    #[test]
    fn quotes_and_backslashes_are_escaped() {
        assert_eq!(
            line(Command::set_variable("X", r#"a"b\c"#)),
            "SET VARIABLE X \"a\\\"b\\\\c\"\n"
        );
    }

    #[test]
    fn bytes_that_end_a_line_or_word_are_refused() {
        for text in ["a\nb", "a\rb", "a\0b", "\n", "a\nSET VARIABLE X 1"] {
            let refused = Err(CommandError::ForbiddenByte);
            assert_eq!(Command::set_variable("X", text), refused);
            assert_eq!(Command::get_full_variable(text, None), refused);
            assert_eq!(Command::get_full_variable("x", Some(text.as_bytes())), refused);
            assert_eq!(Command::verbose(text, 1), refused);
            assert_eq!(Command::noop(text), refused);
            assert_eq!(Command::get_variable(text), Err(CommandError::BadName));
        }
    }

    #[test]
    fn names_are_one_word() {
        for name in ["X", "_X", "__X", "x1", "CHANNEL(language)", "SHARED(VR,PJSIP/a-1)", "F()"] {
            assert!(Command::set_variable(name, "1").is_ok(), "{name}");
        }
        for name in [
            "", "1X", "X Y", " X", "X ", "X\t", "X\"", "X\\", "X(", "X)", "(X)", "F(a b)", "F(a)x",
            "F(\")", "F(\\)", "é", "F(é)", "X=1", "${X}", "X-Y", "F(a\n)",
        ] {
            assert_eq!(Command::set_variable(name, "1"), Err(CommandError::BadName), "{name:?}");
        }
    }

    #[test]
    fn the_length_is_that_of_the_whole_line() {
        let overhead = "SET VARIABLE X \"\"\n".len();
        let longest = MAX_COMMAND_LINE - overhead;
        let command = Command::set_variable("X", "a".repeat(longest)).unwrap();
        assert_eq!(command.as_bytes().len(), MAX_COMMAND_LINE);
        assert_eq!(
            Command::set_variable("X", "a".repeat(longest + 1)),
            Err(CommandError::TooLong { length: MAX_COMMAND_LINE + 1 })
        );
        // Escapes count as well.
        assert!(Command::set_variable("X", "\"".repeat(longest)).is_err());
    }
}
