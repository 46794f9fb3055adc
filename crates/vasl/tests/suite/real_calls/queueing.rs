//! Several who wait for one operator, operators who leave while somebody waits, and the way on to
//! the failure queue.

use super::joined;
use crate::support::{CallCentre, Plan, Result, after, reason};
use std::time::{Duration, Instant};
use vasl_lab::{Behaviour, Call, CallReport, Operator};

/// One operator, who talks to an ordinary caller, and a returning caller who waits for them.
struct Waiting {
    centre: CallCentre,
    operator: Operator,
    occupied: Call,
    returning: Call,
}

const WAIT_LONG: [&str; 4] = ["--for", "1:00", "--wait-seconds", "30"];

fn one_operator() -> Plan {
    Plan { members: vec!["5050"], module: WAIT_LONG.to_vec(), ..Plan::default() }
}

/// A PBX as FreePBX writes it: members are dialled through the dialplan and watched by a hint.
pub(super) fn like_freepbx() -> Plan {
    let plan = Plan { attached: true, members: vec![], ..one_operator() };
    let options = plan.options.append(
        "extensions.conf",
        "[from-queue]\nexten => _X.,1,Dial(PJSIP/${EXTEN},60)\n\
         [ext-local]\nexten => 5050,hint,PJSIP/5050&Custom:DND5050,CustomPresence:5050\n",
    );
    Plan { options, ..plan }
}

pub(super) const ADD_LOCAL_MEMBER: &str = "queue add member Local/5050@from-queue/n to 99 penalty 0 as 5050 \
                                state_interface hint:5050@ext-local";

impl Waiting {
    /// With a command that adds the operator to the queue, where the plan does not.
    async fn open(plan: Plan, log_in: Option<&str>) -> Result<Self> {
        let centre = CallCentre::open_with(plan).await?;
        let operator = centre.operator("5050").await?;
        if let Some(log_in) = log_in {
            centre.lab.asterisk().cli(log_in).await?;
            centre.vasl.wait_says_times("Asterisk has the configuration", 2).await?;
        }
        centre.speaks("09121234567").await?;
        let occupied = centre.lab.caller("09350000001").call("ordinary")?;
        operator.wait_talking().await?;
        let returning = centre.calls("09121234567").await?;
        returning.wait_queued("vasl-5050").await?;
        Ok(Self { centre, operator, occupied, returning })
    }

    async fn cli(&self, command: &str) -> Result<String> {
        Ok(self.centre.lab.asterisk().cli(command).await?)
    }

    /// Asterisk looks once a second whether a wait is in vain; what is said here comes on top.
    async fn ends_at_once(&self, since: Instant) -> Result<String> {
        self.returning.wait_queued("99").await?;
        let report = self.returning.report().ok_or("the caller has a report")?;
        let took = joined(&report, "99").ok_or("at the failure destination")? - since;
        assert!(took < Duration::from_millis(1_300), "{took:?}");
        let decision = self.centre.settled(2).await?;
        assert_eq!(decision["outcome"], "became_unreachable");
        Ok(format!("in queue 99 {}, reason {}", after(took), reason(&decision)))
    }

    /// The operator takes calls again: the queue of their own is as if nothing had been.
    async fn reaches_them_again(self) -> Result {
        is_paused(&self.centre, false).await?;
        self.returning.hang_up().await?;
        self.occupied.hang_up().await?;
        self.operator.wait_idle().await?;
        let again = self.centre.calls("09121234567").await?;
        let talk = again.wait_bridged().await?;
        assert_eq!(talk.queue.as_deref(), Some("vasl-5050"));
        Ok(())
    }
}

async fn is_paused(centre: &CallCentre, paused: bool) -> Result {
    centre
        .until(&format!("the operator's own queue is paused: {paused}"), async || {
            let shown = centre.lab.asterisk().cli("queue show vasl-5050").await?;
            Ok(shown.contains("/5050") && shown.contains("(paused") == paused)
        })
        .await
}

