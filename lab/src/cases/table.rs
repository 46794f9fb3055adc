//! The table of all cases, to be read by people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{Record, Verdict, split_test_name};
use crate::error::{Doing, Result};

const CASE: usize = 36;
const EXPECTED: usize = 44;
const GOT: usize = 62;
/// Of a failure the table shows the beginning; the test has printed the whole.
const LONGEST: usize = 400;

/// Every case on every version that has a test or a record.
#[derive(Debug, Default)]
pub struct Table {
    cases: BTreeMap<String, Row>,
}

#[derive(Debug, Default)]
struct Row {
    expected: String,
    /// `None` where a test of this name left nothing.
    got: BTreeMap<u32, Option<Verdict>>,
}

impl Table {
    /// Reads the records of a folder.
    ///
    /// `tests` are the names of all tests there are, one a line, as a test program lists them
    /// (`--list --format terse`); those that are of no case are passed over.
    pub fn read(folder: &Path, tests: &str) -> Result<Self> {
        let mut table = Self::default();
        for line in tests.lines() {
            if let Some((case, version)) = line.strip_suffix(": test").and_then(split_test_name) {
                table.row(case).got.insert(version.number(), None);
            }
        }
        for entry in fs::read_dir(folder).at(folder)?.flatten() {
            let text = fs::read_to_string(entry.path()).at(entry.path())?;
            if let Some(record) = Record::read(&entry.file_name().to_string_lossy(), &text) {
                table.add(record);
            }
        }
        Ok(table)
    }

    fn row(&mut self, case: &str) -> &mut Row {
        self.cases.entry(case.to_owned()).or_default()
    }

    fn add(&mut self, record: Record) {
        let row = self.row(&record.case);
        row.expected = record.expected;
        row.got.insert(record.version.number(), Some(record.verdict));
    }

    /// Whether every case was tried on every version where there is such a case, and was good.
    pub fn is_good(&self) -> bool {
        !self.cases.is_empty() && self.all().all(|(_, _, verdict)| is_good(verdict))
    }

    fn all(&self) -> impl Iterator<Item = (&str, u32, Option<&Verdict>)> {
        self.cases.iter().flat_map(|(case, row)| {
            row.got.iter().map(|(version, verdict)| (case.as_str(), *version, verdict.as_ref()))
        })
    }

    /// How many there are of each kind, and which are not good.
    pub fn summary(&self) -> String {
        let left_out = self.all().filter(|(.., v)| matches!(v, Some(Verdict::LeftOut(_)))).count();
        let bad: Vec<_> = self.all().filter(|(.., verdict)| !is_good(*verdict)).collect();
        let good = self.all().count() - left_out - bad.len();
        let mut text = format!(
            "{} cases: {good} times good, {left_out} times not on that version, {} times NOT good",
            self.cases.len(),
            bad.len()
        );
        for (case, version, verdict) in bad {
            let (case, got) = (title(case), said(verdict));
            let _ = write!(text, "\n  on {version}: {case}: {got}");
        }
        text
    }

    /// For a terminal, with what is not good in `alarm` (such as red).
    pub fn plain(&self, alarm: impl Fn(&str) -> String) -> String {
        let line = |case: &str, expected: &str, version: &str, got: &str| {
            format!("{case:CASE$}  {expected:EXPECTED$}  {version:>8}  {got}").trim_end().to_owned()
        };
        let mut text = line("case", "expected", "Asterisk", "got");
        let width = CASE + EXPECTED + GOT + 8 + 6;
        for (case, row) in &self.cases {
            let _ = write!(text, "\n{}", "-".repeat(width));
            let mut got = Vec::new();
            for (version, verdict) in &row.got {
                let lines = wrapped(&said(verdict.as_ref()), GOT);
                for (n, part) in lines.into_iter().enumerate() {
                    let part = if is_good(verdict.as_ref()) { part } else { alarm(&part) };
                    got.push((if n == 0 { version.to_string() } else { String::new() }, part));
                }
            }
            let (case, expected) = (wrapped(&title(case), CASE), wrapped(&row.expected, EXPECTED));
            for n in 0..case.len().max(expected.len()).max(got.len()) {
                let of = |lines: &[String]| lines.get(n).cloned().unwrap_or_default();
                let (version, got) = got.get(n).cloned().unwrap_or_default();
                let _ = write!(text, "\n{}", line(&of(&case), &of(&expected), &version, &got));
            }
        }
        text
    }

    /// For a file, every row complete.
    pub fn markdown(&self) -> String {
        let cell = |text: &str| text.replace('|', "\\|");
        let mut text = "| case | Asterisk | expected | got |\n|---|---|---|---|\n".to_owned();
        for (case, row) in &self.cases {
            for (version, verdict) in &row.got {
                let got = cell(&said(verdict.as_ref()));
                let got = if is_good(verdict.as_ref()) { got } else { format!("**{got}**") };
                let (case, expected) = (cell(&title(case)), cell(&row.expected));
                let _ = writeln!(text, "| {case} | {version} | {expected} | {got} |");
            }
        }
        text
    }
}

