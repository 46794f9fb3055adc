//! Callers who write hostile text into their number, their name or what they dial: nothing is
//! invented, nothing is run, and whoever calls at the same moment is served as ever.

mod logs;
mod missed;

use crate::support::{CallCentre, DIALLED, Plan, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use vasl_lab::{Call, Caller};

const OPERATORS: [&str; 3] = ["5050", "5051", "5052"];
const HONEST: &str = "09351112233";

/// What a shell would make if anybody ran one.
const TRACE: &str = "/tmp/vasl-forged";

fn plan(attached: bool) -> Plan {
    Plan { attached, operators: OPERATORS.to_vec(), members: OPERATORS.to_vec(), ..Plan::default() }
}

/// Numbers that are nobody's: the most that fits is 79 bytes.
fn hostile_numbers() -> Vec<Vec<u8>> {
    let second = jiff::Timestamp::now().as_second();
    let mut numbers: Vec<Vec<u8>> = [
        // Lines, whole events, and the beginning of one that borrows the end of a genuine event.
        "\r\nEvent: AgentConnect\r\nPrivilege: agent,all\r\nQueue: 99\r\nInterface: PJSIP/5050",
        "\r\n\r\nEvent: DeviceStateChange\r\nPrivilege: call,all\r\nDevice: A/5050\r\nState: BUSY\r\n",
        "\r\n\r\nEvent:Hangup\r\nPrivilege:call,all\r\nTimestamp:SECOND.000000\r\nA: ",
        "\r\n\r\nEvent: Hangup\r\nPrivilege: call,all\r\nChannel: PJSIP/trunk-00000000\r\n",
        "\r\n\r\nEvent: Reload\r\nPrivilege: system,all\r\nModule: All\r\nStatus: 0\r\n\r\n",
        "0912\r\n\r\n1234567",
        "\r\n\r\nResponse: Success\r\nActionID: 1\r\nMessage: x\r\n\r\n",
        "\r\n\r\nEvent: x\r\nEventList: Complete\r\nListItems: 0\r\nA: ",
        // Rows of the queue's log, and lines of the channel events.
        "\nSECOND|1.2|99|5050|CONNECT|1|1.3|1\n",
        "1|1\nSECOND|1.2|99|5050|CONNECT|1|1.3",
        "\nBRIDGE_ENTER|SECOND.1|1.2|PJSIP/5050-1|AppQueue|0912|a|b|c|{\"bridge_id\":\"b\"}\n",
        // The dialplan's own language.
        "${SHELL(touch /tmp/vasl-forged)}",
        "x)}${SHELL(touch /tmp/vasl-forged)}",
        "09121234567)}&Local/5050@vasl-internal/n&${SHELL(touch /tmp/vasl-forged)}",
        "$[1 + 1]",
        "0912\" = \"0912\" | \"1\" = \"1",
        "09121234567,1&Local/5050@vasl-internal",
        "09121234567&Local/5050@vasl-internal",
        "09121234567|x",
        "09121234567^x",
        "09121234567'x`id`",
        "09121234567\\x",
        "09121234567\\,n",
        // Of a text like this a function sees only what stands before the colon.
        "09121234567):\r\n\r\nEvent: Hangup\r\nPrivilege: call,all\r\n",
        "09121234567):0:11\nx",
        "):\n09121234567",
        "\n09121234567",
        "09121234567\n",
        "09121234567\r",
        "0912\t1234567\x01\x7f",
        "+98912123456789012345678901234567890123456789012345678901234567890123456789012345678901",
        "sip:09121234567@127.0.0.1",
        "anonymous",
    ]
    .iter()
    .map(|text| text.replace("SECOND", &second.to_string()).into_bytes())
    .collect();
    numbers.push(b"\xff\xfe09121234567".to_vec());
    numbers.push(b"09121234567\xd9".to_vec());
    numbers
}

/// A call of somebody hostile and one of an honest caller who comes back, at the same moment.
struct Together<'a> {
    centre: &'a CallCentre,
    operator: String,
}

