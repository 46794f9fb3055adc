//! Records what Asterisk tells of calls, for the tests in `crates/asterisk/tests/recorded`. It is
//! run by hand, once for a version of Asterisk: see the README there.
//!
//! Each script is short, because each is a file that is kept. Between two steps it looks at all
//! channels, so that a tracker can be made to begin there.

mod tape;

use super::learning::{self, uniqueid};
use super::{members, outbound};
use crate::support::{CallCentre, Plan, Result};
use std::path::PathBuf;
use tape::Tape;
use vasl_lab::{Behaviour, CALLER_HZ, Call, Operator};

const CUSTOMER: &str = "09121234567";
const OTHER: &str = "09350000001";
const THREE: [&str; 3] = ["5050", "6065", "7070"];

/// A customer's call to the queue, and another queue into which an operator may send them on.
const QUEUES: &str = "[from-trunk](+)\n\
    exten => support,1,Goto(ext-queues,99,1)\n\
    [from-operators](+)\n\
    exten => 98,1,Queue(98,t)\n same => n,Hangup()\n";

/// A script that plays.
struct Recording {
    folder: PathBuf,
    centre: CallCentre,
    tape: Tape,
}

impl Recording {
    /// The telephones are registered before, of which nothing is recorded.
    async fn begin(name: &'static str, centre: CallCentre) -> Result<(Self, [Operator; 3])> {
        let folder = folder_of(name)?;
        let operators = centre.operators(THREE).await?;
        let tape = Tape::start(&centre).await?;
        Ok((Self { folder, centre, tape }, operators))
    }

    async fn of_phones(name: &'static str) -> Result<(Self, [Operator; 3])> {
        Self::begin(name, CallCentre::open_with(learning::plan()).await?).await
    }

    async fn of_member(name: &'static str, member: &str) -> Result<(Self, [Operator; 3])> {
        let plan = Plan::default();
        let options = plan.options.append("extensions.conf", QUEUES);
        let options = options.append("queues.conf", "[98]\nmember => PJSIP/7070,0,Op 7070\n");
        let centre = members::centre_of(Plan { options, ..plan }, &[member]).await?;
        Self::begin(name, centre).await
    }

    fn customer(&self, number: &str, dialled: &str) -> Result<Call> {
        Ok(self.centre.lab.caller(number).call(dialled)?)
    }

    /// A customer who was connected with an operator.
    async fn speaks(&mut self, number: &str, dialled: &str, operator: &str) -> Result<Call> {
        let call = self.customer(number, dialled)?;
        call.wait_bridged_to(operator).await?;
        self.tape.look().await?;
        Ok(call)
    }

    async fn hangs_up(&mut self, call: &Call) -> Result {
        call.hang_up().await?;
        call.wait_final_report().await?;
        self.tape.look().await
    }

    async fn end(self) -> Result {
        self.tape.end(&self.centre, &self.folder).await
    }
}

fn folder_of(name: &str) -> Result<PathBuf> {
    let folder = std::env::var_os("VASL_RECORD").map(PathBuf::from);
    Ok(folder.ok_or("VASL_RECORD says in which folder to write the recordings")?.join(name))
}

