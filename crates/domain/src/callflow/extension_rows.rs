//! Extensions as a spreadsheet has them: a row each, the columns named in the first line.
//!
//! A spreadsheet may put a mark before the text and part the columns by semicolons. Columns are
//! named in English or in Persian. All rows are read, so that everything that is wrong is said at
//! once; nothing is taken of a text in which anything is wrong.

use super::{ManagedExtension, OutsideNumber, PhoneSecret, PlainText, ValueError};
use crate::name::{Extension, NameError, latin_digits};
use csv::{Position, ReaderBuilder, StringRecord, Trim};
use std::collections::HashMap;
use std::fmt;

/// A column of such a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The extension's number. Has to be there.
    Number,
    /// The operator's name. Has to be there.
    Name,
    /// What the phone registers with; an empty one is made.
    Secret,
    /// Whether the operator may set do-not-disturb: yes or no; empty is yes.
    DoNotDisturbAllowed,
    /// The number that the world outside is shown; may be empty.
    OutboundCallerId,
}

impl Column {
    /// Each of them, in the order in which they are best written.
    pub const ALL: [Self; 5] =
        [Self::Number, Self::Name, Self::Secret, Self::OutboundCallerId, Self::DoNotDisturbAllowed];

    /// What it is called in the first line, in English and in Persian.
    #[must_use]
    pub fn headings(self) -> [&'static str; 2] {
        match self {
            Self::Number => ["number", "شماره"],
            Self::Name => ["name", "نام"],
            Self::Secret => ["secret", "رمز"],
            Self::DoNotDisturbAllowed => ["do_not_disturb_allowed", "مزاحم نشوید"],
            Self::OutboundCallerId => ["outbound_caller_id", "شمارهٔ خروجی"],
        }
    }

    fn of(heading: &str) -> Option<Self> {
        let heading = heading.trim();
        let is_it = |column: &Self| {
            column.headings().iter().any(|known| known.eq_ignore_ascii_case(heading))
        };
        Self::ALL.into_iter().find(is_it)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [english, _] = self.headings();
        f.pad(english)
    }
}

/// An extension of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionRow {
    /// The line on which it stands.
    pub line: u64,
    /// Its number.
    pub number: Extension,
    /// The operator's name.
    pub name: PlainText,
    /// What its phone registers with; `None` where one is to be made.
    pub secret: Option<PhoneSecret>,
    /// Whether its operator may set do-not-disturb.
    pub do_not_disturb_allowed: bool,
    /// The number that the world outside is shown.
    pub outbound_caller_id: Option<OutsideNumber>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct RowError {
    /// The line, counted from 1.
    pub line: u64,
    /// What it is.
    pub why: RowProblem,
}

/// What can be wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// The first line lacks a column that has to be there.
    #[error("name the columns there: number,name, and secret where there are any")]
    NoColumns,
    /// The first line names a column that there is not.
    #[error("there is no column “{0}”; there are {all}", all = all_columns())]
    UnknownColumn(String),
    /// There is no line with an extension.
    #[error("there is no extension in it")]
    Nothing,
    /// It has more or fewer cells than the first line.
    #[error("it has another number of cells than the first line")]
    Cells,
    /// The number is none.
    #[error(transparent)]
    Number(NameError),
    /// The number stands on an earlier line, too.
    #[error("extension {number} stands on line {first} already")]
    Twice {
        /// The number.
        number: Extension,
        /// The earlier line.
        first: u64,
    },
    /// A cell holds no such value.
    #[error("{column}: {error}")]
    Value {
        /// Its column.
        column: Column,
        /// What is wrong.
        error: ValueError,
    },
    /// A cell is neither yes nor no.
    #[error("{0}: write yes or no")]
    YesOrNo(Column),
}

fn all_columns() -> String {
    Column::ALL.map(|column| column.to_string()).join(", ")
}

impl ExtensionRow {
    /// The extension, with a secret that was made for it where it has none.
    #[must_use]
    pub fn extension(self, made: PhoneSecret) -> ManagedExtension {
        ManagedExtension {
            number: self.number,
            name: self.name,
            secret: self.secret.unwrap_or(made),
            do_not_disturb_allowed: self.do_not_disturb_allowed,
            outbound_caller_id: self.outbound_caller_id,
        }
    }
}

/// Reads a text, such as `number,name,secret` and a line for each extension.
///
/// # Errors
/// Everything that is wrong, in the order of its lines; never nothing.
pub fn read(text: &str) -> Result<Vec<ExtensionRow>, Vec<RowError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = match heading {
        semicolons if semicolons.contains(';') => b';',
        tabs if tabs.contains('\t') => b'\t',
        _ => b',',
    };
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).from_reader(text.as_bytes());
    let first = |why| vec![RowError { line: 1, why }];
    let headings = reader.headers().cloned().unwrap_or_default();
    let columns = columns(&headings).map_err(first)?;
    let (mut rows, mut errors): (Vec<ExtensionRow>, Vec<RowError>) = (Vec::new(), Vec::new());
    let mut lines = HashMap::new();
    for record in reader.records() {
        let Ok(record) = record.as_ref() else {
            let line = record.err().and_then(|error| error.position().map(|at| line_of(text, at)));
            errors.push(RowError { line: line.unwrap_or(1), why: RowProblem::Cells });
            continue;
        };
        let line = record.position().map_or(1, |at| line_of(text, at));
        if record.iter().all(str::is_empty) {
            continue;
        }
        let read = row(&columns, record, line).and_then(|row| {
            match lines.insert(row.number.clone(), line) {
                Some(first) => Err(RowProblem::Twice { number: row.number, first }),
                None => Ok(row),
            }
        });
        match read {
            Ok(row) => rows.push(row),
            Err(why) => errors.push(RowError { line, why }),
        }
    }
    match (errors.is_empty(), rows.is_empty()) {
        (false, _) => Err(errors),
        (true, true) => Err(first(RowProblem::Nothing)),
        (true, false) => Ok(rows),
    }
}

