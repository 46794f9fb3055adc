//! What was learned and decided, listed and asked for.

use super::Vasl;
use crate::support::Result;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};
use vasl_domain::name::{Extension, PbxName, QueueName, Uniqueid};
use vasl_domain::number::Caller;
use vasl_store::{SqliteStore, Store as _};

fn spoke(number: u8, caller: &str, operator: &str, path: Path) -> Result<Conversation> {
    let answered_at = Timestamp::now() - SignedDuration::from_mins(i64::from(number));
    Ok(Conversation {
        id: ConversationId {
            pbx: PbxName::new("main")?,
            caller_uniqueid: Uniqueid::new(format!("1.{number}"))?,
            operator_uniqueid: Uniqueid::new(format!("2.{number}"))?,
        },
        caller: Caller::from_canonical(caller)?,
        operator: Extension::new(operator)?,
        path,
        answered_at,
        ending: Ending::Ended(answered_at + SignedDuration::from_secs(30)),
    })
}

async fn remembers(vasl: &Vasl) -> Result {
    let store = SqliteStore::open(&vasl.path("state/vasl.db")).await?;
    let queue = Path::Queue(QueueName::new("99")?);
    let conversations = [
        spoke(1, "+989121234567", "5050", queue)?,
        spoke(2, "+989351112233", "6065", Path::Direct)?,
    ];
    store.record_past(&conversations, None).await?;
    let members = [(QueueName::new("99")?, Extension::new("5050")?)];
    store.members_seen(&PbxName::new("main")?, &members, Timestamp::now()).await?;
    Ok(store.close().await?)
}

#[test]
fn there_is_nothing_at_first() -> Result {
    let vasl = Vasl::new()?;
    for (list, none) in [
        ("conversation", "No conversation was learned yet.\n"),
        ("decision", "Nothing was decided yet.\n"),
    ] {
        assert_eq!(vasl.done(&[list, "list"])?.output, none);
        assert_eq!(vasl.json(&[list, "list"])?, json!([]));
    }
    Ok(())
}

#[tokio::test]
async fn conversations_are_listed_and_narrowed() -> Result {
    let vasl = Vasl::new()?;
    remembers(&vasl).await?;
    let table = vasl.done(&["conversation", "list"])?.output;
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("Answered             Ended                Caller"), "{table}");
    assert!(lines[1].ends_with("+989121234567  5050      queue 99"), "{table}");
    assert!(lines[2].ends_with("+989351112233  6065      direct"), "{table}");
    for (filter, operators) in [
        (&["--caller", "0912 123 4567"][..], &["5050"][..]),
        (&["--caller", "00989351112233"], &["6065"]),
        (&["--operator", "6065"], &["6065"]),
        (&["--queue", "99"], &["5050"]),
        (&["--queue", "98"], &[]),
        (&["--limit", "1"], &["5050"]),
    ] {
        let mut list = vec!["conversation", "list"];
        list.extend(filter);
        let found = vasl.json(&list)?;
        let found: Vec<&str> =
            found.as_array().into_iter().flatten().filter_map(|c| c["operator"].as_str()).collect();
        assert_eq!(found, operators, "{filter:?}");
    }
    let none = vasl.done(&["conversation", "list", "--queue", "98"])?.output;
    assert_eq!(none, "No conversation is like that.\n");
    let none = vasl.done(&["decision", "list", "--module", "*5003"])?.output;
    assert_eq!(none, "No decision is like that.\n");
    Ok(())
}

#[tokio::test]
async fn who_a_caller_would_reach() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.done(&["module", "edit", "*5003", "--for", "08:00:00"])?;
    remembers(&vasl).await?;

    let stranger = vasl.done(&["decide", "--module", "*5003", "--caller", "09350000000"])?;
    assert_eq!(
        stranger.output,
        "+989350000000 through module *5003 (Support) goes to queue:99.\nWhy: never spoke.\n"
    );
    let nobody = vasl.json(&["decide", "--module", "*5003", "--caller", "anonymous"])?;
    assert_eq!(
        (&nobody["caller"], &nobody["reason"]),
        (&json!(null), &json!("no_caller_identity"))
    );

    // How the operator stands only Asterisk knows; that it could not be asked is said.
    let known = vasl.done(&["decide", "--module", "*5003", "--caller", "09121234567"])?;
    assert!(known.output.contains("Spoke with 5050 through queue 99, until "), "{}", known.output);
    assert!(known.errors.contains("Asterisk could not be asked how the operator"), "{known:?}");
    assert!(known.errors.contains("cannot reach Asterisk at 127.0.0.1:1"), "{known:?}");

    vasl.done(&["module", "clear-memory", "*5003"])?;
    let cleared = vasl.json(&["decide", "--module", "*5003", "--caller", "09121234567"])?;
    assert_eq!(cleared["reason"], "never_spoke");
    Ok(())
}
