//! Cases: what is expected on an Asterisk, and what was got there.
//!
//! A case is tried by a test on each version. The test leaves a [`Record`] in a folder, written
//! only once it is over, and the [`Table`] puts what is there beside the list of all tests: so a
//! case that failed, never ended or was not run cannot be taken for a good one.

mod table;

use std::fs;
use std::path::Path;

pub use self::table::Table;

use crate::asterisk::Version;
use crate::error::{Doing, Result};

/// How trying a case went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As expected: what was got.
    Good(String),
    /// Otherwise: what was wrong.
    Failed(String),
    /// It was begun.
    Begun,
    /// There is no such case on this version: why.
    LeftOut(String),
}

/// What a test leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The path of the case's test, without the version: `real_calls::waiting::no_waiting`.
    pub case: String,
    /// The Asterisk that it was tried on.
    pub version: Version,
    /// What is expected.
    pub expected: String,
    /// How it went.
    pub verdict: Verdict,
}

impl Record {
    /// Writes it into a folder, in the place of an earlier one of the same case and version.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let (word, text) = match &self.verdict {
            Verdict::Good(got) => ("good", got.as_str()),
            Verdict::Failed(why) => ("failed", why.as_str()),
            Verdict::Begun => ("begun", ""),
            Verdict::LeftOut(why) => ("left out", why.as_str()),
        };
        let lines = [word, self.expected.as_str(), text].map(one_line);
        let path = folder.join(test_name(&self.case, self.version));
        fs::create_dir_all(folder).at(folder)?;
        fs::write(&path, lines.join("\n")).at(path)
    }

    /// Reads what a test of this name left; `None` where it is nothing that was written here.
    fn read(name: &str, text: &str) -> Option<Self> {
        let (case, version) = split_test_name(name)?;
        let mut lines = text.split('\n');
        let (word, expected, text) = (lines.next()?, lines.next()?, lines.next()?.to_owned());
        let verdict = match word {
            "good" => Verdict::Good(text),
            "failed" => Verdict::Failed(text),
            "begun" => Verdict::Begun,
            "left out" => Verdict::LeftOut(text),
            _ => return None,
        };
        Some(Self { case: case.to_owned(), version, expected: expected.to_owned(), verdict })
    }
}

/// The name of a case's test on a version.
fn test_name(case: &str, version: Version) -> String {
    format!("{case}::on_{}", version.number())
}

/// The case and the version of a test's name; `None` for a test that is of no case.
fn split_test_name(name: &str) -> Option<(&str, Version)> {
    Version::ALL.into_iter().find_map(|version| {
        let case = name.strip_suffix(&format!("::on_{}", version.number()))?;
        Some((case, version))
    })
}

/// Text on one line, without control characters.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c.is_control() || c == ' ').collect();
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
