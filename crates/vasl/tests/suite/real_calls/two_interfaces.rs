//! An operator whom one queue dials through the dialplan and another directly: two names of one
//! telephone, of which app_queue knows nothing.

use crate::support::{CallCentre, Plan, Result};
use std::time::Duration;
use vasl_lab::{Behaviour, Call, Operator};

const CUSTOMER: &str = "09121234567";
/// The operator's own queue dials through the dialplan, or, where the module covers queue 98 too,
/// directly.
const SIDES: [&[&str]; 2] = [&[], &["--side", "queue:98"]];

const ROUNDS: usize = 5;

const PBX: &str = "[from-queue]\nexten => _X.,1,Dial(PJSIP/${EXTEN},60)\n\
    [ext-local]\nexten => 5050,hint,PJSIP/5050\n\
    [from-trunk](+)\nexten => other,1,Answer()\n same => n,Queue(98,t)\n same => n,Hangup()\n";

const QUEUES: &str = "[98]\nstrategy=ringall\nringinuse=no\ntimeout=15\nretry=1\n\
    member => PJSIP/5050,0,Op 5050\n\
    [99](+)\nmember => Local/5050@from-queue/n,0,Op 5050,hint:5050@ext-local\n";

/// The module covers queue 99 only, or both.
async fn open(sides: &[&'static str]) -> Result<(CallCentre, Operator)> {
    let options = Plan::default().options.append("extensions.conf", PBX);
    let options = options.append("queues.conf", QUEUES);
    let module =
        [&["--for", "1:00", "--wait-seconds", "20", "--ring-seconds", "5"], sides].concat();
    let plan = Plan { attached: true, members: vec![], options, module, ..Plan::default() };
    let centre = CallCentre::open_with(plan).await?;
    let operator = centre.operator("5050").await?;
    Ok((centre, operator))
}

async fn over(call: Call, operator: &Operator) -> Result {
    call.hang_up().await?;
    call.wait_final_report().await?;
    Ok(operator.wait_idle().await?)
}

/// Waits until a time after which nothing more would ring.
async fn settled(centre: &CallCentre) -> Result {
    let since = std::time::Instant::now();
    let long = Duration::from_millis(1_500);
    centre.until("nothing more rings", async || Ok(since.elapsed() >= long)).await
}

case!(
    one_ring_when_the_operator_gets_free,
    "10 of 10 times one ring, for the caller who comes back, though callers wait in both queues"
);
async fn one_ring_when_the_operator_gets_free() -> Result<String> {
    let mut single = 0;
    for sides in SIDES {
        single += rounds_of_getting_free(sides).await?;
    }
    assert_eq!(single, 2 * ROUNDS);
    Ok(format!("one ring {single} of {} times", 2 * ROUNDS))
}

async fn rounds_of_getting_free(sides: &[&'static str]) -> Result<usize> {
    let (centre, operator) = open(sides).await?;
    centre.speaks(CUSTOMER).await?;
    let mut single = 0;
    for _ in 0..ROUNDS {
        let occupied = centre.lab.caller("09350000001").call("ordinary")?;
        occupied.wait_bridged_to("5050").await?;
        let others = [
            centre.lab.caller("09350000002").call("other")?,
            centre.lab.caller("09350000003").call("ordinary")?,
        ];
        others[0].wait_queued("98").await?;
        others[1].wait_queued("99").await?;
        let returning = centre.calls(CUSTOMER).await?;
        returning.wait_queued("vasl-5050").await?;
        operator.set(Behaviour::Ring);
        let rang = operator.rang();
        operator.hang_up().await?;
        operator.wait_rang(rang + 1).await?;
        settled(&centre).await?;
        single += usize::from(operator.rang() == rang + 1);
        operator.set(Behaviour::Answer);
        returning.wait_bridged_to("5050").await?;
        for call in others {
            call.hang_up().await?;
            call.wait_final_report().await?;
        }
        over(returning, &operator).await?;
        occupied.wait_final_report().await?;
    }
    Ok(single)
}

case!(
    one_ring_while_another_queue_tries_the_operator,
    "10 of 10 times not rung a second time while a telephone that says nothing is tried by a queue"
);
async fn one_ring_while_another_queue_tries_the_operator() -> Result<String> {
    let mut single = 0;
    for (sides, queue) in SIDES.into_iter().zip(["other", "ordinary"]) {
        single += rounds_of_a_mute_telephone(sides, queue).await?;
    }
    assert_eq!(single, 2 * ROUNDS);
    Ok(format!("one ring {single} of {} times", 2 * ROUNDS))
}

async fn rounds_of_a_mute_telephone(sides: &[&'static str], queue: &str) -> Result<usize> {
    let (centre, operator) = open(sides).await?;
    centre.speaks(CUSTOMER).await?;
    let mut single = 0;
    for _ in 0..ROUNDS {
        operator.set(Behaviour::Mute);
        let rang = operator.rang();
        let other = centre.lab.caller("09350000002").call(queue)?;
        operator.wait_rang(rang + 1).await?;
        let returning = centre.calls(CUSTOMER).await?;
        returning.wait_queued("vasl-5050").await?;
        settled(&centre).await?;
        single += usize::from(operator.rang() == rang + 1);
        other.hang_up().await?;
        operator.set(Behaviour::Answer);
        returning.wait_bridged_to("5050").await?;
        over(returning, &operator).await?;
    }
    Ok(single)
}

case!(
    each_queue_is_asked_by_its_own_name,
    "with both queues as sides, the operator is free, and paused in either is paused"
);
async fn each_queue_is_asked_by_its_own_name() -> Result<String> {
    let (centre, operator) = open(&["--side", "queue:98"]).await?;
    centre.speaks(CUSTOMER).await?;
    operator.wait_idle().await?;
    let decide = ["decide", "--module", "*5003", "--caller", CUSTOMER];
    assert_eq!(centre.vasl.json(&decide).await?["reason"], "operator_free");
    for (member, queue) in [("PJSIP/5050", "98"), ("Local/5050@from-queue/n", "99")] {
        let asterisk = centre.lab.asterisk();
        asterisk.cli(&format!("queue pause member {member} queue {queue}")).await?;
        let decided = centre.vasl.json(&decide).await?;
        assert_eq!(decided["detail"], "paused", "{decided}");
        asterisk.cli(&format!("queue unpause member {member} queue {queue}")).await?;
    }
    let free = async || Ok(centre.vasl.json(&decide).await?["reason"] == "operator_free");
    centre.until("the operator takes calls again", free).await?;
    Ok("free; paused in 98; paused in 99; free".to_owned())
}
