//! Where a call goes, and why: one total function and its closed set of reasons.

use crate::conversation::{Conversation, ConversationId, Path};
use crate::expiry::LONGEST_MEMORY;
use crate::hours::TimeGroup;
use crate::module::Module;
use crate::name::{Extension, ModuleCode, PbxName, QueueName, Uniqueid};
use crate::number::Caller;
use crate::operator::{Busy, LiveOperator, OperatorState, Unavailable};
use crate::outcome::Outcome;
use crate::reason::ReasonKind;
use crate::story::Arrival;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is known when a call reaches a module, but for the operator's live state.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The module that was reached.
    pub module: &'a Module,
    /// Who calls; `None` without an identity.
    pub caller: Option<&'a Caller>,
    /// What was agreed with this caller.
    pub standing: &'a Standing,
    /// Their newest conversation that the module covers.
    pub newest: Option<&'a Conversation>,
    /// Who is a member of which queue.
    pub membership: &'a Membership,
    /// The operators to whom this call was already rung through.
    pub tried: &'a [Extension],
    /// The time groups that an expiry may name.
    pub time_groups: &'a [TimeGroup],
    /// The time.
    pub now: Timestamp,
}

/// What was agreed with a caller.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing in particular.
    #[default]
    Ordinary,
    /// They are never reconnected.
    OptedOut,
    /// They always go to this operator.
    Pinned(Extension),
    /// Many people call from this number (a customer's head office), so it tells nobody from
    /// another: as good as no identity.
    Shared,
}

impl Standing {
    /// The operator whom the caller always goes to.
    #[must_use]
    pub fn operator(&self) -> Option<&Extension> {
        match self {
            Self::Pinned(operator) => Some(operator),
            Self::Ordinary | Self::OptedOut | Self::Shared => None,
        }
    }

    /// In words.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Ordinary => "ordinary".to_owned(),
            Self::OptedOut => "opted out".to_owned(),
            Self::Pinned(operator) => format!("pinned to operator {operator}"),
            Self::Shared => "shared by many people".to_owned(),
        }
    }
}

/// Who is, or lately was, a member of which queue, logged in or not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Membership(BTreeMap<Extension, BTreeSet<QueueName>>);

impl Membership {
    /// Notes that an operator is a member of a queue.
    pub fn add(&mut self, operator: Extension, queue: QueueName) {
        self.0.entry(operator).or_default().insert(queue);
    }

    /// Every operator with every queue of theirs.
    pub fn pairs(&self) -> impl Iterator<Item = (&Extension, &QueueName)> {
        self.0.iter().flat_map(|(operator, queues)| queues.iter().map(move |q| (operator, q)))
    }

    /// The queues of an operator.
    #[must_use]
    pub fn queues_of(&self, operator: &Extension) -> &BTreeSet<QueueName> {
        static NONE: BTreeSet<QueueName> = BTreeSet::new();
        self.0.get(operator).unwrap_or(&NONE)
    }

    /// The operators of a queue, in the order of their extensions.
    pub fn operators_of<'a>(&'a self, queue: &'a QueueName) -> impl Iterator<Item = &'a Extension> {
        self.0
            .iter()
            .filter(move |(_, queues)| queues.contains(queue))
            .map(|(operator, _)| operator)
    }
}

/// Why a call goes where it goes. The set is closed: the log, the panel, the API and the tests
/// speak of these and no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The module is out of service.
    ModuleInactive,
    /// The caller cannot be told from others.
    NoCallerIdentity,
    /// The caller does not want it.
    CallerOptedOut,
    /// No conversation that the module covers.
    NeverSpoke,
    /// The newest one is forgotten.
    Expired,
    /// Its operator is not one of the module's any more.
    OperatorNotEligible,
    /// This call was already rung through to the operator.
    AlreadyTried,
    /// The operator cannot be reached.
    OperatorUnavailable(Unavailable),
    /// The operator is busy, and the caller may not wait.
    OperatorBusyNoWaiting(Busy),
    /// The operator is busy, and the caller waits.
    OperatorBusy(Busy),
    /// The operator is free.
    OperatorFree,
}

impl Reason {
    /// The reason without what stands behind it.
    #[must_use]
    pub fn kind(self) -> ReasonKind {
        match self {
            Self::ModuleInactive => ReasonKind::ModuleInactive,
            Self::NoCallerIdentity => ReasonKind::NoCallerIdentity,
            Self::CallerOptedOut => ReasonKind::CallerOptedOut,
            Self::NeverSpoke => ReasonKind::NeverSpoke,
            Self::Expired => ReasonKind::Expired,
            Self::OperatorNotEligible => ReasonKind::OperatorNotEligible,
            Self::AlreadyTried => ReasonKind::AlreadyTried,
            Self::OperatorUnavailable(_) => ReasonKind::OperatorUnavailable,
            Self::OperatorBusyNoWaiting(_) => ReasonKind::OperatorBusyNoWaiting,
            Self::OperatorBusy(_) => ReasonKind::OperatorBusy,
            Self::OperatorFree => ReasonKind::OperatorFree,
        }
    }

