//! A call as one telephone has it, whether it placed the call or was rung.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time;

use crate::error::{LabError, Result};
use crate::rtp::Speech;
use crate::sip::leg::Leg;
pub use crate::sip::leg::{Ended, Progress, Side};
use crate::sip::message::{display_name, uri_of, user_of};
use crate::sip::phone::Phone;
use crate::sound::Heard;
use crate::witness::{CallReport, Conversation, Witness};

/// Sound is looked for again this often.
const LISTEN_AGAIN: Duration = Duration::from_millis(20);
/// A tone is believed after so much of it.
const CONVINCING: Duration = Duration::from_millis(200);

/// A call. Clones are the same call. A customer's call is hung up when its last handle is
/// dropped; an operator's goes on without one.
#[derive(Clone)]
pub struct Call {
    pub(crate) leg: Arc<Leg>,
    pub(crate) witness: Arc<Witness>,
    pub(crate) patience: Duration,
    /// Held for its drop.
    pub(crate) _placed: Option<Arc<Placed>>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("call_id", &self.call_id()).finish_non_exhaustive()
    }
}

/// A call with a telephone of its own, which goes with it.
pub(crate) struct Placed {
    pub(crate) leg: Arc<Leg>,
    pub(crate) phone: Arc<Phone>,
}

impl Drop for Placed {
    fn drop(&mut self) {
        self.leg.farewell();
        self.phone.stop();
    }
}

/// What a telephone's display shows of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The caller's name; empty when none was sent.
    pub name: String,
    /// The caller's number.
    pub number: String,
    /// The whole From header, byte for byte.
    pub from: Vec<u8>,
}

impl Call {
    /// The SIP Call-ID.
    pub fn call_id(&self) -> &str {
        self.leg.call_id()
    }

    /// How far the call has come.
    pub fn progress(&self) -> Progress {
        self.leg.progress()
    }

    /// Makes every wait of this handle last at most `patience`.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// What the telephone was shown; `None` for a call that was placed here.
    pub fn shown(&self) -> Option<Shown> {
        let invite = self.leg.received()?;
        let from = invite.header("from");
        Some(Shown {
            name: display_name(&from).to_owned(),
            number: user_of(uri_of(&from)).to_owned(),
            from: invite.raw("from").unwrap_or_default().to_vec(),
        })
    }

    /// Every value of a header of the INVITE that came in (`name` in lower case).
    pub fn received_header(&self, name: &str) -> Vec<Vec<u8>> {
        let invite = self.leg.received();
        invite.map_or_else(Vec::new, |invite| invite.all(name).map(<[u8]>::to_vec).collect())
    }

    /// Waits until the other end rings, or there is early audio.
    pub async fn wait_ringing(&self) -> Result<Instant> {
        self.wait("the call to ring", |progress| progress.rang_at).await
    }

    /// Waits until the call is answered.
    pub async fn wait_answered(&self) -> Result<Instant> {
        self.wait("the call to be answered", |progress| progress.answered_at).await
    }

    /// Waits until the call has ended.
    pub async fn wait_ended(&self) -> Result<Ended> {
        self.wait("the call to end", |progress| progress.ended.clone()).await
    }

    /// Waits until Asterisk says how a transfer that was asked for went; gives its status.
    pub async fn wait_transferred(&self) -> Result<u16> {
        let outcome = |progress: &Progress| progress.transfer.filter(|status| *status >= 200);
        self.wait("the transfer to be carried out", outcome).await
    }

    async fn wait<T>(&self, what: &str, look: impl Fn(&Progress) -> Option<T>) -> Result<T> {
        let mut progress = self.leg.watch();
        let waited = time::timeout(self.patience, async {
            loop {
                let now = progress.borrow_and_update().clone();
                if let Some(found) = look(&now) {
                    return Ok(found);
                }
                if let Some(ended) = now.ended {
                    let by = if ended.by == Side::Here { "here" } else { "by Asterisk" };
                    return Err(LabError::TooLate {
                        what: what.to_owned(),
                        why: format!("it was ended {by} with status {}", ended.status),
                        recent: self.recent(),
                    });
                }
                // The sender lives as long as the call.
                let _ = progress.changed().await;
            }
        });
        waited.await.unwrap_or_else(|_| Err(self.timeout(what)))
    }

    fn timeout(&self, what: &str) -> LabError {
        LabError::Timeout { what: what.to_owned(), after: self.patience, recent: self.recent() }
    }

    /// The call's SIP and Asterisk's last events, for messages.
    pub fn recent(&self) -> String {
        format!("{}{}", self.leg.trace(), self.witness.recent())
    }

    /// What Asterisk's events say of this call.
    pub fn report(&self) -> Option<CallReport> {
        self.witness.report(self.call_id())
    }

    /// Waits until `wanted` finds what it looks for in the call's report.
    pub async fn wait_report<T>(
        &self,
        what: &str,
        wanted: impl FnMut(&CallReport) -> Option<T>,
    ) -> Result<T> {
        let found = self.witness.wait_report(self.call_id(), what, self.patience, wanted).await;
        found.map_err(|error| match error {
            LabError::Timeout { .. } => self.timeout(what),
            other => other,
        })
    }

    /// Waits until Asterisk has seen the call end; gives the whole report.
    pub async fn wait_final_report(&self) -> Result<CallReport> {
        let over = |report: &CallReport| report.hang_up.is_some().then(|| report.clone());
        self.wait_report("Asterisk's end of the call", over).await
    }

