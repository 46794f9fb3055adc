//! Taking a call, and what Asterisk asks in the midst of one.

use std::sync::Arc;
use std::time::Instant;

use super::outgoing::cause_of;
use super::{Dialog, Leg, Side};
use crate::error::Result;
use crate::net;
use crate::sip::message::{Message, uri_of};
use crate::sip::phone::Phone;
use crate::sip::request::ALLOW;
use crate::sip::sdp::{self, Direction};

impl Leg {
    /// The leg of an INVITE that came; nothing has been said yet.
    pub(crate) fn incoming(phone: &Arc<Phone>, invite: Message) -> Result<Arc<Self>> {
        let tag = net::token()?;
        let mut local = invite.raw("to").unwrap_or_default().to_vec();
        local.extend_from_slice(format!(";tag={tag}").as_bytes());
        let dialog = Dialog {
            local,
            remote: invite.raw("from").unwrap_or_default().to_vec(),
            target: uri_of(&invite.header("contact")).as_bytes().to_vec(),
            tag,
            cseq: 0,
            sdp_version: 0,
            direction: Direction::Both,
            sent: None,
            received: Some(invite.clone()),
            answering: false,
            cancelled: false,
            last_ack: None,
        };
        let leg = Self::open(phone, invite.header("call-id").into_owned(), dialog)?;
        leg.note('<', &invite.first_line());
        Ok(leg)
    }

    /// The INVITE that came.
    pub(crate) fn received(&self) -> Option<Message> {
        self.dialog().received.clone()
    }

    /// Whether it waits to be answered or refused here.
    pub(crate) fn is_open(&self) -> bool {
        let dialog = self.dialog();
        dialog.received.is_some() && !dialog.answering && self.progress.borrow().ended.is_none()
    }

    /// Says that it rings.
    pub(crate) fn ring(&self) {
        if let Some(invite) = self.received().filter(|_| self.is_open()) {
            let tag = self.dialog().tag.clone();
            let ringing = invite.response(180, "Ringing", &tag);
            self.note('>', "180 Ringing");
            self.phone.reply(&invite, ringing.header("Contact", self.phone.contact()).bytes());
            self.progress.send_modify(|p| {
                p.rang_at.get_or_insert_with(Instant::now);
            });
        }
    }

    /// Answers; the call is up when Asterisk has acknowledged it.
    pub(crate) fn answer(self: &Arc<Self>) {
        let Some(invite) = self.received().filter(|_| self.is_open()) else {
            return;
        };
        self.dialog().answering = true;
        self.note('>', "200 OK");
        let datagram = self.describe_in_reply(&invite);
        let leg = Arc::clone(self);
        self.phone.tasks.spawn(async move {
            let mut progress = leg.watch();
            let acknowledged = async {
                let _ = progress.wait_for(|p| p.answered_at.is_some() || p.ended.is_some()).await;
            };
            if !leg.phone.repeat(&datagram, acknowledged).await {
                leg.end(Side::Here, 408, None);
            }
        });
    }

    /// Says nothing, now and later.
    pub(crate) fn ignore(&self) {
        self.end(Side::Here, 408, None);
    }

    /// Refuses.
    pub(crate) fn refuse(self: &Arc<Self>, status: u16, reason: &str) {
        self.refuse_saying(status, reason, None);
    }

    /// Sends the call on to another number.
    pub(crate) fn forward(self: &Arc<Self>, to: &str) {
        let there = format!("<sip:{to}@{}>", self.phone.asterisk());
        self.refuse_saying(302, "Moved Temporarily", Some(&there));
    }

    fn refuse_saying(self: &Arc<Self>, status: u16, reason: &str, contact: Option<&str>) {
        let Some(invite) = self.received().filter(|_| self.is_open()) else {
            return;
        };
        let tag = self.dialog().tag.clone();
        let mut answer = invite.response(status, reason, &tag);
        if let Some(contact) = contact {
            answer = answer.header("Contact", contact);
        }
        let datagram = answer.bytes();
        self.note('>', &format!("{status} {reason}"));
        self.phone.reply(&invite, datagram.clone());
        self.end(Side::Here, status, None);
        self.repeat_refusal(datagram);
    }