case!(
    a_pause_in_the_queue_ends_the_wait,
    "queue 99 within 1.3 s, outcome became_unreachable; after the pause 5050 again"
);
async fn a_pause_in_the_queue_ends_the_wait() -> Result<String> {
    let waiting = Waiting::open(one_operator(), None).await?;
    let since = Instant::now();
    waiting.cli("queue pause member PJSIP/5050 queue 99").await?;
    let got = waiting.ends_at_once(since).await?;
    waiting.cli("queue unpause member PJSIP/5050 queue 99").await?;
    waiting.reaches_them_again().await?;
    Ok(got)
}

case!(
    a_pause_everywhere_ends_the_wait_and_leaves_nothing_behind,
    "queue 99 within 1.3 s, outcome became_unreachable; back in one queue, 5050 again"
);
/// Whoever pauses everywhere and comes back in one queue only leaves the pause in Vasl's own.
async fn a_pause_everywhere_ends_the_wait_and_leaves_nothing_behind() -> Result<String> {
    let waiting = Waiting::open(one_operator(), None).await?;
    let since = Instant::now();
    waiting.cli("queue pause member PJSIP/5050").await?;
    let got = waiting.ends_at_once(since).await?;
    waiting.cli("queue unpause member PJSIP/5050 queue 99").await?;
    waiting.reaches_them_again().await?;
    Ok(got)
}

case!(
    a_log_out_ends_the_wait,
    "queue 99 within 1.3 s, outcome became_unreachable; logged in again, 5050 again"
);
async fn a_log_out_ends_the_wait() -> Result<String> {
    let log_in = "queue add member PJSIP/5050 to 99";
    let plan = Plan { members: vec![], ..one_operator() };
    let waiting = Waiting::open(plan, Some(log_in)).await?;
    let since = Instant::now();
    waiting.cli("queue remove member PJSIP/5050 from 99").await?;
    let got = waiting.ends_at_once(since).await?;
    // Long after the members were looked at, the operator still counts as logged out.
    waiting.centre.vasl.wait_says("passed on whether an operator takes calls").await?;
    let decided =
        waiting.centre.vasl.json(&["decide", "--module", "*5003", "--caller", "09121234567"]);
    assert_eq!(decided.await?["detail"], "logged_out");
    assert!(waiting.centre.vasl.run(&["check"]).await?.success);
    waiting.cli(log_in).await?;
    waiting.reaches_them_again().await?;
    Ok(got)
}

case!(
    do_not_disturb_in_the_middle_of_a_call_ends_the_wait,
    "queue 99 within 1.3 s, outcome became_unreachable; after it 5050 again"
);
async fn do_not_disturb_in_the_middle_of_a_call_ends_the_wait() -> Result<String> {
    let waiting = Waiting::open(one_operator(), None).await?;
    let since = Instant::now();
    let feature = waiting.operator.call("*78")?;
    feature.wait_ended().await?;
    let got = waiting.ends_at_once(since).await?;
    waiting.operator.call("*79")?.wait_ended().await?;
    waiting.reaches_them_again().await?;
    Ok(got)
}

case!(
    on_a_pbx_like_freepbx_each_of_them_ends_the_wait,
    "do not disturb, a pause and a log-out: queue 99 within 1.3 s each, and 5050 again \
     afterwards"
);
async fn on_a_pbx_like_freepbx_each_of_them_ends_the_wait() -> Result<String> {
    let mut got = Vec::new();
    for (leave, come_back) in [
        ("devstate change Custom:DND5050 BUSY", "devstate change Custom:DND5050 NOT_INUSE"),
        (
            "queue pause member Local/5050@from-queue/n queue 99",
            "queue unpause member Local/5050@from-queue/n queue 99",
        ),
        ("queue remove member Local/5050@from-queue/n from 99", ADD_LOCAL_MEMBER),
    ] {
        let waiting = Waiting::open(like_freepbx(), Some(ADD_LOCAL_MEMBER)).await?;
        let since = Instant::now();
        waiting.cli(leave).await?;
        got.push(waiting.ends_at_once(since).await?);
        waiting.cli(come_back).await?;
        waiting.reaches_them_again().await?;
    }
    Ok(got.join("; "))
}

