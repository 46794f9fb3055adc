//! The fields of a thing as people type them, `ring_seconds=20`, `members=5050,6065`,
//! `entry[3].destination=misc:*5003`: the names are those of the file that an export writes.
//!
//! What is typed is text. Which of it is a number, a switch or a list, the type that takes it says:
//! it is read as text first, and where the type expects something else, as that.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use vasl_domain::configuration::{Object, ObjectId, ObjectKind};
use vasl_domain::name::latin_digits;

/// A text may be read otherwise so often, and not for ever.
const MOST_READINGS: usize = 2_000;

/// A thing from its name and fields.
pub fn new(id: &ObjectId, fields: &[String]) -> Result<Object, String> {
    let mut value = Value::Object(Map::new());
    for (key, code) in known_by(id) {
        set(&mut value, key, Value::String(code))?;
    }
    set_all(&mut value, fields)?;
    read(id.kind(), value)
}

/// The same thing with other fields.
pub fn edited(object: &Object, fields: &[String]) -> Result<Object, String> {
    let mut value = content(object)?;
    set_all(&mut value, fields)?;
    read(object.id().kind(), value)
}

/// A thing's fields and their values, in the order in which its type has them. A secret is not
/// among them.
pub fn shown(object: &Object) -> Result<Vec<(String, String)>, String> {
    let mut fields = Vec::new();
    flatten(String::new(), &public(object)?, &mut fields);
    Ok(fields)
}

/// A thing for programs, without its secret.
pub fn public(object: &Object) -> Result<Value, String> {
    let mut value = content(object)?;
    hide_secrets(&mut value);
    Ok(value)
}

fn hide_secrets(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| key != "secret");
            map.values_mut().for_each(hide_secrets);
        }
        Value::Array(rows) => rows.iter_mut().for_each(hide_secrets),
        _ => {}
    }
}

/// The fields by which a thing is known.
fn known_by(id: &ObjectId) -> Vec<(&'static str, String)> {
    let code = id.code();
    match id {
        ObjectId::Trunk | ObjectId::FeatureCodes => Vec::new(),
        ObjectId::Module(_) | ObjectId::MiscDestination(_) => vec![("code", code)],
        ObjectId::TimeGroup(_) | ObjectId::Sound(_) => vec![("name", code)],
        ObjectId::InboundRoute(key) => {
            let did = key.did.as_ref().map(|did| ("did", did.to_string()));
            let caller = key.caller.as_ref().map(|caller| ("caller", caller.to_string()));
            did.into_iter().chain(caller).collect()
        }
        ObjectId::Extension(_)
        | ObjectId::Queue(_)
        | ObjectId::Ivr(_)
        | ObjectId::TimeCondition(_)
        | ObjectId::Announcement(_) => vec![("number", code)],
    }
}

fn content(object: &Object) -> Result<Value, String> {
    let value = serde_json::to_value(object).map_err(|error| error.to_string())?;
    match value {
        // The outermost key is the kind.
        Value::Object(map) => map.into_iter().next().map(|(_, content)| content),
        _ => None,
    }
    .ok_or_else(|| "this thing cannot be written down".to_owned())
}

fn set_all(value: &mut Value, fields: &[String]) -> Result<(), String> {
    for field in fields {
        let (path, text) = field.split_once('=').ok_or_else(|| {
            format!(
                "“{field}” is not a field and its value: write field=value, such as name=Support"
            )
        })?;
        set(value, path.trim(), Value::String(text.to_owned()))?;
    }
    Ok(())
}

/// A step on the way to a field.
enum Part<'p> {
    Field(&'p str),
    Row(&'p str),
}

fn parts(path: &str) -> Result<Vec<Part<'_>>, String> {
    let wrong = || format!("“{path}” is not a field: write such as entry[3].destination");
    let mut parts = Vec::new();
    for piece in path.split('.') {
        let (field, rows) = piece.split_once('[').map_or((piece, None), |(f, r)| (f, Some(r)));
        if field.is_empty() {
            return Err(wrong());
        }
        parts.push(Part::Field(field));
        if let Some(rows) = rows {
            let row = rows.strip_suffix(']').filter(|row| !row.is_empty()).ok_or_else(wrong)?;
            parts.push(Part::Row(row));
        }
    }
    Ok(parts)
}