fn is_good(verdict: Option<&Verdict>) -> bool {
    matches!(verdict, Some(Verdict::Good(_) | Verdict::LeftOut(_)))
}

/// `waiting: no waiting means none` of `real_calls::waiting::no_waiting_means_none`.
fn title(case: &str) -> String {
    let (_, inside) = case.split_once("::").unwrap_or(("", case));
    inside.replace("::", ": ").replace('_', " ")
}

fn said(verdict: Option<&Verdict>) -> String {
    match verdict {
        Some(Verdict::Good(got)) => got.clone(),
        Some(Verdict::LeftOut(why)) => format!("not on this version: {why}"),
        Some(Verdict::Failed(why)) => {
            let mut beginning: String = why.chars().take(LONGEST).collect();
            if beginning.len() < why.len() {
                beginning.push('…');
            }
            format!("FAILED: {beginning}")
        }
        Some(Verdict::Begun) => "FAILED: it did not come to an end".to_owned(),
        None => "DID NOT RUN".to_owned(),
    }
}

/// Breaks a text between words, and inside of a word that is longer than a line.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut rest: Vec<char> = word.chars().collect();
        while !rest.is_empty() {
            let used = lines.last().map_or(0, |line| line.chars().count());
            let space = usize::from(used > 0);
            if used + space + rest.len() > width && used > 0 {
                lines.push(String::new());
                continue;
            }
            let part: String = rest.drain(..rest.len().min(width)).collect();
            if let Some(line) = lines.last_mut() {
                line.push_str(if space == 1 { " " } else { "" });
                line.push_str(&part);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asterisk::Version;

    fn record(case: &str, version: Version, verdict: Verdict) -> Record {
        let (case, expected) = (format!("real_calls::{case}"), "5050 rings".to_owned());
        Record { case, version, expected, verdict }
    }

    fn table(tests: &str, records: &[Record]) -> Table {
        let folder = std::env::temp_dir().join(format!("cases-{}", crate::net::token().unwrap()));
        fs::create_dir(&folder).unwrap();
        for record in records {
            record.write(&folder).unwrap();
        }
        let table = Table::read(&folder, tests);
        fs::remove_dir_all(&folder).unwrap();
        table.unwrap()
    }

    const BOTH: &str = "real_calls::a::one::on_16: test\nreal_calls::a::one::on_22: test\n\
                        directions::arrows: test\n";

    #[test]
    fn is_good_only_where_every_test_left_something_good() {
        let good = |version| record("a::one", version, Verdict::Good("5050 rang".to_owned()));
        let whole = table(BOTH, &[good(Version::V16), good(Version::V22)]);
        assert!(whole.is_good());
        assert_eq!(
            whole.markdown(),
            "| case | Asterisk | expected | got |\n|---|---|---|---|\n\
             | a: one | 16 | 5050 rings | 5050 rang |\n| a: one | 22 | 5050 rings | 5050 rang |\n"
        );
        for (verdict, said) in [
            (None, "DID NOT RUN"),
            (Some(Verdict::Begun), "FAILED: it did not come to an end"),
            (Some(Verdict::Failed("6065\nrang".to_owned())), "FAILED: 6065 rang"),
        ] {
            let other = verdict.map(|verdict| record("a::one", Version::V22, verdict));
            let records: Vec<_> = [good(Version::V16)].into_iter().chain(other).collect();
            let table = table(BOTH, &records);
            assert!(!table.is_good());
            assert!(table.markdown().contains(&format!("| 22 | 5050 rings | **{said}** |")));
            assert!(
                table.summary().ends_with(&format!("1 times NOT good\n  on 22: a: one: {said}"))
            );
            assert!(table.plain(|text| format!("<{text}>")).contains(&format!("22  <{said}>")));
        }
        assert!(!table("", &[]).is_good(), "nothing at all is not good");
    }

    #[test]
    fn the_last_word_of_a_test_counts() {
        let begun = record("a::one", Version::V22, Verdict::Begun);
        let good = record("a::one", Version::V22, Verdict::Good("got".to_owned()));
        assert!(table("", &[begun.clone(), good.clone()]).is_good());
        assert!(!table("", &[good, begun]).is_good());
    }

    #[test]
    fn a_case_that_one_version_cannot_have_says_why() {
        let records = [
            record("a::one", Version::V16, Verdict::Good("rang".to_owned())),
            record("a::one", Version::V22, Verdict::LeftOut("chan_sip is gone".to_owned())),
        ];
        let table = table("real_calls::a::one::on_16: test\n", &records);
        assert!(table.is_good());
        let shown = table.plain(str::to_owned);
        assert!(shown.ends_with("22  not on this version: chan_sip is gone"), "{shown}");
    }

    #[test]
    fn long_texts_are_wrapped() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("a bcdefg", 4), ["a", "bcde", "fg"]);
        assert_eq!(wrapped("", 4), [""]);
    }
}
