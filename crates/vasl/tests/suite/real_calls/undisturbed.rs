//! A large change of the configuration while the call centre is full.

use crate::support::{CallCentre, Plan, Result};
use std::fmt::Write as _;
use std::time::Instant;
use vasl_lab::{Call, MUSIC_HZ, Operator};

const OPERATORS: [&str; 4] = ["5050", "6065", "7070", "8080"];

/// One more operator, who is paused.
const PAUSED: &str = "9090";

/// So many callers wait in the queue itself.
const IN_THE_QUEUE: usize = 42;

/// A call centre in which everybody talks: four returning callers wait for their operators, and
/// the rest in the queue.
struct Full {
    centre: CallCentre,
    /// Held for its drop, as the operators are.
    _operators: [Operator; 4],
    talking: Vec<Call>,
    returning: Vec<Call>,
    ordinary: Vec<Call>,
}

impl Full {
    async fn open() -> Result<Self> {
        let plan = Plan {
            operators: OPERATORS.into_iter().chain([PAUSED]).collect(),
            members: OPERATORS.into_iter().chain([PAUSED]).collect(),
            module: vec!["--for", "1:00", "--wait-seconds", "300"],
            ..Plan::default()
        };
        let centre = CallCentre::open_with(plan).await?;
        let operators = centre.operators(OPERATORS).await?;
        let pause = format!("queue pause member PJSIP/{PAUSED} queue 99 reason lunch");
        centre.lab.asterisk().cli(&pause).await?;
        let customers = ["09121110001", "09121110002", "09121110003", "09121110004"];
        for customer in customers {
            centre.speaks(customer).await?;
        }
        let mut full = Self {
            centre,
            _operators: operators,
            talking: Vec::new(),
            returning: Vec::new(),
            ordinary: Vec::new(),
        };
        for number in 0..OPERATORS.len() {
            let call = full.ordinary_call(number)?;
            call.wait_bridged().await?;
            full.talking.push(call);
        }
        for customer in customers {
            let call = full.centre.calls(customer).await?;
            call.wait_report("to wait for their operator", |report| {
                let joined = report.joined();
                joined.last().is_some_and(|queue| queue.starts_with("vasl-")).then_some(())
            })
            .await?;
            full.returning.push(call);
        }
        for number in 0..IN_THE_QUEUE {
            let call = full.ordinary_call(100 + number)?;
            call.wait_queued("99").await?;
            full.ordinary.push(call);
        }
        Ok(full)
    }

    fn ordinary_call(&self, number: usize) -> Result<Call> {
        Ok(self.centre.lab.caller(&format!("0935000{number:04}")).call("ordinary")?)
    }

    async fn cli(&self, command: &str) -> Result<String> {
        Ok(self.centre.lab.asterisk().cli(command).await?)
    }

    fn calls(&self) -> impl Iterator<Item = &Call> {
        self.talking.iter().chain(&self.returning).chain(&self.ordinary)
    }

    /// Who waits in which place, and how each member stands: what `queue show` tells, without what
    /// only time changes.
    async fn places(&self) -> Result<String> {
        let mut places = String::new();
        let shadows = OPERATORS.map(|operator| format!("vasl-{operator}"));
        for queue in shadows.iter().map(String::as_str).chain(["99"]) {
            let shown = self.cli(&format!("queue show {queue}")).await?;
            for line in shown.lines().map(str::trim) {
                let is_member = line.contains("has taken");
                let is_caller = line.contains("(wait:");
                let ages = ["(last was", "(login was", "(wait:"];
                let until = ages.iter().filter_map(|age| line.find(age)).min();
                let kept = until.and_then(|at| line.get(..at)).unwrap_or(line);
                if is_member || is_caller {
                    writeln!(places, "{queue}: {}", lasting(kept))?;
                }
            }
        }
        Ok(places)
    }
}

/// Without what `app_queue` forgets at any reload, whoever asks for it: the age of a pause and of a
/// log-in, and that the call that is up came through this queue (it counts all the same).
fn lasting(line: &str) -> String {
    let mut kept = line.replace(" (in call)", "");
    if let Some((before, rest)) = kept.split_once("(paused")
        && let Some((_, after)) = rest.split_once("secs ago)")
    {
        kept = format!("{before}(paused){after}");
    }
    kept
}

/// 160 extensions, 30 queues and 10 menus more.
fn two_hundred_more(mut text: String) -> Result<String> {
    for number in 0..160 {
        writeln!(
            text,
            "[[extension]]\nnumber = \"{}\"\nname = \"Phone {number}\"\nsecret = \"phone-secret\"",
            3000 + number
        )?;
    }
    for number in 0..30 {
        writeln!(
            text,
            "[[queue]]\nnumber = \"{}\"\nname = \"Queue {number}\"\nmembers = [\"{}\", \"5050\"]",
            700 + number,
            3000 + number
        )?;
    }
    for number in 0..10 {
        writeln!(
            text,
            "[[ivr]]\nnumber = \"{}\"\nname = \"Menu {number}\"\nfailure_destination = \"queue:{}\"\n\
             entry = [{{ key = \"1\", destination = \"queue:99\" }}]",
            20 + number,
            700 + number
        )?;
    }
    Ok(text)
}

case!(
    fifty_calls_while_two_hundred_things_change,
    "no call is lost, everybody keeps their place and their music, members keep pause and counts"
);
async fn fifty_calls_while_two_hundred_things_change() -> Result<String> {
    let full = Full::open().await?;
    assert_eq!(full.calls().count(), 50);
    let before = full.places().await?;
    assert_eq!(before.matches("99: ").count(), IN_THE_QUEUE + OPERATORS.len() + 1, "{before}");
    assert!(before.contains("99: 9090") && before.contains("(paused)"), "{before}");

    let all = full.centre.vasl.run(&["export"]).await?.output;
    let file = full.centre.folder().join("all.toml");
    std::fs::write(&file, two_hundred_more(all)?)?;
    let begun = Instant::now();
    full.centre.vasl.done(&["import", file.to_str().ok_or("a path")?]).await?;
    let took = begun.elapsed();

    let after = full.places().await?;
    assert_eq!(after, before);
    for call in full.calls() {
        let report = call.report().ok_or("a report of each call")?;
        assert!(report.hang_up.is_none(), "a call ended: {report:?}");
    }
    for waiting in full.returning.iter().chain(full.ordinary.iter().take(3)) {
        waiting.wait_hears(MUSIC_HZ).await?;
    }
    // And it goes on: who hangs up makes room for whoever waits for that operator.
    let ends = full.talking.first().ok_or("who talks")?;
    let with = ends.wait_bridged().await?.with;
    ends.hang_up().await?;
    full.centre
        .until("a returning caller is connected", async || {
            let talks =
                |call: &Call| call.report().is_some_and(|report| report.talking().is_some());
            Ok(full.returning.iter().any(talks))
        })
        .await?;
    full.centre
        .until("the call that was up during the change counts", async || {
            let places = full.places().await?;
            let member = format!("99: {with} ");
            let line = places.lines().find(|line| line.starts_with(&member)).ok_or("a member")?;
            Ok(line.contains("has taken 2 calls"))
        })
        .await?;
    Ok(format!("applied after {:.1} s, 50 calls as before", took.as_secs_f64()))
}