impl<'a> Together<'a> {
    /// The honest caller has spoken with an operator.
    async fn with(centre: &'a CallCentre) -> Result<Self> {
        Ok(Self { centre, operator: centre.speaks(HONEST).await? })
    }

    /// Both call; gives the hostile call, connected through the failure destination and over.
    async fn call(&self, hostile: Call, what: &str) -> Result<String> {
        let honest = self.centre.lab.caller(HONEST).call(DIALLED)?;
        let (hostile, honest) = tokio::try_join!(
            self.centre.presses_three(hostile),
            self.centre.presses_three(honest)
        )?;
        let talk = hostile.wait_bridged().await.map_err(|error| format!("{what}: {error}"))?;
        assert_eq!(talk.queue.as_deref(), Some("99"), "{what}");
        let uniqueid = hostile.report().ok_or("the hostile caller has a report")?.uniqueid;
        hostile.hang_up().await?;
        hostile.wait_final_report().await?;
        // Whom the queue gave to the other is waited for.
        let talk = honest.wait_bridged_to(&self.operator).await?;
        assert_eq!(talk.queue, Some(format!("vasl-{}", self.operator)), "{what}");
        self.centre.ends(honest).await?;
        Ok(uniqueid)
    }
}

/// What nothing that a caller writes may change.
async fn dialplan_and_queues(centre: &CallCentre) -> Result<(String, BTreeSet<String>)> {
    let asterisk = centre.lab.asterisk();
    let queues = asterisk.cli("queue show").await?;
    let names = queues.lines().filter(|line| !line.contains("Callers")).map(|line| {
        let words: Vec<&str> = line.split_whitespace().take(2).collect();
        words.join(" ")
    });
    Ok((asterisk.cli("dialplan show").await?, names.collect()))
}

fn traces(centre: &CallCentre) -> [PathBuf; 2] {
    let root = centre.lab.asterisk().installation().root().to_owned();
    [PathBuf::from(TRACE), root.join(TRACE.trim_start_matches('/'))]
}

/// Every conversation is an honest caller's: its caller is digits, and one of these.
async fn only_of(centre: &CallCentre, callers: &[&str]) -> Result {
    for conversation in centre.conversations().await? {
        let caller = conversation["caller"].as_str().unwrap_or_default().to_owned();
        assert!(callers.contains(&caller.as_str()), "{conversation}");
    }
    for decision in centre.decisions().await? {
        let caller = &decision["caller"];
        assert!(caller.is_null() || callers.iter().any(|known| caller == known), "{decision}");
    }
    Ok(())
}

/// What `vasl check` says of something.
async fn checked(centre: &CallCentre, what: &str) -> Result<Value> {
    let lines = centre.vasl.list(&["check"]).await?;
    let line = lines.into_iter().find(|line| line["what"] == what);
    line.ok_or_else(|| format!("no line on {what}").into())
}

async fn numbers_that_are_lines(attached: bool) -> Result<String> {
    let centre = CallCentre::open_with(plan(attached)).await?;
    let _operators = centre.operators(OPERATORS).await?;
    let before = dialplan_and_queues(&centre).await?;
    let together = Together::with(&centre).await?;
    assert_eq!(checked(&centre, "events").await?["verdict"], "ok");
    for number in hostile_numbers() {
        let what = String::from_utf8_lossy(&number).into_owned();
        let hostile = centre.lab.caller("").number_bytes(&number).call(DIALLED)?;
        let uniqueid = together.call(hostile, &what).await?;
        let decision = centre.decision_for(&uniqueid).await?;
        assert_eq!(decision["reason"], "no_caller_identity", "{what}");
    }
    only_of(&centre, &["+989351112233"]).await?;
    assert_eq!(centre.conversations().await?.len(), hostile_numbers().len() + 1);
    assert_eq!(dialplan_and_queues(&centre).await?, before);
    assert!(traces(&centre).iter().all(|trace| !trace.exists()));
    let forged = centre.lab.witness().forged();
    for name in ["DeviceStateChange", "Hangup", "Reload"] {
        assert!(forged.iter().any(|event| event.is(name)), "{name} reached the manager");
    }
    assert!(forged.iter().any(|message| message.has("Response", "Success")));
    let events = checked(&centre, "events").await?;
    assert_eq!(events["verdict"], "warning");
    assert!(events["counts"]["neighbour"].as_u64() > Some(0), "{events}");
    assert!(events["counts"]["no_timestamp"].as_u64() > Some(0), "{events}");
    let shown = centre.vasl.run(&["check"]).await?;
    assert!(shown.success && shown.output.contains("forged or broken events dropped"), "{shown:?}");
    Ok(format!("{} numbers; dropped: {}", hostile_numbers().len(), events["counts"]))
}

