//! Threads for what may wait, apart from those that answer calls.
//!
//! What a page, a form or a change of the configuration costs, it costs there: a call is never behind
//! it in a line, and where there are fewer processors than work, the system lets calls go first.

use rustix::process::{getpriority_process, setpriority_process};
use std::io;
use std::thread;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tracing::debug;

/// By how much less urgent they are, in the system's nice values: of a processor that both want, a
/// thread that answers calls gets nine parts of ten.
const LESS_URGENT_BY: i32 = 10;

/// The least urgent there is.
const LEAST_URGENT: i32 = 19;

/// How urgent the threads apart are. On Linux each thread has a nice value of its own, which it hands
/// on to those that it starts (`setpriority(2)`, "C library/kernel differences").
#[derive(Debug, Clone, Copy)]
pub struct Apart {
    nice: Option<i32>,
}

impl Apart {
    /// Threads that are less urgent than the one that asks.
    #[must_use]
    pub fn from_here() -> Self {
        let here = getpriority_process(None).ok();
        Self { nice: here.map(|nice| (nice + LESS_URGENT_BY).min(LEAST_URGENT)) }
    }

    /// Makes the thread that asks one of them. To be less urgent needs no right, so nothing but a
    /// system that knows no such thing is in the way, and there it goes on as it was.
    fn join(self) {
        if let Some(nice) = self.nice
            && let Err(error) = setpriority_process(None, nice)
        {
            debug!(%error, "a thread is as urgent as those that answer calls");
        }
    }

    /// A runtime whose threads are apart: so many for tasks, and so many for what waits for a disk
    /// or takes a processor for long.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn runtime(self, name: &str, tasks: usize, blocking: usize) -> io::Result<Runtime> {
        Builder::new_multi_thread()
            .worker_threads(tasks)
            .max_blocking_threads(blocking)
            .thread_name(name)
            .on_thread_start(move || self.join())
            .enable_all()
            .build()
    }

    /// Runs a task on a thread of its own. The future ends when the task has, be it by a panic.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn run(
        self,
        name: &str,
        task: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<impl Future<Output = ()> + Send + 'static> {
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(1)
            .thread_name(name)
            .on_thread_start(move || self.join())
            .enable_all()
            .build()?;
        self.start(name, move || runtime.block_on(task))
    }

    /// Starts a thread. The future ends when its work has, be it by a panic.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        self,
        name: &str,
        work: impl FnOnce() + Send + 'static,
    ) -> io::Result<impl Future<Output = ()> + Send + 'static> {
        let (alive, gone) = oneshot::channel::<()>();
        thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _alive = alive;
            self.join();
            work();
        })?;
        Ok(async {
            let _ = gone.await;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::{Duration, Instant};
    use tokio::task::spawn_blocking;
    use tokio::time::sleep;

    fn nice() -> i32 {
        getpriority_process(None).unwrap()
    }

    #[tokio::test]
    async fn every_thread_apart_is_less_urgent_and_no_other() {
        let here = nice();
        let apart = Apart::from_here();
        let less = (here + LESS_URGENT_BY).min(LEAST_URGENT);
        let (told, tells) = mpsc::channel();
        let ended = apart.run("one", async move {
            let beside = spawn_blocking(nice).await.unwrap();
            told.send((nice(), beside)).unwrap();
        });
        ended.unwrap().await;
        assert_eq!(tells.recv().unwrap(), (less, less));
        let runtime = apart.runtime("many", 2, 2).unwrap();
        let task = runtime.spawn(async { (nice(), spawn_blocking(nice).await.unwrap()) });
        assert_eq!(task.await.unwrap(), (less, less));
        assert_eq!(nice(), here);
        runtime.shutdown_background();
    }

    /// Two threads that answer calls, and everything apart taken by tasks that never yield.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn tasks_that_never_yield_hold_nobody_who_is_not_apart() {
        const LONG: Duration = Duration::from_millis(1_500);
        let runtime = Apart::from_here().runtime("apart", 2, 1).unwrap();
        for _ in 0..8 {
            runtime.spawn(async {
                let until = Instant::now() + LONG;
                while Instant::now() < until {}
            });
        }
        let longest = tokio::spawn(async {
            let begun = Instant::now();
            let mut longest = Duration::ZERO;
            while begun.elapsed() < LONG {
                let asked = Instant::now();
                sleep(Duration::from_millis(5)).await;
                longest = longest.max(asked.elapsed());
            }
            longest
        });
        let longest = longest.await.unwrap();
        assert!(longest < Duration::from_millis(250), "{longest:?}");
        runtime.shutdown_background();
    }

    #[tokio::test]
    async fn a_task_that_panics_has_ended() {
        let apart = Apart::from_here();
        let ended = apart.run("fails", async { panic!("as it is meant to") });
        ended.unwrap().await;
    }
}
