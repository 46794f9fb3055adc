//! Operators at their desk telephones.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{self, Instant};

use crate::ami::Message;
use crate::asterisk::{Asterisk, Extension};
use crate::call::{Call, Shown};
use crate::error::{LabError, Result};
use crate::net;
use crate::rtp::Speech;
use crate::sip::digest::Credentials;
use crate::sip::leg::{Invitation, Leg};
use crate::sip::phone::{Phone, Request, new_branch};
use crate::witness::Witness;

/// Asterisk's view of a registration is looked at again this often.
const LOOK_AGAIN: Duration = Duration::from_millis(10);
/// Calls that ring at once; more are refused.
const RINGING_AT_ONCE: usize = 64;

/// What an operator does when the telephone rings. May be changed while it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Answers at once.
    Answer,
    /// Answers after it has rung for so long.
    AnswerAfter(Duration),
    /// Lets it ring until told to answer.
    Ring,
    /// Is busy: 486.
    Busy,
    /// Declines: 603.
    Decline,
    /// The telephone says nothing at all, for as long as the call lasts.
    Mute,
}

/// An operator with a registered telephone.
pub struct Operator {
    extension: Extension,
    phone: Arc<Phone>,
    asterisk: Arc<Asterisk>,
    witness: Arc<Witness>,
    patience: Duration,
    shared: Arc<Shared>,
    hz: u32,
    registration: tokio::sync::Mutex<Registration>,
}

struct Registration {
    call_id: String,
    tag: String,
    cseq: u32,
}

struct Shared {
    behaviour: watch::Sender<Behaviour>,
    one_line: watch::Sender<bool>,
    calls: watch::Sender<Calls>,
}

#[derive(Clone, Default)]
struct Calls {
    /// Every call that came in or was placed, oldest first.
    legs: Vec<Arc<Leg>>,
    rang: usize,
    /// Counts changes of any call.
    changes: usize,
}

impl Operator {
    /// Puts a telephone on the operator's desk and registers it, speaking a tone of `hz`.
    pub(crate) async fn register_at(
        asterisk: Arc<Asterisk>,
        witness: Arc<Witness>,
        extension: Extension,
        hz: u32,
    ) -> Result<Self> {
        let credentials = Credentials {
            user: extension.number.clone(),
            secret: extension.secret.clone(),
        };
        let (announce, incoming) = mpsc::channel(RINGING_AT_ONCE);
        let phone = Phone::open(
            asterisk.address(3),
            asterisk.sip_addr(),
            &extension.number,
            Some(credentials),
            Speech::Tone(hz),
            Some(announce),
        )?;
        let shared = Arc::new(Shared {
            behaviour: watch::Sender::new(Behaviour::Answer),
            one_line: watch::Sender::new(false),
            calls: watch::Sender::default(),
        });
        phone.tasks.spawn(take_calls(
            Arc::clone(&phone),
            Arc::clone(&shared),
            incoming,
        ));
        let registration = Registration {
            call_id: net::token()?,
            tag: net::token()?,
            cseq: 0,
        };
        let operator = Self {
            patience: asterisk.options().patience,
            extension,
            phone,
            asterisk,
            witness,
            shared,
            hz,
            registration: tokio::sync::Mutex::new(registration),
        };
        operator.register().await?;
        Ok(operator)
    }

    /// The operator's extension.
    pub fn number(&self) -> &str {
        &self.extension.number
    }

    /// The pitch at which the operator speaks.
    pub fn hz(&self) -> u32 {
        self.hz
    }

    /// Changes what the operator does when it rings, also for a call that rings now.
    pub fn set(&self, behaviour: Behaviour) {
        self.shared.behaviour.send_replace(behaviour);
    }

    /// With one line only, a second call is busy.
    pub fn set_one_line(&self, one: bool) {
        self.shared.one_line.send_replace(one);
    }

    /// Says something else in the calls to come, and in those that are up.
    pub fn speak(&self, speech: Speech) {
        self.phone.set_speech(speech);
        for leg in &self.shared.calls.borrow().legs {
            leg.speak(speech);
        }
    }

    /// Registers (again), and waits until Asterisk has the telephone for reachable.
    pub async fn register(&self) -> Result<()> {
        self.send_register(3_600).await?;
        self.wait_seen(true).await
    }

    /// Takes the registration back, and waits until Asterisk has the telephone for gone; in the
    /// midst of a call it cannot tell.
    pub async fn unregister(&self) -> Result<()> {
        self.send_register(0).await?;
        if self.shared.up().is_empty() {
            self.wait_seen(false).await
        } else {
            Ok(())
        }
    }