case!(
    numbers_that_are_lines_on_a_managed_pbx,
    "every hostile number goes to queue 99, reason no_caller_identity; nothing is invented, \
     run or changed, events are counted as dropped, an honest caller beside it is \
     reconnected"
);
async fn numbers_that_are_lines_on_a_managed_pbx() -> Result<String> {
    numbers_that_are_lines(false).await
}

case!(
    numbers_that_are_lines_on_an_attached_pbx,
    "every hostile number goes to queue 99, reason no_caller_identity; nothing is invented, \
     run or changed, events are counted as dropped, an honest caller beside it is \
     reconnected"
);
async fn numbers_that_are_lines_on_an_attached_pbx() -> Result<String> {
    numbers_that_are_lines(true).await
}

case!(
    numbers_of_which_asterisk_leaves_a_part_out,
    "what is left is the sound number 09121234567, which is reconnected"
);
/// What Asterisk itself leaves out of a number leaves a sound one.
async fn numbers_of_which_asterisk_leaves_a_part_out() -> Result<String> {
    let centre = CallCentre::open_with(plan(true)).await?;
    let _operators = centre.operators(OPERATORS).await?;
    for number in ["09121234567\0\r\nEvent: x", "09121234567;x=${SHELL(touch /tmp/vasl-forged)}"] {
        let caller = centre.lab.caller("").number_bytes(number);
        let first = talks(&centre, &caller).await?;
        let again = talks(&centre, &caller).await?;
        assert_eq!(again, (first.0.clone(), Some(format!("vasl-{}", first.0))), "{number}");
        centre.vasl.done(&["module", "clear-memory", "*5003"]).await?;
    }
    only_of(&centre, &["+989121234567"]).await?;
    assert!(traces(&centre).iter().all(|trace| !trace.exists()));
    Ok("reconnected both times, nothing else learned".to_owned())
}

