//! The table of reasons, row by row, and what holds for every question.

use super::*;
use crate::conversation::Ending;
use crate::destination::Destination;
use crate::expiry::{Expiry, Lifetime, TimeOfDay};
use crate::module::{ModuleName, Side, Sides, WaitSeconds, ZoneName};
use crate::operator::{DeviceState, HintState, ShadowState};
use jiff::SignedDuration;
use proptest::prelude::*;

fn extension(number: &str) -> Extension {
    Extension::new(number).unwrap()
}

fn queue(name: &str) -> QueueName {
    QueueName::new(name).unwrap()
}

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn support() -> Module {
    let sides = vec![
        Side::Queue(queue("99")),
        Side::Extension(extension("5050")),
        Side::Extension(extension("6065")),
    ];
    Module::new(
        ModuleCode::new("*5003").unwrap(),
        ModuleName::new("poshtibani").unwrap(),
        Expiry::Until(TimeOfDay::parse("17:30").unwrap()),
        ZoneName::new("Asia/Tehran").unwrap(),
        Sides::new(sides).unwrap(),
        Destination::Queue(queue("99")),
    )
}

fn spoke(path: Path, operator: &str, minutes_ago: i64) -> Conversation {
    let ended = now() - SignedDuration::from_mins(minutes_ago);
    Conversation {
        id: ConversationId {
            pbx: PbxName::new("pbx").unwrap(),
            caller_uniqueid: Uniqueid::new("1.1").unwrap(),
            operator_uniqueid: Uniqueid::new("1.2").unwrap(),
        },
        caller: Caller::from_canonical("+989121234567").unwrap(),
        operator: extension(operator),
        path,
        answered_at: ended - SignedDuration::from_mins(2),
        ending: Ending::Ended(ended),
    }
}

fn free() -> LiveOperator {
    LiveOperator {
        device: DeviceState::NotInUse,
        hint: None,
        shadow: ShadowState::Ready,
        paused_in_queue: false,
        logged_out: false,
        do_not_disturb: false,
        waiting: 0,
    }
}

fn talking() -> LiveOperator {
    LiveOperator { device: DeviceState::InUse, shadow: ShadowState::NotReady, ..free() }
}

/// A question that would be answered with the operator; each test changes what it is about.
#[derive(Debug)]
struct Asked {
    module: Module,
    caller: Option<Caller>,
    standing: Standing,
    newest: Option<Conversation>,
    membership: Membership,
    tried: Vec<Extension>,
    live: Option<LiveOperator>,
    now: Timestamp,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            module: support(),
            caller: Some(Caller::from_canonical("+989121234567").unwrap()),
            standing: Standing::Ordinary,
            newest: Some(spoke(Path::Queue(queue("99")), "5050", 30)),
            membership: Membership::default(),
            tried: Vec::new(),
            live: Some(free()),
            now: now(),
        }
    }
}

impl Asked {
    fn verdict(&self) -> Verdict {
        let question = Question {
            module: &self.module,
            caller: self.caller.as_ref(),
            standing: &self.standing,
            newest: self.newest.as_ref(),
            membership: &self.membership,
            tried: &self.tried,
            time_groups: &[],
            now: self.now,
        };
        decide(&question, self.live.as_ref())
    }

    fn reason(&self) -> Reason {
        self.verdict().reason
    }
}

#[test]
fn a_returning_caller_reaches_their_operator() {
    let verdict = Asked::default().verdict();
    assert_eq!(verdict.reason, Reason::OperatorFree);
    assert_eq!(verdict.route, Route::Operator(extension("5050")));
    assert_eq!(verdict.source, Some(Source::Memory));
    assert_eq!(verdict.evidence.seen, Some(free()));
    assert!(verdict.evidence.conversation.is_some());
}

#[test]
fn an_inactive_module_sends_everyone_to_the_failure_destination() {
    let mut asked = Asked::default();
    asked.module.active = false;
    assert_eq!(asked.reason(), Reason::ModuleInactive);
}

#[test]
fn without_an_identity_nobody_is_remembered() {
    assert_eq!(Asked { caller: None, ..Asked::default() }.reason(), Reason::NoCallerIdentity);
}

#[test]
fn who_opted_out_is_left_alone() {
    let asked = Asked { standing: Standing::OptedOut, ..Asked::default() };
    assert_eq!(asked.reason(), Reason::CallerOptedOut);
}

#[test]
fn a_number_that_many_people_call_from_is_no_identity() {
    let asked = Asked { standing: Standing::Shared, ..Asked::default() };
    assert_eq!(asked.reason(), Reason::NoCallerIdentity);
    let inactive = Module { active: false, ..support() };
    assert_eq!(Asked { module: inactive, ..asked }.reason(), Reason::ModuleInactive);
}

