//! A call centre for whoever drives it from outside: a real Asterisk, Vasl with its panel, and
//! operators at their telephones. The browser's tests stand on it.
//!
//! It prints a line of JSON when it is open, reads a command a line, and answers each with a line:
//!
//! | command | what is done | answer |
//! |---|---|---|
//! | `call 09121234567` | a caller dials in, presses 3 (the queue, until the panel leads it elsewhere), and speaks with whoever answers | `{"with": "5050", "queue": "99"}` |
//! | `end` | the caller hangs up, and Vasl has learned of it | `{}` |
//! | `dial *271` | the operator at the first telephone dials it, and it is done | `{}` |
//!
//! It closes when its input ends. Something that went wrong is `{"error": "…"}`.

#![allow(unreachable_pub, reason = "a program has no outside")]

#[allow(clippy::indexing_slicing, reason = "a value that is not there ends a wait in vain")]
#[path = "../../tests/support/mod.rs"]
mod support;

use serde_json::{Value, json};
use support::{CallCentre, Plan, Result};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use vasl_lab::{Call, Operator};

#[tokio::main]
async fn main() -> Result {
    let centre = CallCentre::prepare(&Plan::default()).await?;
    centre.vasl.start().await?;
    // As it was before there was a module: who presses 3 comes to the queue.
    centre.vasl.done(&["ivr", "edit", "1", "entry[3].destination=queue:99"]).await?;
    let invitation = centre.invitation().await?;
    let [desk, _other] = centre.operators(["5050", "6065"]).await?;
    let (base, token) = invitation.split_once("/first-run?token=").ok_or("a token")?;
    println!("{}", json!({ "base": base, "token": token }));

    let mut commands = BufReader::new(tokio::io::stdin()).lines();
    let mut call = None;
    while let Some(command) = commands.next_line().await? {
        let answer = match carry_out(&centre, &desk, &command, &mut call).await {
            Ok(answer) => answer,
            Err(error) => json!({ "error": error.to_string() }),
        };
        println!("{answer}");
    }
    centre.vasl.stop().await
}

async fn carry_out(
    centre: &CallCentre,
    desk: &Operator,
    command: &str,
    call: &mut Option<Call>,
) -> Result<Value> {
    match command.split_once(' ').unwrap_or((command, "")) {
        ("call", number) => {
            let made = centre.calls(number).await?;
            let talk = made.wait_bridged().await?;
            *call = Some(made);
            Ok(json!({ "with": talk.with, "queue": talk.queue }))
        }
        ("end", _) => {
            centre.ends(call.take().ok_or("there is no call")?).await?;
            Ok(json!({}))
        }
        ("dial", code) => {
            let made = desk.call(code)?;
            made.wait_answered().await?;
            made.wait_ended().await?;
            Ok(json!({}))
        }
        _ => Err(format!("“{command}” is not a command").into()),
    }
}
