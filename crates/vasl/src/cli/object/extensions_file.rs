//! Extensions from a CSV file, as a spreadsheet saves it.

use super::{fields, new_secret};
use crate::change::Change;
use crate::cli::CliError;
use crate::cli::changing::carry_out;
use crate::cli::output::{Output, Table};
use crate::config::Config;
use csv::StringRecord;
use serde::Serialize;
use std::path::Path;
use vasl_domain::configuration::{Object, ObjectId, ObjectKind};
use vasl_domain::name::latin_digits;

/// An extension that was added. A secret that was made for it is shown this once.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Added {
    number: String,
    secret: Option<String>,
}

/// Adds the extensions of a file, all of them or none.
pub async fn import(path: &Path, config: &Config, output: &Output) -> Result<(), CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        CliError::new("unreadable", format!("cannot read {}: {error}", path.display()))
    })?;
    let (objects, added) = read(&text)
        .map_err(|error| CliError::new("invalid", format!("{}, {error}", path.display())))?;
    carry_out(Change::Add(objects), config, output).await?;
    output.answer(&added, || {
        let mut table = Table::new(&["Extension", "Secret"]);
        for one in &added {
            let secret = one.secret.clone().unwrap_or_else(|| "as in the file".to_owned());
            table.row(vec![one.number.clone(), secret]);
        }
        format!("{} extensions were added\n{}", added.len(), table.text(""))
    });
    Ok(())
}

/// The extensions of a text. A spreadsheet may put a mark before it, and may part the columns by
/// semicolons.
fn read(text: &str) -> Result<(Vec<Object>, Vec<Added>), String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = if heading.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|error| error.to_string())?.clone();
    if !["number", "name"].iter().all(|wanted| columns.iter().any(|column| column == *wanted)) {
        return Err("line 1: name the columns there: number,name, and secret where there are any"
            .to_owned());
    }
    let (mut objects, mut added) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let (object, one) =
            extension(&columns, &record).map_err(|error| format!("line {line}: {error}"))?;
        objects.push(object);
        added.push(one);
    }
    if objects.is_empty() { Err("it has no extension".to_owned()) } else { Ok((objects, added)) }
}

fn extension(columns: &StringRecord, record: &StringRecord) -> Result<(Object, Added), String> {
    let mut number = None;
    let mut given = Vec::new();
    for (column, cell) in columns.iter().zip(record) {
        match column {
            "number" => number = Some(latin_digits(cell)),
            _ if cell.is_empty() => {}
            _ => given.push(format!("{column}={cell}")),
        }
    }
    let number = number.unwrap_or_default();
    let id = ObjectId::new(ObjectKind::Extension, &number).map_err(|error| error.to_string())?;
    let mut made = None;
    if super::needs_secret(&id, &given) {
        let secret = new_secret().map_err(|error| error.message)?;
        given.push(format!("secret={}", secret.as_str()));
        made = Some(secret.as_str().to_owned());
    }
    Ok((fields::new(&id, &given)?, Added { number, secret: made }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_spreadsheet() {
        let text = "\u{feff}number;name;secret\r\n5050;سارا;abcdefgh\r\n۶۰۶۵;\"علی رضا\";\r\n";
        let (objects, added) = read(text).unwrap();
        assert_eq!(objects[1].name(), Some("علی رضا"));
        assert_eq!(objects[1].id().code(), "6065");
        assert_eq!(added[0].secret, None);
        assert_eq!(added[1].secret.as_ref().unwrap().len(), super::super::SECRET_LENGTH);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, says) in [
            ("", "line 1: name the columns"),
            ("5050,Sara\n", "line 1: name the columns"),
            ("number,name\n", "no extension"),
            ("number,name\n5050,Sara\nx,Ali\n", "line 3: “x” is not an extension"),
            ("number,name\n5050,\n", "line 2: give name="),
            ("number,name,colour\n5050,Sara,red\n", "line 2: there is no field colour"),
            ("number,name,secret\n5050,Sara,short\n", "line 2: secret: a phone's secret"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