#[test]
fn a_first_time_caller_never_spoke() {
    assert_eq!(Asked { newest: None, ..Asked::default() }.reason(), Reason::NeverSpoke);
}

#[test]
fn a_customer_whom_an_operator_called_counts_as_the_module_says() {
    use crate::module::CountOutbound::{Answered, AnsweredAndMissed, No};
    for (count, path, counts) in [
        (No, Path::Outbound, false),
        (No, Path::OutboundMissed, false),
        (Answered, Path::Outbound, true),
        (Answered, Path::OutboundMissed, false),
        (AnsweredAndMissed, Path::Outbound, true),
        (AnsweredAndMissed, Path::OutboundMissed, true),
    ] {
        let called_by = |operator| {
            let mut asked =
                Asked { newest: Some(spoke(path.clone(), operator, 30)), ..Asked::default() };
            asked.module.count_outbound = count;
            asked.module.minimum_talk_seconds = 120;
            asked.reason()
        };
        let expected = if counts { Reason::OperatorFree } else { Reason::NeverSpoke };
        assert_eq!(called_by("5050"), expected, "{count:?} {path:?}");
        assert_eq!(called_by("7070"), Reason::NeverSpoke, "{count:?} {path:?}");
    }
}

#[test]
fn a_call_that_is_still_up_is_long_enough() {
    let mut asked = Asked::default();
    asked.module.minimum_talk_seconds = 3_600;
    assert_eq!(asked.reason(), Reason::NeverSpoke);
    let still_up = spoke(Path::Queue(queue("99")), "5050", 0);
    asked.newest = Some(Conversation { ending: Ending::StillUp(now()), ..still_up });
    assert_eq!(asked.reason(), Reason::OperatorFree);
}

#[test]
fn what_the_module_does_not_cover_is_as_if_never_spoken() {
    for path in [Path::Queue(queue("98")), Path::Outbound] {
        let newest = Some(spoke(path, "5050", 30));
        assert_eq!(Asked { newest, ..Asked::default() }.reason(), Reason::NeverSpoke);
    }
    let newest = Some(spoke(Path::Direct, "7070", 30));
    assert_eq!(Asked { newest, ..Asked::default() }.reason(), Reason::NeverSpoke);
}

#[test]
fn a_memory_ends_at_its_hour() {
    // 17:30 in Tehran is 14:00 UTC.
    let last_second = "2026-11-23T13:59:59Z".parse().unwrap();
    let mut asked = Asked { now: last_second, ..Asked::default() };
    assert_eq!(asked.reason(), Reason::OperatorFree);
    asked.now = "2026-11-23T14:00:00Z".parse().unwrap();
    let verdict = asked.verdict();
    assert_eq!(verdict.reason, Reason::Expired);
    assert_eq!(verdict.operator, Some(extension("5050")));
}

#[test]
fn an_operator_who_left_the_sides_is_not_followed() {
    let newest = Some(spoke(Path::Queue(queue("99")), "7070", 30));
    assert_eq!(Asked { newest, ..Asked::default() }.reason(), Reason::OperatorNotEligible);
}

#[test]
fn with_only_a_queue_side_its_members_are_eligible_logged_in_or_not() {
    let mut asked = Asked::default();
    asked.module.sides = Sides::new(vec![Side::Queue(queue("99"))]).unwrap();
    assert_eq!(asked.reason(), Reason::OperatorNotEligible);
    asked.membership.add(extension("5050"), queue("98"));
    assert_eq!(asked.reason(), Reason::OperatorNotEligible);
    asked.membership.add(extension("5050"), queue("99"));
    assert_eq!(asked.reason(), Reason::OperatorFree);
    asked.live = Some(LiveOperator { logged_out: true, ..free() });
    assert_eq!(asked.reason(), Reason::OperatorUnavailable(Unavailable::LoggedOut));
}

#[test]
fn with_only_extension_sides_any_path_counts() {
    let mut asked = Asked::default();
    asked.module.sides = Sides::new(vec![Side::Extension(extension("5050"))]).unwrap();
    for path in [Path::Queue(queue("98")), Path::Direct] {
        asked.newest = Some(spoke(path, "5050", 30));
        assert_eq!(asked.reason(), Reason::OperatorFree);
    }
}

#[test]
fn a_reconnected_call_renews_the_memory() {
    let other = ModuleCode::new("*5004").unwrap();
    for (module, through, expected) in [
        (support().code, None, Reason::OperatorFree),
        (other.clone(), Some(queue("99")), Reason::OperatorFree),
        (other, Some(queue("98")), Reason::NeverSpoke),
    ] {
        let newest = Some(spoke(Path::Reconnected { module, queue: through }, "5050", 30));
        assert_eq!(Asked { newest, ..Asked::default() }.reason(), expected);
    }
}

