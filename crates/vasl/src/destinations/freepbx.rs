//! FreePBX: entries are JSON in the table that its module `customappsreg` has for itself.

use super::{DestinationsError, Entry, NOTES, Steps, sql};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The table, and the groups of its keys.
const TABLE: &str = "`kvstore_FreePBX_modules_Customappsreg`";

/// Asks for everything that the module keeps.
pub const READ: &str = "SELECT HEX(`key`), HEX(`id`), HEX(`val`) FROM \
                        `kvstore_FreePBX_modules_Customappsreg` ORDER BY `key`;\n";

/// A custom destination.
struct Row {
    key: String,
    entry: Entry,
    of_vasl: bool,
}

/// What it takes to have just these entries of Vasl's.
///
/// # Errors
/// When what is there is in no form that is known.
pub fn steps(rows: &[String], wanted: &[Entry]) -> Result<Steps, DestinationsError> {
    let (mut found, mut next) = (Vec::new(), 1_u64);
    for row in rows {
        let fields = sql::fields(row);
        let [Some(key), id, val] = &fields[..] else {
            return Err(DestinationsError::Form("a row without a key"));
        };
        let val = val.as_deref().unwrap_or_default();
        match id.as_deref() {
            Some("dests") => {
                found.push(read(key, val)?);
                next = next.max(key.parse().unwrap_or(0) + 1);
            }
            Some("noid") if key == "currentid" => next = next.max(val.parse().unwrap_or(1)),
            _ => {}
        }
    }
    let mut steps = Steps::default();
    let mut there = BTreeSet::new();
    for row in &found {
        let target = &row.entry.target;
        let entry = wanted.iter().find(|entry| entry.target == *target);
        match entry {
            Some(entry) => {
                let twice = !there.insert(target.clone());
                if row.of_vasl && twice {
                    steps.remove(row);
                } else if row.of_vasl && row.entry != *entry {
                    steps.write(&row.key, entry);
                    steps.changed.renamed.push(target.clone());
                }
            }
            None if row.of_vasl => steps.remove(row),
            None => {}
        }
    }
    let first = next;
    for entry in wanted.iter().filter(|entry| !there.contains(&entry.target)) {
        steps.write(&next.to_string(), entry);
        steps.changed.added.push(entry.target.clone());
        next += 1;
    }
    if next > first {
        steps.put("currentid", "noid", &next.to_string(), None);
    }
    Ok(steps)
}

fn read(key: &str, val: &str) -> Result<Row, DestinationsError> {
    let value: Value =
        serde_json::from_str(val).map_err(|_| DestinationsError::Form("an entry is no JSON"))?;
    let text =
        |field: &str| value.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(Row {
        key: key.to_owned(),
        entry: Entry { target: text("target"), description: text("description") },
        of_vasl: text("notes") == NOTES,
    })
}

impl Steps {
    /// As FreePBX itself writes: what was there goes first.
    fn put(&mut self, key: &str, id: &str, val: &str, kind: Option<&str>) {
        self.delete(key, id);
        let kind = kind.map_or("NULL".to_owned(), sql::text);
        self.statements.push(format!(
            "INSERT INTO {TABLE} (`key`, `val`, `type`, `id`) VALUES ({}, {}, {kind}, {})",
            sql::text(key),
            sql::text(val),
            sql::text(id)
        ));
    }

    fn delete(&mut self, key: &str, id: &str) {
        self.statements.push(format!(
            "DELETE FROM {TABLE} WHERE `key` = {} AND `id` = {}",
            sql::text(key),
            sql::text(id)
        ));
    }

    fn write(&mut self, key: &str, entry: &Entry) {
        let value = json!({
            "destid": key, "target": entry.target, "description": entry.description,
            "notes": NOTES, "destret": "0", "dest": "",
        });
        self.put(key, "dests", &in_ascii(&value.to_string()), Some("json-arr"));
    }

    fn remove(&mut self, row: &Row) {
        self.delete(&row.key, "dests");
        self.changed.removed.push(row.entry.target.clone());
    }
}

/// JSON without a letter that a database might hold otherwise, as PHP writes it.
fn in_ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(code: &str, name: &str) -> Entry {
        Entry { target: format!("vasl-reconnect,{code},1"), description: format!("{code} {name}") }
    }

    fn row(key: &str, id: &str, val: &str) -> String {
        [key, id, val]
            .map(|text| text.bytes().map(|byte| format!("{byte:02X}")).collect::<String>())
            .join("\t")
    }

    fn kept(key: &str, entry: &Entry, notes: &str) -> String {
        let value = json!({
            "destid": key, "target": entry.target, "description": entry.description,
            "notes": notes, "destret": "0", "dest": "",
        });
        row(key, "dests", &value.to_string())
    }

    #[test]
    fn what_is_missing_is_added_beside_what_others_registered() {
        let theirs = Entry { target: "app-x,s,1".to_owned(), description: "x".to_owned() };
        let rows = [kept("7", &theirs, ""), row("currentid", "noid", "4")];
        let steps = steps(&rows, &[entry("*5003", "پشتیبانی")]).unwrap();
        assert_eq!(steps.changed.added, ["vasl-reconnect,*5003,1"]);
        let script = steps.statements.join(";");
        assert!(script.contains(&sql::text("8")) && script.contains(&sql::text("9")), "{script}");
        assert!(script.is_ascii() && !script.contains(&sql::text("7")));
    }

    #[test]
    fn what_is_there_is_left_renamed_or_removed() {
        let (same, other, gone) = (entry("*1", "a"), entry("*2", "b"), entry("*3", "c"));
        let by_hand = entry("*4", "by hand");
        let rows = [
            kept("1", &same, NOTES),
            kept("2", &other, NOTES),
            kept("3", &gone, NOTES),
            kept("4", &by_hand, "mine"),
        ];
        let wanted = [same, entry("*2", "renamed"), entry("*4", "otherwise")];
        let steps = steps(&rows, &wanted).unwrap();
        assert_eq!(steps.changed.renamed, ["vasl-reconnect,*2,1"]);
        assert_eq!(steps.changed.removed, ["vasl-reconnect,*3,1"]);
        assert_eq!(steps.changed.added, Vec::<String>::new());
        assert_eq!(super::steps(&rows[..1], &[entry("*1", "a")]).unwrap(), Steps::default());
    }

    #[test]
    fn what_is_not_known_is_left_alone() {
        assert!(steps(&[row("1", "dests", "no JSON")], &[]).is_err());
        assert_eq!(steps(&[row("x", "other", "y")], &[]).unwrap(), Steps::default());
    }

    #[test]
    fn letters_are_escaped_as_php_does() {
        let json = in_ascii(&json!("پ😀").to_string());
        assert_eq!(json, "\"\\u067e\\ud83d\\ude00\"");
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), "پ😀");
    }
}
