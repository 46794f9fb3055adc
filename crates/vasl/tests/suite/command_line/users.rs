//! `vasl user …`

use super::Vasl;
use crate::support::Result;
use jiff::Timestamp;
use std::io::Write as _;
use std::process::Stdio;
use vasl_domain::user::{Author, Role, TokenName, UserName};
use vasl_store::{ApiToken, AuditEntry, AuditFilter, AuditKind, SqliteStore, Store as _, TokenKey};

#[test]
fn a_user_is_added_listed_and_removed() -> Result {
    let vasl = Vasl::new()?;
    let added = vasl.json(&["user", "add", "Sara", "--role", "administrator"])?;
    assert_eq!(added["user"], "sara");
    assert!(added["password"].as_str().is_some_and(|password| password.len() >= 20), "{added}");
    let operator = ["user", "add", "ali", "--role", "operator", "--extension", "۵۰۵۰"];
    vasl.done(&operator)?;
    let users = vasl.json(&["user", "list"])?;
    assert_eq!(users[0]["role"]["operator"], "5050");
    assert_eq!(users[1]["role"], "administrator");
    vasl.fails(
        &["user", "add", "sara", "--role", "supervisor"],
        "name_taken",
        &["sara", "another"],
    )?;
    vasl.fails(&["user", "remove", "sara"], "last_administrator", &["only administrator"])?;
    vasl.fails(&["user", "remove", "nobody"], "no_such_user", &["vasl user list"])?;
    vasl.fails(&["user", "reset-password", "nobody"], "no_such_user", &["nobody"])?;
    vasl.fails(&["user", "add", "a b", "--role", "supervisor"], "invalid", &["without spaces"])?;
    vasl.done(&["user", "remove", "ali"])?;
    Ok(())
}

#[test]
fn a_password_is_read_from_standard_input_and_not_printed() -> Result {
    let vasl = Vasl::new()?;
    vasl.done(&["user", "add", "sara", "--role", "administrator"])?;
    for (typed, good) in [("correct horse battery\n", true), ("short\n", false)] {
        let mut command = vasl.command(&["user", "reset-password", "sara", "--password-stdin"]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        child.stdin.take().ok_or("standard input")?.write_all(typed.as_bytes())?;
        let printed = super::Printed::from(child.wait_with_output()?);
        assert_eq!(printed.code == Some(0), good, "{printed:?}");
        assert!(!format!("{printed:?}").contains("horse"), "{printed:?}");
    }
    Ok(())
}

async fn make_token(store: &SqliteStore, serial: u8, name: &str, maker: &str) -> Result {
    let token = ApiToken {
        key: TokenKey([serial; 32]),
        name: TokenName::new(name)?,
        role: Role::Supervisor,
        made_by: Author::User(UserName::new(maker)?),
        made_at: Timestamp::now(),
        used_at: None,
        used_from: None,
        revoked_at: None,
    };
    assert!(store.insert_api_token(&token, &AuditEntry::token_made(&token)).await?);
    Ok(())
}

#[tokio::test]
async fn the_tokens_of_who_is_removed_are_named_or_go_with_them() -> Result {
    let vasl = Vasl::new()?;
    for name in ["sara", "ali", "reza"] {
        vasl.done(&["user", "add", name, "--role", "administrator"])?;
    }
    let store = SqliteStore::open(&vasl.path("state/vasl.db")).await?;
    make_token(&store, 1, "crm", "ali").await?;
    make_token(&store, 2, "wallboard", "reza").await?;
    let kept = vasl.json(&["user", "remove", "ali"])?;
    assert_eq!(kept["tokens"], serde_json::json!(["crm"]));
    let gone = vasl.json(&["user", "remove", "reza", "--revoke-tokens"])?;
    assert_eq!(gone["tokens"], serde_json::json!([]));
    let held = store.api_tokens().await?.into_iter().filter(|token| token.revoked_at.is_none());
    assert_eq!(held.map(|token| token.name.to_string()).collect::<Vec<_>>(), ["crm"]);
    Ok(())
}

#[tokio::test]
async fn what_is_done_to_users_is_written_down_whole() -> Result {
    let vasl = Vasl::new()?;
    let operator = ["user", "add", "ali", "--role", "operator", "--extension", "5050"];
    vasl.done(&operator)?;
    vasl.done(&["user", "reset-password", "ali"])?;
    vasl.done(&["user", "remove", "ali"])?;
    let store = SqliteStore::open(&vasl.path("state/vasl.db")).await?;
    let kind = Some(AuditKind::User);
    let written = store.audit(&AuditFilter { kind, ..AuditFilter::default() }).await?;
    let told: Vec<_> = written.iter().rev().map(|audited| &audited.entry).collect();
    let verbs: Vec<&str> = told.iter().map(|entry| entry.verb.word()).collect();
    assert_eq!(verbs, ["added", "password_changed", "removed"]);
    assert_eq!(told[0].after, told[2].before);
    for (field, value) in [("role", "operator"), ("extension", "5050"), ("language", "fa")] {
        assert_eq!(told[0].after.get(field).map(String::as_str), Some(value));
    }
    Ok(())
}