/// A row is said to begin where the one before ended: before the rest of that line's end, and before
/// empty lines.
fn line_of(text: &str, at: &Position) -> u64 {
    let begin = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(begin..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    ends.filter(|byte| **byte == b'\n').fold(at.line(), |line, _| line + 1)
}

fn columns(headings: &StringRecord) -> Result<Vec<Column>, RowProblem> {
    let known: Vec<_> = headings.iter().map(|heading| (heading, Column::of(heading))).collect();
    let has = |column| known.iter().any(|(_, known)| *known == Some(column));
    if !(has(Column::Number) && has(Column::Name)) {
        return Err(RowProblem::NoColumns);
    }
    let unknown = |heading: &str| RowProblem::UnknownColumn(heading.chars().take(40).collect());
    known.into_iter().map(|(heading, column)| column.ok_or_else(|| unknown(heading))).collect()
}

fn row(columns: &[Column], record: &StringRecord, line: u64) -> Result<ExtensionRow, RowProblem> {
    let cell = |wanted| {
        let mut cells = columns.iter().zip(record);
        cells.find(|(column, _)| **column == wanted).map(|(_, cell)| cell).unwrap_or_default()
    };
    let wrong = |column| move |error| RowProblem::Value { column, error };
    let secret = Some(cell(Column::Secret)).filter(|cell| !cell.is_empty());
    let outside = Some(dialled(cell(Column::OutboundCallerId))).filter(|cell| !cell.is_empty());
    Ok(ExtensionRow {
        line,
        number: Extension::new(dialled(cell(Column::Number))).map_err(RowProblem::Number)?,
        name: PlainText::new(cell(Column::Name)).map_err(wrong(Column::Name))?,
        secret: secret.map(PhoneSecret::new).transpose().map_err(wrong(Column::Secret))?,
        do_not_disturb_allowed: yes_or_no(cell(Column::DoNotDisturbAllowed))?,
        outbound_caller_id: outside
            .map(OutsideNumber::new)
            .transpose()
            .map_err(wrong(Column::OutboundCallerId))?,
    })
}

/// A number without the marks that keep a spreadsheet from reading it as one.
fn dialled(cell: &str) -> String {
    let plain = cell.trim_start_matches(['\'', '\u{200e}', '\u{200f}']);
    latin_digits(plain.trim_end_matches(['\u{200e}', '\u{200f}']))
}

fn yes_or_no(cell: &str) -> Result<bool, RowProblem> {
    match cell.to_lowercase().as_str() {
        "" | "yes" | "true" | "1" | "بله" => Ok(true),
        "no" | "false" | "0" | "خیر" | "نه" => Ok(false),
        _ => Err(RowProblem::YesOrNo(Column::DoNotDisturbAllowed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_spreadsheet() {
        let text =
            "\u{feff}number;name;secret\r\n5050;سارا;abcdefgh\r\n۶۰۶۵;\"علی رضا\";\r\n;;\r\n";
        let rows = read(text).unwrap();
        assert_eq!((rows[0].number.as_str(), rows[0].line), ("5050", 2));
        assert!(rows[0].secret.is_some() && rows[1].secret.is_none());
        assert_eq!((rows[1].number.as_str(), rows[1].name.as_str()), ("6065", "علی رضا"));
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn columns_in_persian_and_in_any_order() {
        let text = "نام,شماره,مزاحم نشوید,شمارهٔ خروجی\nسارا,\u{200e}۵۰۵۰,خیر,\u{200e}02191000000\n";
        let rows = read(text).unwrap();
        assert_eq!(rows[0].number.as_str(), "5050");
        assert!(!rows[0].do_not_disturb_allowed);
        assert_eq!(rows[0].outbound_caller_id, OutsideNumber::new("02191000000").ok());
    }

    #[test]
    fn everything_that_is_wrong_is_said_with_its_line() {
        for (text, says) in [
            ("", "line 1: name the columns"),
            ("5050,Sara\n", "line 1: name the columns"),
            ("number,name\n", "line 1: there is no extension"),
            ("number,name\n5050,Sara\nx,Ali\n", "line 3: “x” is not an extension"),
            ("number,name\n5050,\n", "line 2: name: a name is"),
            ("number,name,colour\n5050,Sara,red\n", "line 1: there is no column “colour”"),
            ("number,name,secret\n5050,Sara,short\n", "line 2: secret: a phone's secret"),
            ("number,name\n5050,Sara\n5050,Ali\n", "line 3: extension 5050 stands on line 2"),
            ("number,name\r\n5050,Sara\r\nx,Ali\r\n", "line 3: “x” is not an extension"),
            ("number,name\n\n\nx,Ali\n", "line 4: “x” is not an extension"),
            ("number,name\n5050\n", "line 2: it has another number of cells"),
            ("number,name,do_not_disturb_allowed\n5050,Sara,maybe\n", "line 2: do_not_disturb"),
        ] {
            let errors = read(text).unwrap_err();
            assert_eq!(errors.len(), 1, "{errors:?}");
            assert!(errors[0].to_string().starts_with(says), "{}", errors[0]);
        }
        let errors = read("number,name\nx,Sara\n6065,\n7070,Ali\n").unwrap_err();
        assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), [2, 3]);
    }
}
