//! What holds for the question that a call waits for.

use super::model::{Model, Step};
use super::sample::{
    at, caller, code, extension, microseconds, other_pbx, pbx, queue, spoke, support, uniqueid,
};
use crate::{ConversationCursor, CoveredFilter, Store, StoreError};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};
use vasl_domain::decision::Standing;
use vasl_domain::module::{CountOutbound, Module, Side, Sides};
use vasl_domain::name::{ModuleCode, PbxName};
use vasl_domain::number::Caller;
use vasl_domain::user::Author;

/// Long enough for a machine that does much else.
const PATIENT: Duration = Duration::from_secs(10);

pub async fn each_queue_has_its_own_memory<S: Store>(store: &S) {
    let sales = Conversation {
        operator: extension("7070"),
        path: Path::Queue(queue("sales")),
        ..spoke(2, 3_600)
    };
    store.record_past(&[spoke(1, 0), sales.clone()], None).await.unwrap();
    let of_sales =
        Module { sides: Sides::new(vec![Side::Queue(queue("sales"))]).unwrap(), ..support() };
    let nobody = Caller::from_canonical("+989120000000").unwrap();
    for (who, module, expected) in [
        (caller(), support(), Some(spoke(1, 0))),
        (caller(), of_sales.clone(), Some(sales)),
        (nobody, of_sales, None),
    ] {
        let newest = store.newest_covered(&pbx(), &who, &module, at(9_999), PATIENT).await;
        assert_eq!(newest.unwrap(), expected);
    }
}

pub async fn a_call_waits_no_longer_than_told<S: Store>(store: &S) {
    // What ran out of time leaves the next one alone.
    for (within, expected) in [(Duration::ZERO, Err(StoreError::Deadline)), (PATIENT, Ok(None))] {
        let answer = store.newest_covered(&pbx(), &caller(), &support(), at(0), within).await;
        assert_eq!(answer, expected);
    }
}

pub async fn a_caller_who_telephones_much_is_answered_in_time<S: Store>(store: &S) {
    let elsewhere = |serial: u32| Conversation {
        path: Path::Queue(queue("sales")),
        ..spoke(serial, i64::from(serial))
    };
    let mut many = vec![spoke(0, 0)];
    many.extend((1..10_000).map(elsewhere));
    store.record_past(&many, None).await.unwrap();
    let of_nothing_they_used = Module {
        code: code("**89"),
        sides: Sides::new(vec![Side::Queue(queue("nobody"))]).unwrap(),
        ..support()
    };
    let of_long_talks = Module {
        sides: Sides::new(vec![Side::Extension(extension("5050"))]).unwrap(),
        minimum_talk_seconds: 3_600,
        ..support()
    };
    for (module, expected) in
        [(support(), Some(spoke(0, 0))), (of_nothing_they_used, None), (of_long_talks, None)]
    {
        let began = Instant::now();
        let newest = store.newest_covered(&pbx(), &caller(), &module, at(0), PATIENT).await;
        assert_eq!(newest.unwrap(), expected);
        let took = began.elapsed();
        assert!(took < Duration::from_millis(250), "{took:?}");
    }
}

