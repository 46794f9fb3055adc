//! A connection that is ended where its other end does not take what it asked for.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How long an answer may stand before it is taken on.
const WITHIN: Duration = Duration::from_secs(30);

/// So many bytes have to be taken in that time: a telephone at the edge of its network takes more.
const AT_LEAST: usize = 8 * 1024;

/// A stream whose writes fail once nobody takes them.
#[derive(Debug)]
pub(super) struct Patience<S> {
    stream: S,
    /// Since when something waits to be taken.
    waits: Option<Pin<Box<Sleep>>>,
    /// How much of it was taken meanwhile.
    taken: usize,
}

impl<S: AsyncWrite + Unpin> Patience<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, waits: None, taken: 0 }
    }

    /// What became of a write. One that has to wait waits for so long.
    fn after(
        &mut self,
        context: &mut Context<'_>,
        write: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match write {
            Poll::Ready(written) => {
                if let (Ok(written), Some(waits)) = (&written, &mut self.waits) {
                    self.taken = self.taken.saturating_add(*written);
                    if self.taken >= AT_LEAST {
                        self.taken = 0;
                        waits.as_mut().reset(Instant::now() + WITHIN);
                    }
                }
                Poll::Ready(written)
            }
            Poll::Pending => {
                let waits = self.waits.get_or_insert_with(|| Box::pin(sleep(WITHIN)));
                ready!(waits.as_mut().poll(context));
                Poll::Ready(Err(io::Error::new(ErrorKind::TimedOut, "the answer is not taken")))
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patience<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patience<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.after(context, write)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.after(context, write)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Comes once all of it is written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.waits = None;
        self.taken = 0;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_not_waited_for() {
        let (here, there) = duplex(1024);
        let mut here = Patience::new(here);
        let begun = Instant::now();
        let error = here.write_all(&[0; 100_000]).await.unwrap_err();
        assert_eq!((error.kind(), begun.elapsed().as_secs()), (ErrorKind::TimedOut, 30));
        drop(there);
    }

    async fn taken(bytes: usize, a_second: usize) -> io::Result<()> {
        let (here, mut there) = duplex(1024);
        let mut here = Patience::new(here);
        let taking = tokio::spawn(async move {
            let mut buffer = vec![0; a_second];
            while there.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                sleep(Duration::from_secs(1)).await;
            }
        });
        let written = async {
            here.write_all(&vec![0; bytes]).await?;
            here.flush().await
        };
        let written = written.await;
        drop(here);
        taking.await.unwrap();
        written
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_line_gets_all_of_it_and_a_trickle_does_not() {
        taken(100_000, 500).await.unwrap();
        assert_eq!(taken(100_000, 10).await.unwrap_err().kind(), ErrorKind::TimedOut);
    }

    /// What is kept up to date stands idle for long, and that is no wait.
    #[tokio::test(start_paused = true)]
    async fn between_two_answers_nobody_is_waited_for() {
        let (here, mut there) = duplex(1024);
        let mut here = Patience::new(here);
        for _ in 0..3 {
            let (written, read) = tokio::join!(
                async {
                    here.write_all(&[0; 2_000]).await?;
                    here.flush().await
                },
                async { there.read_exact(&mut [0; 2_000]).await },
            );
            written.unwrap();
            read.unwrap();
            sleep(Duration::from_secs(100)).await;
        }
    }
}
