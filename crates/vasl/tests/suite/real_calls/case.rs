//! A case: a story with real calls, what is expected of it, and a test of it on each Asterisk.

use crate::support::{ON, Result};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::time::timeout;
use vasl_lab::{Record, Verdict, Version};

/// Every wait in a case has a bound of its own; this one is for a mistake in a case.
const LONGEST: Duration = Duration::from_secs(240);

/// Makes a function a case: a test of it on each version, named `<case>::on_22` and `…::on_16`.
///
/// `case!(name, "what is expected")` stands right before `async fn name() -> Result<String>`,
/// which gives what was got, in words. Where there is no such case on a version:
/// `case!(name, "what is expected", not_on V22: "why")`.
macro_rules! case {
    ($name:ident, $expected:expr $(,)?) => {
        mod $name {
            case!(@test on_22, V22, $name, $expected, None);
            case!(@test on_16, V16, $name, $expected, None);
        }
    };
    ($name:ident, $expected:expr, not_on V22: $why:expr $(,)?) => {
        mod $name {
            case!(@test on_16, V16, $name, $expected, Some((vasl_lab::Version::V22, $why)));
        }
    };
    (@test $test:ident, $on:ident, $name:ident, $expected:expr, $not_on:expr) => {
        #[test]
        fn $test() -> $crate::support::Result {
            let case = $crate::real_calls::case::Case {
                module: module_path!(),
                expected: $expected,
                not_on: $not_on,
            };
            case.is_tried(vasl_lab::Version::$on, super::$name)
        }
    };
}

/// A case, as its tests know it.
pub struct Case {
    /// The module of its tests.
    pub module: &'static str,
    /// What is expected of it.
    pub expected: &'static str,
    /// The version that has no such case, and why.
    pub not_on: Option<(Version, &'static str)>,
}

impl Case {
    /// Tries it on a version. Only what came to its end without an error is written down as good.
    pub fn is_tried(&self, on: Version, story: impl AsyncFnOnce() -> Result<String>) -> Result {
        if let Some((version, why)) = self.not_on {
            self.record(version, Verdict::LeftOut(why.to_owned()))?;
        }
        self.record(on, Verdict::Begun)?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let tried = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(ON.scope(on, async {
                let ended = timeout(LONGEST, Box::pin(story())).await;
                ended.unwrap_or_else(|_| Err("it takes longer than four minutes".into()))
            }))
        }));
        match tried {
            Ok(Ok(got)) => {
                println!("on {}: expected {}; got {got}", on.number(), self.expected);
                self.record(on, Verdict::Good(got))
            }
            Ok(Err(error)) => {
                self.record(on, Verdict::Failed(error.to_string()))?;
                Err(error)
            }
            Err(panic) => {
                self.record(on, Verdict::Failed(message(panic.as_ref())))?;
                resume_unwind(panic)
            }
        }
    }

    /// Into the folder that `./test` makes its table of; elsewhere nobody reads it.
    fn record(&self, version: Version, verdict: Verdict) -> Result {
        let Some(folder) = std::env::var_os("VASL_CASES") else { return Ok(()) };
        let name = self.module.split_once("::").map_or(self.module, |(_, inside)| inside);
        let (case, expected) = (name.to_owned(), self.expected.to_owned());
        Ok(Record { case, version, expected, verdict }.write(Path::new(&folder))?)
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it panicked").to_owned()
}