pub async fn callers_are_remembered_by_their_newest_conversation<S: Store>(store: &S) {
    let of = |number: u32, conversation: Conversation| Conversation {
        caller: Caller::from_canonical(format!("+98912000000{number}")).unwrap(),
        ..conversation
    };
    let elsewhere = Conversation {
        id: ConversationId { pbx: other_pbx(), ..spoke(50, 0).id },
        ..spoke(50, 90)
    };
    let up = of(4, spoke(10, 85));
    // The second of the first caller is the newest; the second caller's newest is not covered, so
    // an older one is the newest covered; the third has opted out.
    let kept = [
        of(1, spoke(1, 10)),
        of(1, spoke(2, 50)),
        of(2, spoke(3, 40)),
        of(2, Conversation { path: Path::Queue(queue("sales")), ..spoke(4, 60) }),
        of(3, spoke(5, 70)),
        of(5, spoke(6, 5)),
        of(6, Conversation { operator: extension("6065"), ..spoke(7, 80) }),
        elsewhere,
    ];
    store.record_past(&kept, None).await.unwrap();
    store.conversation_began(&up).await.unwrap();
    let third = Caller::from_canonical("+989120000003").unwrap();
    store.set_standing(&third, &Standing::OptedOut, at(0), &Author::CommandLine).await.unwrap();
    let up = Conversation { ending: Ending::StillUp(at(99)), ..up };
    let expected = [up, kept[6].clone(), kept[1].clone(), kept[2].clone()];
    for (limit, operator) in [(1, None), (2, None), (50, None), (1, Some(extension("6065")))] {
        let expected = match &operator {
            None => expected.to_vec(),
            Some(_) => vec![kept[6].clone()],
        };
        let mut filter = CoveredFilter {
            pbx: pbx(),
            module: support(),
            operator,
            since: at(6),
            still_up_at: at(99),
            before: None,
            limit,
        };
        let mut seen = Vec::new();
        loop {
            let page = store.remembered_callers(&filter).await.unwrap();
            let Some(last) = page.last() else { break };
            filter.before = Some(ConversationCursor::from(last));
            seen.extend(page);
        }
        assert_eq!(seen, expected, "{limit} at once");
    }
}

#[derive(Debug, Clone)]
struct Asked {
    caller: Caller,
    module: Module,
    still_up_at: Timestamp,
}

