//! A reconnected call in the log of the queue under which its module accounts for it, beside an
//! ordinary call of that queue.

use crate::support::{CallCentre, Plan, Result};
use std::time::{Duration, Instant};
use vasl_lab::{Behaviour, Call, Operator, ulaw_tone};

const CUSTOMER: &str = "09121234567";
const OTHER: &str = "09121234568";

/// A name that is neither the extension nor what is dialled.
const MEMBERS: &str = "[99](+)\nmember => PJSIP/5050,0,علی (فروش)\nmember => PJSIP/6065,0,Sara\n";

/// As FreePBX writes them.
const LOCAL: &str = "[99](+)\nmember => Local/5050@from-queue/n,0,\"علی\",hint:5050@ext-local\n\
                     member => PJSIP/6065,0,Sara\n";

/// A row of the queue's log: its event, the agent, and the fields.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    agent: String,
    event: String,
    fields: Vec<String>,
}

impl Row {
    fn read(line: &str) -> Option<(String, String, Self)> {
        let mut fields = line.split('|').map(ToOwned::to_owned);
        let (_time, call, queue) = (fields.next()?, fields.next()?, fields.next()?);
        let (agent, event) = (fields.next()?, fields.next()?);
        Some((call, queue, Self { agent, event, fields: fields.collect() }))
    }

    /// Seconds, in the field of this place.
    fn seconds(&self, place: usize) -> Result<u64> {
        let field = self.fields.get(place).ok_or("a field with seconds")?;
        Ok(field.parse().map_err(|_| format!("seconds in {self:?}"))?)
    }

    /// All but identifiers and times.
    fn without_times(&self) -> Self {
        let passing: &[usize] = match self.event.as_str() {
            "CONNECT" => &[0, 1, 2],
            "COMPLETEAGENT" | "COMPLETECALLER" => &[0, 1],
            "ABANDON" => &[2],
            "BLINDTRANSFER" => &[2, 3],
            "ATTENDEDTRANSFER" => &[1, 2, 3],
            _ => &[],
        };
        let mut row = self.clone();
        for place in passing {
            if let Some(field) = row.fields.get_mut(*place) {
                "…".clone_into(field);
            }
        }
        row
    }
}

/// What queue 99's log tells of a call.
fn rows_of(centre: &CallCentre, call: &Call) -> Result<Vec<Row>> {
    let uniqueid = call.report().ok_or("the call has a report")?.uniqueid;
    let log = std::fs::read_to_string(centre.lab.asterisk().log_dir().join("queue_log"))?;
    let rows = log.lines().filter_map(Row::read);
    Ok(rows.filter(|(of, queue, _)| *of == uniqueid && queue == "99").map(|(.., r)| r).collect())
}

/// The same, once the last of them is there.
async fn rows_until(centre: &CallCentre, call: &Call, last: &[&str]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    centre
        .until("the last row of the call is written", async || {
            rows = rows_of(centre, call)?;
            Ok(rows.last().is_some_and(|row| last.contains(&row.event.as_str())))
        })
        .await?;
    Ok(rows)
}

fn told(rows: &[Row]) -> String {
    let rows =
        rows.iter().map(|row| format!("{} {} {}", row.agent, row.event, row.fields.join("|")));
    rows.collect::<Vec<_>>().join("; ")
}

async fn open(members: &str) -> Result<CallCentre> {
    let telephones = "[from-operators](+)\nexten => 6065,1,Dial(PJSIP/6065,20)\n\
                      [from-queue]\nexten => _X.,1,Dial(PJSIP/${EXTEN},60)\n\
                      [ext-local]\nexten => 5050,hint,PJSIP/5050\n";
    let options = Plan::default().options.append("queues.conf", members);
    let options = options.append("extensions.conf", telephones);
    let module = vec![
        "--for",
        "1:00",
        "--wait-seconds",
        "20",
        "--account-under-queue",
        "99",
        "--ring-seconds",
        "3",
    ];
    let plan = Plan { attached: true, members: vec![], options, module, ..Plan::default() };
    CallCentre::open_with(plan).await
}

/// How a call ends.
#[derive(Debug, Clone, Copy)]
enum End {
    Operator,
    Caller,
    BlindTransfer,
    FeatureCode,
    AttendedTransfer,
}

