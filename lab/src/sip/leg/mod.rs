//! A dialog with its audio: one side of a call, as the telephone has it.
//!
//! [`outgoing`] places and cancels, [`incoming`] rings, answers and refuses; what both do while
//! they talk is here.

mod incoming;
mod outgoing;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

pub(crate) use self::outgoing::Invitation;

use super::message::{Message, uri_of};
use super::phone::Phone;
use super::request::{Request, new_branch};
use super::sdp::{self, Direction};
use crate::error::{LabError, Result};
use crate::rtp::{Media, Speech};

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// This telephone.
    Here,
    /// Asterisk, for whatever reason of its own or of the other party.
    Asterisk,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Side,
    /// The INVITE's final status, 200 for a call that was answered.
    pub status: u16,
    /// The cause (Q.850) that Asterisk gave, if any.
    pub cause: Option<u16>,
}

/// How far a call has come.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// When Asterisk first said anything.
    pub trying_at: Option<Instant>,
    /// When it began to ring.
    pub rang_at: Option<Instant>,
    /// When it was answered, and the answer acknowledged.
    pub answered_at: Option<Instant>,
    /// When and how it ended.
    pub ended: Option<Ended>,
    /// Whether the other side has put this one on hold.
    pub held: bool,
    /// The last status that Asterisk reported about a transfer asked for here.
    pub transfer: Option<u16>,
    pub(crate) refused_acknowledged: bool,
}

pub(crate) struct Leg {
    phone: Arc<Phone>,
    pub(crate) media: Media,
    call_id: String,
    dialog: Mutex<Dialog>,
    progress: watch::Sender<Progress>,
    trace: Mutex<Vec<(Instant, String)>>,
}

struct Dialog {
    /// The values of From and To in requests of this side.
    local: Vec<u8>,
    remote: Vec<u8>,
    /// The URI of requests of this side.
    target: Vec<u8>,
    tag: String,
    cseq: u32,
    sdp_version: u32,
    direction: Direction,
    /// The INVITE that was sent last, its number and branch.
    sent: Option<(Request, u32, String)>,
    /// The INVITE that came.
    received: Option<Message>,
    /// A 200 was sent.
    answering: bool,
    cancelled: bool,
    last_ack: Option<Vec<u8>>,
}

impl Leg {
    fn open(phone: &Arc<Phone>, call_id: String, dialog: Dialog) -> Result<Arc<Self>> {
        let (media, socket) = Media::open(phone.local().ip(), phone.speech())?;
        let leg = Arc::new(Self {
            phone: Arc::clone(phone),
            media,
            call_id,
            dialog: Mutex::new(dialog),
            progress: watch::Sender::new(Progress::default()),
            trace: Mutex::new(Vec::new()),
        });
        let (own, stopped) = (Arc::clone(&leg), phone.stopped().child_token());
        phone.tasks.spawn(async move {
            let ended = stopped.clone();
            let mut progress = own.watch();
            let over = progress.wait_for(|progress| progress.ended.is_some());
            tokio::select! {
                () = own.media.run(socket, ended) => {}
                _ = over => {}
            }
        });
        Ok(leg)
    }

