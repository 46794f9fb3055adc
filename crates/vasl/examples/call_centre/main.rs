//! A call centre for whoever drives it from outside: a real Asterisk, Vasl with its panel, and
//! operators at their telephones. The browser's tests stand on it.
//!
//! It prints a line of JSON when it is open, reads a command a line, and answers each with a line:
//!
//! | command | what is done | answer |
//! |---|---|---|
//! | `call 09121234567` | a caller dials in, presses 3 (the queue, until the panel leads it elsewhere), and speaks with whoever answers | `{"with": "5050", "queue": "99"}` |
//! | `wait 5050 09121234567` | a caller dials in, presses 3, and waits for that operator | `{}` |
//! | `register 7070 secret` | a telephone registers as an extension, and answers when it rings | `{}` |
//! | `end` | the first of the callers hangs up, and Vasl has learned of it | `{}` |
//! | `module` | the module `*5003` is there, and key 3 leads to it | `{}` |
//! | `dial *271` | the operator at the first telephone dials it, and it is done | `{}` |
//!
//! It closes when its input ends. Something that went wrong is `{"error": "…"}`.

#![allow(unreachable_pub, reason = "a program has no outside")]

#[allow(clippy::indexing_slicing, reason = "a value that is not there ends a wait in vain")]
#[path = "../../tests/support/mod.rs"]
mod support;

use serde_json::{Value, json};
use std::collections::VecDeque;
use support::{CallCentre, MODULE, Plan, Result};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use vasl_lab::{Call, Operator};

#[tokio::main]
async fn main() -> Result {
    let centre = CallCentre::prepare(&Plan::default()).await?;
    centre.vasl.start().await?;
    // As it was before there was a module: who presses 3 comes to the queue.
    centre.vasl.done(&["ivr", "edit", "1", "entry[3].destination=queue:99"]).await?;
    let invitation = centre.invitation().await?;
    let [desk, other] = centre.operators(["5050", "6065"]).await?;
    let mut others = vec![other];
    let (base, token) = invitation.split_once("/first-run?token=").ok_or("a token")?;
    println!("{}", json!({ "base": base, "token": token }));

    let mut commands = BufReader::new(tokio::io::stdin()).lines();
    let mut calls = VecDeque::new();
    while let Some(command) = commands.next_line().await? {
        let answer = match carry_out(&centre, &desk, &command, &mut calls, &mut others).await {
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
    calls: &mut VecDeque<Call>,
    others: &mut Vec<Operator>,
) -> Result<Value> {
    match command.split_once(' ').unwrap_or((command, "")) {
        ("call", number) => {
            let made = centre.calls(number).await?;
            let talk = made.wait_bridged().await?;
            calls.push_back(made);
            Ok(json!({ "with": talk.with, "queue": talk.queue }))
        }
        ("wait", of) => {
            let (operator, number) = of.split_once(' ').ok_or("an operator and a number")?;
            let made = centre.calls(number).await?;
            made.wait_queued(&format!("vasl-{operator}")).await?;
            calls.push_back(made);
            Ok(json!({}))
        }
        ("register", phone) => {
            let (number, secret) = phone.split_once(' ').ok_or("a number and a secret")?;
            others.push(centre.lab.operator_with(number, secret).await?);
            Ok(json!({}))
        }
        ("module", _) => {
            centre.add_module(MODULE, &Plan::default()).await?;
            let leads = format!("entry[3].destination=misc:{MODULE}");
            centre.vasl.done(&["ivr", "edit", "1", &leads]).await?;
            Ok(json!({}))
        }
        ("end", _) => {
            centre.ends(calls.pop_front().ok_or("there is no call")?).await?;
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