    /// Waits until this queue is the last that the call joined: it waits there, or was taken at once.
    pub async fn wait_queued(&self, queue: &str) -> Result<()> {
        let joined = |report: &CallReport| (report.joined().last() == Some(&queue)).then_some(());
        self.wait_report(&format!("the call to wait in queue {queue}"), joined).await
    }

    /// Waits until it is connected with somebody; says with whom.
    pub async fn wait_bridged(&self) -> Result<Conversation> {
        let talking = |report: &CallReport| report.talking().cloned();
        self.wait_report("the call to be connected", talking).await
    }

    /// Waits until it is connected with this endpoint.
    pub async fn wait_bridged_to(&self, endpoint: &str) -> Result<Conversation> {
        let talking = |report: &CallReport| {
            let mut open = report.conversations.iter().filter(|known| known.ended.is_none());
            open.find(|conversation| conversation.with == endpoint).cloned()
        };
        self.wait_report(&format!("the call to be connected with {endpoint}"), talking).await
    }

    /// Presses a key (`0`–`9`, `*`, `#`, `A`–`D`), as an INFO request.
    pub async fn press(&self, key: char) -> Result<()> {
        self.within("the key to be taken", self.leg.press(key)).await
    }

    /// Presses keys one after the other.
    pub async fn press_all(&self, keys: &str) -> Result<()> {
        for key in keys.chars() {
            self.press(key).await?;
        }
        Ok(())
    }

    /// Hangs up: BYE, CANCEL or a refusal, as the call's state asks.
    pub async fn hang_up(&self) -> Result<()> {
        self.within("the hang-up to be taken", self.leg.hang_up()).await?;
        if self.progress().answered_at.is_none() {
            self.wait_ended().await?;
        }
        Ok(())
    }

    /// Goes without a word: nothing is sent or read any more. On an operator's telephone all
    /// its calls go.
    pub fn vanish(&self) {
        self.leg.phone().stop();
    }

    /// Puts the other side on hold.
    pub async fn hold(&self) -> Result<()> {
        self.within("the hold to be taken", self.leg.set_hold(true)).await
    }

    /// Takes the other side back.
    pub async fn unhold(&self) -> Result<()> {
        self.within("the hold to end", self.leg.set_hold(false)).await
    }

    /// Transfers the other side to a number without asking there first. The call ends when
    /// Asterisk has taken the transfer on.
    pub async fn transfer_blind(&self, to: &str) -> Result<()> {
        let target = format!("sip:{to}@{}", self.leg.phone().asterisk());
        self.within("the transfer to be accepted", self.leg.refer(&target)).await
    }

    /// Transfers the other side to the party of `consultation`, another call of this telephone.
    pub async fn transfer_to(&self, consultation: &Self) -> Result<()> {
        let target = consultation.leg.replaces();
        self.within("the transfer to be accepted", self.leg.refer(&target)).await
    }

    async fn within<T>(&self, what: &str, doing: impl Future<Output = Result<T>>) -> Result<T> {
        let done = time::timeout(self.patience, doing).await;
        done.unwrap_or_else(|_| Err(self.timeout(what)))
    }

    /// Says something else into the call from now on.
    pub fn speak(&self, speech: Speech) {
        self.leg.speak(speech);
    }

    /// What is said into the call.
    pub fn speech(&self) -> Speech {
        self.leg.media.speech()
    }

    /// What was heard so far.
    pub fn heard(&self) -> Heard {
        self.leg.media.heard(None, None)
    }

    /// What was heard since an instant.
    pub fn heard_since(&self, from: Instant) -> Heard {
        self.leg.media.heard(Some(from), None)
    }

    /// What was heard between two instants.
    pub fn heard_between(&self, from: Instant, to: Instant) -> Heard {
        self.leg.media.heard(Some(from), Some(to))
    }

    /// Waits until, from now on, a tone of this pitch is heard (a fifth of a second of it and
    /// nothing else).
    pub async fn wait_hears(&self, hz: u32) -> Result<Heard> {
        self.listen(&format!("a tone of {hz} Hz to be heard"), |heard| heard.is_tone(hz)).await
    }

    /// Waits until, from now on, anything is heard.
    pub async fn wait_hears_sound(&self) -> Result<Heard> {
        self.listen("anything to be heard", Heard::is_sound).await
    }

    /// Waits until nothing was heard for a stretch of time.
    pub async fn wait_silence(&self, stretch: Duration) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < self.patience {
            time::sleep(LISTEN_AGAIN).await;
            let now = Instant::now();
            let from = now.checked_sub(stretch).unwrap_or(begun);
            if from >= begun && self.heard_between(from, now).is_silence() {
                return Ok(());
            }
        }
        Err(self.timeout("silence"))
    }

    async fn listen(&self, what: &str, enough: impl Fn(&Heard) -> bool) -> Result<Heard> {
        let begun = Instant::now();
        while begun.elapsed() < self.patience {
            // A sliding window: what was heard before the change does not count against it.
            let from = Instant::now().checked_sub(CONVINCING).unwrap_or(begun).max(begun);
            let heard = self.heard_since(from);
            if heard.seconds >= CONVINCING.as_secs_f64() * 0.8 && enough(&heard) {
                return Ok(heard);
            }
            time::sleep(LISTEN_AGAIN).await;
        }
        let last = self.heard_since(Instant::now().checked_sub(CONVINCING).unwrap_or(begun));
        let mut error = self.timeout(what);
        if let LabError::Timeout { recent, .. } = &mut error {
            recent.insert_str(0, &format!("heard last: {last:?}\n"));
        }
        Err(error)
    }
}