#[tokio::test]
#[ignore = "records anew"]
async fn queue() -> Result {
    let (mut recording, _operators) = Recording::of_phones("queue").await?;
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn direct() -> Result {
    let (mut recording, [first, _second, _third]) = Recording::of_phones("direct").await?;
    let call = recording.speaks(CUSTOMER, "direct", "5050").await?;
    first.hang_up().await?;
    call.wait_ended().await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn desk_to_desk() -> Result {
    let (mut recording, [first, _second, _third]) = Recording::of_phones("desk_to_desk").await?;
    let call = first.call("6065")?;
    call.wait_bridged_to("6065").await?;
    recording.tape.look().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn local_member() -> Result {
    let (mut recording, _operators) =
        Recording::of_member("local_member", members::FREEPBX_MEMBER).await?;
    let call = recording.speaks(CUSTOMER, "support", "5050").await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

/// Without `/n`, Asterisk takes the `Local` channel out.
#[tokio::test]
#[ignore = "records anew"]
async fn local_member_taken_out() -> Result {
    let (mut recording, [first, _second, _third]) =
        Recording::of_member("local_member_taken_out", "Local/5050@from-queue,0,Op 5050").await?;
    let call = recording.speaks(CUSTOMER, "support", "5050").await?;
    first.wait_talking().await?.wait_hears(CALLER_HZ).await?;
    recording.tape.look().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn agent() -> Result {
    let (mut recording, [first, _second, _third]) =
        Recording::of_member("agent", "Local/9001@agents,0,Agent/9001,Agent:9001").await?;
    let logged_in = first.call("*11")?;
    logged_in.wait_answered().await?;
    recording.tape.look().await?;
    let call = recording.speaks(CUSTOMER, "support", "5050").await?;
    recording.hangs_up(&call).await?;
    logged_in.hang_up().await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn picked_up() -> Result {
    picked_up_from("picked_up", "PJSIP/5050,0,Op 5050").await
}

#[tokio::test]
#[ignore = "records anew"]
async fn picked_up_from_local_member() -> Result {
    picked_up_from("picked_up_from_local_member", members::FREEPBX_MEMBER).await
}

async fn picked_up_from(name: &'static str, member: &str) -> Result {
    let (mut recording, [first, second, _third]) = Recording::of_member(name, member).await?;
    first.set(Behaviour::Ring);
    let call = recording.customer(CUSTOMER, "support")?;
    first.wait_ringing().await?;
    recording.tape.look().await?;
    let _picking = second.call("*85050")?;
    call.wait_bridged_to("6065").await?;
    recording.tape.look().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn forwarded_by_telephone() -> Result {
    let (mut recording, [first, _second, _third]) =
        Recording::of_member("forwarded_by_telephone", "PJSIP/5050,0,Op 5050").await?;
    first.set(Behaviour::Forward("7070"));
    let call = recording.speaks(CUSTOMER, "support", "7070").await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn forwarded_by_dialplan() -> Result {
    let (mut recording, _operators) =
        Recording::of_member("forwarded_by_dialplan", members::FREEPBX_MEMBER).await?;
    recording.centre.lab.asterisk().cli("database put forward 5050 7070").await?;
    let call = recording.speaks(CUSTOMER, "support", "7070").await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn blind_transfer() -> Result {
    let (mut recording, [first, second, _third]) = Recording::of_phones("blind_transfer").await?;
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    first.transfer_blind("6065").await?;
    call.wait_bridged_to("6065").await?;
    recording.tape.look().await?;
    second.hang_up().await?;
    call.wait_ended().await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn blind_transfer_unanswered() -> Result {
    let (mut recording, [first, second, _third]) =
        Recording::of_phones("blind_transfer_unanswered").await?;
    second.set(Behaviour::Ring);
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    first.transfer_blind("6065").await?;
    second.wait_ringing().await?;
    recording.tape.look().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

/// What is sent on is half of the member's `Local` channel.
#[tokio::test]
#[ignore = "records anew"]
async fn sent_into_a_queue_from_local_member() -> Result {
    let (mut recording, [first, _second, third]) =
        Recording::of_member("sent_into_a_queue_from_local_member", members::FREEPBX_MEMBER)
            .await?;
    let call = recording.speaks(CUSTOMER, "support", "5050").await?;
    first.transfer_blind("98").await?;
    third.wait_talking().await?.wait_hears(CALLER_HZ).await?;
    recording.tape.look().await?;
    third.hang_up().await?;
    call.wait_ended().await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn attended_transfer() -> Result {
    let (mut recording, [first, second, _third]) =
        Recording::of_phones("attended_transfer").await?;
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    let with_caller = first.wait_talking().await?;
    first.hold().await?;
    let consultation = first.call("6065")?;
    consultation.wait_bridged_to("6065").await?;
    recording.tape.look().await?;
    with_caller.transfer_to(&consultation).await?;
    call.wait_bridged_to("6065").await?;
    call.wait_hears(second.hz()).await?;
    recording.tape.look().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn attended_transfer_while_ringing() -> Result {
    let (mut recording, [first, second, _third]) =
        Recording::of_phones("attended_transfer_while_ringing").await?;
    second.set(Behaviour::Ring);
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    let with_caller = first.wait_talking().await?;
    let consultation = first.call("6065")?;
    consultation.wait_ringing().await?;
    with_caller.transfer_to(&consultation).await?;
    first.wait_idle().await?;
    recording.tape.look().await?;
    second.answer().await?;
    second.wait_talking().await?.wait_hears(CALLER_HZ).await?;
    recording.tape.look().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn transfer_only_asked_about() -> Result {
    let (mut recording, [first, _second, _third]) =
        Recording::of_phones("transfer_only_asked_about").await?;
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    first.wait_talking().await?;
    first.hold().await?;
    let consultation = first.call("6065")?;
    consultation.wait_bridged_to("6065").await?;
    recording.hangs_up(&consultation).await?;
    first.unhold().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn transfers_by_feature_code() -> Result {
    let (mut recording, [first, second, third]) =
        Recording::of_phones("transfers_by_feature_code").await?;
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    first.wait_talking().await?.press_all("#16065").await?;
    call.wait_bridged_to("6065").await?;
    recording.tape.look().await?;
    let with_caller = second.wait_talking().await?;
    with_caller.press_all("*27070").await?;
    third.wait_talking().await?.wait_hears(second.hz()).await?;
    recording.tape.look().await?;
    with_caller.hang_up().await?;
    call.wait_hears(third.hz()).await?;
    recording.tape.look().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

/// Another call is parked beside the customer's; they do not speak with each other.
#[tokio::test]
#[ignore = "records anew"]
async fn parked_and_fetched() -> Result {
    let (mut recording, [first, second, third]) =
        Recording::of_phones("parked_and_fetched").await?;
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    first.transfer_blind("70").await?;
    first.wait_idle().await?;
    let inside = third.call("5050")?;
    inside.wait_bridged_to("5050").await?;
    first.transfer_blind("70").await?;
    first.wait_idle().await?;
    recording.tape.look().await?;
    let fetching = second.call("71")?;
    fetching.wait_bridged_to("trunk").await?;
    recording.tape.look().await?;
    inside.hang_up().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

/// Nobody fetches the customer, and who parked them is rung.
#[tokio::test]
#[ignore = "records anew"]
async fn parked_and_brought_back() -> Result {
    let mut plan = learning::plan();
    plan.options = plan.options.append("res_parking.conf", "[default](+)\nparkingtime => 2\n");
    let centre = CallCentre::open_with(plan).await?;
    let (mut recording, [first, _second, _third]) =
        Recording::begin("parked_and_brought_back", centre).await?;
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    first.transfer_blind("70").await?;
    first.wait_idle().await?;
    recording.tape.look().await?;
    call.wait_bridged_to("5050").await?;
    recording.tape.look().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn two_calls_of_one_caller() -> Result {
    let (mut recording, [first, _second, _third]) =
        Recording::of_phones("two_calls_of_one_caller").await?;
    let one = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    first.transfer_blind("6065").await?;
    one.wait_bridged_to("6065").await?;
    let other = recording.speaks(CUSTOMER, "direct", "5050").await?;
    recording.hangs_up(&other).await?;
    recording.hangs_up(&one).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn one_operator_on_two_lines() -> Result {
    let (mut recording, [first, _second, _third]) =
        Recording::of_phones("one_operator_on_two_lines").await?;
    let one = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    first.hold().await?;
    let other = recording.speaks(OTHER, "direct", "5050").await?;
    recording.hangs_up(&one).await?;
    recording.hangs_up(&other).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn hung_up_while_ringing() -> Result {
    let (mut recording, [first, _second, _third]) =
        Recording::of_phones("hung_up_while_ringing").await?;
    first.set(Behaviour::Ring);
    let call = recording.customer(CUSTOMER, "ordinary")?;
    first.wait_ringing().await?;
    recording.tape.look().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

/// Through the queue of their own that Vasl wrote.
#[tokio::test]
#[ignore = "records anew"]
async fn reconnected() -> Result {
    let (mut recording, _operators) = Recording::of_phones("reconnected").await?;
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    recording.hangs_up(&call).await?;
    recording.centre.learned_the_end_of(&uniqueid(&call).await?).await?;
    let again = recording.centre.calls(CUSTOMER).await?;
    again.wait_bridged_to("5050").await?;
    recording.tape.look().await?;
    recording.hangs_up(&again).await?;
    recording.end().await
}

/// The operator declines, and the failure queue rings somebody else.
#[tokio::test]
#[ignore = "records anew"]
async fn reconnected_in_vain() -> Result {
    let plan = Plan { members: vec!["5050", "6065"], strategy: "linear", ..learning::plan() };
    let centre = CallCentre::open_with(plan).await?;
    let (mut recording, [first, _second, _third]) =
        Recording::begin("reconnected_in_vain", centre).await?;
    let call = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    recording.hangs_up(&call).await?;
    recording.centre.learned_the_end_of(&uniqueid(&call).await?).await?;
    first.set(Behaviour::Decline);
    let again = recording.centre.calls(CUSTOMER).await?;
    again.wait_bridged_to("6065").await?;
    recording.tape.look().await?;
    recording.hangs_up(&again).await?;
    recording.end().await
}

/// The caller's line is gone without a word; they ring again and wait until Asterisk notices.
#[tokio::test]
#[ignore = "records anew"]
async fn dropped_line_and_redial() -> Result {
    let mut plan = learning::plan();
    plan.options = plan.options.append("pjsip.conf", "[trunk](+type=endpoint)\nrtp_timeout=3\n");
    let centre = CallCentre::open_with(plan).await?;
    let (mut recording, [first, _second, _third]) =
        Recording::begin("dropped_line_and_redial", centre).await?;
    let dropped = recording.speaks(CUSTOMER, "ordinary", "5050").await?;
    let with_dropped = first.wait_talking().await?;
    recording.centre.learned_of_a_conversation().await?;
    dropped.vanish();
    let again = recording.centre.calls(CUSTOMER).await?;
    again.wait_queued("vasl-5050").await?;
    recording.tape.look().await?;
    with_dropped.wait_ended().await?;
    again.wait_bridged_to("5050").await?;
    recording.tape.look().await?;
    recording.hangs_up(&again).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn conference_and_message() -> Result {
    let (mut recording, [_first, second, _third]) =
        Recording::of_phones("conference_and_message").await?;
    let call = recording.customer(CUSTOMER, "conference")?;
    let desk = second.call("8000")?;
    call.wait_bridged_to("6065").await?;
    recording.tape.look().await?;
    desk.hang_up().await?;
    recording.hangs_up(&call).await?;
    let call = recording.customer(CUSTOMER, "voicemail")?;
    call.wait_answered().await?;
    recording.hangs_up(&call).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn outbound_answered() -> Result {
    let (centre, [_first, second, _third], _customer) = outbound::centre().await?;
    let tape = Tape::start(&centre).await?;
    let mut recording = Recording { folder: folder_of("outbound_answered")?, centre, tape };
    let desk = second.call("909121234567")?;
    desk.wait_bridged_to("outside").await?;
    recording.tape.look().await?;
    recording.hangs_up(&desk).await?;
    recording.end().await
}

#[tokio::test]
#[ignore = "records anew"]
async fn outbound_missed() -> Result {
    let (centre, [_first, second, _third], customer) = outbound::centre().await?;
    customer.set(Behaviour::Ring);
    let tape = Tape::start(&centre).await?;
    let mut recording = Recording { folder: folder_of("outbound_missed")?, centre, tape };
    let desk = second.call("909121234567")?;
    customer.wait_ringing().await?;
    recording.tape.look().await?;
    recording.hangs_up(&desk).await?;
    recording.end().await
}
