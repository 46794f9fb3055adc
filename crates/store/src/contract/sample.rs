//! Facts to put into a store.

use crate::{Outdated, Store};
use jiff::{SignedDuration, Timestamp};
use vasl_domain::callflow::Keys;
use vasl_domain::configuration::{Object, Step};
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};
use vasl_domain::decision::{Decision, DecisionId, Evidence, Reason, Route, Source};
use vasl_domain::destination::Destination;
use vasl_domain::expiry::{Expiry, TimeOfDay};
use vasl_domain::module::{
    CountOutbound, Module, ModuleName, NamePrefix, RingSeconds, Side, Sides, WaitSeconds, ZoneName,
};
use vasl_domain::name::{
    DialledNumber, Extension, IvrNumber, ModuleCode, PbxName, QueueName, Uniqueid,
};
use vasl_domain::number::Caller;
use vasl_domain::operator::{DeviceState, HintState, LiveOperator, ShadowState};
use vasl_domain::outcome::Outcome;
use vasl_domain::story::{Arrival, Settlement};

/// Puts a module into the configuration.
pub async fn put<S: Store>(store: &S, module: &Module) {
    let step = Step::Put(Box::new(Object::Module(Box::new(module.clone()))));
    store.change_configuration(&[step], &[], &[]).await.unwrap();
}

pub fn pbx() -> PbxName {
    PbxName::new("pbx").unwrap()
}

pub fn other_pbx() -> PbxName {
    PbxName::new("branch").unwrap()
}

pub fn caller() -> Caller {
    Caller::from_canonical("+989121234567").unwrap()
}

pub fn extension(number: &str) -> Extension {
    Extension::new(number).unwrap()
}

pub fn queue(name: &str) -> QueueName {
    QueueName::new(name).unwrap()
}

pub fn code(code: &str) -> ModuleCode {
    ModuleCode::new(code).unwrap()
}

pub fn uniqueid(serial: u32) -> Uniqueid {
    Uniqueid::new(format!("1795000000.{serial}")).unwrap()
}

/// So many seconds into the day of the tests.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + seconds).unwrap()
}

pub fn microseconds(count: i64) -> SignedDuration {
    SignedDuration::from_micros(count)
}

/// The module of the user's description: a queue and its members.
pub fn support() -> Module {
    Module {
        code: code("*5003"),
        name: ModuleName::new("پشتیبانی").unwrap(),
        active: true,
        silent: true,
        reapply_at_startup: true,
        expiry: Expiry::Until(TimeOfDay::parse("17:30").unwrap()),
        time_zone: ZoneName::new("Asia/Tehran").unwrap(),
        sides: Sides::new(vec![
            Side::Queue(queue("99")),
            Side::Extension(extension("6065")),
            Side::Extension(extension("5050")),
        ])
        .unwrap(),
        failure_destination: Destination::Queue(queue("99")),
        ring_seconds: RingSeconds::default(),
        wait_seconds: WaitSeconds::default(),
        minimum_talk_seconds: 0,
        most_waiting: 3,
        count_outbound: CountOutbound::No,
        announcement: None,
        ask_first: false,
        ask_sound: None,
        whisper: false,
        whisper_sound: None,
        name_prefix: NamePrefix::default(),
        priority_on_fallback: true,
        account_under_queue: None,
        cleared_at: None,
    }
}

/// A conversation of the caller with 5050 through queue 99, of one minute, answered so many
/// seconds into the day.
pub fn spoke(serial: u32, answered: i64) -> Conversation {
    Conversation {
        id: ConversationId {
            pbx: pbx(),
            caller_uniqueid: uniqueid(serial),
            operator_uniqueid: uniqueid(serial + 1_000_000),
        },
        caller: caller(),
        operator: extension("5050"),
        path: Path::Queue(queue("99")),
        answered_at: at(answered),
        ending: Ending::Ended(at(answered + 60)),
    }
}

/// A decision that sent the caller to 5050, so many seconds into the day.
pub fn decided(serial: u32, when: i64) -> Decision {
    Decision {
        id: DecisionId { pbx: pbx(), caller_uniqueid: uniqueid(serial), at: at(when) },
        module: code("*5003"),
        caller: Some(caller()),
        arrival: Arrival {
            came_in_at: uniqueid(serial).made_at(),
            dialled: DialledNumber::new("02191000000").ok(),
            ivr: IvrNumber::new("1").ok(),
            key: Keys::try_from("3".to_owned()).ok(),
        },
        reason: Reason::OperatorFree,
        route: Route::Operator(extension("5050")),
        operator: Some(extension("5050")),
        source: Some(Source::Memory),
        evidence: Evidence {
            conversation: Some(spoke(1, 0).id),
            path: Some(Path::Reconnected { module: code("*5003"), queue: Some(queue("99")) }),
            ended_at: Some(at(60)),
            forgotten_at: Some(at(600) + microseconds(1)),
            seen: Some(LiveOperator {
                device: DeviceState::NotInUse,
                hint: Some(HintState::Open),
                shadow: ShadowState::Ready,
                paused_in_queue: false,
                logged_out: false,
                do_not_disturb: false,
                waiting: 2,
            }),
        },
        outcome: None,
        rang_at: None,
        settled_at: None,
    }
}

/// How a decision settled, so many seconds into the day.
pub fn settled(decision: &Decision, outcome: Outcome, when: i64) -> Settlement {
    let rang_at = (outcome != Outcome::WaitRanOut).then(|| decision.id.at + microseconds(5));
    Settlement { decision: decision.id.clone(), outcome, at: at(when), rang_at }
}

/// Conversations and decisions before so many seconds into the day.
pub fn outdated(conversations: i64, decisions: i64) -> Outdated {
    Outdated {
        conversations_before: at(conversations),
        decisions_before: at(decisions),
        counts_before: Timestamp::UNIX_EPOCH,
        audit_before: Timestamp::UNIX_EPOCH,
    }
}

/// A decision as it is known once it has settled.
pub fn after(decision: Decision, settlement: &Settlement) -> Decision {
    Decision {
        outcome: Some(settlement.outcome),
        rang_at: settlement.rang_at,
        settled_at: Some(settlement.at),
        ..decision
    }
}

/// A decision that sent a caller without an identity to the failure destination.
pub fn refused(serial: u32, when: i64) -> Decision {
    Decision {
        caller: None,
        arrival: Arrival::default(),
        reason: Reason::NoCallerIdentity,
        route: Route::Failure,
        operator: None,
        source: None,
        evidence: Evidence::default(),
        outcome: Some(Outcome::StraightToFailure),
        settled_at: Some(at(when)),
        ..decided(serial, when)
    }
}
