//! What is told afterwards: the story of a call, and the numbers of a report.

use crate::support::panel::Panel;
use crate::support::{CallCentre, DIALLED, MODULE, Plan, Result};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use vasl_lab::{Behaviour, Call};

case!(
    the_story_of_a_call,
    "came in, dialled 02191000000, key 3 of IVR 1, decided, rung, connected, spoke: in this order"
);
async fn the_story_of_a_call() -> Result<String> {
    let centre = CallCentre::open().await?;
    let operator = centre.operator("5050").await?;
    centre.speaks("09121234567").await?;
    operator.set(Behaviour::Ring);
    let call = centre.calls("09121234567").await?;
    operator.answer().await?;
    call.wait_bridged_to("5050").await?;
    let uniqueid = call.report().ok_or("the call has a report")?.uniqueid;
    centre.ends(call).await?;

    let story = centre.vasl.json(&["decision", "show", &uniqueid]).await?;
    assert_eq!(story["arrival"]["dialled"], DIALLED);
    assert_eq!(story["arrival"]["ivr"], "1");
    assert_eq!(story["arrival"]["key"], "3");
    assert_eq!(story["outcome"], "connected");
    let spoke = &story["conversations"][0];
    assert_eq!(spoke["path"]["reconnected"]["module"], MODULE);
    let moments = [
        &story["arrival"]["came_in_at"],
        &story["id"]["at"],
        &story["rang_at"],
        &story["settled_at"],
        &spoke["answered_at"],
        &spoke["ending"]["ended"],
    ];
    let moments: Vec<Timestamp> = moments
        .iter()
        .map(|at| Ok(at.as_str().ok_or("a time")?.parse()?))
        .collect::<Result<_>>()?;
    assert!(moments.is_sorted(), "{moments:?}");
    // A caller may dial what the dialplan lets in; it is kept only where it is a number.
    let odd = centre.lab.caller("09121234567").call("02191000000x")?;
    let odd = centre.presses_three(odd).await?;
    let odd_id = odd.report().ok_or("the call has a report")?.uniqueid;
    let decision = centre.decision_for(&odd_id).await?;
    assert_eq!(decision["arrival"]["dialled"], Value::Null);
    assert_eq!(decision["arrival"]["key"], "3");
    let words = centre.vasl.run(&["decision", "show", &uniqueid]).await?;
    assert!(words.output.contains("key 3 in IVR 1 led to module *5003"), "{}", words.output);
    Ok("so it was, in this order".to_owned())
}

/// One of the twenty: what was dialled with, and what must have been counted for it.
struct Scripted {
    reason: &'static str,
    detail: Option<&'static str>,
    outcome: &'static str,
    operator: Option<&'static str>,
}

/// A call centre in which calls are made by a script, which counts them by hand.
struct Script {
    centre: CallCentre,
    made: Vec<Scripted>,
}

impl Script {
    async fn open() -> Result<Self> {
        let plan = Plan {
            members: vec!["5050"],
            module: vec!["--for", "1:00", "--wait-seconds", "3", "--ring-seconds", "2"],
            ..Plan::default()
        };
        Ok(Self { centre: CallCentre::open_with(plan).await?, made: Vec::new() })
    }

    /// A call that was just made is decided and settles as it must, and is over then.
    async fn counts(&mut self, call: Call, expected: Scripted) -> Result {
        let uniqueid = call.report().ok_or("the call has a report")?.uniqueid;
        let decision = self.centre.decision_for(&uniqueid).await?;
        let number = self.made.len() + 1;
        let (reason, detail) = reason_of(&decision["reason"]);
        assert_eq!((reason, detail), (expected.reason, expected.detail), "call {number}");
        let mut outcome = Value::Null;
        self.centre
            .until("the decision has its outcome", async || {
                outcome = self.centre.decision_for(&uniqueid).await?["outcome"].clone();
                Ok(outcome.is_string())
            })
            .await?;
        assert_eq!(outcome, expected.outcome, "call {number}");
        if call.progress().ended.is_none() {
            call.hang_up().await?;
        }
        call.wait_final_report().await?;
        self.made.push(expected);
        Ok(())
    }

    async fn straight(&mut self, number: &str, reason: &'static str) -> Result {
        let call = self.centre.calls(number).await?;
        let operator = None;
        let outcome = "straight_to_failure";
        self.counts(call, Scripted { reason, detail: None, outcome, operator }).await
    }

    /// A call of somebody who goes back to 5050.
    async fn returns(
        &mut self,
        number: &str,
        (reason, detail): (&'static str, Option<&'static str>),
        outcome: &'static str,
    ) -> Result {
        let call = self.centre.calls(number).await?;
        self.counts(call, Scripted { reason, detail, outcome, operator: Some("5050") }).await
    }

    async fn speaks_directly(&self, number: &str) -> Result {
        let direct = self.centre.lab.caller(number).call("direct")?;
        direct.wait_bridged_to("5050").await?;
        self.centre.ends(direct).await
    }

