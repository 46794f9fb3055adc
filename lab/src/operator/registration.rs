//! Telling Asterisk where the telephone is, and waiting until it has taken notice.

use std::time::Duration;

use tokio::time::{self, Instant};

use super::Operator;
use crate::ami::Message;
use crate::error::{LabError, Result};
use crate::net;
use crate::sip::request::{Request, new_branch};

/// Asterisk's view of a registration is looked at again this often.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// What successive REGISTER requests of one telephone share.
pub(super) struct Registration {
    call_id: String,
    tag: String,
    cseq: u32,
}

impl Registration {
    pub(super) fn new() -> Result<Self> {
        Ok(Self { call_id: net::token()?, tag: net::token()?, cseq: 0 })
    }
}

impl Operator {
    /// Registers (again), and waits until Asterisk has the telephone for reachable.
    pub async fn register(&self) -> Result<()> {
        self.send_register(3_600).await?;
        self.wait_seen(true).await
    }

    /// Takes the registration back, and waits until Asterisk has the telephone for gone; in the
    /// midst of a call it cannot tell.
    pub async fn unregister(&self) -> Result<()> {
        self.send_register(0).await?;
        if self.shared.up().is_empty() { self.wait_seen(false).await } else { Ok(()) }
    }

    async fn send_register(&self, expires: u32) -> Result<()> {
        let mut registration = self.registration.lock().await;
        let what = format!("registration of {}", self.number());
        let own = format!("<sip:{}@{}>", self.number(), self.phone.asterisk().ip());
        let request = Request {
            method: "REGISTER",
            uri: format!("sip:{}", self.phone.asterisk()).into_bytes(),
            from: format!("{own};tag={}", registration.tag).into_bytes(),
            to: own.into_bytes(),
            call_id: registration.call_id.clone(),
            extra: vec![("Expires".to_owned(), expires.to_string().into_bytes())],
            body: None,
        };
        let mut authorization = None;
        loop {
            registration.cseq += 1;
            let branch = new_branch();
            let authorized = authorization.as_deref();
            let sent = self.phone.send(&request, registration.cseq, &branch, authorized, |_| {});
            let answer = match time::timeout(self.patience, sent).await {
                Ok(Some(answer)) => answer,
                _ => return Err(self.timeout(&format!("the answer to the {what}"))),
            };
            if (200..300).contains(&answer.status()) {
                return Ok(());
            }
            if authorization.is_none() {
                authorization = self.phone.authorize(&request, &answer);
                if authorization.is_some() {
                    continue;
                }
            }
            return Err(LabError::Refused { what, answer: answer.first_line() });
        }
    }

    /// Waits until the device's state and that of every membership of it agree.
    async fn wait_seen(&self, reachable: bool) -> Result<()> {
        let device = self.asterisk.options().device(self.number());
        let variable = format!("DEVICE_STATE({device})");
        let begun = Instant::now();
        while begun.elapsed() < self.patience {
            let state = [("Action", "Getvar"), ("Variable", variable.as_str())];
            let state = self.asterisk.action(&state).await?;
            let gone = |answer: &Message| answer.has("Value", "UNAVAILABLE");
            if state.iter().any(gone) != reachable {
                let rows = [("Action", "QueueStatus"), ("Member", device.as_str())];
                let rows = self.asterisk.action(&rows).await?;
                // 5 is AST_DEVICE_UNAVAILABLE, 4 AST_DEVICE_INVALID.
                let agrees =
                    |row: &Message| row.has("Status", "5") != reachable && !row.has("Status", "4");
                // What is watched by another device says nothing of this one.
                let watches = |row: &&Message| {
                    let watched = row.get("StateInterface").unwrap_or_default();
                    row.is("QueueMember") && (watched == device || watched.starts_with("hint:"))
                };
                if rows.iter().filter(watches).all(agrees) {
                    return Ok(());
                }
            }
            time::sleep(LOOK_AGAIN).await;
        }
        let state = if reachable { "reachable" } else { "gone" };
        Err(self.timeout(&format!("Asterisk to see {device} {state}")))
    }
}
