//! A module's answer to one call: the call path.
//!
//! Everything that can be done before or after is done elsewhere: the modules and the operators'
//! lines are at hand, and the decision is written down after the caller has gone on. What remains
//! is one read of the store, one question to Asterisk and one answer. Whatever fails, the caller
//! finds no answer and goes to the failure destination, which the dialplan knows by itself.

use super::preferred::Preferred;
use super::state::SharedState;
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tracing::{debug, info, warn};
use vasl_agi::{Command, Environment, Presentation, Session};
use vasl_asterisk::names;
use vasl_asterisk::probe::Probes;
use vasl_domain::callflow::Keys;
use vasl_domain::decision::{self, Candidate, Decision, DecisionId, Question, Verdict};
use vasl_domain::module::Module;
use vasl_domain::name::{DialledNumber, Extension, IvrNumber, ModuleCode, PbxName, Uniqueid};
use vasl_domain::number::{self, Caller};
use vasl_domain::operator::LiveOperator;
use vasl_domain::story::Arrival;
use vasl_store::{Recalled, Store};

/// How long the store may take. Past it the caller goes to the failure destination.
const STORE_WITHIN: Duration = Duration::from_millis(150);

/// What is answered when there is nobody to reconnect to. Any text without digits does.
const FAILURE_ANSWER: &str = "failure";

/// Answers the calls of one PBX.
pub struct Reconnect<S> {
    /// The PBX.
    pub pbx: PbxName,
    /// What the dialplan must say to be believed.
    pub token: String,
    /// How numbers are written there.
    pub preferred: Preferred,
    /// What is known.
    pub state: SharedState,
    /// Where the conversations are.
    pub store: Arc<S>,
    /// Where decisions, and what callers answered, go to be written down.
    pub notes: mpsc::Sender<Note>,
    /// What went wrong, counted.
    pub counters: Arc<Counters>,
}

/// How many calls went to the failure destination for a fault of ours.
#[derive(Debug, Default)]
pub struct Counters {
    /// Asked with a wrong token, or for a module that is not there.
    pub refused: AtomicU64,
    /// The store failed or was late.
    pub store_failed: AtomicU64,
    /// Asterisk did not say how the operator stands.
    pub unasked: AtomicU64,
    /// The answer could not be delivered.
    pub unanswered: AtomicU64,
    /// Notes that were not written down because too many waited.
    pub unrecorded: AtomicU64,
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// What is to be written down of a call.
#[derive(Debug)]
pub enum Note {
    /// It was decided where the caller goes.
    Decided(Box<Decision>),
    /// The caller, asked, preferred anyone to the operator they spoke with.
    PreferredAnyone(Uniqueid),
}

/// What the dialplan says.
enum Request {
    /// It asks where a caller goes.
    Reconnect(Box<Asked>),
    /// It tells that a caller preferred anyone.
    Anyone(Uniqueid),
}

/// What a call asks.
struct Asked {
    module: Module,
    caller: Option<Caller>,
    arrival: Arrival,
    caller_uniqueid: Uniqueid,
    tried: Vec<Extension>,
}

impl<S: Store> Reconnect<S> {
    /// Answers one call.
    pub async fn answer(&self, session: Session) {
        match self.read(session.environment()) {
            Some(Request::Reconnect(asked)) => self.reconnect(*asked, session).await,
            Some(Request::Anyone(caller)) => {
                // The caller goes on, and nothing is said to them.
                drop(session);
                self.note(Note::PreferredAnyone(caller));
            }
            None => {
                count(&self.counters.refused);
                warn!(
                    "a request that is not from Vasl's dialplan, or for no module, was not answered"
                );
            }
        }
    }

    async fn reconnect(&self, asked: Asked, mut session: Session) {
        let Some(verdict) = self.decide(&asked, &mut session).await else { return };
        let answer = verdict.route.operator().map_or(FAILURE_ANSWER, Extension::as_str);
        let sent = match Command::set_variable(names::ANSWER_VARIABLE, answer) {
            Ok(command) => session.send(command).await.is_ok(),
            Err(_) => false,
        };
        if !sent {
            count(&self.counters.unanswered);
            warn!(module = %asked.module.code, "the answer to a call could not be delivered");
            return;
        }
        drop(session);
        self.record(asked, verdict);
    }

