//! Placing a call.

use std::sync::Arc;
use std::time::Instant;

use super::{Dialog, Leg, Side};
use crate::error::Result;
use crate::net;
use crate::sip::message::{Message, uri_of};
use crate::sip::phone::Phone;
use crate::sip::request::{Request, new_branch};
use crate::sip::sdp::{self, Direction};

/// A call to be placed, in bytes that are sent as they are.
#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    pub(crate) uri: Vec<u8>,
    /// The value of From without its tag.
    pub(crate) from: Vec<u8>,
    pub(crate) to: Vec<u8>,
    pub(crate) extra: Vec<(String, Vec<u8>)>,
}

impl Leg {
    /// Sends an INVITE, once `announce` was told its Call-ID; the call then runs by itself.
    pub(crate) fn place(
        phone: &Arc<Phone>,
        invitation: Invitation,
        announce: impl FnOnce(&str),
    ) -> Result<Arc<Self>> {
        let tag = net::token()?;
        let call_id = format!("{}@{}", net::token()?, phone.local().ip());
        let mut local = invitation.from;
        local.extend_from_slice(format!(";tag={tag}").as_bytes());
        let dialog = Dialog {
            local: local.clone(),
            remote: invitation.to.clone(),
            target: invitation.uri.clone(),
            tag,
            cseq: 0,
            sdp_version: 1,
            direction: Direction::Both,
            sent: None,
            received: None,
            answering: false,
            cancelled: false,
            last_ack: None,
        };
        let leg = Self::open(phone, call_id, dialog)?;
        phone.keep(&leg);
        announce(&leg.call_id);
        let offer = sdp::describe(leg.media.local(), 1, Direction::Both);
        let request = Request {
            method: "INVITE",
            uri: invitation.uri,
            from: local,
            to: invitation.to,
            call_id: leg.call_id.clone(),
            extra: invitation.extra,
            body: Some(("application/sdp", offer)),
        };
        phone.tasks.spawn(Arc::clone(&leg).invite(request));
        Ok(leg)
    }

    async fn invite(self: Arc<Self>, request: Request) {
        let mut authorization = None;
        loop {
            let branch = new_branch();
            let cseq = {
                let mut dialog = self.dialog();
                dialog.cseq += 1;
                dialog.sent = Some((request.clone(), dialog.cseq, branch.clone()));
                dialog.cseq
            };
            self.note('>', "INVITE");
            let heard = |response: &Message| self.provisional(response);
            let authorized = authorization.as_deref();
            let Some(response) = self.phone.send(&request, cseq, &branch, authorized, heard).await
            else {
                return self.end(Side::Here, 408, None);
            };
            match response.status() {
                200..300 => return self.established(&response, cseq).await,
                401 | 407 if authorization.is_none() => {
                    authorization = self.phone.authorize(&request, &response);
                    if authorization.is_some() {
                        continue;
                    }
                }
                _ => {}
            }
            let by = if self.dialog().cancelled { Side::Here } else { Side::Asterisk };
            return self.end(by, response.status(), cause_of(&response));
        }
    }

    fn provisional(&self, response: &Message) {
        // A call that rings can already be transferred to.
        if matches!(response.status(), 180 | 183) {
            self.dialog().remote = response.raw("to").unwrap_or_default().to_vec();
        }
        self.progress.send_modify(|progress| {
            progress.trying_at.get_or_insert_with(Instant::now);
            if matches!(response.status(), 180 | 183) {
                progress.rang_at.get_or_insert_with(Instant::now);
            }
        });
        self.take_description(&response.body, false);
    }

    async fn established(self: Arc<Self>, response: &Message, cseq: u32) {
        let cancelled = {
            let mut dialog = self.dialog();
            dialog.remote = response.raw("to").unwrap_or_default().to_vec();
            dialog.target = uri_of(&response.header("contact")).as_bytes().to_vec();
            dialog.cancelled
        };
        self.acknowledge(cseq);
        self.take_description(&response.body, false);
        self.progress.send_modify(|progress| {
            let now = Instant::now();
            progress.trying_at.get_or_insert(now);
            progress.answered_at = Some(now);
        });
        if cancelled {
            // The answer crossed the cancellation. A refusal of the BYE ends the call no less.
            let _ = self.hang_up().await;
        }
    }

    /// Sends the ACK of a 2xx, and keeps it for when the 2xx comes again.
    pub(super) fn acknowledge(&self, cseq: u32) {
        let request = {
            let dialog = self.dialog();
            Request {
                method: "ACK",
                uri: dialog.target.clone(),
                from: dialog.local.clone(),
                to: dialog.remote.clone(),
                call_id: self.call_id.clone(),
                extra: Vec::new(),
                body: None,
            }
        };
        let datagram = self.phone.datagram(&request, cseq, &new_branch(), None);
        self.phone.transmit(&datagram);
        self.dialog().last_ack = Some(datagram);
    }

    pub(crate) fn acknowledge_again(&self) {
        if let Some(datagram) = self.dialog().last_ack.clone() {
            self.phone.transmit(&datagram);
        }
    }

    /// The request that cancels the INVITE, and its datagram.
    pub(super) fn cancellation(&self) -> Option<((Request, u32, String), Vec<u8>)> {
        let (invite, cseq, branch) = self.dialog().sent.clone()?;
        let request = Request { method: "CANCEL", extra: Vec::new(), body: None, ..invite };
        let datagram = self.phone.datagram(&request, cseq, &branch, None);
        Some(((request, cseq, branch), datagram))
    }

    /// Takes the INVITE back; the call ends when Asterisk says so.
    pub(super) async fn cancel(self: &Arc<Self>) -> Result<()> {
        self.dialog().cancelled = true;
        // Nothing may be cancelled before the first response.
        let mut progress = self.watch();
        let _ = progress.wait_for(|p| p.trying_at.is_some() || p.ended.is_some()).await;
        if self.progress().answered_at.is_some() || self.progress().ended.is_some() {
            return Ok(());
        }
        if let Some(((request, cseq, branch), _)) = self.cancellation() {
            self.note('>', "CANCEL");
            self.phone.send(&request, cseq, &branch, None, |_| {}).await;
        }
        Ok(())
    }
}

/// The Q.850 cause of a Reason header, or Asterisk's own header.
pub(super) fn cause_of(message: &Message) -> Option<u16> {
    if let Ok(cause) = message.header("x-asterisk-hangupcausecode").trim().parse() {
        return Some(cause);
    }
    let reason = message.header("reason");
    reason.split(';').find_map(|part| part.trim().strip_prefix("cause=")?.trim().parse().ok())
}
