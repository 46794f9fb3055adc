//! Which conversation decides, whose state holds a caller back, and who hangs up first.

use crate::support::{CallCentre, MODULE, Plan, Result, reached, reason};
use vasl_lab::{Behaviour, Call};

const CUSTOMER: &str = "09121234567";
const OTHER: &str = "09351112233";

/// A second queue beside 99, and modules that callers dial.
const SALES: &str = "[from-trunk](+)\n\
    exten => sales,1,Answer()\n same => n,Queue(88)\n same => n,Hangup()\n\
    exten => _[*#].,1,Answer()\n same => n,Goto(vasl-reconnect,${EXTEN},1)\n";

/// 5050 is in queue 99, Support, and 6065 in queue 88, Sales.
fn support_and_sales() -> Plan {
    let options = Plan::default()
        .options
        .append("extensions.conf", SALES)
        .append("queues.conf", "[88]\nringinuse=no\nmember => PJSIP/6065,0,Op 6065\n");
    Plan { attached: true, members: vec!["5050"], options, ..Plan::default() }
}

fn one_operator(module: Vec<&'static str>) -> Plan {
    Plan { members: vec!["5050"], module, ..Plan::default() }
}

/// Adds a module with these sides; whoever cannot be reconnected goes to queue 99.
async fn add(centre: &CallCentre, code: &str, sides: &[&str]) -> Result {
    let mut arguments = vec!["module", "add", code, "poshtibani", "--for", "1:00"];
    arguments.extend(sides.iter().flat_map(|side| ["--side", side]));
    arguments.extend(["--failure", "queue:99"]);
    centre.vasl.done(&arguments).await
}

/// Dials, speaks with somebody and hangs up; gives what became of the call.
async fn dials(centre: &CallCentre, number: &str, dialled: &str, operator: &str) -> Result<String> {
    let call = centre.lab.caller(number).call(dialled)?;
    call.wait_bridged_to(operator).await?;
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    Ok(got)
}

/// The operator's state as Vasl sees it now.
async fn operator_is(centre: &CallCentre, detail: &str) -> Result {
    centre
        .until(&format!("the operator is {detail}"), async || {
            let asked = ["decide", "--module", MODULE, "--caller", CUSTOMER];
            Ok(centre.vasl.json(&asked).await?["detail"] == detail)
        })
        .await
}

async fn decided(centre: &CallCentre, call: &Call) -> Result<String> {
    let uniqueid = call.wait_report("its channel", |r| Some(r.uniqueid.clone())).await?;
    let decision = centre.decision_for(&uniqueid).await?;
    let text = reason(&decision);
    Ok(text.split(',').next().unwrap_or_default().to_owned())
}

case!(
    the_newest_conversation_that_a_module_covers_decides,
    "spoke with 5050 of Support, then with 6065 of Sales: back to 5050 through Support's module, \
     to 6065 through that of Sales"
);
async fn the_newest_conversation_that_a_module_covers_decides() -> Result<String> {
    let centre = CallCentre::prepare(&support_and_sales()).await?;
    centre.vasl.start().await?;
    add(&centre, "*5003", &["queue:99"]).await?;
    add(&centre, "*5004", &["queue:88"]).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    dials(&centre, CUSTOMER, "ordinary", "5050").await?;
    dials(&centre, CUSTOMER, "sales", "6065").await?;
    let support = dials(&centre, CUSTOMER, "*5003", "5050").await?;
    let sales = dials(&centre, CUSTOMER, "*5004", "6065").await?;
    // Each of these calls counts as one through its module's own queue.
    dials(&centre, CUSTOMER, "*5003", "5050").await?;
    Ok(format!("{support}; {sales}"))
}