case!(
    a_busy_operator_is_waited_for,
    "holding and talking twice ends no wait: 5050 once they are free"
);
/// Nobody is taken for away for being busy: ringing, talking, holding, talking twice.
async fn a_busy_operator_is_waited_for() -> Result<String> {
    let waiting = Waiting::open(one_operator(), None).await?;
    waiting.operator.hold().await?;
    waiting.operator.unhold().await?;
    let second = waiting.centre.lab.caller("09350000002").call("direct")?;
    second.wait_bridged_to("5050").await?;
    second.hang_up().await?;
    second.wait_final_report().await?;
    assert!(!waiting.centre.vasl.log().contains("passed on"), "{}", waiting.centre.vasl.log());
    waiting.occupied.hang_up().await?;
    waiting.returning.wait_bridged_to("5050").await?;
    waiting.centre.told(&waiting.returning).await
}

case!(
    a_pause_of_vasls_own_is_never_left_over,
    "after kills, a stop and a restart of the PBX, the pause of the operator's own queue is \
     that of the real one"
);
async fn a_pause_of_vasls_own_is_never_left_over() -> Result<String> {
    let centre = CallCentre::open_with(one_operator()).await?;
    let operator = centre.operator("5050").await?;
    centre.speaks("09121234567").await?;
    let asterisk = centre.lab.asterisk();
    let pause =
        async |what: &str| asterisk.cli(&format!("queue {what} member PJSIP/5050 queue 99")).await;
    // Killed, and the operator comes back meanwhile.
    pause("pause").await?;
    is_paused(&centre, true).await?;
    centre.vasl.kill().await?;
    pause("unpause").await?;
    centre.vasl.start().await?;
    is_paused(&centre, false).await?;
    // Killed, and the operator leaves meanwhile.
    centre.vasl.kill().await?;
    pause("pause").await?;
    centre.vasl.start().await?;
    is_paused(&centre, true).await?;
    // Stopped, it leaves nothing behind.
    centre.vasl.stop().await?;
    is_paused(&centre, false).await?;
    // A restart of the PBX forgets pauses, Vasl's own and the real one.
    centre.vasl.start().await?;
    is_paused(&centre, true).await?;
    centre.lab.restart().await?;
    centre.vasl.wait_says_times("in step with the PBX", 2).await?;
    is_paused(&centre, false).await?;
    operator.register().await?;
    assert_eq!(centre.speaks("09121234567").await?, "5050");
    Ok("followed it through two kills, a stop and a restart".to_owned())
}

case!(
    an_operator_who_set_do_not_disturb_is_rung_by_nobody,
    "not rung by the module, the queue or a direct call; a customer cannot set it for them"
);
async fn an_operator_who_set_do_not_disturb_is_rung_by_nobody() -> Result<String> {
    let centre = CallCentre::open().await?;
    let [away, other] = centre.operators(["5050", "6065"]).await?;
    let direct = centre.lab.caller("09121234567").call("direct")?;
    direct.wait_bridged_to("5050").await?;
    centre.ends(direct).await?;
    away.call("*78")?.wait_ended().await?;
    let rang = away.rang();

    // By the module, by the queue to whose turn it comes, by a direct call.
    let call = centre.calls("09121234567").await?;
    call.wait_bridged_to("6065").await?;
    let decision = centre.settled(1).await?;
    let got = centre.told(&call).await?;
    assert_eq!(decision["reason"]["operator_unavailable"], "do_not_disturb");
    call.hang_up().await?;
    other.wait_idle().await?;
    for _ in 0..2 {
        let ordinary = centre.lab.caller("09350000001").call("ordinary")?;
        ordinary.wait_bridged_to("6065").await?;
        ordinary.hang_up().await?;
        other.wait_idle().await?;
    }
    let direct = centre.lab.caller("09350000002").call("direct")?;
    assert_eq!(direct.wait_ended().await?.status, 486);
    assert_eq!(away.rang(), rang);

    // A customer who is transferred to the code, whatever number they show, sets nothing.
    away.call("*79")?.wait_ended().await?;
    let customer = centre.lab.caller("5050").call("direct")?;
    customer.wait_bridged_to("5050").await?;
    away.transfer_blind("*78").await?;
    customer.wait_ended().await?;
    let state = centre.lab.asterisk().cli("devstate list").await?;
    assert!(!state.contains("BUSY") && !state.contains("DNDtrunk"), "{state}");
    Ok(got)
}

