//! Queue members written in other ways than `PJSIP/5050`: whoever truly answered is the operator.

use crate::support::{CallCentre, Plan, Result};
use vasl_lab::Behaviour;

const CUSTOMER: &str = "09121234567";
const THREE: [&str; 3] = ["5050", "6065", "7070"];

/// A PBX as FreePBX and Issabel write it: a queue's members are reached by way of `from-queue`,
/// which hangs up on a call of which it is not told the queue.
const FREEPBX: &str = "[from-queue]\n\
    exten => _.,1,Set(QAGENT=${EXTEN})\n\
    \x20same => n,GotoIf($[\"${LEN(${NODEST})}\" = \"0\"]?hangup)\n\
    \x20same => n,GotoIf($[\"${DIALPLAN_EXISTS(from-queue,${NODEST},1)}\" = \"1\"]?${NODEST},1:hangup)\n\
    \x20same => n(hangup),Hangup()\n\
    exten => 99,1,Goto(from-queue-exten-only,${QAGENT},1)\n\
    [from-queue-exten-only]\n\
    exten => _XXXX,1,GotoIf($[\"${DB(forward/${EXTEN})}\" = \"\"]?ext-local,${EXTEN},1)\n\
    \x20same => n,Dial(Local/${DB(forward/${EXTEN})}@from-operators/n)\n\
    [ext-local]\n\
    exten => 5050,hint,PJSIP/5050\n\
    exten => 6065,hint,PJSIP/6065\n\
    exten => 7070,hint,PJSIP/7070\n\
    exten => _[5-7]XXX,1,Dial(PJSIP/${EXTEN},20,tT)\n same => n,Hangup()\n\
    [ext-queues]\n\
    exten => 99,1,Answer()\n same => n,Set(__NODEST=99)\n same => n,Queue(99,t)\n\
    \x20same => n,Set(__NODEST=)\n same => n,Hangup()\n\
    [agents]\n\
    exten => 9001,1,AgentRequest(9001)\n same => n,Hangup()\n\
    [from-operators](+)\n\
    include => ext-local\n\
    exten => _*8XXXX,1,PickupChan(PJSIP/${EXTEN:2})\n\
    exten => *11,1,AgentLogin(9001,s)\n";

async fn centre_with(members: &[&str]) -> Result<CallCentre> {
    centre_of(Plan::default(), members).await
}

pub(super) async fn centre_of(plan: Plan, members: &[&str]) -> Result<CallCentre> {
    let mut queue = "[99](+)\n".to_owned();
    for member in members {
        queue.push_str(&format!("member => {member}\n"));
    }
    let options = plan
        .options
        .append("extensions.conf", FREEPBX)
        .append("queues.conf", queue)
        .append("agents.conf", "[9001]\nmusiconhold=default\n");
    let plan = Plan {
        attached: true,
        operators: THREE.to_vec(),
        members: vec![],
        options,
        module: vec!["--for", "1:00", "--side", "extension:9001"],
        ..plan
    };
    let centre = CallCentre::open_with(plan).await?;
    let failure = ["module", "edit", "*5003", "--failure", "dialplan:ext-queues,99,1"];
    centre.vasl.done(&failure).await?;
    Ok(centre)
}

pub(super) const FREEPBX_MEMBER: &str = "Local/5050@from-queue/n,0,Op 5050,hint:5050@ext-local";

/// The first call through the queue is with this operator, and so is the one that comes back,
/// through their own queue, with one ring.
async fn is_remembered(centre: &CallCentre, answers: &str, operator: &str) -> Result {
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to(answers).await?;
    centre.ends(call).await?;
    let learned = centre.conversations().await?;
    assert_eq!(learned.len(), 1, "{learned:?}");
    assert_eq!(learned[0]["operator"], operator, "{learned:?}");
    assert_eq!(learned[0]["path"]["queue"], "99", "{learned:?}");
    Ok(())
}

async fn returns_to(centre: &CallCentre, answers: &str, operator: &str) -> Result<String> {
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to(answers).await?;
    let report = call.report().ok_or("the call has a report")?;
    let shadow = format!("vasl-{operator}");
    assert_eq!(report.joined(), [shadow.as_str()]);
    let rings: Vec<_> = report.rings.iter().map(|ring| ring.endpoint.as_str()).collect();
    assert!(rings.len() <= 1, "{rings:?}");
    assert_eq!(centre.settled(2).await?["outcome"], "connected");
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    let learned = centre.conversations().await?;
    assert_eq!(learned[0]["operator"], operator, "{learned:?}");
    assert_eq!(learned[0]["path"]["reconnected"]["module"], "*5003", "{learned:?}");
    Ok(got)
}

case!(
    members_as_freepbx_and_issabel_write_them,
    "a member Local/5050@from-queue/n is remembered as 5050, and rung once"
);
async fn members_as_freepbx_and_issabel_write_them() -> Result<String> {
    let centre = centre_with(&[FREEPBX_MEMBER]).await?;
    let [first, _, _] = centre.operators(THREE).await?;
    is_remembered(&centre, "5050", "5050").await?;
    let got = returns_to(&centre, "5050", "5050").await?;
    assert_eq!(first.rang(), 2);
    Ok(got)
}