/// Sets a field. An empty value takes it back to the usual one; that of a row takes the row away.
fn set(value: &mut Value, path: &str, to: Value) -> Result<(), String> {
    let parts = parts(path)?;
    let Some((last, way)) = parts.split_last() else { return Ok(()) };
    let mut here = value;
    let mut field = "";
    for part in way {
        here = match part {
            Part::Field(name) => {
                field = name;
                as_object(here, path)?.entry(*name).or_insert(Value::Null)
            }
            Part::Row(row) => row_of(here, field, row, path)?,
        };
    }
    let is_empty = to.as_str().is_some_and(str::is_empty);
    match last {
        Part::Field(name) if is_empty => drop(as_object(here, path)?.remove(*name)),
        Part::Field(name) => drop(as_object(here, path)?.insert((*name).to_owned(), to)),
        Part::Row(row) if is_empty => {
            if let Value::Array(rows) = here {
                let mut number = 0;
                rows.retain(|value| {
                    number += 1;
                    !is_row(value, field_of(way), row, number)
                });
            }
        }
        Part::Row(_) => {
            return Err(format!(
                "“{path}” is a row: name a field of it, such as {path}.destination"
            ));
        }
    }
    Ok(())
}

fn field_of<'p>(way: &[Part<'p>]) -> &'p str {
    match way.last() {
        Some(Part::Field(field)) => field,
        _ => "",
    }
}

fn as_object<'v>(value: &'v mut Value, path: &str) -> Result<&'v mut Map<String, Value>, String> {
    // What can be written as one text may have fields, too: the text is its first.
    if value.is_null() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().ok_or_else(|| format!("“{path}”: there are no fields in it"))
}

/// By what the rows of a field are known.
fn known_in(field: &str) -> Option<&'static str> {
    match field {
        "entry" => Some("key"),
        "members" | "dynamic_members" => Some("extension"),
        _ => None,
    }
}

fn is_row(value: &Value, field: &str, row: &str, number: usize) -> bool {
    match known_in(field) {
        Some(key) => {
            let known = value.get(key).or(Some(value)).and_then(Value::as_str);
            known == Some(latin_digits(row).as_str())
        }
        None => row.parse() == Ok(number),
    }
}

/// A row by what it is known by, made where it is not there.
fn row_of<'v>(
    value: &'v mut Value,
    field: &str,
    row: &str,
    path: &str,
) -> Result<&'v mut Value, String> {
    if value.is_null() {
        *value = Value::Array(Vec::new());
    }
    let rows = value.as_array_mut().ok_or_else(|| format!("“{path}”: {field} has no rows"))?;
    let mut numbered = (1..).zip(rows.iter());
    let place = numbered.find(|(number, value)| is_row(value, field, row, *number));
    let place = match (place, known_in(field)) {
        (Some((number, _)), key) => {
            let place = number - 1;
            // A member that is written as its extension alone gets fields.
            if let (Some(key), Some(Value::String(text))) = (key, rows.get(place).cloned())
                && let Some(slot) = rows.get_mut(place)
            {
                *slot = serde_json::json!({ key: text });
            }
            place
        }
        (None, Some(key)) => {
            rows.push(serde_json::json!({ key: latin_digits(row) }));
            rows.len() - 1
        }
        (None, None) if row.parse() == Ok(rows.len() + 1) => {
            rows.push(Value::Null);
            rows.len() - 1
        }
        (None, None) => {
            return Err(format!(
                "“{path}”: {field} has {} rows; the next is {field}[{}]",
                rows.len(),
                rows.len() + 1
            ));
        }
    };
    rows.get_mut(place).ok_or_else(|| format!("“{path}”: there is no such row"))
}

fn read(kind: ObjectKind, mut value: Value) -> Result<Object, String> {
    for _ in 0..MOST_READINGS {
        let tagged = serde_json::json!({ kind.word(): value.clone() });
        let (path, message) = match typed::<Object>(tagged) {
            Ok(object) => return Ok(object),
            Err(failed) => failed,
        };
        // The outermost key is the kind.
        let inner: Vec<String> = path.into_iter().skip(1).collect();
        if !read_otherwise(&mut value, &inner, &message) {
            return Err(in_words(&inner, &message));
        }
    }
    Err("there are too many fields".to_owned())
}