    async fn send_register(&self, expires: u32) -> Result<()> {
        let mut registration = self.registration.lock().await;
        let what = format!("registration of {}", self.number());
        let own = format!("<sip:{}@{}>", self.number(), self.asterisk.sip_addr().ip());
        let request = Request {
            method: "REGISTER",
            uri: format!("sip:{}", self.asterisk.sip_addr()).into_bytes(),
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
            let sent = self
                .phone
                .send(&request, registration.cseq, &branch, authorized, |_| {});
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
            return Err(LabError::Refused {
                what,
                answer: answer.first_line(),
            });
        }
    }

    /// Waits until the device's state and that of every membership of it agree.
    async fn wait_seen(&self, reachable: bool) -> Result<()> {
        let device = format!("PJSIP/{}", self.number());
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
                if rows.iter().filter(|row| row.is("QueueMember")).all(agrees) {
                    return Ok(());
                }
            }
            time::sleep(LOOK_AGAIN).await;
        }
        let state = if reachable { "reachable" } else { "gone" };
        Err(self.timeout(&format!("Asterisk to see {device} {state}")))
    }

    /// How often the telephone was rung.
    pub fn rang(&self) -> usize {
        self.shared.calls.borrow().rang
    }

    /// What the display showed, call by call.
    pub fn shown(&self) -> Vec<Shown> {
        self.calls().iter().filter_map(Call::shown).collect()
    }

    /// Every call so far, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        let legs = self.shared.calls.borrow().legs.clone();
        legs.into_iter().map(|leg| self.handle(leg)).collect()
    }

    /// The call that is talking, the newest of several.
    pub fn talking(&self) -> Option<Call> {
        self.shared.up().pop().map(|leg| self.handle(leg))
    }

    /// Waits until a call rings here that is neither answered nor refused yet.
    pub async fn wait_ringing(&self) -> Result<Call> {
        let what = format!("the telephone of {} to ring", self.number());
        self.wait(&what, |calls| {
            calls.legs.iter().rev().find(|leg| leg.is_open()).cloned()
        })
        .await
        .map(|leg| self.handle(leg))
    }

    /// Waits until the telephone was rung so many times in all.
    pub async fn wait_rang(&self, times: usize) -> Result<()> {
        let what = format!(
            "the telephone of {} to be rung {times} times in all",
            self.number()
        );
        self.wait(&what, |calls| (calls.rang >= times).then_some(()))
            .await
    }

    /// Waits until a call is up here.
    pub async fn wait_talking(&self) -> Result<Call> {
        let what = format!("{} to talk", self.number());
        let talking = |calls: &Calls| calls.legs.iter().rev().find(|leg| is_up(leg)).cloned();
        self.wait(&what, talking).await.map(|leg| self.handle(leg))
    }

    /// Waits until no call is up or ringing here.
    pub async fn wait_idle(&self) -> Result<()> {
        let idle = |calls: &Calls| {
            let over = |leg: &Arc<Leg>| leg.progress().ended.is_some();
            calls.legs.iter().all(over).then_some(())
        };
        self.wait(&format!("{} to be idle", self.number()), idle)
            .await
    }

    async fn wait<T>(&self, what: &str, look: impl Fn(&Calls) -> Option<T>) -> Result<T> {
        let mut calls = self.shared.calls.subscribe();
        let found = time::timeout(self.patience, async {
            loop {
                if let Some(found) = look(&calls.borrow_and_update()) {
                    return found;
                }
                let _ = calls.changed().await;
            }
        });
        found.await.map_err(|_| self.timeout(what))
    }

    fn timeout(&self, what: &str) -> LabError {
        let mut recent = String::new();
        for leg in self.shared.calls.borrow().legs.iter().rev().take(3).rev() {
            recent.push_str(&leg.trace());
        }
        recent.push_str(&self.witness.recent());
        LabError::Timeout {
            what: what.to_owned(),
            after: self.patience,
            recent,
        }
    }

    fn handle(&self, leg: Arc<Leg>) -> Call {
        Call {
            leg,
            witness: Arc::clone(&self.witness),
            patience: self.patience,
            _placed: None,
        }
    }

    fn current(&self, what: &str) -> Result<Call> {
        self.talking().ok_or_else(|| LabError::TooLate {
            what: format!("{what} by {}", self.number()),
            why: "no call is up".to_owned(),
            recent: self.witness.recent(),
        })
    }

    /// Answers the call that rings.
    pub async fn answer(&self) -> Result<Call> {
        let call = self.wait_ringing().await?;
        call.leg.answer();
        call.wait_answered().await?;
        Ok(call)
    }

    /// Hangs up the call that is talking.
    pub async fn hang_up(&self) -> Result<()> {
        self.current("a hang-up")?.hang_up().await
    }

    /// Puts the call that is talking on hold.
    pub async fn hold(&self) -> Result<()> {
        self.current("a hold")?.hold().await
    }

    /// Takes the held call back.
    pub async fn unhold(&self) -> Result<()> {
        self.current("the end of a hold")?.unhold().await
    }

    /// Transfers the call that is talking to a number.
    pub async fn transfer_blind(&self, to: &str) -> Result<()> {
        self.current("a transfer")?.transfer_blind(to).await
    }

    /// Dials from the desk telephone.
    pub fn call(&self, dialled: &str) -> Result<Call> {
        let asterisk = self.asterisk.sip_addr();
        let uri = format!("sip:{dialled}@{asterisk}").into_bytes();
        let invitation = Invitation {
            to: [b"<", uri.as_slice(), b">"].concat(),
            uri,
            from: format!("<sip:{}@{}>", self.number(), asterisk.ip()).into_bytes(),
            extra: Vec::new(),
        };
        let leg = Leg::place(&self.phone, invitation)?;
        self.shared.add(&self.phone, &leg, false);
        Ok(self.handle(leg))
    }

    /// Drops the calls that have ended from [`Operator::calls`]: for long runs.
    pub fn forget(&self) {
        self.shared.calls.send_modify(|calls| {
            calls.legs.retain(|leg| leg.progress().ended.is_none());
        });
    }

    /// The telephone loses its cable: nothing is sent or read any more.
    pub fn vanish(&self) {
        self.phone.stop();
    }
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operator")
            .field("number", &self.number())
            .finish_non_exhaustive()
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        for leg in &self.shared.calls.borrow().legs {
            leg.farewell();
        }
        self.phone.stop();
    }
}

