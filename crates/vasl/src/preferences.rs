//! What the installation prefers: begun by the configuration file, set in the panel and on the command
//! line from then on.

use crate::config::Config;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vasl_domain::module::ZoneName;
use vasl_domain::number::{NumberPlan, NumberPlanError};
use vasl_domain::preferences::{Days, NoDays, Preferences, Retention};
use vasl_domain::user::{Author, Language};
use vasl_store::{AuditEntry, AuditFields, AuditKind, AuditVerb, SqliteStore, Store, StoreError};

/// What holds: what was set, or else what the file says, which is kept as set from now on.
///
/// # Errors
/// When the store fails.
pub async fn begin(store: &impl Store, config: &Config) -> Result<Preferences, StoreError> {
    if let Some(set) = store.preferences().await? {
        return Ok(set);
    }
    let begun = begun(&config.preferences, Timestamp::now());
    store.set_preferences(None, &config.preferences, &[begun]).await?;
    // Another process may have been first.
    Ok(store.preferences().await?.unwrap_or_else(|| config.preferences.clone()))
}

/// The configuration with what was set in the place of what the file says. A store that is not there
/// yet is not made; what is wrong with one is said by whatever needs it.
pub async fn follow(mut config: Config) -> Config {
    if config.store_path.exists()
        && let Ok(store) = SqliteStore::open(&config.store_path).await
        && let Ok(Some(set)) = store.preferences().await
    {
        config.preferences = set;
    }
    config
}

/// What is to be preferred otherwise; what is not named stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefer {
    /// For how many days conversations are kept.
    pub conversations_days: Option<u16>,
    /// For how many days decisions are kept.
    pub decisions_days: Option<u16>,
    /// For how many days it is kept what reports count.
    pub reports_days: Option<u16>,
    /// For how many days it is kept who changed what.
    pub audit_days: Option<u16>,
    /// The language of who is not logged in.
    pub language: Option<Language>,
    /// The zone of new modules and of times that are shown.
    pub time_zone: Option<ZoneName>,
    /// The country's two letters.
    pub region: Option<String>,
    /// The town's area code; empty for none.
    pub area_code: Option<String>,
}

/// Why something was not preferred.
#[derive(Debug, thiserror::Error)]
pub enum PreferError {
    /// Such a number of days is not kept.
    #[error(transparent)]
    Days(#[from] NoDays),
    /// No such country, or no such area code.
    #[error(transparent)]
    Numbers(#[from] NumberPlanError),
    /// Somebody else was first.
    #[error(
        "somebody else has set the preferences meanwhile; look at “vasl preferences show” and set \
         yours again"
    )]
    ChangedMeanwhile,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PreferError {
    /// The stable code of the error, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Days(_) | Self::Numbers(_) => "invalid",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::Store(_) => "store",
        }
    }
}

impl Prefer {
    /// What is preferred then.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn on(&self, now: &Preferences) -> Result<Preferences, PreferError> {
        let days = |asked: Option<u16>, now: Days| asked.map_or(Ok(now), Days::new);
        let kept = now.retention;
        let region = self.region.as_deref().map(str::to_ascii_uppercase);
        let region = region.as_deref().unwrap_or(now.numbers.region());
        let area_code = match self.area_code.as_deref() {
            Some(asked) => Some(asked).filter(|asked| !asked.is_empty()),
            None => now.numbers.area_code(),
        };
        Ok(Preferences {
            retention: Retention {
                conversations: days(self.conversations_days, kept.conversations)?,
                decisions: days(self.decisions_days, kept.decisions)?,
                reports: days(self.reports_days, kept.reports)?,
                audit: days(self.audit_days, kept.audit)?,
            },
            language: self.language.unwrap_or(now.language),
            time_zone: self.time_zone.as_ref().unwrap_or(&now.time_zone).clone(),
            numbers: NumberPlan::new(region, area_code)?,
        })
    }
}

/// Each preference by its name and value.
pub fn told(preferences: &Preferences) -> BTreeMap<String, String> {
    preferences.told().map(|(name, value)| (name.to_owned(), value)).into()
}

/// What is written down where the file's preferences are taken over.
fn begun(preferences: &Preferences, at: Timestamp) -> AuditEntry {
    AuditEntry {
        at,
        author: Author::Service,
        verb: AuditVerb::Added,
        kind: AuditKind::Preferences,
        subject: String::new(),
        before: AuditFields::new(),
        after: told(preferences),
    }
}