case!(
    an_older_conversation_is_never_dug_up,
    "spoke with 5050, then with 6065 who is no side: queue 99, reason operator_not_eligible"
);
async fn an_older_conversation_is_never_dug_up() -> Result<String> {
    let centre = CallCentre::prepare(&Plan::default()).await?;
    centre.vasl.start().await?;
    add(&centre, MODULE, &["queue:99", "extension:5050"]).await?;
    let first = centre.operator("5050").await?;
    dials(&centre, CUSTOMER, "ordinary", "5050").await?;
    first.unregister().await?;
    let _second = centre.operator("6065").await?;
    dials(&centre, CUSTOMER, "ordinary", "6065").await?;
    first.register().await?;
    let call = centre.calls(CUSTOMER).await?;
    assert_eq!(call.wait_bridged().await?.queue.as_deref(), Some("99"));
    assert_eq!(decided(&centre, &call).await?, "operator_not_eligible");
    centre.told(&call).await
}

case!(
    a_module_knows_the_calls_before_it_and_changes_at_once,
    "added after the conversation: 5050; a new side, and a shorter expiry, hold for the next call: \
     operator_not_eligible, expired"
);
async fn a_module_knows_the_calls_before_it_and_changes_at_once() -> Result<String> {
    let centre = CallCentre::prepare(&one_operator(vec![])).await?;
    centre.vasl.start().await?;
    let operator = centre.operator("5050").await?;
    dials(&centre, CUSTOMER, "ordinary", "5050").await?;
    add(&centre, MODULE, &["queue:99"]).await?;
    let mut got = Vec::new();
    let mut calls = async |expected: &str| -> Result {
        let call = centre.calls(CUSTOMER).await?;
        call.wait_bridged().await?;
        assert_eq!(decided(&centre, &call).await?, expected);
        got.push(centre.told(&call).await?);
        // Hung up without being learned from: the newest conversation stays the first.
        call.hang_up().await?;
        call.wait_final_report().await?;
        Ok(operator.wait_idle().await?)
    };
    calls("operator_free").await?;
    let sides = ["--side", "extension:6065", "--side", "queue:99"];
    centre.vasl.done(&[&["module", "edit", MODULE][..], &sides].concat()).await?;
    calls("operator_not_eligible").await?;
    centre.vasl.done(&["module", "edit", MODULE, "--side", "queue:99"]).await?;
    centre.vasl.done(&["module", "edit", MODULE, "--for", "00:00:01"]).await?;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    calls("expired").await?;
    Ok(got.join("; "))
}

case!(
    a_module_without_a_queue_side_covers_every_path,
    "spoke through queue 99 and directly: back to that operator both times"
);
async fn a_module_without_a_queue_side_covers_every_path() -> Result<String> {
    let centre = CallCentre::prepare(&one_operator(vec![])).await?;
    centre.vasl.start().await?;
    add(&centre, MODULE, &["extension:5050", "extension:6065"]).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    dials(&centre, CUSTOMER, "ordinary", "5050").await?;
    dials(&centre, OTHER, "direct", "5050").await?;
    let queued = dials(&centre, CUSTOMER, MODULE, "5050").await?;
    let direct = dials(&centre, OTHER, MODULE, "5050").await?;
    Ok(format!("{queued}; {direct}"))
}

case!(
    an_operator_who_rings_for_another_caller,
    "waits, reason operator_busy (ringing); connected once the other caller has gone"
);
async fn an_operator_who_rings_for_another_caller() -> Result<String> {
    let centre = CallCentre::open_with(one_operator(vec!["--for", "1:00"])).await?;
    let operator = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;
    operator.set(Behaviour::Ring);
    let other = centre.lab.caller(OTHER).call("ordinary")?;
    operator.wait_ringing().await?;
    operator_is(&centre, "ringing").await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_queued("vasl-5050").await?;
    assert_eq!(decided(&centre, &call).await?, "operator_busy (ringing)");
    operator.set(Behaviour::Busy);
    other.hang_up().await?;
    operator.set(Behaviour::Answer);
    call.wait_bridged_to("5050").await?;
    centre.settled(2).await?;
    centre.told(&call).await
}

case!(
    an_operator_with_a_call_on_hold,
    "waits, reason operator_busy (on_hold); connected once that call is over"
);
async fn an_operator_with_a_call_on_hold() -> Result<String> {
    let centre = CallCentre::open_with(one_operator(vec!["--for", "1:00"])).await?;
    let _operator = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;
    let other = centre.lab.caller(OTHER).call("ordinary")?;
    other.wait_bridged_to("5050").await?;
    other.hold().await?;
    operator_is(&centre, "on_hold").await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_queued("vasl-5050").await?;
    assert_eq!(decided(&centre, &call).await?, "operator_busy (on_hold)");
    other.hang_up().await?;
    call.wait_bridged_to("5050").await?;
    centre.settled(2).await?;
    centre.told(&call).await
}

