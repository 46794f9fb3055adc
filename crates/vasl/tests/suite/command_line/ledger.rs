//! What the command line changes while no service runs leaves who, before and after, too; and nobody
//! is left to act as an operator who is gone.

use super::Vasl;
use crate::support::Result;
use jiff::Timestamp;
use serde_json::json;
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};
use vasl_domain::name::{Extension, PbxName, Uniqueid};
use vasl_domain::number::Caller;
use vasl_domain::user::Author;
use vasl_store::{AuditEntry, AuditFilter, AuditKind, AuditVerb, SqliteStore, Store as _};

async fn store(vasl: &Vasl) -> Result<SqliteStore> {
    Ok(SqliteStore::open(&vasl.path("state/vasl.db")).await?)
}

/// What was done to callers, the oldest first.
async fn to_callers(vasl: &Vasl) -> Result<Vec<AuditEntry>> {
    let store = store(vasl).await?;
    let filter = AuditFilter { kind: Some(AuditKind::Caller), ..AuditFilter::default() };
    let kept = store.audit(&filter).await?.into_iter().rev().map(|kept| kept.entry).collect();
    store.close().await?;
    Ok(kept)
}

#[tokio::test]
async fn what_is_agreed_with_callers_and_who_is_forgotten_is_written_down() -> Result {
    let vasl = Vasl::new()?;
    vasl.done(&["caller", "pin", "09121234567", "5050"])?;
    vasl.done(&["caller", "ordinary", "09121234567"])?;
    vasl.done(&["caller", "ordinary", "09121234567"])?;
    let answered_at = Timestamp::now();
    let spoke = Conversation {
        id: ConversationId {
            pbx: PbxName::new("main")?,
            caller_uniqueid: Uniqueid::new("1.1")?,
            operator_uniqueid: Uniqueid::new("1.2")?,
        },
        caller: Caller::from_canonical("+989121234567")?,
        operator: Extension::new("5050")?,
        path: Path::Direct,
        answered_at,
        ending: Ending::Ended(answered_at),
    };
    store(&vasl).await?.record_past(&[spoke], None).await?;
    vasl.done(&["caller", "forget", "09121234567"])?;
    let kept = to_callers(&vasl).await?;
    let [pinned, ordinary, forgotten] = &kept[..] else { panic!("{kept:?}") };
    assert!(kept.iter().all(|entry| entry.author == Author::CommandLine), "{kept:?}");
    assert_eq!(pinned.before["standing"], "ordinary");
    assert_eq!(pinned.after["standing"], ordinary.before["standing"]);
    assert_eq!(ordinary.after["standing"], "ordinary");
    assert_eq!(forgotten.verb, AuditVerb::Forgotten);
    assert_eq!(
        (&*forgotten.before["conversations"], &*forgotten.after["conversations"]),
        ("1", "0")
    );
    assert!(!format!("{forgotten:?}").contains("9121234567"), "{forgotten:?}");
    Ok(())
}

#[tokio::test]
async fn an_extension_goes_when_nobody_acts_as_its_operator_and_with_it_who_is_pinned_to_it()
-> Result {
    let vasl = Vasl::from_nothing()?;
    vasl.done(&["extension", "add", "7070", "name=Reza"])?;
    vasl.done(&["caller", "pin", "09121234567", "7070"])?;
    vasl.done(&["user", "add", "reza", "--role", "operator", "--extension", "7070"])?;
    let without = vasl.path("without.toml");
    vasl.unchanged_by(|vasl| {
        let words = ["user reza", "vasl user remove reza"];
        vasl.fails(&["extension", "remove", "7070"], "in_use", &words)?;
        let export = vasl.done(&["export"])?.output;
        let (before, rest) = export.split_once("[[extension]]").ok_or("an extension")?;
        let rest = rest.split_once("\n#").map_or("", |(_, rest)| rest);
        std::fs::write(&without, format!("{before}\n#{rest}"))?;
        let import = ["import", without.to_str().ok_or("a path")?];
        vasl.fails(&import, "in_use", &words)
    })?;
    vasl.done(&["user", "remove", "reza"])?;
    // The plan says what becomes of who is pinned, though the file pins them.
    let plan = vasl.run(&["plan", without.to_str().ok_or("a path")?])?;
    assert!(plan.output.contains("- the agreement with +989121234567"), "{}", plan.output);
    let removed = vasl.done(&["extension", "remove", "7070"])?;
    assert!(removed.errors.contains("+989121234567"), "{}", removed.errors);
    assert_eq!(vasl.json(&["caller", "list"])?, json!([]));
    let kept = to_callers(&vasl).await?;
    let last = kept.last().ok_or("an entry")?;
    assert_eq!(last.after["standing"], "ordinary");
    // Whoever gets the number next gets nobody's callers.
    vasl.done(&["extension", "add", "7070", "name=Mina"])?;
    assert_eq!(vasl.json(&["caller", "list"])?, json!([]));
    Ok(())
}