    fn repeat_refusal(self: &Arc<Self>, datagram: Vec<u8>) {
        let leg = Arc::clone(self);
        self.phone.tasks.spawn(async move {
            let mut progress = leg.watch();
            let acknowledged = async {
                let _ = progress.wait_for(|p| p.refused_acknowledged).await;
            };
            leg.phone.repeat(&datagram, acknowledged).await;
        });
    }

    /// Replies 200 with the audio as it stands, and gives the reply's datagram.
    fn describe_in_reply(&self, request: &Message) -> Vec<u8> {
        let offer = sdp::read(&request.body);
        let (tag, description) = {
            let mut dialog = self.dialog();
            dialog.sdp_version += 1;
            let own = offer.map_or(dialog.direction, |(_, direction)| direction.answer());
            let own = if dialog.direction == Direction::Both { own } else { dialog.direction };
            (dialog.tag.clone(), sdp::describe(self.media.local(), dialog.sdp_version, own))
        };
        let datagram = request
            .response(200, "OK", &tag)
            .header("Contact", self.phone.contact())
            .header("Allow", ALLOW)
            .with_body("application/sdp", &description);
        self.phone.reply(request, datagram.clone());
        let on_hold = self.dialog().direction == Direction::SendOnly;
        self.take_description(&request.body, on_hold);
        datagram
    }

    /// An ACK came.
    pub(crate) fn acknowledged(&self) {
        let answering = self.dialog().answering;
        self.progress.send_if_modified(|progress| {
            if progress.ended.is_some() {
                return !std::mem::replace(&mut progress.refused_acknowledged, true);
            }
            let first = answering && progress.answered_at.is_none();
            if first {
                progress.answered_at = Some(Instant::now());
            }
            first
        });
    }

    /// A request came in this dialog.
    pub(crate) fn handle_request(self: &Arc<Self>, method: &str, request: &Message) {
        // Asterisk repeats its INVITE to a telephone that says nothing.
        if self.received().is_some_and(|invite| invite.branch() == request.branch())
            && method == "INVITE"
        {
            return;
        }
        let tag = self.dialog().tag.clone();
        let ok = || request.response(200, "OK", &tag);
        match method {
            "INVITE" | "UPDATE" if !request.body.is_empty() || method == "INVITE" => {
                self.describe_in_reply(request);
            }
            "CANCEL" => {
                self.phone.reply(request, ok().bytes());
                if let Some(invite) = self.received().filter(|_| self.is_open()) {
                    let gone = invite.response(487, "Request Terminated", &tag).bytes();
                    self.phone.reply(&invite, gone.clone());
                    self.end(Side::Asterisk, 487, cause_of(request));
                    self.repeat_refusal(gone);
                }
            }
            "BYE" => {
                self.phone.reply(request, ok().bytes());
                self.end(Side::Asterisk, 200, cause_of(request));
            }
            "NOTIFY" => {
                self.phone.reply(request, ok().bytes());
                self.transfer_reported(&request.body);
            }
            _ => self.phone.reply(request, ok().bytes()),
        }
    }

    /// Asterisk reports on a transfer asked for here; once it has taken, this side leaves.
    fn transfer_reported(self: &Arc<Self>, report: &[u8]) {
        let report = String::from_utf8_lossy(report);
        let status = report
            .strip_prefix("SIP/2.0 ")
            .and_then(|rest| rest.split(' ').next()?.trim().parse::<u16>().ok());
        let Some(status) = status else { return };
        self.note(' ', &format!("transfer: {status}"));
        self.progress.send_modify(|progress| progress.transfer = Some(status));
        if (200..300).contains(&status) {
            let leg = Arc::clone(self);
            self.phone.tasks.spawn(async move {
                // Asterisk may have left first.
                let _ = leg.hang_up().await;
            });
        }
    }
}
