//! A byte stream with a decoder on it.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};

use crate::codec::{Decoder, Incoming};

const READ_SIZE: usize = 16 * 1024;

/// The reading side.
pub(super) struct Reading<S> {
    stream: ReadHalf<S>,
    buffer: Vec<u8>,
    taken: usize,
    filled: usize,
    decoder: Decoder,
}

/// The writing side.
pub(super) struct Writing<S>(WriteHalf<S>);

pub(super) fn split<S: AsyncRead + AsyncWrite>(stream: S) -> (Reading<S>, Writing<S>) {
    let (read, write) = tokio::io::split(stream);
    let reading = Reading {
        stream: read,
        buffer: vec![0; READ_SIZE],
        taken: 0,
        filled: 0,
        decoder: Decoder::new(),
    };
    (reading, Writing(write))
}

impl<S: AsyncRead> Reading<S> {
    /// The next message, or `None` at the end of the stream. Nothing is lost when it is dropped
    /// half-way.
    pub(super) async fn next(&mut self) -> io::Result<Option<Incoming>> {
        loop {
            let mut rest = self.buffer.get(self.taken..self.filled).unwrap_or_default();
            let found = self.decoder.decode(&mut rest);
            self.taken = self.filled - rest.len();
            if found.is_some() {
                return Ok(found);
            }
            let read = self.stream.read(&mut self.buffer).await?;
            if read == 0 {
                return Ok(None);
            }
            (self.taken, self.filled) = (0, read);
        }
    }

    /// Whether everything read so far has been handed out, and ended a message.
    pub(super) fn is_idle(&self) -> bool {
        self.taken == self.filled && self.decoder.is_idle()
    }
}

impl<S: AsyncWrite> Writing<S> {
    pub(super) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes).await?;
        self.0.flush().await
    }
}