impl End {
    async fn comes(self, call: &Call, operator: &Operator, other: &Operator) -> Result {
        match self {
            Self::Operator => operator.hang_up().await?,
            Self::Caller => call.hang_up().await?,
            Self::BlindTransfer => {
                let talking = operator.wait_talking().await?;
                talking.transfer_blind("6065").await?;
                call.wait_bridged_to("6065").await?;
                // Asterisk keeps the operator's call until it has said so.
                talking.wait_transferred().await?;
                other.wait_talking().await?.hang_up().await?;
            }
            Self::FeatureCode => {
                operator.wait_talking().await?.press_all("#16065").await?;
                call.wait_bridged_to("6065").await?;
                other.wait_talking().await?.hang_up().await?;
            }
            Self::AttendedTransfer => {
                let talking = operator.wait_talking().await?;
                operator.hold().await?;
                let consultation = operator.call("6065")?;
                consultation.wait_bridged_to("6065").await?;
                talking.transfer_to(&consultation).await?;
                call.wait_bridged_to("6065").await?;
                talking.wait_transferred().await?;
                other.wait_talking().await?.hang_up().await?;
            }
        }
        call.wait_final_report().await?;
        operator.wait_idle().await?;
        Ok(other.wait_idle().await?)
    }

    fn last_row(self) -> &'static str {
        match self {
            Self::Operator => "COMPLETEAGENT",
            Self::Caller => "COMPLETECALLER",
            Self::BlindTransfer | Self::FeatureCode => "BLINDTRANSFER",
            Self::AttendedTransfer => "ATTENDEDTRANSFER",
        }
    }
}

/// An ordinary call and a reconnected one, both with 5050 and both with this end.
async fn both_end(end: End) -> Result<String> {
    both_end_with(end, MEMBERS).await
}

async fn both_end_with(end: End, members: &str) -> Result<String> {
    let centre = open(members).await?;
    let [operator, other] = centre.operators(["5050", "6065"]).await?;
    centre.lab.asterisk().cli("queue pause member PJSIP/6065 queue 99").await?;
    let known = centre.lab.caller(OTHER).call("ordinary")?;
    known.wait_bridged_to("5050").await?;
    centre.ends(known).await?;
    operator.wait_idle().await?;
    let mut seen = Vec::new();
    for (number, by) in [(CUSTOMER, "99"), (OTHER, "vasl-5050")] {
        let call = centre.calls(number).await?;
        let talk = call.wait_bridged_to("5050").await?;
        assert_eq!(talk.queue.as_deref(), Some(by));
        // Long enough for a difference in seconds to show.
        centre.until("they have talked", async || Ok(talk.began.elapsed().as_secs() >= 2)).await?;
        end.comes(&call, &operator, &other).await?;
        let rows = rows_until(&centre, &call, &[end.last_row()]).await?;
        assert!(rows[0].seconds(0).is_err() && rows[1].seconds(0)? <= 1, "{rows:?}");
        let rung = centre.lab.witness().report_of(&rows[1].fields[1]).ok_or("the rung channel")?;
        assert!(rung.uniqueid == talk.uniqueid || rung.channel.ends_with(";1"), "{rung:?}");
        let talked = rows[2].fields.len() - 2;
        assert!((1..=4).contains(&rows[2].seconds(talked)?), "{rows:?}");
        seen.push(rows);
    }
    let [ordinary, reconnected] = &seen[..] else { return Err("two calls".into()) };
    let plain = |rows: &[Row]| rows.iter().map(Row::without_times).collect::<Vec<_>>();
    let mut expected = plain(ordinary);
    assert_eq!(expected.len(), 3, "{ordinary:?}");
    assert_eq!(expected[0].fields[1], CUSTOMER);
    OTHER.clone_into(&mut expected[0].fields[1]);
    assert_eq!(plain(reconnected), expected);
    Ok(told(reconnected))
}

case!(
    the_operator_hangs_up,
    "ENTERQUEUE, CONNECT and COMPLETEAGENT once, as of an ordinary call but for identifiers and times"
);
async fn the_operator_hangs_up() -> Result<String> {
    both_end(End::Operator).await
}

