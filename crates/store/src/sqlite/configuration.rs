//! The configuration: the modules, and the things of the call flow around them.

use super::{by_hand, column, module, standing};
use crate::record::Agreement;
use rusqlite::{Transaction, named_params};
use vasl_domain::configuration::{Configuration, Object, ObjectId, Step};

pub(super) fn whole(tx: &Transaction<'_>) -> rusqlite::Result<Configuration> {
    let objects = tx
        .prepare_cached("SELECT content FROM call_flow_object")?
        .query_map([], |row| {
            column::word(row, "content", |text| Ok(serde_json::from_str::<Object>(text)?))
        })?
        .collect::<rusqlite::Result<Vec<Object>>>()?;
    let mut whole = Configuration::of(objects);
    whole.modules = module::all(tx)?;
    Ok(whole.in_order())
}

pub(super) fn change(
    tx: &Transaction<'_>,
    steps: &[Step],
    agreements: &[Agreement],
) -> rusqlite::Result<()> {
    for step in steps {
        match step {
            Step::Put(object) => put(tx, object)?,
            Step::Remove(id) => remove(tx, id)?,
        }
    }
    for agreement in agreements {
        standing::set(tx, &agreement.caller, &agreement.standing, agreement.since)?;
    }
    Ok(())
}

fn put(tx: &Transaction<'_>, object: &Object) -> rusqlite::Result<()> {
    if let Object::Module(module) = object {
        return module::put(tx, module);
    }
    by_hand::notice(tx, &object.id(), Some(object))?;
    let content = serde_json::to_string(object)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    tx.prepare_cached(
        "INSERT INTO call_flow_object (kind, code, content) VALUES (:kind, :code, :content)
         ON CONFLICT (kind, code) DO UPDATE SET content = excluded.content",
    )?
    .execute(named_params! {
        ":kind": object.id().kind().word(),
        ":code": object.id().code(),
        ":content": content,
    })?;
    Ok(())
}

fn remove(tx: &Transaction<'_>, id: &ObjectId) -> rusqlite::Result<()> {
    if let ObjectId::Module(code) = id {
        return module::remove(tx, code);
    }
    by_hand::notice(tx, id, None)?;
    tx.prepare_cached("DELETE FROM call_flow_object WHERE kind = ?1 AND code = ?2")?
        .execute((id.kind().word(), id.code()))
        .map(drop)
}