fn typed<T: DeserializeOwned>(value: Value) -> Result<T, (Vec<String>, String)> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().iter().map(ToString::to_string);
        (path.filter(|part| part != "?").collect(), error.inner().to_string())
    })
}

/// Reads a text as what the type expects. Tells whether anything is another now.
fn read_otherwise(value: &mut Value, path: &[String], message: &str) -> bool {
    let Some(slot) = at(value, path) else { return false };
    let Some((_, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    else {
        return !path.is_empty() && row_of_numbers(slot);
    };
    let text = match slot {
        Value::String(text) => text.clone(),
        // A text that is one, read as a number before.
        Value::Number(number) if expected.contains("string") => number.to_string(),
        _ => return false,
    };
    let otherwise = if expected.contains("sequence") {
        let rows = text.split([',', '،']).map(str::trim).filter(|row| !row.is_empty());
        Value::Array(rows.map(|row| Value::String(row.to_owned())).collect())
    } else if expected.contains("boolean") {
        match text.as_str() {
            "yes" | "true" => Value::Bool(true),
            "no" | "false" => Value::Bool(false),
            _ => return false,
        }
    } else if let Ok(number) = latin_digits(&text).parse::<u64>() {
        Value::Number(number.into())
    } else {
        return false;
    };
    let changed = *slot != otherwise;
    *slot = otherwise;
    changed
}

/// A row that may also be written as one text does not say which of its fields is wrong: there, what
/// looks like a number is one, but for what the row is known by.
fn row_of_numbers(slot: &mut Value) -> bool {
    let Value::Object(row) = slot else { return false };
    let mut changed = false;
    for (field, value) in row.iter_mut() {
        let number = value.as_str().and_then(|text| latin_digits(text).parse::<u64>().ok());
        if let Some(number) = number.filter(|_| !["key", "extension"].contains(&field.as_str())) {
            *value = Value::Number(number.into());
            changed = true;
        }
    }
    changed
}

fn at<'v>(value: &'v mut Value, path: &[String]) -> Option<&'v mut Value> {
    let mut here = value;
    for part in path {
        // A row is written as its place in brackets.
        let row = part.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(part);
        here = match here {
            Value::Object(map) => map.get_mut(part.as_str())?,
            Value::Array(rows) => rows.get_mut(row.parse::<usize>().ok()?)?,
            // The path goes into what is text still: it is that text which is read otherwise.
            _ => return Some(here),
        };
    }
    Some(here)
}

fn in_words(path: &[String], message: &str) -> String {
    if let Some(unknown) = message.strip_prefix("unknown field ") {
        return format!("there is no field {}", unknown.replace('`', ""));
    }
    let message = match message.strip_prefix("missing field ") {
        Some(missing) => format!("give {}=…", missing.replace('`', "")),
        None => message.strip_prefix("invalid value: ").unwrap_or(message).to_owned(),
    };
    match path {
        [] => message,
        some => format!("{}: {message}", some.join(".").replace(".[", "[")),
    }
}

fn flatten(path: String, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (key, value) in map {
                let dot = if path.is_empty() { "" } else { "." };
                flatten(format!("{path}{dot}{key}"), value, fields);
            }
        }
        Value::Array(rows) if rows.iter().all(|row| !row.is_object()) => {
            let cells: Vec<String> = rows.iter().map(text_of).collect();
            fields.push((path, cells.join(",")));
        }
        Value::Array(rows) => {
            for (number, row) in (1..).zip(rows) {
                let known = known_in(path.rsplit('.').next().unwrap_or_default());
                let name = known.and_then(|key| row.get(key)).map_or(number_of(number), text_of);
                flatten(format!("{path}[{name}]"), row, fields);
            }
        }
        other => fields.push((path, text_of(other))),
    }
}

fn number_of(number: usize) -> String {
    number.to_string()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

/// A summary of the fields of many things, for a list: the first of each, by name.
pub fn row(object: &Object, columns: &[&str]) -> Vec<String> {
    let fields: BTreeMap<String, String> = shown(object).unwrap_or_default().into_iter().collect();
    columns.iter().map(|column| fields.get(*column).cloned().unwrap_or_default()).collect()
}

#[cfg(test)]
#[path = "fields_tests.rs"]
mod tests;
