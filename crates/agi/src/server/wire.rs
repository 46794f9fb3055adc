//! A socket with the bytes that were read from it and not yet used.

use std::io;
use std::ops::Range;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const READ_SIZE: usize = 4_096;

/// Reads in pieces of bounded size; writes whole lines. Reading is cancel-safe.
pub(super) struct Wire {
    stream: TcpStream,
    chunk: Box<[u8]>,
    unread: Range<usize>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, chunk: vec![0; READ_SIZE].into_boxed_slice(), unread: 0..0 }
    }

    pub(super) fn unread(&self) -> &[u8] {
        self.chunk.get(self.unread.clone()).unwrap_or_default()
    }

    /// Marks the first `count` unread bytes as used.
    pub(super) fn consume(&mut self, count: usize) {
        self.unread.start = (self.unread.start + count).min(self.unread.end);
    }

    /// Waits for bytes if none are unread; false once the peer has closed.
    pub(super) async fn fill(&mut self) -> io::Result<bool> {
        if self.unread.is_empty() {
            let count = self.stream.read(&mut self.chunk).await?;
            self.unread = 0..count;
        }
        Ok(!self.unread.is_empty())
    }

    /// Reads what is there if nothing is unread; `None` if nothing is there either, and false
    /// once the peer has closed.
    pub(super) fn try_fill(&mut self) -> io::Result<Option<bool>> {
        if self.unread.is_empty() {
            match self.stream.try_read(&mut self.chunk) {
                Ok(count) => self.unread = 0..count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        Ok(Some(!self.unread.is_empty()))
    }

    /// Writes a whole line from one buffer. Half a line makes Asterisk spin (`res_agi.c`:4415),
    /// so the socket must not hold any of it back either: see `TCP_NODELAY` in the server.
    pub(super) async fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        self.stream.write_all(line).await
    }
}
