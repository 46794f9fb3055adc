//! What a change changes, thing by thing and field by field.

use super::{Configuration, Object, ObjectId};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

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
    /// what it is known by: `entry[3].destination`, `members[5050]`.
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
    let (before, after) = (fields(before), fields(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| {
            let shown = |value: Option<&String>| {
                let is_secret = name.ends_with("secret");
                value.map(|text| if is_secret { "…".to_owned() } else { text.clone() })
            };
            FieldChange {
                field: name.clone(),
                before: shown(before.get(name)),
                after: shown(after.get(name)),
            }
        })
        .collect()
}

/// Every field of a thing with its value as text. They are read from what the thing is stored as,
/// so no field can be forgotten.
fn fields(object: &Object) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let value = serde_json::to_value(object).unwrap_or(Value::Null);
    // The outermost key is the kind.
    for value in value.as_object().into_iter().flat_map(serde_json::Map::values) {
        flatten(String::new(), value, &mut fields);
    }
    fields
}

fn flatten(path: String, value: &Value, fields: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (key, value) in map {
                let dot = if path.is_empty() { "" } else { "." };
                flatten(format!("{path}{dot}{key}"), value, fields);
            }
        }
        Value::Array(rows) => {
            for (index, row) in rows.iter().enumerate() {
                flatten(format!("{path}[{}]", row_name(row, index)), row, fields);
            }
        }
        Value::String(text) => drop(fields.insert(path, text.clone())),
        other => drop(fields.insert(path, other.to_string())),
    }
}

/// A row is known by its text, its key or its extension, and otherwise by its place.
fn row_name(row: &Value, index: usize) -> String {
    let known_by = match row {
        Value::Object(map) => map.get("key").or_else(|| map.get("extension")),
        other => Some(other),
    };
    known_by.and_then(Value::as_str).map_or_else(|| (index + 1).to_string(), ToOwned::to_owned)
}
