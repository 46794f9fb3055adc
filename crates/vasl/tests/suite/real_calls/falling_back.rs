//! The way on to the failure queue after a wait: ahead of those who came later, behind those who
//! came before.

use super::joined;
use crate::support::{CallCentre, ON, Plan, Result};
use std::time::Duration;
use vasl_lab::{Call, Operator, Version};

const ONE: &str = "09121234567";
const OTHER: &str = "09121234568";

/// A PBX as FreePBX and Issabel write it, of whose queue another dialplan can choose some things.
const EXT_QUEUES: &str = "[ext-queues]\n\
    exten => 99,1,Answer()\n\
    \x20same => n,Set(QPOSITION=${IF($[${LEN(${VQ_POSITION})}>0]?${VQ_POSITION}:${QPOSITION})})\n\
    \x20same => n,Set(VQ_POSITION=)\n";

fn one_operator(module: &[&'static str]) -> Plan {
    let module = [&["--for", "1:00", "--wait-seconds", "4"], module].concat();
    Plan { members: vec!["5050"], module, ..Plan::default() }
}

/// An operator who talks, and those who wait for them or for anybody.
struct Crowd {
    centre: CallCentre,
    operator: Operator,
    waiting: Vec<Call>,
}

impl Crowd {
    /// Both known callers have spoken with the operator, who is in another call now.
    async fn open(centre: CallCentre) -> Result<Self> {
        let operator = centre.operator("5050").await?;
        for number in [ONE, OTHER] {
            centre.speaks(number).await?;
        }
        let occupied = centre.lab.caller("09350000000").call("ordinary")?;
        occupied.wait_bridged_to("5050").await?;
        Ok(Self { centre, operator, waiting: vec![occupied] })
    }

    async fn ordinary(&mut self, number: &str) -> Result<Call> {
        let call = self.centre.lab.caller(number).call("ordinary")?;
        call.wait_queued("99").await?;
        self.waiting.push(call.clone());
        Ok(call)
    }

    async fn returning(&mut self, number: &str) -> Result<Call> {
        let call = self.centre.calls(number).await?;
        call.wait_queued("vasl-5050").await?;
        self.waiting.push(call.clone());
        Ok(call)
    }

    /// The operator takes one after the other; gives the numbers of those who were taken.
    async fn served(&self) -> Result<Vec<String>> {
        let mut served = Vec::new();
        while served.len() + 1 < self.waiting.len() {
            self.operator.hang_up().await?;
            // Three calls went before.
            self.operator.wait_rang(served.len() + 4).await?;
            let talking = self.operator.wait_talking().await?;
            let shown = talking.shown().ok_or("a call that came in")?;
            served.push(shown.number);
        }
        Ok(served)
    }
}

fn position_in(call: &Call, queue: &str) -> Result<String> {
    let report = call.report().ok_or("the call has a report")?;
    joined(&report, queue).ok_or("the call joined the queue")?;
    let visit = report.queues.into_iter().find(|visit| visit.queue == queue);
    Ok(visit.ok_or("the call joined the queue")?.position)
}

case!(
    ahead_of_those_who_came_later_and_behind_those_who_came_before,
    "two who waited 4 s in vain join queue 99 behind who came before and ahead of who came later, in their order; who has not waited joins its end; all are served so"
);
async fn ahead_of_those_who_came_later_and_behind_those_who_came_before() -> Result<String> {
    let centre = CallCentre::open_with(one_operator(&[])).await?;
    let mut crowd = Crowd::open(centre).await?;
    let before = crowd.ordinary("09350000001").await?;
    let first = crowd.returning(ONE).await?;
    let second = crowd.returning(OTHER).await?;
    let later = crowd.ordinary("09350000002").await?;
    first.wait_queued("99").await?;
    second.wait_queued("99").await?;
    // Who has not waited comes last.
    let stranger = crowd.centre.calls("09129999999").await?;
    stranger.wait_queued("99").await?;
    crowd.waiting.push(stranger.clone());
    for (call, position) in [(&before, "1"), (&first, "2"), (&second, "3"), (&stranger, "5")] {
        assert_eq!(position_in(call, "99")?, position);
    }
    assert_eq!(position_in(&later, "99")?, "2");
    let served = crowd.served().await?;
    assert_eq!(served, ["09350000001", ONE, OTHER, "09350000002", "09129999999"]);
    Ok(format!("served in the order {}", served.join(", ")))
}

case!(
    a_module_without_it_sends_them_to_the_end,
    "with priority on fallback off, the last place of queue 99"
);
async fn a_module_without_it_sends_them_to_the_end() -> Result<String> {
    let centre = CallCentre::open_with(one_operator(&["--priority-on-fallback", "no"])).await?;
    let mut crowd = Crowd::open(centre).await?;
    let returning = crowd.returning(ONE).await?;
    crowd.ordinary("09350000001").await?;
    returning.wait_queued("99").await?;
    assert_eq!(position_in(&returning, "99")?, "2");
    Ok("place 2 of 2".to_owned())
}

case!(
    without_vasl_they_go_to_the_end,
    "Vasl stopped or killed during the wait: the last place of queue 99, at most 3 s late"
);
async fn without_vasl_they_go_to_the_end() -> Result<String> {
    let centre = CallCentre::open_with(one_operator(&[])).await?;
    let mut crowd = Crowd::open(centre).await?;
    crowd.ordinary("09350000001").await?;
    let mut told = Vec::new();
    for (number, stopped) in [(ONE, true), (OTHER, false)] {
        let returning = crowd.returning(number).await?;
        if stopped {
            crowd.centre.vasl.pause(true).await?;
        } else {
            crowd.centre.vasl.kill().await?;
        }
        returning.wait_queued("99").await?;
        let position = position_in(&returning, "99")?;
        assert_eq!(position, if stopped { "2" } else { "3" });
        let report = returning.report().ok_or("the call has a report")?;
        let visits = joined(&report, "vasl-5050").zip(joined(&report, "99"));
        let (waits, falls_back) = visits.ok_or("the call was in both queues")?;
        let held = (falls_back - waits).saturating_sub(Duration::from_secs(4));
        assert!(held < Duration::from_secs(3), "{held:?}");
        told.push(format!("place {position} {:.2} s late", held.as_secs_f64()));
        if stopped {
            crowd.centre.vasl.pause(false).await?;
        }
    }
    Ok(told.join(", "))
}

case!(
    on_a_pbx_like_freepbx,
    "by VQ_POSITION: behind a higher priority and who came before, ahead of who came later"
);
async fn on_a_pbx_like_freepbx() -> Result<String> {
    let plan = one_operator(&[]);
    let no_macro = if ON.with(|on| *on == Version::V16) { "," } else { "" };
    let queue = format!(
        "{EXT_QUEUES} same => n,Queue(99,t,,,,,{no_macro},,${{QPOSITION}})\n\
         [from-trunk](+)\n\
         exten => important,1,Answer()\n same => n,Set(QUEUE_PRIO=5)\n same => n,Queue(99,t)\n"
    );
    let options = plan.options.append("extensions.conf", queue);
    let centre = CallCentre::open_with(Plan { attached: true, options, ..plan }).await?;
    let failure = ["module", "edit", "*5003", "--failure", "dialplan:ext-queues,99,1"];
    centre.vasl.done(&failure).await?;
    let mut crowd = Crowd::open(centre).await?;
    crowd.ordinary("09350000001").await?;
    let returning = crowd.returning(ONE).await?;
    let later = crowd.ordinary("09350000002").await?;
    let important = crowd.centre.lab.caller("09350000003").call("important")?;
    important.wait_queued("99").await?;
    assert_eq!(position_in(&important, "99")?, "1");
    assert_eq!(position_in(&later, "99")?, "2");
    returning.wait_queued("99").await?;
    assert_eq!(position_in(&returning, "99")?, "3");
    Ok("place 3 of 4".to_owned())
}
