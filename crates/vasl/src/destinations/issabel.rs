//! Issabel: entries are rows of the table `custom_destinations`.

use super::{DestinationsError, Entry, NOTES, Steps, sql};
use std::collections::BTreeSet;

/// Asks for the letters that the table can hold, and for its rows.
pub const READ: &str = "SELECT HEX('charset'), HEX(CHARACTER_SET_NAME) FROM \
    information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = \
    'custom_destinations' AND COLUMN_NAME = 'description';\n\
    SELECT HEX(CONVERT(custom_dest USING utf8mb4)), HEX(CONVERT(description USING utf8mb4)), \
    HEX(CONVERT(notes USING utf8mb4)) FROM custom_destinations;\n";

/// What it takes to have just these entries of Vasl's.
///
/// # Errors
/// When what is there is in no form that is known.
pub fn steps(rows: &[String], wanted: &[Entry]) -> Result<Steps, DestinationsError> {
    let mut rows = rows.iter().map(|row| sql::fields(row));
    let charset = match rows.next().as_deref() {
        Some([Some(_), Some(charset)]) => charset.clone(),
        _ => return Err(DestinationsError::Form("there is no table custom_destinations")),
    };
    // Where it cannot hold Persian it would keep question marks.
    let wanted: Vec<Entry> = if charset.starts_with("utf8") {
        wanted.to_vec()
    } else {
        wanted.iter().map(Entry::in_ascii).collect()
    };
    let mut steps = Steps::default();
    let mut there = BTreeSet::new();
    for row in rows {
        let [Some(target), Some(description), notes] = &row[..] else {
            return Err(DestinationsError::Form("a row without a destination"));
        };
        there.insert(target.clone());
        if notes.as_deref() != Some(NOTES) {
            continue;
        }
        match wanted.iter().find(|entry| entry.target == *target) {
            Some(entry) if entry.description == *description => {}
            Some(entry) => {
                steps.statements.push(format!(
                    "UPDATE custom_destinations SET description = {} WHERE custom_dest = {}",
                    sql::text(&entry.description),
                    sql::text(target)
                ));
                steps.changed.renamed.push(target.clone());
            }
            None => {
                steps.statements.push(format!(
                    "DELETE FROM custom_destinations WHERE custom_dest = {}",
                    sql::text(target)
                ));
                steps.changed.removed.push(target.clone());
            }
        }
    }
    for entry in wanted.iter().filter(|entry| !there.contains(&entry.target)) {
        steps.statements.push(format!(
            "INSERT INTO custom_destinations (custom_dest, description, notes) VALUES ({}, {}, {})",
            sql::text(&entry.target),
            sql::text(&entry.description),
            sql::text(NOTES)
        ));
        steps.changed.added.push(entry.target.clone());
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[&str]) -> String {
        let hex = |text: &&str| text.bytes().map(|byte| format!("{byte:02X}")).collect::<String>();
        fields.iter().map(hex).collect::<Vec<_>>().join("\t")
    }

    fn entry(code: &str, name: &str) -> Entry {
        Entry { target: format!("vasl-reconnect,{code},1"), description: format!("{code} {name}") }
    }

    #[test]
    fn only_entries_of_vasls_are_changed() {
        let rows = [
            row(&["charset", "utf8mb4"]),
            row(&["vasl-reconnect,*1,1", "*1 a", NOTES]),
            row(&["vasl-reconnect,*2,1", "*2 b", NOTES]),
            row(&["vasl-reconnect,*3,1", "mine", "typed by hand"]),
            row(&["app-x,s,1", "x", ""]),
        ];
        let wanted = [entry("*1", "پشتیبانی"), entry("*3", "c"), entry("*4", "d")];
        let changed = steps(&rows, &wanted).unwrap().changed;
        assert_eq!(changed.renamed, ["vasl-reconnect,*1,1"]);
        assert_eq!(changed.removed, ["vasl-reconnect,*2,1"]);
        assert_eq!(changed.added, ["vasl-reconnect,*4,1"]);
    }

    #[test]
    fn a_table_that_cannot_hold_persian_gets_none() {
        let rows = [row(&["charset", "latin1"])];
        let script = steps(&rows, &[entry("*1", "پشتیبانی")]).unwrap().statements.concat();
        assert!(script.contains(&sql::text("*1 Vasl")), "{script}");
        assert!(steps(&[], &[]).is_err());
    }
}