    async fn edit(&self, settings: &[&str]) -> Result {
        self.centre.vasl.done(&[&["module", "edit", MODULE], settings].concat()).await
    }
}

/// A reason, and what stands behind it.
fn reason_of(reason: &Value) -> (&str, Option<&str>) {
    match reason.as_object().and_then(|reason| reason.iter().next()) {
        Some((reason, detail)) => (reason, detail.as_str()),
        None => (reason.as_str().unwrap_or_default(), None),
    }
}

case!(
    the_totals_of_twenty_calls,
    "reasons, outcomes, operators, modules, hours and days as counted by hand, in the panel too"
);
async fn the_totals_of_twenty_calls() -> Result<String> {
    const FREE: (&str, Option<&str>) = ("operator_free", None);
    const TALKS: (&str, Option<&str>) = ("operator_busy", Some("talking"));
    const CUSTOMERS: [&str; 4] = ["09121111111", "09122222222", "09123333333", "09124444444"];
    let mut script = Script::open().await?;
    let operator = script.centre.operator("5050").await?;
    let [one, two, three, four] = CUSTOMERS;

    // 1 to 4: strangers, one of them without a number; then one who does not want it.
    for number in [one, two] {
        script.straight(number, "never_spoke").await?;
        operator.wait_idle().await?;
    }
    let call = script.centre.lab.caller("").anonymous().call(DIALLED)?;
    let call = script.centre.presses_three(call).await?;
    let outcome = "straight_to_failure";
    let nobody = Scripted { reason: "no_caller_identity", detail: None, outcome, operator: None };
    script.counts(call, nobody).await?;
    script.centre.vasl.done(&["caller", "opt-out", four]).await?;
    script.straight(four, "caller_opted_out").await?;
    operator.wait_idle().await?;

    // 5 to 8: back to their operator.
    for number in [one, two, three] {
        script.speaks_directly(number).await?;
    }
    for number in [one, two, three, one] {
        operator.wait_idle().await?;
        script.returns(number, FREE, "connected").await?;
    }

    // 9 to 13: an operator who does not answer, declines, and goes.
    operator.wait_idle().await?;
    operator.set(Behaviour::Ring);
    script.returns(one, FREE, "no_answer").await?;
    operator.set(Behaviour::Busy);
    for number in [two, three] {
        script.returns(number, FREE, "declined").await?;
    }
    script.centre.lab.asterisk().cli("queue pause member PJSIP/5050 queue 99").await?;
    for number in [one, two] {
        let away = ("operator_unavailable", Some("paused"));
        script.returns(number, away, "straight_to_failure").await?;
    }
    script.centre.lab.asterisk().cli("queue unpause member PJSIP/5050 queue 99").await?;
    script
        .centre
        .until("the operator takes calls again", async || {
            let decide = ["decide", "--module", MODULE, "--caller", one];
            Ok(script.centre.vasl.json(&decide).await?["reason"] == "operator_free")
        })
        .await?;

    // 14 to 17: an operator who is busy.
    operator.set(Behaviour::Answer);
    let occupied = script.centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    script.returns(one, TALKS, "wait_ran_out").await?;
    let impatient = script.centre.calls(two).await?;
    impatient.wait_queued("vasl-5050").await?;
    impatient.hang_up().await?;
    let outcome = "caller_hung_up";
    let (reason, detail) = TALKS;
    script.counts(impatient, Scripted { reason, detail, outcome, operator: Some("5050") }).await?;
    script.edit(&["--wait-seconds", "0"]).await?;
    let busy = ("operator_busy_no_waiting", Some("talking"));
    script.returns(three, busy, "straight_to_failure").await?;
    script.edit(&["--wait-seconds", "20"]).await?;
    let patient = script.centre.calls(three).await?;
    patient.wait_queued("vasl-5050").await?;
    occupied.hang_up().await?;
    patient.wait_bridged_to("5050").await?;
    let outcome = "connected";
    script.counts(patient, Scripted { reason, detail, outcome, operator: Some("5050") }).await?;

    // 18 to 20: the module forgets, no longer covers the operator, is out of service.
    operator.wait_idle().await?;
    script.edit(&["--for", "00:00:01", "--wait-seconds", "3"]).await?;
    script
        .centre
        .until("a second is over", async || {
            let decide = ["decide", "--module", MODULE, "--caller", three];
            Ok(script.centre.vasl.json(&decide).await?["reason"] == "expired")
        })
        .await?;
    script.returns(three, ("expired", None), "straight_to_failure").await?;
    operator.wait_idle().await?;
    script.edit(&["--for", "1:00", "--side", "queue:99", "--side", "extension:6065"]).await?;
    script.returns(three, ("operator_not_eligible", None), "straight_to_failure").await?;
    operator.wait_idle().await?;
    script.edit(&["--inactive"]).await?;
    script.straight(one, "module_inactive").await?;

    assert_eq!(script.made.len(), 20);
    let report = script.centre.vasl.json(&["report", "--from", "2026-01-01"]).await?;
    same_as_by_hand(&report, &script.made)?;
    let panel = Panel::log_in(&script.centre).await?;
    same_in_the_panel(&panel, &script.made).await?;
    let of_module = script.centre.vasl.json(&["report", "--module", MODULE]).await?;
    assert_eq!(of_module["total"], report["total"]);
    let missed = script.centre.vasl.list(&["decision", "missed", "--limit", "100"]).await?;
    assert_eq!(missed.len(), 8, "who had an operator and did not get them");
    let later = missed.iter().filter(|missed| missed["spoke_later"].is_object()).count();
    assert!(later > 0);
    let total = &report["total"];
    Ok(format!(
        "{} decisions, {} with an operator, {} connected",
        total["decisions"], total["had_operator"], total["connected"]
    ))
}