case!(
    the_caller_hangs_up,
    "ENTERQUEUE, CONNECT and COMPLETECALLER once, as of an ordinary call but for identifiers and times"
);
async fn the_caller_hangs_up() -> Result<String> {
    both_end(End::Caller).await
}

case!(members_as_freepbx_writes_them, "the same rows, by the member's name, whoever hangs up");
async fn members_as_freepbx_writes_them() -> Result<String> {
    let by_operator = both_end_with(End::Operator, LOCAL).await?;
    Ok(format!("{by_operator}; and {}", both_end_with(End::Caller, LOCAL).await?))
}

case!(
    the_operator_transfers_the_caller,
    "BLINDTRANSFER as of an ordinary call but for identifiers and times, and nothing after it"
);
async fn the_operator_transfers_the_caller() -> Result<String> {
    both_end(End::BlindTransfer).await
}

case!(
    the_operator_transfers_by_feature_code,
    "BLINDTRANSFER as of an ordinary call but for identifiers and times, and nothing after it"
);
async fn the_operator_transfers_by_feature_code() -> Result<String> {
    both_end(End::FeatureCode).await
}

case!(
    the_operator_asks_another_first,
    "ATTENDEDTRANSFER as of an ordinary call but for identifiers and times, and nothing after it"
);
async fn the_operator_asks_another_first() -> Result<String> {
    both_end(End::AttendedTransfer).await
}

case!(
    whoever_hangs_up_while_waiting_is_abandoned,
    "ENTERQUEUE and ABANDON, as of an ordinary call; and who waited 2 s was held for 2 s"
);
async fn whoever_hangs_up_while_waiting_is_abandoned() -> Result<String> {
    let centre = open("[99](+)\nmember => PJSIP/5050,0,Ali\n").await?;
    let operator = centre.operator("5050").await?;
    let occupied = centre.calls(CUSTOMER).await?;
    occupied.wait_bridged_to("5050").await?;
    centre.ends(occupied).await?;
    let occupied = centre.lab.caller("09350000000").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    let mut seen = Vec::new();
    for queue in ["99", "vasl-5050"] {
        let call = if queue == "99" {
            centre.lab.caller(CUSTOMER).call("ordinary")?
        } else {
            centre.calls(CUSTOMER).await?
        };
        call.wait_queued(queue).await?;
        call.hang_up().await?;
        call.wait_final_report().await?;
        let rows = rows_until(&centre, &call, &["ABANDON"]).await?;
        seen.push(rows.iter().map(Row::without_times).collect::<Vec<_>>());
    }
    assert_eq!(seen[0], seen[1]);

    let came = Instant::now();
    let waits = centre.calls(CUSTOMER).await?;
    waits.wait_queued("vasl-5050").await?;
    let since = Instant::now();
    centre
        .until("they have waited", async || Ok(since.elapsed() >= Duration::from_secs(2)))
        .await?;
    operator.hang_up().await?;
    waits.wait_bridged_to("5050").await?;
    let at_most = came.elapsed().as_secs() + 1;
    centre.ends(waits.clone()).await?;
    let rows = rows_until(&centre, &waits, &["COMPLETECALLER"]).await?;
    assert!((2..=at_most).contains(&rows[1].seconds(0)?), "{rows:?}");
    Ok(format!("{}; then {}", told(&seen[1]), told(&rows)))
}

case!(
    who_falls_back_to_that_queue_is_counted_once,
    "one ENTERQUEUE, one CONNECT and one COMPLETE in queue 99, of its own call"
);
async fn who_falls_back_to_that_queue_is_counted_once() -> Result<String> {
    let centre = open(MEMBERS).await?;
    let [operator, other] = centre.operators(["5050", "6065"]).await?;
    let first = centre.lab.caller(CUSTOMER).call("ordinary")?;
    let with = first.wait_bridged().await?.with;
    first.hang_up().await?;
    first.wait_final_report().await?;
    let (theirs, another) = if with == "5050" { (operator, other) } else { (other, operator) };
    theirs.wait_idle().await?;
    theirs.set(Behaviour::Busy);
    let call = centre.calls(CUSTOMER).await?;
    call.wait_bridged_to(another.number()).await?;
    let report = call.report().ok_or("a report")?;
    assert_eq!(report.joined(), [format!("vasl-{with}").as_str(), "99"]);
    another.wait_talking().await?.hang_up().await?;
    call.wait_final_report().await?;
    let rows = rows_until(&centre, &call, &["COMPLETEAGENT"]).await?;
    let of = |event: &str| rows.iter().filter(|row| row.event.starts_with(event)).count();
    assert_eq!((of("ENTERQUEUE"), of("CONNECT"), of("COMPLETE"), of("ABANDON")), (1, 1, 1, 0));
    Ok(told(&rows))
}