case!(
    several_for_one_operator_are_served_in_order_and_first,
    "three who return in the order in which they came, then the ordinary caller who had \
     waited longer"
);
/// Three who come back to one operator while an ordinary caller waits, who came before them.
async fn several_for_one_operator_are_served_in_order_and_first() -> Result<String> {
    let centre = CallCentre::open_with(one_operator()).await?;
    let operator = centre.operator("5050").await?;
    let numbers = ["09121234567", "09121234568", "09121234569"];
    for number in numbers {
        centre.speaks(number).await?;
    }
    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    let ordinary = centre.lab.caller("09350000002").call("ordinary")?;
    ordinary.wait_queued("99").await?;
    let mut returning = Vec::new();
    for number in numbers {
        let call = centre.calls(number).await?;
        call.wait_queued("vasl-5050").await?;
        returning.push(call);
    }
    for (n, call) in returning.iter().chain([&ordinary]).enumerate() {
        operator.hang_up().await?;
        call.wait_bridged_to("5050").await?;
        for later in returning.iter().chain([&ordinary]).skip(n + 1) {
            let report = later.report().ok_or("a report")?;
            assert!(report.conversations.is_empty() && report.rings.is_empty(), "{n}: {report:?}");
        }
    }
    Ok("the three in order, then the ordinary caller".to_owned())
}

const WRAP_UP: Duration = Duration::from_secs(4);

/// The pause after a call holds between the two queues, whichever connected the call.
async fn wrap_up_holds_both_ways(plan: Plan, log_in: Option<&str>) -> Result<String> {
    let plan = Plan { wrap_up_seconds: 4, ..plan };
    let centre = CallCentre::open_with(plan).await?;
    let operator = centre.operator("5050").await?;
    if let Some(log_in) = log_in {
        centre.lab.asterisk().cli(log_in).await?;
        centre.vasl.wait_says_times("Asterisk has the configuration", 2).await?;
    }
    centre.speaks("09121234567").await?;
    let ended = Instant::now();

    // After a call of the real queue, the returning caller waits.
    let returning = centre.calls("09121234567").await?;
    let talk = returning.wait_bridged_to("5050").await?;
    assert_eq!(talk.queue.as_deref(), Some("vasl-5050"));
    let returned = kept(talk.began - ended)?;
    assert_eq!(centre.settled(2).await?["reason"]["operator_busy"], "wrapping_up");

    // After a reconnected call, the ordinary caller does.
    operator.hang_up().await?;
    let ended = Instant::now();
    let ordinary = centre.lab.caller("09350000001").call("ordinary")?;
    let talk = ordinary.wait_bridged_to("5050").await?;
    assert_eq!(talk.queue.as_deref(), Some("99"));
    let ordinary = kept(talk.began - ended)?;
    Ok(format!("returning {}, ordinary {}", after(returned), after(ordinary)))
}