#[test]
fn nobody_is_rung_through_twice_in_one_call() {
    let asked = Asked { tried: vec![extension("5050")], ..Asked::default() };
    assert_eq!(asked.reason(), Reason::AlreadyTried);
}

#[test]
fn a_pbx_that_cannot_say_leaves_the_operator_unavailable() {
    let asked = Asked { live: None, ..Asked::default() };
    assert_eq!(asked.reason(), Reason::OperatorUnavailable(Unavailable::Unknown));
}

#[test]
fn a_caller_waits_for_a_busy_operator_if_the_module_lets_them() {
    let mut asked = Asked { live: Some(talking()), ..Asked::default() };
    assert_eq!(asked.verdict().route, Route::Wait(extension("5050")));
    asked.live = Some(LiveOperator { waiting: 2, ..talking() });
    assert_eq!(asked.reason(), Reason::OperatorBusy(Busy::Talking));
    asked.live = Some(LiveOperator { waiting: 3, ..talking() });
    assert_eq!(asked.reason(), Reason::OperatorBusyNoWaiting(Busy::Talking));
    asked.live = Some(talking());
    asked.module.wait_seconds = WaitSeconds::new(0).unwrap();
    assert_eq!(asked.reason(), Reason::OperatorBusyNoWaiting(Busy::Talking));
}

#[test]
fn a_pinned_caller_skips_memory_expiry_and_eligibility() {
    let asked =
        Asked { standing: Standing::Pinned(extension("7070")), newest: None, ..Asked::default() };
    let verdict = asked.verdict();
    assert_eq!(verdict.route, Route::Operator(extension("7070")));
    assert_eq!(verdict.source, Some(Source::Pinned));
    let tried = Asked { tried: vec![extension("7070")], ..asked };
    assert_eq!(tried.reason(), Reason::AlreadyTried);
}

#[test]
fn a_conversation_that_is_still_up_counts_as_not_ended() {
    let mut newest = spoke(Path::Queue(queue("99")), "5050", 60 * 30);
    newest.ending = Ending::StillUp(now());
    let asked = Asked { newest: Some(newest), live: Some(talking()), ..Asked::default() };
    assert_eq!(asked.reason(), Reason::OperatorBusy(Busy::Talking));
}

#[test]
fn a_cleared_memory_passes_over_what_was_before() {
    let mut asked = Asked::default();
    asked.module.cleared_at = Some(now() - SignedDuration::from_mins(10));
    assert_eq!(asked.reason(), Reason::NeverSpoke);
    asked.newest = Some(spoke(Path::Queue(queue("99")), "5050", 5));
    assert_eq!(asked.reason(), Reason::OperatorFree);
}

#[test]
fn a_short_conversation_is_passed_over() {
    let mut asked = Asked::default();
    asked.module.minimum_talk_seconds = 120;
    assert_eq!(asked.reason(), Reason::OperatorFree);
    asked.module.minimum_talk_seconds = 121;
    assert_eq!(asked.reason(), Reason::NeverSpoke);
}

fn any_side() -> impl Strategy<Value = Side> {
    prop_oneof![
        prop_oneof![Just("5050"), Just("6065"), Just("7070")]
            .prop_map(|e| Side::Extension(extension(e))),
        prop_oneof![Just("98"), Just("99")].prop_map(|q| Side::Queue(queue(q))),
    ]
}

fn any_path() -> impl Strategy<Value = Path> {
    prop_oneof![
        prop_oneof![Just("98"), Just("99")].prop_map(|q| Path::Queue(queue(q))),
        Just(Path::Direct),
        Just(Path::Outbound),
        (prop_oneof![Just("*5003"), Just("*1")], proptest::option::of(Just("99"))).prop_map(
            |(code, q)| Path::Reconnected {
                module: ModuleCode::new(code).unwrap(),
                queue: q.map(queue),
            }
        ),
    ]
}

fn any_expiry() -> impl Strategy<Value = Expiry> {
    prop_oneof![
        (0..24u8, 0..60u8)
            .prop_map(|(h, m)| Expiry::Until(TimeOfDay::parse(&format!("{h}:{m}")).unwrap())),
        (0..24u8, 1..60u8)
            .prop_map(|(h, m)| Expiry::For(Lifetime::parse(&format!("{h}:{m}")).unwrap())),
    ]
}

