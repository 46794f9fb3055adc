//! What the installation prefers.

use super::column;
use rusqlite::{OptionalExtension, Row, Transaction, named_params};
use vasl_domain::module::ZoneName;
use vasl_domain::number::NumberPlan;
use vasl_domain::preferences::{Days, Preferences, Retention};
use vasl_domain::user::Language;

pub(super) fn get(tx: &Transaction<'_>) -> rusqlite::Result<Option<Preferences>> {
    tx.prepare_cached("SELECT * FROM preferences")?.query_row([], read).optional()
}

pub(super) fn set(
    tx: &Transaction<'_>,
    seen: Option<&Preferences>,
    preferences: &Preferences,
) -> rusqlite::Result<bool> {
    if get(tx)?.as_ref() != seen {
        return Ok(false);
    }
    let Preferences { retention, language, time_zone, numbers } = preferences;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO preferences (
             one, conversations_days, decisions_days, reports_days, audit_days, language,
             time_zone, region, area_code
         ) VALUES (
             1, :conversations_days, :decisions_days, :reports_days, :audit_days, :language,
             :time_zone, :region, :area_code
         )",
    )?
    .execute(named_params! {
        ":conversations_days": retention.conversations.get(),
        ":decisions_days": retention.decisions.get(),
        ":reports_days": retention.reports.get(),
        ":audit_days": retention.audit.get(),
        ":language": language.tag(),
        ":time_zone": time_zone.to_string(),
        ":region": numbers.region(),
        ":area_code": numbers.area_code(),
    })?;
    Ok(true)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Preferences> {
    let area_code: Option<String> = row.get("area_code")?;
    let days = |column| {
        let days: u16 = row.get(column)?;
        // What another release kept shorter or longer is kept as near to it as this one keeps it.
        Ok::<_, rusqlite::Error>(Days::new(days).unwrap_or(if days < Days::LEAST.get() {
            Days::LEAST
        } else {
            Days::MOST
        }))
    };
    Ok(Preferences {
        retention: Retention {
            conversations: days("conversations_days")?,
            decisions: days("decisions_days")?,
            reports: days("reports_days")?,
            audit: days("audit_days")?,
        },
        language: column::word(row, "language", |tag| {
            Language::from_tag(tag).ok_or_else(|| format!("“{tag}” is not a language").into())
        })?,
        time_zone: column::word(row, "time_zone", |name| Ok(ZoneName::new(name)?))?,
        numbers: column::word(row, "region", |region| {
            Ok(NumberPlan::new(region, area_code.as_deref())?)
        })?,
    })
}