case!(
    as_many_wait_for_the_operator_as_may,
    "with one who may wait, the second goes to queue 99 at once, reason operator_busy_no_waiting"
);
async fn as_many_wait_for_the_operator_as_may() -> Result<String> {
    let centre =
        CallCentre::open_with(one_operator(vec!["--for", "1:00", "--most-waiting", "1"])).await?;
    let _operator = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;
    centre.speaks(OTHER).await?;
    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    let first = centre.calls(CUSTOMER).await?;
    first.wait_queued("vasl-5050").await?;
    let second = centre.calls(OTHER).await?;
    second.wait_queued("99").await?;
    assert_eq!(decided(&centre, &second).await?, "operator_busy_no_waiting (talking)");
    let report = second.report().ok_or("a report")?;
    assert_eq!(report.joined(), ["99"]);
    let got = centre.told(&second).await?;
    // Who waited first is served first.
    occupied.hang_up().await?;
    first.wait_bridged_to("5050").await?;
    Ok(got)
}

case!(
    a_caller_who_hangs_up_first,
    "while waiting and while the operator rings: outcome caller_hung_up, nobody was spoken to, and \
     the next call is as before"
);
async fn a_caller_who_hangs_up_first() -> Result<String> {
    let centre = CallCentre::open_with(one_operator(vec!["--for", "1:00"])).await?;
    let operator = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;
    let known = centre.conversations().await?.len();
    let mut got = Vec::new();

    let occupied = centre.lab.caller(OTHER).call("direct")?;
    occupied.wait_bridged_to("5050").await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_queued("vasl-5050").await?;
    call.hang_up().await?;
    call.wait_final_report().await?;
    got.push(reason(&centre.settled(2).await?));
    centre.ends(occupied).await?;

    operator.set(Behaviour::Ring);
    let call = centre.calls(CUSTOMER).await?;
    operator.wait_ringing().await?;
    call.hang_up().await?;
    call.wait_final_report().await?;
    got.push(reason(&centre.settled(3).await?));
    operator.wait_idle().await?;
    for (got, because) in got.iter().zip(["operator_busy (talking)", "operator_free"]) {
        assert_eq!(got, &format!("{because}, caller_hung_up"));
    }
    // The conversation of the other caller came after the first of these.
    assert_eq!(centre.conversations().await?.len(), known + 1);

    operator.set(Behaviour::Answer);
    let call = centre.calls(CUSTOMER).await?;
    assert_eq!(call.wait_bridged_to("5050").await?.queue.as_deref(), Some("vasl-5050"));
    got.push(reached(&call.report().ok_or("a report")?));
    Ok(got.join("; "))
}

case!(
    a_telephone_that_goes_in_the_middle_of_a_conversation,
    "waits, reason operator_busy (talking), until rtp_timeout ends that call; the phone is rung for \
     its time, and then 6065 by queue 99"
);
async fn a_telephone_that_goes_in_the_middle_of_a_conversation() -> Result<String> {
    let options =
        Plan::default().options.append("pjsip.conf", "[5050](+type=endpoint)\nrtp_timeout=2\n");
    let module = vec!["--for", "1:00", "--ring-seconds", "2"];
    let centre =
        CallCentre::open_with(Plan { attached: true, options, module, ..Plan::default() }).await?;
    let gone = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;
    let other = centre.lab.caller(OTHER).call("ordinary")?;
    other.wait_bridged_to("5050").await?;
    gone.vanish();
    let _there = centre.operator("6065").await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_queued("vasl-5050").await?;
    assert_eq!(decided(&centre, &call).await?, "operator_busy (talking)");
    other.wait_ended().await?;
    call.wait_bridged_to("6065").await?;
    assert_eq!(centre.settled(2).await?["outcome"], "no_answer");
    centre.told(&call).await
}
