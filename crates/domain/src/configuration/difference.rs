//! What a change changes, thing by thing and field by field.

use super::{Configuration, Object, ObjectId};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A thing that one configuration has otherwise than another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It is new.
    Added(Object),
    /// It is gone.
    Removed(Object),
    /// It is another.
    Changed {
        /// As it was.
        before: Box<Object>,
        /// As it is.
        after: Box<Object>,
        /// What changed in it.
        fields: Vec<FieldChange>,
    },
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field, with dots between a table and its fields: `timeout.retries`. A row is named by
    /// what it is known by, and its being there is a field too: `entry[3]`, `entry[3].destination`,
    /// `members[5050].penalty`. Where rows only changed their order, the field is that of all rows.
    pub field: String,
    /// What it was; nothing where it was not there.
    pub before: Option<String>,
    /// What it is; nothing where it is not there any more.
    pub after: Option<String>,
}

impl Difference {
    /// The thing.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Added(object) | Self::Removed(object) => object.id(),
            Self::Changed { after, .. } => after.id(),
        }
    }
}

impl Configuration {
    /// What `after` has otherwise, in the order of names. The order in which things stand does not
    /// count.
    #[must_use]
    pub fn diff(&self, after: &Self) -> Vec<Difference> {
        let by_id = |whole: &Self| -> BTreeMap<ObjectId, Object> {
            whole.objects().into_iter().map(|object| (object.id(), object)).collect()
        };
        let (mut before, mut after) = (by_id(self), by_id(after));
        let ids: BTreeSet<ObjectId> = before.keys().chain(after.keys()).cloned().collect();
        ids.iter()
            .filter_map(|id| match (before.remove(id), after.remove(id)) {
                (None, Some(object)) => Some(Difference::Added(object)),
                (Some(object), None) => Some(Difference::Removed(object)),
                (Some(before), Some(after)) if before != after => {
                    let fields = changes(&before, &after);
                    let (before, after) = (Box::new(before), Box::new(after));
                    Some(Difference::Changed { before, after, fields })
                }
                _ => None,
            })
            .collect()
    }
}

/// The fields in which two things differ. A secret is told to have changed, not what it is.
#[must_use]
pub fn changes(before: &Object, after: &Object) -> Vec<FieldChange> {
    let (before, after) = (Fields::of(before), Fields::of(after));
    let names: BTreeSet<&String> = before.values.keys().chain(after.values.keys()).collect();
    let values = names.into_iter().filter_map(|field| {
        let (before, after) = (before.values.get(field), after.values.get(field));
        (before != after).then(|| FieldChange {
            field: field.clone(),
            before: before.map(|value| shown(field, value)),
            after: after.map(|value| shown(field, value)),
        })
    });
    let orders = before.rows.iter().filter_map(|(field, before)| {
        let after = after.rows.get(field)?;
        let kept = |rows: &[String], others: &[String]| -> Vec<String> {
            rows.iter().filter(|row| others.contains(row)).cloned().collect()
        };
        let (before, after) = (kept(before, after), kept(after, before));
        (before != after).then(|| FieldChange {
            field: field.clone(),
            before: Some(before.join(", ")),
            after: Some(after.join(", ")),
        })
    });
    values.chain(orders).collect()
}

/// Every field of a thing with its value as text, as [`changes`] names and shows them.
#[must_use]
pub fn told(object: &Object) -> BTreeMap<String, String> {
    let values = Fields::of(object).values.into_iter();
    values.map(|(field, value)| (field.clone(), shown(&field, &value))).collect()
}

fn shown(field: &str, value: &str) -> String {
    if field.ends_with("secret") { "…".to_owned() } else { value.to_owned() }
}

/// Every field of a thing with its value as text, and the rows of every list in their order. They
/// are read from what the thing is written as, so no field can be forgotten.
#[derive(Default)]
struct Fields {
    values: BTreeMap<String, String>,
    rows: BTreeMap<String, Vec<String>>,
}

impl Fields {
    fn of(object: &Object) -> Self {
        let mut fields = Self::default();
        let value = serde_json::to_value(object).unwrap_or(Value::Null);
        // The outermost key is the kind.
        for (_, value) in value.as_object().into_iter().flatten() {
            fields.add(String::new(), value);
        }
        fields
    }

