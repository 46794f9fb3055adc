//! Rows for a spreadsheet that opens them by a double click.
//!
//! Spreadsheets guess what a cell means. They read Persian only after a byte order mark, take the
//! zero off `09121234567`, and run what begins like a formula, be it a caller's own name. So:
//!
//! - a file begins with [`BEGINNING`], and its lines end with CR and LF;
//! - what is dialled stands behind a left-to-right mark: it is not shown, makes the cell text, and
//!   keeps `*` and `+` on the left in a sheet that runs from right to left;
//! - a text that would be a formula stands behind an apostrophe, which is shown;
//! - no cell holds a control character.

use std::borrow::Cow;
use std::fmt::Write as _;

/// What every file begins with: the mark by which spreadsheets know UTF-8.
pub const BEGINNING: &str = "\u{feff}";

const LEFT_TO_RIGHT: char = '\u{200e}';

/// What stands between the cells: what the spreadsheet's own language has there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Separator {
    /// `,`, as in English.
    #[default]
    Comma,
    /// `;`, as in Persian and most others.
    Semicolon,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Words, whoever wrote them.
    Text(Cow<'a, str>),
    /// What is dialled: a number, an extension, a code.
    Dialled(Cow<'a, str>),
    /// How many.
    Count(u64),
    /// A part of a whole, between 0 and 1.
    Part(f64),
}

impl<'a> Cell<'a> {
    /// Words.
    pub fn text(words: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(words.into())
    }

    /// What is dialled.
    pub fn dialled(number: impl Into<Cow<'a, str>>) -> Self {
        Self::Dialled(number.into())
    }
}

/// A line, with its end.
#[must_use]
pub fn line(cells: &[Cell<'_>], separator: Separator) -> String {
    let mut line = String::new();
    for (column, cell) in cells.iter().enumerate() {
        if column > 0 {
            line.push(separator.character());
        }
        // To a string, which does not fail.
        let _ = match cell {
            Cell::Empty => Ok(()),
            Cell::Count(count) => write!(line, "{count}"),
            Cell::Part(part) => write!(line, "{part:.4}"),
            Cell::Text(text) => write!(line, "{}", quoted(text, begins_a_formula(text), '\'')),
            Cell::Dialled(number) => write!(line, "{}", quoted(number, true, LEFT_TO_RIGHT)),
        };
    }
    line.push_str("\r\n");
    line
}

impl Separator {
    fn character(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
        }
    }
}

/// Whether a spreadsheet would run a text, were it typed: also in the full-width forms that Excel reads alike, and behind what it passes over.
#[must_use]
pub fn begins_a_formula(text: &str) -> bool {
    let first = text.chars().find(|c| !c.is_whitespace() && !c.is_control());
    first.is_some_and(|first| "=+-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(first))
        || text.starts_with(['\t', '\r', '\n'])
}

fn quoted(text: &str, marked: bool, mark: char) -> String {
    let mut cell = String::with_capacity(text.len() + 4);
    cell.push('"');
    if marked {
        cell.push(mark);
    }
    for character in text.chars() {
        match character {
            '"' => cell.push_str("\"\""),
            c if c.is_control() => cell.push(' '),
            c => cell.push(c),
        }
    }
    cell.push('"');
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(cell: Cell<'_>) -> String {
        line(&[cell], Separator::Comma).trim_end().to_owned()
    }

    #[test]
    fn a_number_keeps_its_zero_and_its_plus() {
        assert_eq!(of(Cell::dialled("09121234567")), "\"\u{200e}09121234567\"");
        assert_eq!(of(Cell::dialled("+989121234567")), "\"\u{200e}+989121234567\"");
        assert_eq!(of(Cell::dialled("*5003")), "\"\u{200e}*5003\"");
    }

    #[test]
    fn what_counts_stays_a_number() {
        assert_eq!(of(Cell::Count(12)), "12");
        assert_eq!(of(Cell::Part(0.75)), "0.7500");
        assert_eq!(of(Cell::Empty), "");
    }

    #[test]
    fn nothing_runs() {
        for formula in [
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            " =1",
            "\u{ff1d}1",
            "\u{a0}=1",
        ] {
            let cell = of(Cell::text(formula));
            assert!(cell.starts_with("\"'"), "{cell}");
        }
    }

    #[test]
    fn words_stay_as_they_are() {
        assert_eq!(of(Cell::text("علی، «پشتیبانی»")), "\"علی، «پشتیبانی»\"");
        assert_eq!(of(Cell::text("a \"b\", c;\r\nd")), "\"a \"\"b\"\", c;  d\"");
        let row = [Cell::text("a"), Cell::Count(1), Cell::Empty];
        assert_eq!(line(&row, Separator::Semicolon), "\"a\";1;\r\n");
    }

    /// Reads a line as a spreadsheet does.
    fn cells(line: &str, separator: char) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        let mut characters = line.strip_suffix("\r\n").unwrap().chars().peekable();
        while let Some(character) = characters.next() {
            let last = cells.last_mut().unwrap();
            match character {
                '"' if quoted && characters.peek() == Some(&'"') => {
                    characters.next();
                    last.push('"');
                }
                '"' => quoted = !quoted,
                c if c == separator && !quoted => cells.push(String::new()),
                c => last.push(c),
            }
        }
        cells
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_one_harmless_cell(texts in prop::collection::vec(".*", 1..6)) {
            let row: Vec<Cell<'_>> = texts.iter().map(Cell::text).collect();
            let line = line(&row, Separator::Comma);
            let read = cells(&line, ',');
            prop_assert_eq!(read.len(), texts.len());
            for (cell, text) in read.iter().zip(&texts) {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
                prop_assert!(!cell.chars().any(char::is_control));
                let plain: String =
                    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                prop_assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), plain.strip_prefix('\'').unwrap_or(&plain));
            }
        }
    }
}
