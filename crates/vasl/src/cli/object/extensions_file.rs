//! Extensions from a CSV file, as a spreadsheet saves it.

use super::new_secret;
use crate::change::Change;
use crate::cli::CliError;
use crate::cli::changing::carry_out;
use crate::cli::output::{Output, Table};
use crate::config::Config;
use serde::Serialize;
use std::path::Path;
use vasl_domain::callflow::extension_rows;
use vasl_domain::configuration::Object;

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
    let (objects, added) = read(&text, path)?;
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

fn read(text: &str, path: &Path) -> Result<(Vec<Object>, Vec<Added>), CliError> {
    let rows = extension_rows::read(text).map_err(|errors| {
        let said = errors.iter().map(|error| format!("{}, {error}", path.display()));
        CliError::new("invalid", said.collect::<Vec<_>>().join("\n"))
    })?;
    let (mut objects, mut added) = (Vec::new(), Vec::new());
    for row in rows {
        let made = new_secret()?;
        let shown = row.secret.is_none().then(|| made.as_str().to_owned());
        added.push(Added { number: row.number.to_string(), secret: shown });
        objects.push(Object::Extension(row.extension(made)));
    }
    Ok((objects, added))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_for_who_has_none() {
        let text = "number,name,secret\n5050,Sara,abcdefgh\n6065,Ali,\n";
        let (objects, added) = read(text, Path::new("x.csv")).unwrap();
        assert_eq!(added[0].secret, None);
        let Object::Extension(ali) = &objects[1] else { panic!("{objects:?}") };
        assert_eq!(added[1].secret.as_deref(), Some(ali.secret.as_str()));
        assert!(ali.secret.is_strong());
    }

    #[test]
    fn everything_that_is_wrong_is_said_with_file_and_line() {
        let error = read("number,name\nx,Sara\n6065,\n", Path::new("x.csv")).unwrap_err();
        let lines: Vec<&str> = error.message.lines().collect();
        assert!(lines[0].starts_with("x.csv, line 2: “x” is not"), "{lines:?}");
        assert!(lines[1].starts_with("x.csv, line 3: name: a name is"), "{lines:?}");
    }
}