case!(
    a_member_of_chan_sip,
    "a member SIP/5050 is remembered as 5050, waited for while they talk, and passed over once \
     unregistered",
    not_on V22: "chan_sip left Asterisk with version 21"
);
async fn a_member_of_chan_sip() -> Result<String> {
    let plan =
        Plan { options: Plan::default().options.sip_telephones(["5050"]), ..Plan::default() };
    let centre = centre_of(plan, &["SIP/5050,0,Op 5050"]).await?;
    let first = centre.operator("5050").await?;
    is_remembered(&centre, "5050", "5050").await?;
    let mut got = vec![returns_to(&centre, "5050", "5050").await?];
    assert_eq!(first.rang(), 2);

    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_queued("vasl-5050").await?;
    occupied.hang_up().await?;
    call.wait_bridged_to("5050").await?;
    assert_eq!(centre.settled(3).await?["reason"]["operator_busy"], "talking");
    got.push(centre.told(&call).await?);
    centre.ends(call).await?;

    first.unregister().await?;
    let call = centre.calls(CUSTOMER).await?;
    call.wait_queued("99").await?;
    assert_eq!(centre.settled(4).await?["reason"]["operator_unavailable"], "unregistered");
    got.push(centre.told(&call).await?);
    Ok(got.join("; "))
}

case!(
    a_local_member_that_is_optimised_away,
    "a member Local/5050@from-queue is remembered as 5050, and rung once"
);
async fn a_local_member_that_is_optimised_away() -> Result<String> {
    let centre = centre_with(&["Local/5050@from-queue,0,Op 5050"]).await?;
    let [first, _, _] = centre.operators(THREE).await?;
    is_remembered(&centre, "5050", "5050").await?;
    let got = returns_to(&centre, "5050", "5050").await?;
    assert_eq!(first.rang(), 2);
    Ok(got)
}

case!(
    an_agent_of_the_pool_is_remembered_by_their_own_number,
    "a member Agent:9001 is remembered as 9001 and reached on the line that they hold"
);
async fn an_agent_of_the_pool_is_remembered_by_their_own_number() -> Result<String> {
    let centre = centre_with(&["Local/9001@agents,0,Agent/9001,Agent:9001"]).await?;
    let [first, _, _] = centre.operators(THREE).await?;
    let logged_in = first.call("*11")?;
    logged_in.wait_answered().await?;
    is_remembered(&centre, "5050", "9001").await?;
    let got = returns_to(&centre, "5050", "9001").await?;
    // The agent's telephone was never rung: it is up all the time.
    assert_eq!(first.rang(), 0);
    Ok(got)
}

case!(a_telephone_that_forwards_its_calls, "5050 forwards to 7070, who answers and is remembered");
async fn a_telephone_that_forwards_its_calls() -> Result<String> {
    let mut got = Vec::new();
    for member in ["PJSIP/5050,0,Op 5050", FREEPBX_MEMBER] {
        let centre = centre_with(&[member]).await?;
        let [first, _, third] = centre.operators(THREE).await?;
        first.set(Behaviour::Forward("7070"));
        is_remembered(&centre, "7070", "7070").await?;
        got.push(returns_to(&centre, "7070", "7070").await?);
        assert_eq!((first.rang(), third.rang()), (1, 2), "{member}");
    }
    Ok(got.join("; "))
}

case!(
    a_dialplan_that_forwards_the_calls_of_a_member,
    "the dialplan forwards 5050 to 7070, who answers and is remembered"
);
async fn a_dialplan_that_forwards_the_calls_of_a_member() -> Result<String> {
    let centre = centre_with(&[FREEPBX_MEMBER]).await?;
    let [first, _, third] = centre.operators(THREE).await?;
    centre.lab.asterisk().cli("database put forward 5050 7070").await?;
    is_remembered(&centre, "7070", "7070").await?;
    let got = returns_to(&centre, "7070", "7070").await?;
    assert_eq!((first.rang(), third.rang()), (0, 2));
    Ok(got)
}

case!(whoever_picks_up_is_the_operator, "6065 picks up what rings at 5050, and is remembered");
async fn whoever_picks_up_is_the_operator() -> Result<String> {
    let mut got = Vec::new();
    for member in ["PJSIP/5050,0,Op 5050", FREEPBX_MEMBER] {
        let centre = centre_with(&[member]).await?;
        let [first, second, _] = centre.operators(THREE).await?;
        first.set(Behaviour::Ring);
        let call = centre.calls(CUSTOMER).await?;
        first.wait_ringing().await?;
        let _picking = second.call("*85050")?;
        call.wait_bridged_to("6065").await?;
        centre.ends(call).await?;
        let learned = centre.conversations().await?;
        assert_eq!(learned[0]["operator"], "6065", "{member}: {learned:?}");
        assert_eq!(learned[0]["path"]["queue"], "99", "{member}: {learned:?}");
        got.push(returns_to(&centre, "6065", "6065").await?);
        assert_eq!((first.rang(), second.rang()), (1, 1), "{member}");
    }
    Ok(got.join("; "))
}
