//! Modules and their sides.

use super::column;
use rusqlite::{OptionalExtension, Row, Transaction, named_params};
use std::collections::BTreeMap;
use vasl_domain::callflow::SoundName;
use vasl_domain::expiry::{Expiry, Lifetime, TimeOfDay};
use vasl_domain::module::{CountOutbound, Module, Side, Sides};
use vasl_domain::name::{Extension, ModuleCode, QueueName, TimeGroupName};

pub(super) fn all(tx: &Transaction<'_>) -> rusqlite::Result<Vec<Module>> {
    let mut sides: BTreeMap<ModuleCode, Vec<Side>> = BTreeMap::new();
    let mut statement =
        tx.prepare_cached("SELECT module, side, code FROM module_side ORDER BY module, row")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let module = column::name(row, "module")?;
        sides.entry(module).or_default().push(side(row)?);
    }
    tx.prepare_cached("SELECT * FROM module ORDER BY code")?
        .query_map([], |row| {
            let code = column::name(row, "code")?;
            let sides = sides.remove(&code).unwrap_or_default();
            module(row, code, sides)
        })?
        .collect()
}

pub(super) fn one(tx: &Transaction<'_>, code: &ModuleCode) -> rusqlite::Result<Option<Module>> {
    let sides = tx
        .prepare_cached("SELECT side, code FROM module_side WHERE module = ?1 ORDER BY row")?
        .query_map([code.as_str()], side)?
        .collect::<rusqlite::Result<Vec<Side>>>()?;
    tx.prepare_cached("SELECT * FROM module WHERE code = ?1")?
        .query_row([code.as_str()], |row| module(row, code.clone(), sides))
        .optional()
}

/// Adds a module, or changes the one with its code.
pub(super) fn put(tx: &Transaction<'_>, module: &Module) -> rusqlite::Result<()> {
    let (expiry, expiry_value) = match &module.expiry {
        Expiry::Until(time) => ("until", time.to_string()),
        Expiry::For(lifetime) => ("for", lifetime.to_string()),
        Expiry::EndOfWork(group) => ("end_of_work", group.to_string()),
    };
    tx.prepare_cached(
        "INSERT INTO module (
             code, name, active, silent, reapply_at_startup, expiry, expiry_value,
             time_zone, failure_destination, ring_seconds, wait_seconds,
             minimum_talk_seconds, most_waiting, count_outbound, announcement, ask_first,
             ask_sound, whisper, whisper_sound, name_prefix, priority_on_fallback,
             account_under_queue, cleared_at
         ) VALUES (
             :code, :name, :active, :silent, :reapply_at_startup, :expiry, :expiry_value,
             :time_zone, :failure_destination, :ring_seconds, :wait_seconds,
             :minimum_talk_seconds, :most_waiting, :count_outbound, :announcement,
             :ask_first, :ask_sound, :whisper, :whisper_sound, :name_prefix,
             :priority_on_fallback, :account_under_queue, :cleared_at
         ) ON CONFLICT (code) DO UPDATE SET
             name = excluded.name, active = excluded.active, silent = excluded.silent,
             reapply_at_startup = excluded.reapply_at_startup, expiry = excluded.expiry,
             expiry_value = excluded.expiry_value, time_zone = excluded.time_zone,
             failure_destination = excluded.failure_destination,
             ring_seconds = excluded.ring_seconds, wait_seconds = excluded.wait_seconds,
             minimum_talk_seconds = excluded.minimum_talk_seconds,
             most_waiting = excluded.most_waiting, count_outbound = excluded.count_outbound,
             announcement = excluded.announcement, ask_first = excluded.ask_first,
             ask_sound = excluded.ask_sound, whisper = excluded.whisper,
             whisper_sound = excluded.whisper_sound, name_prefix = excluded.name_prefix,
             priority_on_fallback = excluded.priority_on_fallback,
             account_under_queue = excluded.account_under_queue,
             cleared_at = excluded.cleared_at",
    )?
    .execute(named_params! {
        ":code": module.code.as_str(),
        ":name": module.name.as_str(),
        ":active": module.active,
        ":silent": module.silent,
        ":reapply_at_startup": module.reapply_at_startup,
        ":expiry": expiry,
        ":expiry_value": expiry_value,
        ":time_zone": module.time_zone.to_string(),
        ":failure_destination": module.failure_destination.to_string(),
        ":ring_seconds": module.ring_seconds.get(),
        ":wait_seconds": module.wait_seconds.get(),
        ":minimum_talk_seconds": module.minimum_talk_seconds,
        ":most_waiting": module.most_waiting,
        ":count_outbound": module.count_outbound.word(),
        ":announcement": module.announcement.as_ref().map(SoundName::as_str),
        ":ask_first": module.ask_first,
        ":ask_sound": module.ask_sound.as_ref().map(SoundName::as_str),
        ":whisper": module.whisper,
        ":whisper_sound": module.whisper_sound.as_ref().map(SoundName::as_str),
        ":name_prefix": module.name_prefix.as_str(),
        ":priority_on_fallback": module.priority_on_fallback,
        ":account_under_queue": module.account_under_queue.as_ref().map(QueueName::as_str),
        ":cleared_at": module.cleared_at.map(|at| at.as_microsecond()),
    })?;
    write_sides(tx, module)
}