case!(
    an_accounted_call_is_made_up_as_one_of_its_module,
    "Vasl is dead while they speak: the rows are there, and afterwards one conversation by the module"
);
async fn an_accounted_call_is_made_up_as_one_of_its_module() -> Result<String> {
    let centre = open("[99](+)\nmember => PJSIP/5050,0,Ali\n").await?;
    let operator = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;
    operator.set(Behaviour::Ring);
    let call = centre.calls(CUSTOMER).await?;
    operator.wait_ringing().await?;
    centre.vasl.kill().await?;
    operator.answer().await?;
    call.wait_bridged_to("5050").await?;
    operator.hang_up().await?;
    call.wait_final_report().await?;
    let rows = rows_until(&centre, &call, &["COMPLETEAGENT"]).await?;
    assert_eq!(rows.len(), 3, "{rows:?}");
    centre.vasl.start().await?;
    let uniqueid = call.report().ok_or("a report")?.uniqueid;
    centre.learned_the_end_of(&uniqueid).await?;
    let learned = centre.conversations().await?;
    let of_call: Vec<_> =
        learned.iter().filter(|c| c["id"]["caller_uniqueid"] == uniqueid.as_str()).collect();
    assert_eq!(of_call.len(), 1, "{learned:?}");
    assert_eq!(of_call[0]["path"]["reconnected"]["module"], "*5003", "{learned:?}");
    assert!(!centre.vasl.log().contains("unwitnessed=1"), "{}", centre.vasl.log());
    Ok(told(&rows))
}

/// The pitch of what the operator is told, and how long it sounds.
const TOLD_HZ: u32 = 1_700;
const TOLD: Duration = Duration::from_millis(1_500);

case!(
    an_operator_who_is_told_first,
    "told of the caller before they speak: the same three rows, held until then; where the operator \
     hangs up meanwhile, queue 99 counts its own call only"
);
async fn an_operator_who_is_told_first() -> Result<String> {
    let centre = open("[99](+)\nmember => PJSIP/5050,0,Ali\n").await?;
    let told_sound = centre.lab.asterisk().sounds_dir().join("custom/told.ulaw");
    std::fs::create_dir_all(told_sound.parent().ok_or("a folder of sounds")?)?;
    std::fs::write(told_sound, ulaw_tone(TOLD_HZ, 12_000))?;
    let whisper = ["module", "edit", "*5003", "--whisper", "yes", "--whisper-sound", "custom/told"];
    centre.vasl.done(&whisper).await?;
    let operator = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;
    operator.wait_idle().await?;

    let call = centre.calls(CUSTOMER).await?;
    operator.wait_talking().await?.wait_hears(TOLD_HZ).await?;
    assert_eq!(rows_of(&centre, &call)?, []);
    call.wait_bridged_to("5050").await?;
    operator.wait_talking().await?.hang_up().await?;
    call.wait_final_report().await?;
    let rows = rows_until(&centre, &call, &["COMPLETEAGENT"]).await?;
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[1].seconds(0)? >= TOLD.as_secs(), "{rows:?}");
    operator.wait_idle().await?;

    let call = centre.calls(CUSTOMER).await?;
    let at_operator = operator.wait_talking().await?;
    at_operator.wait_hears(TOLD_HZ).await?;
    at_operator.hang_up().await?;
    call.wait_queued("99").await?;
    call.wait_bridged_to("5050").await?;
    centre.ends(call.clone()).await?;
    let own = rows_until(&centre, &call, &["COMPLETECALLER"]).await?;
    let of = |event: &str| own.iter().filter(|row| row.event.starts_with(event)).count();
    assert_eq!((of("ENTERQUEUE"), of("CONNECT"), of("COMPLETE")), (1, 1, 1), "{own:?}");
    Ok(format!("{}; then {}", told(&rows), told(&own)))
}