/// Asterisk counts whole seconds, and tries again every second.
fn kept(pause: Duration) -> Result<Duration> {
    let least = WRAP_UP - Duration::from_secs(1);
    if pause < least || pause > WRAP_UP + Duration::from_millis(2_500) {
        return Err(format!("the pause was {pause:?}").into());
    }
    Ok(pause)
}

case!(
    wrap_up_holds_both_ways_in_queues_of_vasls_own,
    "a pause of 4 s after a call, whichever of the two queues it came through (3.0 to 6.5 s)"
);
async fn wrap_up_holds_both_ways_in_queues_of_vasls_own() -> Result<String> {
    wrap_up_holds_both_ways(one_operator(), None).await
}

case!(
    wrap_up_holds_both_ways_in_queues_of_the_pbx,
    "a pause of 4 s after a call, whichever of the two queues it came through (3.0 to 6.5 s)"
);
async fn wrap_up_holds_both_ways_in_queues_of_the_pbx() -> Result<String> {
    wrap_up_holds_both_ways(Plan { attached: true, ..one_operator() }, None).await
}

case!(
    wrap_up_holds_both_ways_for_a_member_who_logged_in,
    "a pause of 4 s after a call, whichever of the two queues it came through (3.0 to 6.5 s)"
);
async fn wrap_up_holds_both_ways_for_a_member_who_logged_in() -> Result<String> {
    wrap_up_holds_both_ways(like_freepbx(), Some(ADD_LOCAL_MEMBER)).await
}

case!(a_wrap_up_that_may_not_be_read_is_said_once, "Vasl says once that it may not read it");
async fn a_wrap_up_that_may_not_be_read_is_said_once() -> Result<String> {
    let plan = Plan { attached: true, wrap_up_seconds: 4, ..one_operator() };
    let centre = CallCentre::prepare(&plan).await?;
    let folder = centre.lab.asterisk().etc_dir();
    let path = folder.join("manager.conf");
    let rights = std::fs::read_to_string(&path)?;
    let fewer = rights.replace("write=agent,reporting,system", "write=agent,reporting,call");
    assert_ne!(rights, fewer);
    std::fs::write(path, fewer)?;
    centre.lab.asterisk().cli("manager reload").await?;
    centre.vasl.spawn().await?;
    centre.vasl.wait_says("the wrap-up of these queues could not be read").await?;
    centre.vasl.wait_says("in step with the PBX").await?;
    centre.lab.asterisk().cli("queue add member PJSIP/6065 to 99").await?;
    centre.vasl.wait_says_times("the configuration was not applied", 2).await?;
    let said = centre.vasl.log().matches("could not be read from queues.conf").count();
    assert_eq!(said, 1, "{}", centre.vasl.log());
    Ok(format!("said {said} time"))
}

case!(
    a_menu_that_leads_back_does_not_ring_an_operator_twice,
    "the second and third time: already_tried, and the operator is not rung again"
);
/// A menu as the failure destination leads a caller back to the module with one key.
async fn a_menu_that_leads_back_does_not_ring_an_operator_twice() -> Result<String> {
    let plan = Plan { module: vec!["--for", "1:00", "--failure", "ivr:1"], ..one_operator() };
    let centre = CallCentre::prepare(&plan).await?;
    centre.vasl.start().await?;
    let add = ["module", "add", "*5003", "poshtibani", "--side", "extension:5050"];
    centre.vasl.done(&[&add[..], &plan.module].concat()).await?;
    let operator = centre.operator("5050").await?;
    let direct = centre.lab.caller("09121234567").call("direct")?;
    direct.wait_bridged_to("5050").await?;
    centre.ends(direct).await?;

    let rang = operator.rang();
    operator.set(Behaviour::Busy);
    let call = centre.calls("09121234567").await?;
    let mut reasons = Vec::new();
    for count in 1..=3 {
        let decision = centre.decision(count).await?;
        let expected = if count == 1 { "operator_free" } else { "already_tried" };
        assert!(decision["reason"] == expected, "{count}: {decision}");
        reasons.push(expected);
        let menus =
            |r: &CallReport| r.contexts.iter().filter(|c| c.context == "vasl-ivr-1").count();
        call.wait_report("the menu", |r| (menus(r) > count).then_some(())).await?;
        if count < 3 {
            call.press('3').await?;
        }
    }
    assert_eq!(operator.rang(), rang + 1);
    call.hang_up().await?;
    centre
        .until("the first decision has its outcome", async || {
            Ok(centre.decisions().await?.last().is_some_and(|first| first["outcome"] == "declined"))
        })
        .await?;
    Ok(format!("{}; rung {} time", reasons.join(", "), operator.rang() - rang))
}

