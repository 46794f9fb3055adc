//! What the installation prefers: begun by the configuration file, set in the panel from then on.

use crate::config::Config;
use jiff::Timestamp;
use vasl_domain::preferences::Preferences;
use vasl_domain::user::Author;
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

/// What is written down where the file's preferences are taken over.
fn begun(preferences: &Preferences, at: Timestamp) -> AuditEntry {
    let told = preferences.told().into_iter().map(|(name, value)| (name.to_owned(), value));
    AuditEntry {
        at,
        author: Author::Service,
        verb: AuditVerb::Added,
        kind: AuditKind::Preferences,
        subject: String::new(),
        before: AuditFields::new(),
        after: told.collect(),
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
    use vasl_domain::preferences::{Days, Retention};

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
}