fn same_as_by_hand(report: &Value, made: &[Scripted]) -> Result {
    let mut reasons: BTreeMap<(&str, Option<&str>, &str), u64> = BTreeMap::new();
    let (mut with_operator, mut had_operator, mut connected) = (0, 0, 0);
    for scripted in made {
        let key = (scripted.reason, scripted.detail, scripted.outcome);
        *reasons.entry(key).or_default() += 1;
        with_operator += u64::from(scripted.operator.is_some());
        let operator_counts =
            scripted.reason.starts_with("operator_") && scripted.reason != "operator_not_eligible";
        had_operator += u64::from(operator_counts);
        connected += u64::from(scripted.outcome == "connected");
    }
    let told: BTreeMap<(&str, Option<&str>, &str), u64> = report["reasons"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| {
            let (reason, outcome) = (row["reason"].as_str()?, row["outcome"].as_str()?);
            Some(((reason, row["detail"].as_str(), outcome), row["decisions"].as_u64()?))
        })
        .collect();
    assert_eq!(told, reasons);
    for total in [&report["total"], &report["modules"][0]] {
        assert_eq!(total["decisions"], 20);
        assert_eq!(total["had_operator"], had_operator);
        assert_eq!(total["connected"], connected);
    }
    assert_eq!(report["operators"][0]["name"], "5050");
    assert_eq!(report["operators"][0]["decisions"], with_operator);
    for by in ["hours", "days"] {
        let rows = report[by].as_array().ok_or("rows")?;
        let sum = |what: &str| rows.iter().filter_map(|row| row[what].as_u64()).sum::<u64>();
        assert_eq!(sum("decisions"), 20, "{by}");
        assert_eq!(sum("connected"), connected, "{by}");
    }
    Ok(())
}

/// The page of a report and its file for a spreadsheet say what was counted by hand.
async fn same_in_the_panel(panel: &Panel, made: &[Scripted]) -> Result {
    let count = |wanted: fn(&Scripted) -> bool| made.iter().filter(|made| wanted(made)).count();
    let had_operator = count(|made| {
        made.reason.starts_with("operator_") && made.reason != "operator_not_eligible"
    });
    let connected = count(|made| made.outcome == "connected");
    let numbers = [made.len(), had_operator, connected].map(|number| number.to_string());
    let period = "period=days&from=2026-01-01";
    let page = panel.get(&format!("/reports?{period}")).await?;
    let shown = page.split("<span class=\"number\">").skip(1);
    let shown: Vec<&str> = shown.filter_map(|rest| rest.split('<').next()).take(3).collect();
    assert_eq!(shown, numbers, "the page of a report");

    let file = panel.get(&format!("/reports/csv?{period}")).await?;
    for by in ["all", "Module"] {
        let counted: Vec<Vec<&str>> = lines_of(&file, by)
            .filter_map(|line| Some(line.get(line.len() - 4..line.len() - 1)?.to_vec()))
            .collect();
        assert_eq!(counted, [numbers.each_ref().map(String::as_str)], "{by}: {file}");
    }
    let counts =
        |by| lines_of(&file, by).filter_map(|line| line.get(line.len() - 4)?.parse::<u64>().ok());
    let mut by_reason: BTreeMap<_, u64> = BTreeMap::new();
    for made in made {
        *by_reason.entry((made.reason, made.detail, made.outcome)).or_default() += 1;
    }
    let mut by_hand: Vec<u64> = by_reason.into_values().collect();
    let mut told: Vec<u64> = counts("Reason").collect();
    by_hand.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, by_hand, "{file}");
    for by in ["Hour", "Day"] {
        assert_eq!(usize::try_from(counts(by).sum::<u64>())?, made.len(), "{by}: {file}");
    }
    let calls = panel.get(&format!("/calls/csv?{period}")).await?;
    assert_eq!(calls.lines().count(), made.len() + 1, "{calls}");
    assert!(calls.contains("\"\u{200e}09121111111\""), "{calls}");
    Ok(())
}

/// The lines of a report's file that count by something, each with its cells: counts stand in the
/// last four, and a reason's own words may hold a comma.
fn lines_of<'a>(file: &'a str, by: &'a str) -> impl Iterator<Item = Vec<&'a str>> {
    let lines = file.lines().map(|line| line.split(',').collect::<Vec<_>>());
    lines.filter(move |line| line.first().is_some_and(|first| first.trim_matches('"') == by))
}