async fn another_is_rung_first(plan: Plan, refuses: Behaviour) -> Result<String> {
    const CALLERS: [&str; 3] = ["09121234567", "09121234568", "09121234569"];
    let strategy = plan.strategy;
    let centre = CallCentre::open_with(plan).await?;
    let declines = centre.operator("5050").await?;
    for number in CALLERS {
        assert_eq!(centre.speaks(number).await?, "5050");
    }
    let other = centre.operator("6065").await?;
    declines.set(refuses);
    let outcome = if refuses == Behaviour::Busy { "declined" } else { "no_answer" };
    let [callers @ .., last] = CALLERS;
    for (n, number) in callers.into_iter().enumerate() {
        let rang = declines.rang();
        let call = centre.calls(number).await?;
        let talk = call.wait_bridged_to("6065").await?;
        assert_eq!(talk.queue.as_deref(), Some("99"));
        assert_eq!(declines.rang(), rang + 1, "{strategy}, caller {n}");
        call.hang_up().await?;
        other.wait_idle().await?;
    }
    // Where nobody else is free, the queue comes back to them.
    other.unregister().await?;
    let call = centre.calls(last).await?;
    call.wait_queued("99").await?;
    assert_eq!(centre.settled(6).await?["outcome"], outcome);
    declines.set(Behaviour::Answer);
    let joined = joined(&call.report().ok_or("a report")?, "99").ok_or("in the queue")?;
    let talk = call.wait_bridged_to("5050").await?;
    Ok(format!("{strategy}: 5050 all the same {}", after(talk.began - joined)))
}

case!(
    after_a_decline_another_is_rung_first_with_every_strategy,
    "6065 by queue 99, 5050 rung once only; where nobody else is free the queue comes back \
     to 5050"
);
async fn after_a_decline_another_is_rung_first_with_every_strategy() -> Result<String> {
    let mut got = Vec::new();
    for strategy in ["linear", "ringall", "leastrecent", "fewestcalls", "rrmemory", "random"] {
        let plan = Plan { strategy, module: WAIT_LONG.to_vec(), ..Plan::default() };
        got.push(another_is_rung_first(plan, Behaviour::Busy).await?);
    }
    Ok(got.join("; "))
}

case!(
    after_a_decline_another_is_rung_first_in_queues_of_the_pbx,
    "6065 by queue 99, 5050 rung once only; where nobody else is free the queue comes back \
     to 5050"
);
async fn after_a_decline_another_is_rung_first_in_queues_of_the_pbx() -> Result<String> {
    let plan = Plan { attached: true, strategy: "linear", ..Plan::default() };
    let plan = Plan { module: WAIT_LONG.to_vec(), ..plan };
    another_is_rung_first(plan, Behaviour::Busy).await
}

case!(
    after_no_answer_another_is_rung_first,
    "6065 by queue 99, 5050 rung once only; where nobody else is free the queue comes back to 5050"
);
async fn after_no_answer_another_is_rung_first() -> Result<String> {
    let module = vec!["--for", "1:00", "--ring-seconds", "1"];
    let plan = Plan { strategy: "linear", module, ..Plan::default() };
    another_is_rung_first(plan, Behaviour::Ring).await
}
