//! An operator sees their own and nothing of anybody else's, whatever they ask.

use super::{filled_in, furnish};
use crate::http::{Least, Route, Speaks};
use crate::panel::{calls, routes};
use crate::service::QueueMemberNow;
use crate::testing::{Browser, TestPanel, decided};
use hyper::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use vasl_domain::callflow::PlainText;
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};
use vasl_domain::decision::Reason;
use vasl_domain::live::{OperatorPicture, Picture, Presence, WaitingCaller};
use vasl_domain::name::{Extension, ModuleCode, PbxName, QueueName, Uniqueid};
use vasl_domain::number::Caller;
use vasl_domain::outcome::Outcome;
use vasl_domain::remembered::Remembered;
use vasl_domain::user::Rank;
use vasl_store::Store as _;

/// An operator, and the last four digits of the numbers of whoever has to do with them: who was
/// connected, was missed, spoke, is remembered, waits.
struct Somebody {
    extension: &'static str,
    name: &'static str,
    callers: [&'static str; 5],
}

const SARA: Somebody =
    Somebody {
        extension: "5050", name: "سارا", callers: ["1111", "1222", "1333", "1444", "1555"]
    };
const OTHER: Somebody = Somebody {
    extension: "6065",
    name: "زرین‌تاج",
    callers: ["8111", "8222", "8333", "8444", "8555"],
};

impl Somebody {
    fn number(&self) -> Extension {
        Extension::new(self.extension).unwrap()
    }

    fn caller(&self, at: usize) -> Caller {
        Caller::from_canonical(format!("+98912777{}", self.callers[at])).unwrap()
    }

    fn dialled(&self, at: usize) -> String {
        format!("0912777{}", self.callers[at])
    }

    /// What in an answer would be of them, each as people and as programs are told it.
    fn signs(&self) -> Vec<[String; 2]> {
        let callers = self.callers.iter().map(|last| format!("912777{last}"));
        let callers = callers.map(|number| [persian(&number), number]);
        let own = [persian(self.extension), format!("\"operator\":\"{}\"", self.extension)];
        callers.chain([[self.name.to_owned(), self.name.to_owned()], own]).collect()
    }

