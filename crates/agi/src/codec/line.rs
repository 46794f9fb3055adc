//! Cutting a byte stream into lines of bounded length.

use memchr::memchr;

/// A line that grew past its limit before its LF came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLong;

/// Collects one line at a time, however the stream is cut into reads.
#[derive(Debug, Default)]
pub(super) struct LineBuffer {
    line: Vec<u8>,
    whole: bool,
}

impl LineBuffer {
    /// Takes bytes of `input` up to and with the first LF, and says how many it took.
    ///
    /// The verdict on a line does not depend on how it was cut: `limit` counts the bytes
    /// before the LF.
    pub(super) fn take(&mut self, input: &[u8], limit: usize) -> Result<usize, TooLong> {
        if self.whole {
            self.line.clear();
            self.whole = false;
        }
        let found = memchr(b'\n', input);
        let part = input.get(..found.unwrap_or(input.len())).unwrap_or_default();
        if self.line.len() + part.len() > limit {
            return Err(TooLong);
        }
        self.line.extend_from_slice(part);
        self.whole = found.is_some();
        Ok(part.len() + usize::from(self.whole))
    }

    /// The line without its LF, once the LF has come.
    pub(super) fn whole(&self) -> Option<&[u8]> {
        self.whole.then_some(self.line.as_slice())
    }

    /// The bytes of a line whose LF has not come.
    pub(super) fn part(&self) -> &[u8] {
        if self.whole { &[] } else { &self.line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_come_in_pieces() {
        let mut buffer = LineBuffer::default();
        assert_eq!(buffer.take(b"ab", 4), Ok(2));
        assert_eq!(buffer.whole(), None);
        assert_eq!(buffer.part(), b"ab");
        assert_eq!(buffer.take(b"cd\nef", 4), Ok(3));
        assert_eq!(buffer.whole(), Some(&b"abcd"[..]));
        assert_eq!(buffer.part(), b"");
        assert_eq!(buffer.take(b"\n", 4), Ok(1));
        assert_eq!(buffer.whole(), Some(&b""[..]));
    }

    #[test]
    fn the_limit_holds_with_and_without_a_line_end() {
        assert_eq!(LineBuffer::default().take(b"abcde", 4), Err(TooLong));
        assert_eq!(LineBuffer::default().take(b"abcde\n", 4), Err(TooLong));
        let mut buffer = LineBuffer::default();
        assert_eq!(buffer.take(b"abcd", 4), Ok(4));
        assert_eq!(buffer.take(b"e", 4), Err(TooLong));
    }
}