case!(
    lines_in_what_is_dialled,
    "the caller is known by their sound number; nothing is invented, run or changed, events \
     are counted as dropped"
);
/// Whose number is sound is remembered by it, whatever they dial.
async fn lines_in_what_is_dialled() -> Result<String> {
    for attached in [false, true] {
        let centre = CallCentre::open_with(plan(attached)).await?;
        let _operators = centre.operators(OPERATORS).await?;
        let before = dialplan_and_queues(&centre).await?;
        let together = Together::with(&centre).await?;
        let hostile_targets = [
            "021%0D%0AEvent%3A AgentConnect%0D%0AQueue%3A 99",
            "021%0D%0A%0D%0AEvent%3A Hangup%0D%0APrivilege%3A call%0D%0AA%3A ",
            "021%0D%0A%0D%0AEvent%3A DeviceStateChange%0D%0ADevice%3A A/5050%0D%0AState%3A BUSY%0D%0A",
            "021%0D%0A%0D%0AResponse%3A Success%0D%0AActionID%3A 1%0D%0A%0D%0A",
            "021%24%7BSHELL(touch%20/tmp/vasl-forged)%7D",
            "021%24%5B1+1%5D%26Local/5050",
            "021%FF%FE",
        ];
        for (n, dialled) in hostile_targets.into_iter().enumerate() {
            let dialled = dialled.replace(' ', "%20");
            let uri = format!("sip:{dialled}@{}", centre.lab.asterisk().sip_addr());
            let hostile =
                centre.lab.caller(&format!("0912000{n:04}")).request_uri(uri).call(DIALLED)?;
            together.call(hostile, &dialled).await?;
        }
        let callers: Vec<String> = (0..hostile_targets.len())
            .map(|n| format!("+98912000{n:04}"))
            .chain(["+989351112233".to_owned()])
            .collect();
        only_of(&centre, &callers.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        assert_eq!(dialplan_and_queues(&centre).await?, before);
        assert!(traces(&centre).iter().all(|trace| !trace.exists()));
        assert!(centre.lab.witness().forged().iter().any(|event| event.is("Hangup")));
        assert_eq!(checked(&centre, "events").await?["verdict"], "warning");
    }
    Ok("only the true callers are known, on either kind of PBX".to_owned())
}

/// Speaks once; gives with whom and through which queue.
async fn talks(centre: &CallCentre, caller: &Caller) -> Result<(String, Option<String>)> {
    let call = centre.presses_three(caller.call(DIALLED)?).await?;
    let talk = call.wait_bridged().await?;
    centre.ends(call).await?;
    Ok((talk.with, talk.queue))
}

/// An odd name is no odd identity.
async fn odd_names(attached: bool) -> Result<String> {
    let centre = CallCentre::open_with(plan(attached)).await?;
    let operators = centre.operators(OPERATORS).await?;
    let ip = centre.lab.asterisk().address(2);
    let mut names: Vec<Vec<u8>> = [
        "سارا از پشتیبانی",
        "Smith, John & Co; <b>",
        r#"O'Brien \"Bob\" \\"#,
        "x|1|99|5050|CONNECT|1|1.3|1",
        "${SHELL(touch /tmp/vasl-forged)} $[1+1]",
        "): 0912",
        "a,1)}&Local/5050@vasl-internal",
        "tab\tbell\x07del\x7f",
        "agi_callerid: 09120000000 agi_arg_1: 5052",
    ]
    .iter()
    .map(|name| name.as_bytes().to_vec())
    .collect();
    names.push(b"agi_callerid: 09120000000 agi_arg_1: x ".repeat(8));
    names.push(b"a\xff\xfe\xd9b".to_vec());
    for (n, name) in names.iter().enumerate() {
        let what = String::from_utf8_lossy(name).into_owned();
        let number = format!("0912000{n:04}");
        let address = format!("\" <sip:{number}@{ip}>").into_bytes();
        let from = [b"\"".as_slice(), name, &address].concat();
        let caller = centre.lab.caller(&number).from_header(from);
        operators.iter().for_each(vasl_lab::Operator::forget);
        let first = talks(&centre, &caller).await.map_err(|error| format!("{what}: {error}"))?;
        assert_eq!(first.1.as_deref(), Some("99"), "{what}");
        let again = talks(&centre, &caller).await.map_err(|error| format!("{what}: {error}"))?;
        assert_eq!(again, (first.0.clone(), Some(format!("vasl-{}", first.0))), "{what}");
        let shown: Vec<_> = operators.iter().flat_map(|operator| operator.shown()).collect();
        let address = format!("<sip:{number}@");
        let tells =
            |shown: &vasl_lab::Shown| String::from_utf8_lossy(&shown.from).contains(&address);
        assert!(shown.iter().all(tells), "{what}: {shown:?}");
        if n == 0 {
            let names: Vec<&str> = shown.iter().map(|shown| shown.name.as_str()).collect();
            assert_eq!(names, [&what, &format!("مجدد: {what}")].map(String::as_str));
        }
        let controls = |shown: &vasl_lab::Shown| shown.from.iter().any(u8::is_ascii_control);
        assert!(!shown.iter().any(controls), "{what}: {shown:?}");
    }
    let callers: BTreeSet<String> = centre
        .conversations()
        .await?
        .iter()
        .filter_map(|conversation| conversation["caller"].as_str().map(str::to_owned))
        .collect();
    let expected = (0..names.len()).map(|n| format!("+98912000{n:04}"));
    assert_eq!(callers, expected.collect());
    assert!(traces(&centre).iter().all(|trace| !trace.exists()));
    Ok(format!("{} names, each reconnected", names.len()))
}

case!(
    odd_names_on_a_managed_pbx,
    "each is reconnected by their number; no name is taken for anything else"
);
async fn odd_names_on_a_managed_pbx() -> Result<String> {
    odd_names(false).await
}

case!(
    odd_names_on_an_attached_pbx,
    "each is reconnected by their number; no name is taken for anything else"
);
async fn odd_names_on_an_attached_pbx() -> Result<String> {
    odd_names(true).await
}

case!(
    line_breaks_in_a_name,
    "refused by Asterisk's SIP library, but for a lone CR, which becomes a space"
);
/// With a line break in the name there is no call: the SIP library refuses the message. The newer
/// one takes a lone CR.
async fn line_breaks_in_a_name() -> Result<String> {
    let centre = CallCentre::open_with(plan(true)).await?;
    let operators = centre.operators(OPERATORS).await?;
    let mut got = Vec::new();
    for name in ["a\nb", "a\r\n\r\nEvent: x", "a\rb"] {
        let from = format!("\"{name}\" <sip:09121234567@{}>", centre.lab.asterisk().address(2));
        let refusals = || centre.lab.asterisk().log_tail(2_000).matches("syntax error").count();
        let before = refusals();
        let call = centre.lab.caller("").from_header(from).call(DIALLED)?;
        let answered = || call.progress().answered_at.is_some();
        centre
            .until("the message is refused or the call answered", async || {
                Ok(refusals() > before || answered())
            })
            .await?;
        assert!(!answered() || name == "a\rb", "{name:?}");
        got.push(format!("{name:?} {}", if answered() { "answered" } else { "refused" }));
        if answered() {
            let call = centre.presses_three(call).await?;
            call.wait_bridged().await?;
            centre.ends(call).await?;
            let shown: Vec<_> = operators.iter().flat_map(|operator| operator.shown()).collect();
            assert!(shown.iter().any(|shown| shown.name == "a b"), "{shown:?}");
        }
    }
    centre.speaks(HONEST).await?;
    only_of(&centre, &["+989351112233", "+989121234567"]).await?;
    Ok(got.join(", "))
}

case!(
    a_number_that_is_withheld_is_neither_asked_about_nor_learned,
    "queue 99, reason no_caller_identity, nothing learned"
);
/// A trunk that is trusted vouches for a number and asks not to show it.
async fn a_number_that_is_withheld_is_neither_asked_about_nor_learned() -> Result<String> {
    for attached in [false, true] {
        let mut plan = plan(attached);
        plan.options = plan.options.append("pjsip.conf", "[trunk](+)\ntrust_id_inbound=yes\n");
        let centre = CallCentre::open_with(plan).await?;
        let _operators = centre.operators(OPERATORS).await?;
        let ip = centre.lab.asterisk().address(2);
        let caller = centre
            .lab
            .caller("")
            .anonymous()
            .header("P-Asserted-Identity", format!("<sip:09121234567@{ip}>"));
        let call = centre.presses_three(caller.call(DIALLED)?).await?;
        call.wait_bridged().await?;
        assert_eq!(centre.decision(1).await?["reason"], "no_caller_identity");
        call.hang_up().await?;
        call.wait_final_report().await?;
        // What comes after it was learned, so it would have been learned too.
        centre.speaks(HONEST).await?;
        only_of(&centre, &["+989351112233"]).await?;
    }
    Ok("no_caller_identity, no conversation, on either kind of PBX".to_owned())
}
