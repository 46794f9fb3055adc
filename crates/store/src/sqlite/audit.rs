//! Who changed what.

use super::column;
use super::list::List;
use crate::account::{
    AuditEntry, AuditFields, AuditFilter, AuditKind, AuditNumber, AuditOutcome, AuditVerb, Audited,
};
use jiff::Timestamp;
use rusqlite::{Row, Transaction, named_params};

/// In the same step as the change.
pub(super) fn record(tx: &Transaction<'_>, entry: &AuditEntry) -> rusqlite::Result<()> {
    insert(tx, entry, AuditOutcome::Done).map(drop)
}

/// Before a change elsewhere.
pub(super) fn begin(tx: &Transaction<'_>, entry: &AuditEntry) -> rusqlite::Result<AuditNumber> {
    insert(tx, entry, AuditOutcome::Begun)
}

pub(super) fn settle(
    tx: &Transaction<'_>,
    number: AuditNumber,
    done: bool,
) -> rusqlite::Result<()> {
    let outcome = if done { AuditOutcome::Done } else { AuditOutcome::NotDone };
    tx.prepare_cached("UPDATE audit SET outcome = ?2 WHERE number = ?1 AND outcome = ?3")?
        .execute((number, outcome.word(), AuditOutcome::Begun.word()))
        .map(drop)
}

fn insert(
    tx: &Transaction<'_>,
    entry: &AuditEntry,
    outcome: AuditOutcome,
) -> rusqlite::Result<AuditNumber> {
    tx.prepare_cached(
        "INSERT INTO audit (at, author, verb, kind, subject, before, after, outcome)
         VALUES (:at, :author, :verb, :kind, :subject, :before, :after, :outcome)",
    )?
    .insert(named_params! {
        ":at": entry.at.as_microsecond(),
        ":author": entry.author.to_string(),
        ":verb": entry.verb.word(),
        ":kind": entry.kind.word(),
        ":subject": entry.subject,
        ":before": json(&entry.before),
        ":after": json(&entry.after),
        ":outcome": outcome.word(),
    })
}

pub(super) fn list(tx: &Transaction<'_>, filter: &AuditFilter) -> rusqlite::Result<Vec<Audited>> {
    let author = filter.author.as_ref().map(ToString::to_string);
    let kind = filter.kind.map(|kind| kind.word().to_owned());
    let subjects = (!filter.subjects.is_empty())
        .then(|| serde_json::to_string(&filter.subjects).unwrap_or_default());
    let mut list = List::of("SELECT * FROM audit")
        .only("author = :author", ":author", author.as_ref())
        .only("kind = :kind", ":kind", kind.as_ref())
        .only("subject IN (SELECT value FROM json_each(:subjects))", ":subjects", subjects.as_ref())
        .only_value("at >= :since", ":since", filter.since.map(Timestamp::as_microsecond))
        .only_value("at < :until", ":until", filter.until.map(Timestamp::as_microsecond));
    if let Some(number) = filter.before {
        list = list.after("number < :before", [(":before", Box::new(number))]);
    }
    list.ordered(" ORDER BY number DESC", filter.limit).read(tx, read)
}

fn json(fields: &AuditFields) -> String {
    serde_json::to_string(fields).unwrap_or_default()
}

fn fields(row: &Row<'_>, column: &str) -> rusqlite::Result<AuditFields> {
    column::word(row, column, |json| Ok(serde_json::from_str(json)?))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Audited> {
    Ok(Audited {
        number: row.get("number")?,
        entry: AuditEntry {
            at: column::time(row, "at")?,
            author: column::word(row, "author", |text| Ok(text.parse()?))?,
            verb: column::word(row, "verb", |word| {
                AuditVerb::from_word(word).ok_or_else(|| format!("“{word}” is no deed").into())
            })?,
            kind: column::word(row, "kind", |word| {
                AuditKind::from_word(word).ok_or_else(|| format!("“{word}” is no thing").into())
            })?,
            subject: row.get("subject")?,
            before: fields(row, "before")?,
            after: fields(row, "after")?,
        },
        outcome: column::word(row, "outcome", |word| {
            AuditOutcome::from_word(word).ok_or_else(|| format!("“{word}” is no outcome").into())
        })?,
    })
}