fn any_live() -> impl Strategy<Value = LiveOperator> {
    let device = prop_oneof![
        Just(DeviceState::Unknown),
        Just(DeviceState::NotInUse),
        Just(DeviceState::InUse),
        Just(DeviceState::Busy),
        Just(DeviceState::Invalid),
        Just(DeviceState::Unavailable),
        Just(DeviceState::Ringing),
        Just(DeviceState::RingInUse),
        Just(DeviceState::OnHold),
    ];
    let hint =
        prop_oneof![Just(HintState::Open), Just(HintState::Busy), Just(HintState::Unavailable)];
    let shadow = prop_oneof![
        Just(ShadowState::Missing),
        Just(ShadowState::Paused),
        Just(ShadowState::Ready),
        Just(ShadowState::NotReady),
    ];
    let told = (any::<bool>(), any::<bool>(), any::<bool>());
    (device, proptest::option::of(hint), shadow, told, 0..5u16).prop_map(
        |(device, hint, shadow, (paused_in_queue, logged_out, do_not_disturb), waiting)| {
            LiveOperator {
                device,
                hint,
                shadow,
                paused_in_queue,
                logged_out,
                do_not_disturb,
                waiting,
            }
        },
    )
}

fn any_asked() -> impl Strategy<Value = Asked> {
    let module = (
        proptest::collection::hash_set(any_side(), 1..5),
        any_expiry(),
        proptest::bool::weighted(0.9),
        0..2u32,
        0..4u16,
    );
    let newest = (any_path(), 0..3usize, -60..3_000i64, any::<bool>());
    let standing = prop_oneof![
        8 => Just(Standing::Ordinary),
        1 => Just(Standing::OptedOut),
        1 => Just(Standing::Pinned(Extension::new("7070").unwrap())),
        1 => Just(Standing::Shared),
    ];
    let rest = (
        proptest::option::weighted(0.9, Just(Caller::from_canonical("5").unwrap())),
        standing,
        proptest::option::weighted(0.9, newest),
        proptest::collection::vec((0..3usize, any::<bool>()), 0..4),
        proptest::option::weighted(0.1, Just(())),
        proptest::option::weighted(0.9, any_live()),
    );
    (module, rest).prop_map(|((sides, expiry, active, wait, most_waiting), rest)| {
        let (caller, standing, newest, members, tried, live) = rest;
        let operators = ["5050", "6065", "7070"];
        let mut module = support();
        module.sides = Sides::new(sides.into_iter().collect()).unwrap();
        module.expiry = expiry;
        module.active = active;
        module.wait_seconds = WaitSeconds::new(wait * 30).unwrap();
        module.most_waiting = most_waiting;
        let newest = newest.map(|(path, operator, minutes, up)| {
            let mut conversation = spoke(path, operators[operator], minutes);
            if up {
                conversation.ending = Ending::StillUp(conversation.ending.last_known());
            }
            conversation
        });
        let mut membership = Membership::default();
        for (operator, support) in members {
            let name = if support { "99" } else { "98" };
            membership.add(extension(operators[operator]), queue(name));
        }
        let tried = tried.map(|()| extension("5050")).into_iter().collect();
        Asked { module, caller, standing, newest, membership, tried, live, now: now() }
    })
}

proptest! {
    /// Total: it answers. The rest: what an answer may never be.
    #[test]
    fn every_question_has_one_answer_that_keeps_the_rules(asked in any_asked()) {
        let verdict = asked.verdict();
        if let Some(operator) = verdict.route.operator() {
            prop_assert!(asked.module.active);
            prop_assert!(asked.caller.is_some());
            prop_assert!(!asked.tried.contains(operator));
            prop_assert!(matches!(verdict.reason, Reason::OperatorFree | Reason::OperatorBusy(_)));
            let live = asked.live.unwrap();
            prop_assert!(!matches!(live.state(), OperatorState::Unavailable(_)));
            match verdict.source.unwrap() {
                Source::Pinned => prop_assert_eq!(&asked.standing, &Standing::Pinned(operator.clone())),
                Source::Memory => {
                    let newest = asked.newest.as_ref().unwrap();
                    prop_assert_eq!(operator, &newest.operator);
                    prop_assert!(asked.module.covers(newest));
                    prop_assert!(asked.module.may_reach(operator, asked.membership.queues_of(operator)));
                    let age = asked.now.duration_since(newest.ending.last_known());
                    prop_assert!(age <= LONGEST_MEMORY);
                }
            }
        } else {
            prop_assert!(!matches!(verdict.reason, Reason::OperatorFree | Reason::OperatorBusy(_)));
        }
        prop_assert_eq!(verdict.operator.is_some(), verdict.source.is_some());
        prop_assert!(!verdict.reason.had_operator() || verdict.operator.is_some());
    }
}