    pub(crate) fn call_id(&self) -> &str {
        &self.call_id
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    pub(crate) fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    pub(crate) fn phone(&self) -> &Arc<Phone> {
        &self.phone
    }

    fn dialog(&self) -> MutexGuard<'_, Dialog> {
        self.dialog.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a line of the call's own log.
    pub(crate) fn note(&self, direction: char, line: &str) {
        let mut trace = self.trace.lock().unwrap_or_else(PoisonError::into_inner);
        trace.push((Instant::now(), format!("{direction} {line}")));
    }

    /// The call's own log, with times before now.
    pub(crate) fn trace(&self) -> String {
        let trace = self.trace.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = format!("SIP of call {}:\n", self.call_id);
        for (at, line) in trace.iter().rev().take(20).rev() {
            text.push_str(&format!("  -{:.3} s {line}\n", at.elapsed().as_secs_f64()));
        }
        text
    }

    fn end(&self, by: Side, status: u16, cause: Option<u16>) {
        self.progress.send_if_modified(|progress| {
            let first = progress.ended.is_none();
            if first {
                progress.ended = Some(Ended {
                    at: Instant::now(),
                    by,
                    status,
                    cause,
                });
            }
            first
        });
    }

    /// Ends the call in whatever state it is.
    pub(crate) async fn hang_up(self: &Arc<Self>) -> Result<()> {
        let progress = self.progress();
        if progress.ended.is_some() {
            return Ok(());
        }
        let (is_incoming, answering) = {
            let dialog = self.dialog();
            (dialog.received.is_some(), dialog.answering)
        };
        if progress.answered_at.is_some() || answering {
            // Noted first: Asterisk's own hang-up may cross this one.
            self.end(Side::Here, 200, None);
            self.request("BYE", Vec::new(), None).await.map(|_| ())
        } else if is_incoming {
            self.refuse(486, "Busy Here");
            Ok(())
        } else {
            self.cancel().await
        }
    }

    /// Says goodbye once without waiting for an answer.
    pub(crate) fn farewell(&self) {
        let progress = self.progress();
        if progress.ended.is_some() {
            return;
        }
        if progress.answered_at.is_some() {
            let (request, cseq) = self.draft("BYE", Vec::new(), None);
            self.phone
                .transmit(&self.phone.datagram(&request, cseq, &new_branch(), None));
        } else if let Some(datagram) = self.cancellation() {
            self.phone.transmit(&datagram.1);
        }
        self.end(Side::Here, 487, None);
    }

    fn draft(
        &self,
        method: &'static str,
        extra: Vec<(String, Vec<u8>)>,
        body: Option<(&'static str, Vec<u8>)>,
    ) -> (Request, u32) {
        let mut dialog = self.dialog();
        dialog.cseq += 1;
        let request = Request {
            method,
            uri: dialog.target.clone(),
            from: dialog.local.clone(),
            to: dialog.remote.clone(),
            call_id: self.call_id.clone(),
            extra,
            body,
        };
        (request, dialog.cseq)
    }

    /// Sends a request in the dialog and gives its final response.
    pub(crate) async fn request(
        &self,
        method: &'static str,
        extra: Vec<(String, Vec<u8>)>,
        body: Option<(&'static str, Vec<u8>)>,
    ) -> Result<Message> {
        let mut authorization = None;
        loop {
            let (request, cseq) = self.draft(method, extra.clone(), body.clone());
            self.note('>', method);
            let (branch, authorized) = (new_branch(), authorization.as_deref());
            let sent = self.phone.send(&request, cseq, &branch, authorized, |_| {});
            let response = sent.await.ok_or_else(|| LabError::TooLate {
                what: format!("an answer to {method}"),
                why: "Asterisk did not answer".to_owned(),
                recent: self.trace(),
            })?;
            match response.status() {
                200..300 => {
                    if method == "INVITE" {
                        self.acknowledge(cseq);
                    }
                    return Ok(response);
                }
                401 | 407 if authorization.is_none() => {
                    authorization = self.phone.authorize(&request, &response);
                    if authorization.is_some() {
                        continue;
                    }
                }
                _ => {}
            }
            return Err(LabError::Refused {
                what: format!("{method} of call {}", self.call_id),
                answer: response.first_line(),
            });
        }
    }

    /// A key as an INFO request.
    pub(crate) async fn press(&self, key: char) -> Result<()> {
        let body = format!("Signal={key}\r\nDuration=160\r\n").into_bytes();
        self.request("INFO", Vec::new(), Some(("application/dtmf-relay", body)))
            .await
            .map(|_| ())
    }

    /// Holds the other side or takes it back: a re-INVITE with the new direction.
    pub(crate) async fn set_hold(&self, hold: bool) -> Result<()> {
        let direction = if hold {
            Direction::SendOnly
        } else {
            Direction::Both
        };
        let body = {
            let mut dialog = self.dialog();
            dialog.direction = direction;
            dialog.sdp_version += 1;
            sdp::describe(self.media.local(), dialog.sdp_version, direction)
        };
        let answer = self
            .request("INVITE", Vec::new(), Some(("application/sdp", body)))
            .await?;
        self.take_description(&answer.body, hold);
        Ok(())
    }

    /// Asks Asterisk to connect the other side with `target` instead.
    pub(crate) async fn refer(&self, target: &str) -> Result<()> {
        let referred = vec![
            ("Refer-To".to_owned(), format!("<{target}>").into_bytes()),
            ("Referred-By".to_owned(), self.phone.contact().into_bytes()),
        ];
        self.request("REFER", referred, None).await.map(|_| ())
    }

    /// What a Refer-To with Replaces says of this call: where it leads, and its name.
    pub(crate) fn replaces(&self) -> String {
        let dialog = self.dialog();
        let remote = String::from_utf8_lossy(&dialog.remote).into_owned();
        let tag = super::message::parameter(&remote, "tag")
            .unwrap_or_default()
            .to_owned();
        format!(
            "{}?Replaces={}%3Bto-tag%3D{tag}%3Bfrom-tag%3D{}",
            uri_of(&remote),
            self.call_id.replace('@', "%40"),
            dialog.tag
        )
    }

    pub(crate) fn speak(&self, speech: Speech) {
        self.media.speak(speech);
    }

    fn take_description(&self, body: &[u8], on_hold: bool) {
        if let Some((remote, direction)) = sdp::read(body) {
            let may_send = matches!(direction, Direction::Both | Direction::ReceiveOnly);
            self.media.send_to((may_send && !on_hold).then_some(remote));
            let held = !matches!(direction, Direction::Both) && !on_hold;
            self.progress
                .send_if_modified(|p| std::mem::replace(&mut p.held, held) != held);
        }
    }
}