    /// Everything that a page or an answer can tell of an operator; gives the addresses of their
    /// calls.
    async fn has_to_do(&self, panel: &TestPanel, serial: u32) -> Vec<String> {
        let now = Timestamp::now();
        let uniqueid = |id: u32| Uniqueid::new(format!("1795000000.{id}")).unwrap();
        let own = Some(self.extension);
        let seconds = i64::from(serial);
        let free = Reason::OperatorFree;
        let decisions = [
            decided(seconds, &self.dialled(0), free, own, Some(Outcome::Connected)),
            decided(seconds + 1, &self.dialled(1), free, own, Some(Outcome::NoAnswer)),
        ];
        let store = panel.app.store();
        for decision in &decisions {
            store.record_decision(decision).await.unwrap();
        }
        let answered_at = now - SignedDuration::from_secs(1);
        let conversation = Conversation {
            id: ConversationId {
                pbx: PbxName::new("main").unwrap(),
                caller_uniqueid: uniqueid(serial + 10_000),
                operator_uniqueid: uniqueid(serial + 20_000),
            },
            caller: self.caller(2),
            operator: self.number(),
            path: Path::Queue(QueueName::new("99").unwrap()),
            answered_at,
            ending: Ending::Ended(now),
        };
        store.record_past(&[conversation], None).await.unwrap();
        panel.service.remembered.lock().unwrap().push(Remembered {
            module: ModuleCode::new("*5003").unwrap(),
            caller: self.caller(3),
            operator: self.number(),
            ended_at: now,
            forgotten_at: now + SignedDuration::from_mins(90),
            seconds_left: 5_400,
        });
        let waiting = WaitingCaller {
            caller_uniqueid: uniqueid(serial + 30_000),
            caller: Some(self.caller(4)),
            since: now,
        };
        let stands = OperatorPicture {
            operator: self.number(),
            presence: Presence::Talking,
            since: Some(now),
            waiting: vec![waiting],
        };
        panel.service.live.send_modify(|picture: &mut Arc<Picture>| {
            Arc::make_mut(picture).operators.push(stands);
        });
        decisions.iter().map(|decision| calls::address(&decision.id)).collect()
    }
}

fn persian(digits: &str) -> String {
    crate::l10n::texts(vasl_domain::user::Language::Persian).digits(digits)
}

fn member(somebody: &Somebody) -> QueueMemberNow {
    QueueMemberNow {
        operator: somebody.number(),
        presence: Presence::Paused,
        always: false,
        pause_reason: "ناهار".to_owned(),
        paused_since: Some(Timestamp::now()),
        penalty: 0,
        calls_taken: 3,
        last_call: Some(Timestamp::now()),
    }
}

/// What operators may ask, in all the ways in which that may be asked.
fn asked(route: &Route, others_calls: &[String]) -> Vec<String> {
    let path = filled_in(route.path);
    if route.path == "/calls/{call}" {
        return others_calls.to_vec();
    }
    let queries = [
        "",
        "?operator=6065",
        "?search=6065",
        "?period=days&from=1300/01/01&operator=6065",
        "?part=live-states&part=live-operators&part=live-waiting&part=live-remembered&operator=6065",
    ];
    queries.map(|query| format!("{path}{query}")).into()
}

/// The routes that operators may look at, of people and of programs.
fn looked_at() -> impl Iterator<Item = Route> {
    let all = routes().into_iter();
    all.filter(|route| {
        route.method == Method::GET && matches!(route.least, Least::OPERATOR | Least::Anyone)
    })
}

async fn answers(
    route: &Route,
    others_calls: &[String],
    (browser, program): (&Browser<'_>, &Browser<'_>),
) -> Vec<(String, String)> {
    let who = if route.speaks == Speaks::Json { program } else { browser };
    let mut answers = Vec::new();
    for address in asked(route, others_calls) {
        answers.push((address.clone(), who.get(&address).await.body));
    }
    answers
}

#[tokio::test]
async fn no_answer_to_an_operator_has_anything_of_another() {
    let panel = TestPanel::open().await;
    furnish(&panel);
    for extension in &mut panel.service.call_flow.lock().unwrap().extensions {
        if extension.number == OTHER.number() {
            extension.name = PlainText::new(OTHER.name).unwrap();
        }
    }
    let members = vec![member(&SARA), member(&OTHER)];
    *panel.service.in_queue.lock().unwrap() =
        Some(BTreeMap::from([(QueueName::new("99").unwrap(), members)]));
    let own_calls = SARA.has_to_do(&panel, 10).await;
    let others_calls = OTHER.has_to_do(&panel, 20).await;

    let operator = (&panel.logged_in(Rank::Operator).await, &panel.program(Rank::Operator).await);
    for route in looked_at() {
        for (address, answer) in answers(&route, &others_calls, operator).await {
            for sign in OTHER.signs().as_flattened() {
                assert!(!answer.contains(sign), "{address} tells 5050 of {sign}: {answer}");
            }
        }
    }
    for call in &others_calls {
        assert_eq!(operator.0.get(call).await.status, StatusCode::NOT_FOUND, "{call}");
    }
    // What is looked for is there to be found: of their own, and by whoever may see everybody. With
    // whom somebody spoke today stands on their own page alone.
    let supervisor =
        (&panel.logged_in(Rank::Supervisor).await, &panel.program(Rank::Supervisor).await);
    let mut others = OTHER.signs();
    others.remove(2);
    for (who, signs, calls) in
        [(operator, SARA.signs(), &own_calls), (supervisor, others, &others_calls)]
    {
        let mut met = BTreeSet::new();
        let mut where_found = BTreeSet::new();
        for route in looked_at() {
            for (_, answer) in answers(&route, calls, who).await {
                let is_there = |sign: &&[String; 2]| sign.iter().any(|one| answer.contains(one));
                let found: Vec<&[String; 2]> = signs.iter().filter(is_there).collect();
                if !found.is_empty() {
                    where_found.insert(route.path);
                }
                met.extend(found);
            }
        }
        for path in [
            "/live",
            "/live/stream",
            "/live/remembered",
            "/calls",
            "/calls/csv",
            "/calls/{call}",
            "/api/live",
        ] {
            assert!(where_found.contains(path), "{path} tells nothing at all: {where_found:?}");
        }
        let all: BTreeSet<_> = signs.iter().collect();
        assert_eq!(met, all, "whatever there is of somebody is told somewhere");
    }
}

#[tokio::test]
async fn an_operator_does_nothing_for_another() {
    let panel = TestPanel::open().await;
    let members = vec![member(&OTHER)];
    *panel.service.in_queue.lock().unwrap() =
        Some(BTreeMap::from([(QueueName::new("99").unwrap(), members)]));
    let program = panel.program(Rank::Operator).await;
    for act in ["log-in", "log-out", "pause", "unpause"] {
        let got = program
            .ask(
                Method::POST,
                &format!("/api/operators/6065/{act}"),
                r#"{"queue":"99"}"#,
                "same-origin",
            )
            .await;
        assert!(got.status.is_client_error(), "{act}: {got:?}");
        assert!(!got.body.contains(OTHER.callers[0]), "{act}: {got:?}");
    }
    assert_eq!(panel.service.acts.lock().unwrap().len(), 0);
}