/// A module that is not there is removed already.
pub(super) fn remove(tx: &Transaction<'_>, code: &ModuleCode) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM module WHERE code = ?1")?.execute([code.as_str()])?;
    Ok(())
}

pub(super) fn deactivate_not_reapplied(tx: &Transaction<'_>) -> rusqlite::Result<Vec<ModuleCode>> {
    let mut codes = tx
        .prepare_cached(
            "UPDATE module SET active = FALSE
             WHERE active AND NOT reapply_at_startup RETURNING code",
        )?
        .query_map([], |row| column::name(row, "code"))?
        .collect::<rusqlite::Result<Vec<ModuleCode>>>()?;
    codes.sort();
    Ok(codes)
}

fn write_sides(tx: &Transaction<'_>, module: &Module) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM module_side WHERE module = ?1")?
        .execute([module.code.as_str()])?;
    let mut statement = tx.prepare_cached(
        "INSERT INTO module_side (module, row, side, code) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (row, side) in (1_i64..).zip(module.sides.rows()) {
        let (side, code) = match side {
            Side::Extension(extension) => ("extension", extension.as_str()),
            Side::Queue(queue) => ("queue", queue.as_str()),
        };
        statement.execute((module.code.as_str(), row, side, code))?;
    }
    Ok(())
}

fn side(row: &Row<'_>) -> rusqlite::Result<Side> {
    let code: String = row.get("code")?;
    column::word(row, "side", |side| match side {
        "extension" => Ok(Side::Extension(Extension::new(code)?)),
        "queue" => Ok(Side::Queue(QueueName::new(code)?)),
        other => Err(format!("“{other}” is not a side").into()),
    })
}

fn module(row: &Row<'_>, code: ModuleCode, sides: Vec<Side>) -> rusqlite::Result<Module> {
    let expiry_value: String = row.get("expiry_value")?;
    Ok(Module {
        name: column::name(row, "name")?,
        active: row.get("active")?,
        silent: row.get("silent")?,
        reapply_at_startup: row.get("reapply_at_startup")?,
        expiry: column::word(row, "expiry", |expiry| match expiry {
            "until" => Ok(Expiry::Until(TimeOfDay::parse(&expiry_value)?)),
            "for" => Ok(Expiry::For(Lifetime::parse(&expiry_value)?)),
            "end_of_work" => Ok(Expiry::EndOfWork(TimeGroupName::new(expiry_value)?)),
            other => Err(format!("“{other}” is not an expiry").into()),
        })?,
        time_zone: column::name(row, "time_zone")?,
        sides: column::word(row, "code", |_| Ok(Sides::new(sides)?))?,
        failure_destination: column::name(row, "failure_destination")?,
        ring_seconds: column::limited(row, "ring_seconds")?,
        wait_seconds: column::limited(row, "wait_seconds")?,
        minimum_talk_seconds: row.get("minimum_talk_seconds")?,
        most_waiting: row.get("most_waiting")?,
        count_outbound: column::word(row, "count_outbound", |word| {
            let known = CountOutbound::ALL.into_iter().find(|count| count.word() == word);
            known.ok_or_else(|| format!("“{word}” does not say which calls count").into())
        })?,
        announcement: column::name_if_any(row, "announcement")?,
        ask_first: row.get("ask_first")?,
        ask_sound: column::name_if_any(row, "ask_sound")?,
        whisper: row.get("whisper")?,
        whisper_sound: column::name_if_any(row, "whisper_sound")?,
        name_prefix: column::name(row, "name_prefix")?,
        priority_on_fallback: row.get("priority_on_fallback")?,
        account_under_queue: column::name_if_any(row, "account_under_queue")?,
        cleared_at: column::time_if_any(row, "cleared_at")?,
        code,
    })
}