    fn add(&mut self, path: String, value: &Value) {
        match value {
            Value::Null => {}
            Value::Object(map) => {
                for (key, value) in map {
                    let dot = if path.is_empty() { "" } else { "." };
                    self.add(format!("{path}{dot}{key}"), value);
                }
            }
            Value::Array(rows) => self.add_rows(&path, rows),
            Value::String(text) => drop(self.values.insert(path, text.clone())),
            other => drop(self.values.insert(path, other.to_string())),
        }
    }

    fn add_rows(&mut self, path: &str, rows: &[Value]) {
        let mut names = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let (name, rest) = known_by(row, index);
            let row_path = format!("{path}[{name}]");
            self.values.insert(row_path.clone(), name.clone());
            for (key, value) in rest {
                self.add(format!("{row_path}.{key}"), value);
            }
            names.push(name);
        }
        self.rows.insert(path.to_owned(), names);
    }
}

/// What a row is known by, and its other fields: a text by itself, a table by its key, its
/// extension or its date, a table of one field by that, and otherwise by its place.
fn known_by(row: &Value, index: usize) -> (String, Vec<(&String, &Value)>) {
    let Value::Object(map) = row else {
        let text = row.as_str().map_or_else(|| row.to_string(), ToOwned::to_owned);
        return (text, Vec::new());
    };
    let known = ["key", "extension", "jalali", "gregorian", "queue"]
        .iter()
        .find_map(|name| Some((*name, map.get(*name)?.as_str()?)));
    match known {
        Some((name, text)) => {
            let rest = map.iter().filter(|(key, _)| *key != name).collect();
            let is_plain = matches!(name, "key" | "extension");
            (if is_plain { text.to_owned() } else { format!("{name} {text}") }, rest)
        }
        None => ((index + 1).to_string(), map.iter().collect()),
    }
}

/// In lines, as `vasl plan` prints them: `+ queue 98 (Sales)`, `~ IVR 1: key 3 misc:*5003 →
/// queue:99`, `- misc destination 700 (On call)`.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, object) = match self {
            Self::Added(object) => ("+", object),
            Self::Removed(object) => ("-", object),
            Self::Changed { after, fields, .. } => {
                let lines = change_lines(fields);
                let id = after.id();
                let lines: Vec<String> =
                    lines.into_iter().map(|line| format!("~ {id}: {line}")).collect();
                return f.write_str(&lines.join("\n"));
            }
        };
        write!(f, "{sign} {}", object.id())?;
        object.name().map_or(Ok(()), |name| write!(f, " ({name})"))
    }
}

/// The changes in words, one each; a row that is new or gone is one change with all its fields.
fn change_lines(fields: &[FieldChange]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fields = fields.iter().peekable();
    while let Some(change) = fields.next() {
        let name = in_words(&change.field);
        lines.push(match (&change.before, &change.after) {
            (Some(before), Some(after)) => format!("{name} {before} → {after}"),
            (before, after) => {
                let verb = if after.is_some() { "added" } else { "removed" };
                let value = after.as_ref().or(before.as_ref());
                let is_row = change.field.ends_with(']');
                let mut told: Vec<String> = value
                    .filter(|_| !is_row)
                    .map(|value| format!(": {value}"))
                    .into_iter()
                    .collect();
                let within = format!("{}.", change.field);
                while let Some(of_row) =
                    fields.next_if(|next| is_row && next.field.starts_with(&within))
                {
                    let value = of_row.after.as_ref().or(of_row.before.as_ref());
                    let name = in_words(of_row.field.get(within.len()..).unwrap_or_default());
                    let value = value.map_or("", String::as_str);
                    let separator = if told.is_empty() { ":" } else { "," };
                    told.push(format!("{separator} {name} {value}"));
                }
                format!("{name} {verb}{}", told.concat())
            }
        });
    }
    lines
}

/// `entry[3].destination` is `key 3`, `members[5050].penalty` is `member 5050 penalty`.
fn in_words(field: &str) -> String {
    let field = match field.strip_prefix("entry[") {
        Some(entry) => {
            let entry = format!("key[{entry}");
            entry.strip_suffix("].destination").map_or(entry.clone(), |key| format!("{key}]"))
        }
        None => field.replacen("members[", "member[", 1).replacen("sides[", "side[", 1),
    };
    field.replace(['_', '.', '['], " ").replace(']', "")
}