/// What is written down where preferences are changed.
pub fn audited(
    before: &Preferences,
    after: &Preferences,
    author: Author,
    at: Timestamp,
) -> AuditEntry {
    let (mut was, mut is) = (AuditFields::new(), AuditFields::new());
    for ((name, before), (_, after)) in before.told().into_iter().zip(after.told()) {
        if before != after {
            was.insert(name.to_owned(), before);
            is.insert(name.to_owned(), after);
        }
    }
    AuditEntry {
        at,
        author,
        verb: AuditVerb::Changed,
        kind: AuditKind::Preferences,
        subject: String::new(),
        before: was,
        after: is,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn config(folder: &std::path::Path) -> Config {
        let path = folder.join("vasl.toml");
        let text = "time_zone = \"Asia/Kabul\"\n[store]\nfolder = \"state\"\n";
        std::fs::write(&path, text).unwrap();
        Config::load(Some(&path)).unwrap()
    }

    #[tokio::test]
    async fn the_file_is_the_beginning_and_what_was_set_holds() {
        let folder = tempfile::tempdir().unwrap();
        let followed = follow(config(folder.path()).await).await;
        assert!(!followed.store_path.exists(), "a look makes no store");
        let store = SqliteStore::open(&followed.store_path).await.unwrap();
        let begun = begin(&store, &followed).await.unwrap();
        assert_eq!(begun, followed.preferences);
        let kept = store.audit(&vasl_store::AuditFilter::default()).await.unwrap();
        let [kept] = &kept[..] else { panic!("{kept:?}") };
        assert_eq!((&kept.entry.author, kept.entry.verb), (&Author::Service, AuditVerb::Added));
        assert_eq!(kept.entry.after["time_zone"], "Asia/Kabul");
        let retention = Retention { conversations: Days::new(7).unwrap(), ..Retention::default() };
        let other = Preferences { retention, ..begun.clone() };
        assert!(store.set_preferences(Some(&begun), &other, &[]).await.unwrap());
        assert_eq!(begin(&store, &followed).await.unwrap(), other);
        let followed = follow(config(folder.path()).await).await;
        assert_eq!(followed.preferences, other);
    }

    #[test]
    fn only_what_changed_is_written_down() {
        let before = Config::load_if_there(std::path::Path::new("/nowhere/vasl.toml")).unwrap();
        let before = before.preferences;
        let retention = Retention { conversations: Days::new(7).unwrap(), ..Retention::default() };
        let after = Preferences { retention, ..before.clone() };
        let entry = audited(&before, &after, Author::CommandLine, Timestamp::UNIX_EPOCH);
        assert_eq!(entry.before, AuditFields::from([("conversations_days".into(), "30".into())]));
        assert_eq!(entry.after, AuditFields::from([("conversations_days".into(), "7".into())]));
    }

    #[test]
    fn what_is_not_named_stays() {
        let now = Config::load_if_there(std::path::Path::new("/nowhere/vasl.toml")).unwrap();
        let now = now.preferences;
        assert_eq!(Prefer::default().on(&now).unwrap(), now);
        let longer = Prefer { conversations_days: Some(400), ..Prefer::default() };
        let after = longer.on(&now).unwrap();
        assert_eq!(after.retention.conversations.get(), 400);
        assert_eq!(after.retention.decisions, now.retention.decisions);
        let elsewhere = Prefer {
            region: Some("de".to_owned()),
            area_code: Some(String::new()),
            ..Prefer::default()
        };
        let after = elsewhere.on(&now).unwrap();
        assert_eq!((after.numbers.region(), after.numbers.area_code()), ("DE", None));
        for (wrong, says) in [
            (Prefer { audit_days: Some(1), ..Prefer::default() }, "from 2 to 3650"),
            (Prefer { region: Some("Iran".to_owned()), ..Prefer::default() }, "two letters"),
            (Prefer { area_code: Some("021".to_owned()), ..Prefer::default() }, "leading 0"),
        ] {
            let error = wrong.on(&now).unwrap_err();
            assert_eq!(error.code(), "invalid");
            assert!(error.to_string().contains(says), "{error}");
        }
    }
}