    /// Its stable code, for logs, the store and programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.kind().code()
    }

    /// What of the operator stands behind it, as a stable word.
    #[must_use]
    pub fn detail(self) -> Option<&'static str> {
        match self {
            Self::OperatorUnavailable(why) => Some(match why {
                Unavailable::Unregistered => "unregistered",
                Unavailable::Paused => "paused",
                Unavailable::LoggedOut => "logged_out",
                Unavailable::DoNotDisturb => "do_not_disturb",
                Unavailable::Unknown => "unknown",
            }),
            Self::OperatorBusyNoWaiting(busy) | Self::OperatorBusy(busy) => Some(match busy {
                Busy::Ringing => "ringing",
                Busy::Talking => "talking",
                Busy::OnHold => "on_hold",
                Busy::WrappingUp => "wrapping_up",
            }),
            _ => None,
        }
    }

    /// In words.
    #[must_use]
    pub fn sentence(self) -> String {
        let plain = self.kind().sentence();
        match self.detail() {
            Some(detail) => format!("{plain} ({})", detail.replace('_', " ")),
            None => plain.to_owned(),
        }
    }

    /// Whether the caller had an operator to go back to (what the reconnection rate counts).
    #[must_use]
    pub fn had_operator(self) -> bool {
        self.kind().had_operator()
    }
}

/// Where the call goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// To the module's failure destination.
    Failure,
    /// To this operator, whose phone is rung at once.
    Operator(Extension),
    /// To this operator, as soon as they are free.
    Wait(Extension),
}

impl Route {
    /// The operator, where there is one.
    #[must_use]
    pub fn operator(&self) -> Option<&Extension> {
        match self {
            Self::Failure => None,
            Self::Operator(operator) | Self::Wait(operator) => Some(operator),
        }
    }
}

/// Where the operator of a decision comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A conversation.
    Memory,
    /// An agreement.
    Pinned,
}

/// What a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// The conversation that decided.
    pub conversation: Option<ConversationId>,
    /// How it came about.
    pub path: Option<Path>,
    /// When it ended, or was last seen.
    pub ended_at: Option<Timestamp>,
    /// When it is, or was, forgotten.
    pub forgotten_at: Option<Timestamp>,
    /// What the PBX said of the operator.
    pub seen: Option<LiveOperator>,
}

/// An answer of [`decide`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Why.
    pub reason: Reason,
    /// Where to.
    pub route: Route,
    /// Whom the caller would go back to, reached or not.
    pub operator: Option<Extension>,
    /// How that operator came up.
    pub source: Option<Source>,
    /// On what grounds.
    pub evidence: Evidence,
}

/// An operator to ask the PBX about, before the decision is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The operator.
    pub operator: Extension,
    /// How they came up.
    pub source: Source,
    evidence: Evidence,
}

impl Candidate {
    /// When the conversation that is remembered is forgotten; `None` where the operator comes up
    /// without one.
    #[must_use]
    pub fn forgotten_at(&self) -> Option<Timestamp> {
        self.evidence.forgotten_at
    }

    /// The queue of the conversation that is remembered.
    #[must_use]
    pub fn queue(&self) -> Option<&QueueName> {
        self.evidence.path.as_ref().and_then(Path::queue)
    }

    /// The queues in which the operator's log-in and pause matter: those that the module covers and
    /// that the operator is, or lately was, a member of. One to whom a caller is pinned need not be
    /// covered by the module: a pause in any queue of theirs counts.
    #[must_use]
    pub fn queues<'a>(&self, membership: &'a Membership, module: &Module) -> Vec<&'a QueueName> {
        let all = membership.queues_of(&self.operator).iter();
        all.filter(|queue| self.source == Source::Pinned || module.sides.covers_queue(queue))
            .collect()
    }

    fn verdict(self, reason: Reason, route: Route, seen: Option<LiveOperator>) -> Verdict {
        Verdict {
            reason,
            route,
            operator: Some(self.operator),
            source: Some(self.source),
            evidence: Evidence { seen, ..self.evidence },
        }
    }
}

/// The first half of a decision: whether there is an operator whose state matters.
///
/// # Errors
/// The whole verdict, where the PBX need not be asked.
pub fn candidate(question: &Question<'_>) -> Result<Candidate, Box<Verdict>> {
    let failure = |reason| {
        Box::new(Verdict {
            reason,
            route: Route::Failure,
            operator: None,
            source: None,
            evidence: Evidence::default(),
        })
    };
    if !question.module.active {
        return Err(failure(Reason::ModuleInactive));
    }
    if question.caller.is_none() || *question.standing == Standing::Shared {
        return Err(failure(Reason::NoCallerIdentity));
    }
    let candidate = match question.standing {
        Standing::OptedOut => return Err(failure(Reason::CallerOptedOut)),
        Standing::Pinned(operator) => Candidate {
            operator: operator.clone(),
            source: Source::Pinned,
            evidence: Evidence::default(),
        },
        // A shared number was turned away above.
        Standing::Ordinary | Standing::Shared => remembered(question)?,
    };
    if question.tried.contains(&candidate.operator) {
        return Err(Box::new(candidate.verdict(Reason::AlreadyTried, Route::Failure, None)));
    }
    Ok(candidate)
}

