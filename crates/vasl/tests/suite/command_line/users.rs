//! `vasl user …`

use super::Vasl;
use crate::support::Result;
use std::io::Write as _;
use std::process::Stdio;

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