/// Random histories, each on PBXs of its own, and random modules asked of them.
pub fn whatever_happened_the_domain_agrees<S: Store>(runtime: &Runtime, store: &S) {
    static HISTORIES: AtomicU32 = AtomicU32::new(0);
    let steps = prop::collection::vec(step(), 1..40);
    let questions = prop::collection::vec(asked(), 1..12);
    let mut runner = TestRunner::new(Config::with_source_file(file!()));
    let result = runner.run(&(steps, questions), |(steps, questions)| {
        let history = HISTORIES.fetch_add(1, Ordering::Relaxed);
        let pbx = |which: &PbxName| PbxName::new(format!("{which}-{history}")).unwrap();
        let mut model = Model::default();
        for step in &steps {
            let step = on(step, pbx);
            model.apply(&step);
            runtime.block_on(carry_out(store, step));
        }
        for which in PBXS.map(|name| pbx(&PbxName::new(name).unwrap())) {
            let mut open = runtime.block_on(store.open_conversations(&which)).unwrap();
            open.sort_by(|one, other| one.id.cmp(&other.id));
            prop_assert_eq!(open, model.open(&which));
            for asked in &questions {
                let (who, module, up_at) = (&asked.caller, &asked.module, asked.still_up_at);
                let answer = store.newest_covered(&which, who, module, up_at, PATIENT);
                prop_assert_eq!(
                    runtime.block_on(answer).unwrap(),
                    model.newest_covered(&which, who, module, up_at)
                );
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

async fn carry_out<S: Store>(store: &S, step: Step) {
    match step {
        Step::Began(conversation) => store.conversation_began(&conversation).await.unwrap(),
        Step::Ended(id, at) => {
            store.conversation_ended(&id, at).await.unwrap();
        }
        Step::Past(conversations) => {
            store.record_past(&conversations, None).await.unwrap();
        }
        Step::EndOpen(pbx, except, at) => {
            store.end_open_conversations(&pbx, &except, at).await.unwrap();
        }
    }
}

fn on(step: &Step, pbx: impl Fn(&PbxName) -> PbxName) -> Step {
    let moved = |id: &ConversationId| ConversationId { pbx: pbx(&id.pbx), ..id.clone() };
    let conversation = |conversation: &Conversation| Conversation {
        id: moved(&conversation.id),
        ..conversation.clone()
    };
    match step {
        Step::Began(began) => Step::Began(conversation(began)),
        Step::Ended(id, at) => Step::Ended(moved(id), *at),
        Step::Past(past) => Step::Past(past.iter().map(conversation).collect()),
        Step::EndOpen(of, except, at) => {
            Step::EndOpen(pbx(of), except.iter().map(moved).collect(), *at)
        }
    }
}

// Few of everything, so that histories meet themselves.

const PBXS: [&str; 2] = ["pbx", "branch"];
const CALLERS: [&str; 2] = ["+989121234567", "5050"];
const OPERATORS: [&str; 3] = ["5050", "6065", "7070"];
const QUEUES: [&str; 3] = ["99", "sales", "9"];
const CODES: [&str; 2] = ["*5003", "**89"];

/// Moments within ten seconds, often the same one, some a microsecond apart.
fn moment() -> impl Strategy<Value = Timestamp> {
    let coarse = (0i64..20).prop_map(|half| half * 500_000);
    (coarse, -1i64..=1).prop_map(|(coarse, fine)| at(0) + microseconds(coarse + fine))
}

fn id() -> impl Strategy<Value = ConversationId> {
    (prop::sample::select(&PBXS[..]), 0u32..4, 10u32..14).prop_map(|(pbx, caller, operator)| {
        ConversationId {
            pbx: PbxName::new(pbx).unwrap(),
            caller_uniqueid: uniqueid(caller),
            operator_uniqueid: uniqueid(operator),
        }
    })
}

fn a_code() -> impl Strategy<Value = ModuleCode> {
    prop::sample::select(&CODES[..]).prop_map(code)
}

fn path() -> impl Strategy<Value = Path> {
    let a_queue = || prop::sample::select(&QUEUES[..]).prop_map(queue);
    prop_oneof![
        4 => a_queue().prop_map(Path::Queue),
        2 => Just(Path::Direct),
        2 => (a_code(), prop::option::of(a_queue()))
            .prop_map(|(module, queue)| Path::Reconnected { module, queue }),
        1 => Just(Path::Outbound),
        1 => Just(Path::OutboundMissed),
    ]
}

fn conversation() -> impl Strategy<Value = Conversation> {
    let who = prop::sample::select(&CALLERS[..]);
    let operator = prop::sample::select(&OPERATORS[..]);
    let ending = prop_oneof![
        4 => moment().prop_map(Ending::Ended),
        1 => moment().prop_map(Ending::StillUp),
    ];
    (id(), who, operator, path(), moment(), ending).prop_map(
        |(id, who, operator, path, answered_at, ending)| Conversation {
            id,
            caller: Caller::from_canonical(who).unwrap(),
            operator: extension(operator),
            path,
            answered_at,
            ending,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let pbx = prop::sample::select(&PBXS[..]).prop_map(|name| PbxName::new(name).unwrap());
    let except = prop::collection::vec(id(), 0..6);
    prop_oneof![
        5 => conversation().prop_map(Step::Began),
        5 => (id(), moment()).prop_map(|(id, at)| Step::Ended(id, at)),
        4 => prop::collection::vec(conversation(), 0..6).prop_map(Step::Past),
        1 => (pbx, except, moment()).prop_map(|(pbx, except, at)| Step::EndOpen(pbx, except, at)),
    ]
}

fn asked() -> impl Strategy<Value = Asked> {
    let side = prop_oneof![
        prop::sample::select(&QUEUES[..]).prop_map(|name| Side::Queue(queue(name))),
        prop::sample::select(&OPERATORS[..]).prop_map(|name| Side::Extension(extension(name))),
    ];
    let sides =
        prop::collection::vec(side, 1..4).prop_filter_map("twice", |rows| Sides::new(rows).ok());
    let who = prop::sample::select(&CALLERS[..]);
    let cleared_at = prop::option::weighted(0.3, moment());
    let count_outbound = prop::sample::select(&CountOutbound::ALL[..]);
    (who, a_code(), sides, 0u32..5, count_outbound, cleared_at, moment()).prop_map(
        |(who, code, sides, minimum_talk_seconds, count_outbound, cleared_at, still_up_at)| Asked {
            caller: Caller::from_canonical(who).unwrap(),
            module: Module {
                code,
                sides,
                minimum_talk_seconds,
                count_outbound,
                cleared_at,
                ..support()
            },
            still_up_at,
        },
    )
}