    fn read(&self, environment: &Environment) -> Option<Request> {
        let script = environment.network_script()?;
        let text = |name: &[u8]| script.parameter(name).and_then(|v| std::str::from_utf8(v).ok());
        if text(b"token") != Some(self.token.as_str()) {
            return None;
        }
        let uniqueid = std::str::from_utf8(environment.unique_id()?).ok()?;
        let caller_uniqueid = Uniqueid::new(uniqueid).ok()?;
        if script.path() == names::ANYONE_REQUEST.as_bytes() {
            return Some(Request::Anyone(caller_uniqueid));
        }
        if script.path() != names::RECONNECT_REQUEST.as_bytes() {
            return None;
        }
        let code = ModuleCode::new(text(b"module")?).ok()?;
        let module = self.state.now().modules.get(&code)?.clone();
        let tried = text(b"tried").unwrap_or_default();
        let dialled = environment.dialled_number().and_then(|n| std::str::from_utf8(n).ok());
        Some(Request::Reconnect(Box::new(Asked {
            module,
            caller: self.caller(environment),
            arrival: Arrival {
                came_in_at: caller_uniqueid.made_at(),
                dialled: dialled.and_then(|number| DialledNumber::new(number).ok()),
                ivr: text(b"ivr").and_then(|ivr| IvrNumber::new(ivr).ok()),
                key: text(b"key").and_then(|key| Keys::try_from(key.to_owned()).ok()),
            },
            caller_uniqueid,
            tried: tried.split('-').filter_map(|operator| Extension::new(operator).ok()).collect(),
        })))
    }

    /// An environment into which somebody wrote lines has no caller.
    fn caller(&self, environment: &Environment) -> Option<Caller> {
        if environment.tainted() {
            return None;
        }
        let presentation = match environment.presentation() {
            Some(Presentation::Restricted) => number::Presentation::Restricted,
            Some(Presentation::Unavailable) => number::Presentation::Unavailable,
            Some(Presentation::Allowed) | None => number::Presentation::Allowed,
        };
        self.preferred.now().numbers.caller(environment.caller_number()?, presentation).ok()
    }

    async fn decide(&self, asked: &Asked, session: &mut Session) -> Option<Verdict> {
        let now = Timestamp::now();
        let state = self.state.now();
        let recalled = match &asked.caller {
            Some(caller) => {
                let still_up_at = state.link.still_up_at(now);
                let recalled =
                    self.store.recall(&self.pbx, caller, &asked.module, still_up_at, STORE_WITHIN);
                match recalled.await {
                    Ok(recalled) => recalled,
                    Err(error) => {
                        count(&self.counters.store_failed);
                        warn!(%error, "a call goes to the failure destination: no answer from the store");
                        return None;
                    }
                }
            }
            None => Recalled::default(),
        };
        let question = Question {
            module: &asked.module,
            caller: asked.caller.as_ref(),
            standing: &recalled.standing,
            newest: recalled.newest.as_ref(),
            membership: &state.membership,
            tried: &asked.tried,
            time_groups: &state.call_flow.time_groups,
            now,
        };
        let live = match decision::candidate(&question) {
            Ok(candidate) => self.ask(&candidate, &asked.module, session).await,
            Err(_) => None,
        };
        Some(decision::decide(&question, live.as_ref()))
    }

    async fn ask(
        &self,
        candidate: &Candidate,
        module: &Module,
        session: &mut Session,
    ) -> Option<LiveOperator> {
        let state = self.state.now();
        let line = state.lines.get(&candidate.operator)?;
        let probes = Probes::new(line, candidate.queues(&state.membership, module));
        let command = Command::get_full_variable(probes.expression(), None).ok()?;
        let reply = session.send(command).await;
        let live = reply
            .as_ref()
            .ok()
            .and_then(vasl_agi::Reply::value)
            .and_then(|value| std::str::from_utf8(value).ok())
            .and_then(|value| probes.read(value));
        if live.is_none() {
            count(&self.counters.unasked);
            debug!(?reply, operator = %candidate.operator, "Asterisk did not say how the operator stands");
        }
        live
    }

    fn record(&self, asked: Asked, verdict: Verdict) {
        let id = DecisionId {
            pbx: self.pbx.clone(),
            caller_uniqueid: asked.caller_uniqueid,
            at: Timestamp::now(),
        };
        info!(
            module = %asked.module.code,
            caller = asked.caller.as_ref().map(Caller::masked).as_deref().unwrap_or("none"),
            reason = verdict.reason.code(),
            detail = verdict.reason.detail(),
            operator = verdict.operator.as_ref().map(Extension::as_str),
            "decided"
        );
        let decision = Decision::new(id, asked.module.code, asked.caller, asked.arrival, verdict);
        self.note(Note::Decided(Box::new(decision)));
    }

    fn note(&self, note: Note) {
        if self.notes.try_send(note).is_err() {
            count(&self.counters.unrecorded);
            warn!("what became of a call was not written down: too many wait already");
        }
    }
}
