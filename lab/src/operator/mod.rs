//! Operators at their desk telephones.
//!
//! [`desk`] is what the telephone does by itself when it rings, [`registration`] how Asterisk
//! comes to know of it. To add a behaviour: a variant of [`Behaviour`] and its arm in
//! `desk::behave`.

mod desk;
mod registration;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time;

pub use self::desk::Behaviour;

use self::desk::{Calls, Shared, is_up, take_calls};
use self::registration::Registration;
use crate::asterisk::{Asterisk, Extension};
use crate::call::{Call, Shown};
use crate::error::{LabError, Result};
use crate::rtp::Speech;
use crate::sip::digest::Credentials;
use crate::sip::leg::{Invitation, Leg};
use crate::sip::phone::Phone;
use crate::sip::registrar::Registrar;
use crate::witness::Witness;

/// Calls that ring at once; more are refused.
const RINGING_AT_ONCE: usize = 64;

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

impl Operator {
    /// Puts a telephone on the operator's desk and registers it, speaking a tone of `hz`.
    pub(crate) async fn register_at(
        asterisk: Arc<Asterisk>,
        witness: Arc<Witness>,
        extension: Extension,
        hz: u32,
    ) -> Result<Self> {
        let desk = asterisk.address(3);
        let operator = Self::sit_at(desk, asterisk, witness, extension, hz)?;
        operator.register().await?;
        Ok(operator)
    }

    /// Puts a telephone at an address, and registers it nowhere.
    pub(crate) fn sit_at(
        address: IpAddr,
        asterisk: Arc<Asterisk>,
        witness: Arc<Witness>,
        extension: Extension,
        hz: u32,
    ) -> Result<Self> {
        let credentials =
            Credentials { user: extension.number.clone(), secret: extension.secret.clone() };
        let (announce, incoming) = mpsc::channel(RINGING_AT_ONCE);
        let phone = Phone::open(
            address,
            asterisk.registrar(&extension.number),
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
        phone.tasks.spawn(take_calls(Arc::clone(&phone), Arc::clone(&shared), incoming));
        Ok(Self {
            patience: asterisk.options().patience,
            extension,
            phone,
            asterisk,
            witness,
            shared,
            hz,
            registration: tokio::sync::Mutex::new(Registration::new()?),
        })
    }

    /// Where the telephone takes calls.
    pub fn address(&self) -> SocketAddr {
        self.phone.local()
    }

    /// Makes every wait of this handle last at most `patience`.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
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
        self.wait(&what, |calls| calls.legs.iter().rev().find(|leg| leg.is_open()).cloned())
            .await
            .map(|leg| self.handle(leg))
    }

    /// Waits until the telephone was rung so many times in all.
    pub async fn wait_rang(&self, times: usize) -> Result<()> {
        let what = format!("the telephone of {} to be rung {times} times in all", self.number());
        self.wait(&what, |calls| (calls.rang >= times).then_some(())).await
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
        self.wait(&format!("{} to be idle", self.number()), idle).await
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
        LabError::Timeout { what: what.to_owned(), after: self.patience, recent }
    }

    fn handle(&self, leg: Arc<Leg>) -> Call {
        Call { leg, witness: Arc::clone(&self.witness), patience: self.patience, _placed: None }
    }

    /// Answers the call that rings.
    pub async fn answer(&self) -> Result<Call> {
        let call = self.wait_ringing().await?;
        call.leg.answer();
        call.wait_answered().await?;
        Ok(call)
    }

    /// Hangs up the call that is talking, once one is: Asterisk may tell of it before the telephone
    /// has taken notice.
    pub async fn hang_up(&self) -> Result<()> {
        self.wait_talking().await?.hang_up().await
    }

    /// Puts the call that is talking on hold.
    pub async fn hold(&self) -> Result<()> {
        self.wait_talking().await?.hold().await
    }

    /// Takes the held call back.
    pub async fn unhold(&self) -> Result<()> {
        self.wait_talking().await?.unhold().await
    }

    /// Transfers the call that is talking to a number.
    pub async fn transfer_blind(&self, to: &str) -> Result<()> {
        self.wait_talking().await?.transfer_blind(to).await
    }

    /// Becomes a provider's: takes the registration of this user, and calls only from them.
    pub fn provide_for(&self, user: &str, secret: &str) -> Result<()> {
        self.phone.keep_registrar(Arc::new(Registrar::new(user, secret)?));
        Ok(())
    }

    /// Waits until a provider's customer has registered; gives where they take calls.
    pub async fn wait_registered(&self) -> Result<String> {
        let what = format!("a registration with {}", self.number());
        let registrar = self.phone.registrar().ok_or_else(|| self.timeout(&what))?;
        let mut contact = registrar.contact();
        let registered = time::timeout(self.patience, contact.wait_for(Option::is_some));
        match registered.await {
            Ok(Ok(contact)) => Ok(contact.clone().unwrap_or_default()),
            _ => Err(self.timeout(&what)),
        }
    }

    /// Dials from the desk telephone.
    pub fn call(&self, dialled: &str) -> Result<Call> {
        self.call_uri(&format!("sip:{dialled}@{}", self.phone.asterisk()), dialled)
    }

    /// Calls a URI as it stands, such as the one that somebody registered; the witness knows the
    /// call as one to `dialled`.
    pub fn call_uri(&self, uri: &str, dialled: &str) -> Result<Call> {
        let asterisk = self.phone.asterisk();
        let uri = uri.as_bytes().to_vec();
        let invitation = Invitation {
            to: [b"<", uri.as_slice(), b">"].concat(),
            uri,
            from: format!("<sip:{}@{}>", self.number(), asterisk.ip()).into_bytes(),
            extra: Vec::new(),
        };
        let leg = Leg::place(&self.phone, invitation, |call_id| {
            self.witness.announce(call_id, Some(self.number()), dialled);
        })?;
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
        f.debug_struct("Operator").field("number", &self.number()).finish_non_exhaustive()
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