fn remembered(question: &Question<'_>) -> Result<Candidate, Box<Verdict>> {
    let module = question.module;
    let Some(newest) = question.newest.filter(|newest| module.covers(newest)) else {
        return Err(Box::new(Verdict {
            reason: Reason::NeverSpoke,
            route: Route::Failure,
            operator: None,
            source: None,
            evidence: Evidence::default(),
        }));
    };
    let ended = newest.ending.last_known();
    let forgotten =
        module.expiry.forgotten_at(ended, module.time_zone.zone(), question.time_groups);
    let candidate = Candidate {
        operator: newest.operator.clone(),
        source: Source::Memory,
        evidence: Evidence {
            conversation: Some(newest.id.clone()),
            path: Some(newest.path.clone()),
            ended_at: Some(ended),
            forgotten_at: Some(forgotten),
            seen: None,
        },
    };
    let too_old = question.now.duration_since(ended) > LONGEST_MEMORY;
    if question.now >= forgotten || too_old {
        return Err(Box::new(candidate.verdict(Reason::Expired, Route::Failure, None)));
    }
    let member_of = question.membership.queues_of(&newest.operator);
    if !module.may_reach(&newest.operator, member_of) {
        return Err(Box::new(candidate.verdict(Reason::OperatorNotEligible, Route::Failure, None)));
    }
    Ok(candidate)
}

/// Decides where a call goes.
///
/// `live` is what the PBX said of the [`candidate`]; `None` when it could not say, which leaves
/// the operator unavailable.
#[must_use]
pub fn decide(question: &Question<'_>, live: Option<&LiveOperator>) -> Verdict {
    let candidate = match candidate(question) {
        Ok(candidate) => candidate,
        Err(verdict) => return *verdict,
    };
    let operator = candidate.operator.clone();
    let state = live.map_or(OperatorState::Unavailable(Unavailable::Unknown), LiveOperator::state);
    let waiting = live.map_or(0, |live| live.waiting);
    let module = question.module;
    let may_wait = module.wait_seconds.get() > 0 && waiting < module.most_waiting;
    let (reason, route) = match state {
        OperatorState::Unavailable(why) => (Reason::OperatorUnavailable(why), Route::Failure),
        OperatorState::Busy(busy) if may_wait => {
            (Reason::OperatorBusy(busy), Route::Wait(operator))
        }
        OperatorState::Busy(busy) => (Reason::OperatorBusyNoWaiting(busy), Route::Failure),
        OperatorState::Free => (Reason::OperatorFree, Route::Operator(operator)),
    };
    candidate.verdict(reason, route, live.copied())
}

/// A verdict as it is kept: for which call, when, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Which one.
    pub id: DecisionId,
    /// The module that was asked.
    pub module: ModuleCode,
    /// Who called; `None` without an identity.
    pub caller: Option<Caller>,
    /// How the call came here.
    pub arrival: Arrival,
    /// Why.
    pub reason: Reason,
    /// Where to.
    pub route: Route,
    /// Whom the caller would go back to, reached or not.
    pub operator: Option<Extension>,
    /// How that operator came up.
    pub source: Option<Source>,
    /// On what grounds.
    pub evidence: Evidence,
    /// What became of it, once that is known.
    pub outcome: Option<Outcome>,
    /// When the operator's phone was first rung for it, once it has its outcome.
    pub rang_at: Option<Timestamp>,
    /// When it had its outcome.
    pub settled_at: Option<Timestamp>,
}

/// What makes a decision one of its own: a call may reach modules more than once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DecisionId {
    /// The PBX of the call.
    pub pbx: PbxName,
    /// The caller's channel.
    pub caller_uniqueid: Uniqueid,
    /// When it was decided, on Vasl's clock.
    pub at: Timestamp,
}

impl Decision {
    /// The queue of the conversation that was remembered, reached or not.
    #[must_use]
    pub fn queue(&self) -> Option<&QueueName> {
        self.evidence.path.as_ref().and_then(Path::queue)
    }

    /// Keeps a verdict. One that sends the call to the failure destination has its outcome with it.
    #[must_use]
    pub fn new(
        id: DecisionId,
        module: ModuleCode,
        caller: Option<Caller>,
        arrival: Arrival,
        verdict: Verdict,
    ) -> Self {
        let outcome = (verdict.route == Route::Failure).then_some(Outcome::StraightToFailure);
        let settled_at = outcome.map(|_| id.at);
        Self {
            id,
            module,
            caller,
            arrival,
            reason: verdict.reason,
            route: verdict.route,
            operator: verdict.operator,
            source: verdict.source,
            evidence: verdict.evidence,
            outcome,
            rang_at: None,
            settled_at,
        }
    }
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