impl Shared {
    fn up(&self) -> Vec<Arc<Leg>> {
        self.calls
            .borrow()
            .legs
            .iter()
            .filter(|leg| is_up(leg))
            .cloned()
            .collect()
    }

    /// Adds a call, and passes on every change of it to those who wait.
    fn add(self: &Arc<Self>, phone: &Arc<Phone>, leg: &Arc<Leg>, rang: bool) {
        self.calls.send_modify(|calls| {
            calls.legs.push(Arc::clone(leg));
            calls.rang += usize::from(rang);
        });
        let (shared, mut progress) = (Arc::clone(self), leg.watch());
        let stopped = phone.stopped().clone();
        phone.tasks.spawn(async move {
            while let Some(Ok(())) = stopped.run_until_cancelled(progress.changed()).await {
                shared.calls.send_modify(|calls| calls.changes += 1);
                if progress.borrow().ended.is_some() {
                    return;
                }
            }
        });
    }
}

fn is_up(leg: &Arc<Leg>) -> bool {
    let progress = leg.progress();
    progress.answered_at.is_some() && progress.ended.is_none()
}

async fn take_calls(phone: Arc<Phone>, shared: Arc<Shared>, mut calls: mpsc::Receiver<Arc<Leg>>) {
    let stopped = phone.stopped().clone();
    while let Some(Some(leg)) = stopped.run_until_cancelled(calls.recv()).await {
        let occupied = !shared.up().is_empty();
        shared.add(&phone, &leg, true);
        if occupied && *shared.one_line.borrow() {
            leg.refuse(486, "Busy Here");
            continue;
        }
        let (behaviour, stopped) = (shared.behaviour.subscribe(), stopped.clone());
        phone.tasks.spawn(async move {
            let _ = stopped.run_until_cancelled(behave(leg, behaviour)).await;
        });
    }
}

/// Does as the operator is told until the call is answered, refused or gone.
async fn behave(leg: Arc<Leg>, mut behaviour: watch::Receiver<Behaviour>) {
    let came = Instant::now();
    let mut progress = leg.watch();
    while leg.is_open() {
        let now = *behaviour.borrow_and_update();
        let rings = !matches!(now, Behaviour::Mute | Behaviour::Busy | Behaviour::Decline);
        if rings && leg.progress().rang_at.is_none() {
            leg.ring();
        }
        let answer_at = match now {
            Behaviour::Answer => return leg.answer(),
            Behaviour::Busy => return leg.refuse(486, "Busy Here"),
            Behaviour::Decline => return leg.refuse(603, "Decline"),
            Behaviour::AnswerAfter(rings) => Some(came + rings),
            Behaviour::Mute => return leg.ignore(),
            Behaviour::Ring => None,
        };
        let due = async {
            match answer_at {
                Some(at) => time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = due => return leg.answer(),
            changed = behaviour.changed() => if changed.is_err() { return },
            _ = progress.wait_for(|p| p.ended.is_some() || p.answered_at.is_some()) => return,
        }
    }
}
