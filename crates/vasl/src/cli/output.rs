//! What is printed, and how.

use super::CliError;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::json;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// Where a command's answer goes.
pub struct Output {
    json: bool,
}

impl Output {
    /// For people, or for programs.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints an answer: the value for programs, the text for people.
    pub fn answer(&self, value: &impl Serialize, text: impl FnOnce() -> String) {
        let text = if self.json {
            serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string())
        } else {
            text()
        };
        // Nobody is there to be told that nobody is there.
        let _ = writeln!(io::stdout(), "{}", text.trim_end());
    }

    /// Prints lines as they are, until nobody reads them any more.
    pub fn raw(&self, lines: &str) -> Result<(), CliError> {
        let written = io::stdout().write_all(lines.as_bytes());
        written.map_err(|_| CliError::new("system", "nobody reads what is printed"))
    }

    /// Refuses to answer in JSON what is for a spreadsheet.
    pub fn not_for_programs(&self) -> Result<(), CliError> {
        if self.json {
            let message = "--csv is for a spreadsheet and --json for a program; give one of them";
            return Err(CliError::new("usage", message));
        }
        Ok(())
    }

    /// Prints what went wrong and gives the exit code for it.
    pub fn error(&self, error: &CliError) -> ExitCode {
        if self.json {
            let value = json!({ "error": { "code": error.code, "message": error.message } });
            let _ = writeln!(io::stdout(), "{value}");
        } else {
            let _ = writeln!(io::stderr(), "vasl: {}", error.message);
        }
        ExitCode::FAILURE
    }

    /// Prints something worth knowing beside the answer.
    pub fn remark(&self, text: &str) {
        let _ = writeln!(io::stderr(), "vasl: {text}");
    }
}

/// A table with a heading, its columns as wide as they must be.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(heading: &[&str]) -> Self {
        Self { rows: vec![heading.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table as text, or a sentence where it has no row.
    pub fn text(&self, when_empty: &str) -> String {
        if self.rows.len() < 2 {
            return when_empty.to_owned();
        }
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            cells.join("  ").trim_end().to_owned()
        };
        self.rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// A time on the clock of a zone, to the second.
pub fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let mut table = Table::new(&["Code", "Name"]);
        table.row(vec!["*5003".into(), "پشتیبانی".into()]);
        table.row(vec!["**89".into(), "x".into()]);
        assert_eq!(table.text(""), "Code   Name\n*5003  پشتیبانی\n**89   x");
        assert_eq!(Table::new(&["Code"]).text("none yet"), "none yet");
    }
}
