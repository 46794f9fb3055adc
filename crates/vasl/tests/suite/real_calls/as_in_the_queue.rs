//! Who comes back hears what the operator's queue has them hear, and is recorded as there.

use crate::support::{CallCentre, Plan, Result, after};
use std::path::PathBuf;
use std::time::Duration;
use vasl_lab::{Behaviour, CALLER_HZ, Call, Operator, loudness_at, ulaw_tone};

const CUSTOMERS: [&str; 2] = ["09121234567", "09121234568"];

/// Pitches that nobody else in the lab has; that of the place is not between the others, or it
/// would seem to be heard where one follows the other.
const MUSIC: u32 = 520;
const PERIODIC: u32 = 700;
const PLACE: u32 = 360;

/// A PBX of somebody else's with one operator, whose queue has these lines.
async fn open(lines: &[&'static str]) -> Result<(CallCentre, Operator)> {
    let dialplan = "[from-trunk](+)\n\
        exten => recorded,1,Answer()\n\
        \x20same => n,MixMonitor(by-channel.ulaw)\n\
        \x20same => n,Goto(vasl-reconnect,*5003,1)\n";
    let plan = Plan {
        attached: true,
        members: vec!["5050"],
        queue_lines: lines.to_vec(),
        module: vec!["--for", "1:00", "--wait-seconds", "30"],
        ..Plan::default()
    };
    let options = plan.options.append("extensions.conf", dialplan);
    let plan = Plan { options, ..plan };
    let centre = CallCentre::prepare(&plan).await?;
    let sounds = centre.lab.asterisk().sounds_dir();
    std::fs::create_dir_all(sounds.join("special"))?;
    for (name, hz, samples) in
        [("special/music", MUSIC, 16_000), ("periodic", PERIODIC, 6_000), ("place", PLACE, 6_000)]
    {
        std::fs::write(sounds.join(name).with_extension("ulaw"), ulaw_tone(hz, samples))?;
    }
    let music = format!(
        "[special]\nmode=files\ndirectory={}\n",
        centre.lab.asterisk().inside("data/sounds/special")
    );
    let file = centre.lab.asterisk().etc_dir().join("musiconhold.conf");
    let known = std::fs::read_to_string(&file)?;
    std::fs::write(&file, format!("{known}\n{music}"))?;
    centre.lab.asterisk().cli("module reload res_musiconhold.so").await?;
    centre.vasl.start().await?;
    centre.add_module("*5003", &plan).await?;
    let operator = centre.operator("5050").await?;
    Ok((centre, operator))
}

const ANNOUNCED: [&str; 6] = [
    "musicclass=special",
    "periodic-announce=periodic",
    "periodic-announce-frequency=4",
    "announce-frequency=15",
    "queue-thereare=place",
    "queue-youarenext=place",
];

case!(
    waiting_sounds_as_in_the_queue,
    "the queue's music and periodic announcement; the second is told their place, the first is not"
);
async fn waiting_sounds_as_in_the_queue() -> Result<String> {
    let (centre, operator) = open(&ANNOUNCED).await?;
    for number in CUSTOMERS {
        centre.speaks(number).await?;
        operator.wait_idle().await?;
    }
    let occupied = centre.lab.caller("09350000001").call("ordinary")?;
    occupied.wait_bridged_to("5050").await?;
    let [first, second] = CUSTOMERS;
    let first = waits(&centre, first).await?;
    first.wait_hears(MUSIC).await?;
    let second = waits(&centre, second).await?;
    second.wait_hears(PLACE).await?;
    second.wait_hears(MUSIC).await?;
    first.wait_hears(PERIODIC).await?;
    let since_joined = first.report().ok_or("a report")?.queues[0].joined;
    assert!(loudest_at(&first, PLACE, since_joined) < 300.0, "the first is told no place");
    Ok(format!("music of {MUSIC} Hz, announcement of {PERIODIC} Hz, place of {PLACE} Hz"))
}

async fn waits(centre: &CallCentre, number: &str) -> Result<Call> {
    let call = centre.calls(number).await?;
    call.wait_queued("vasl-5050").await?;
    Ok(call)
}

/// Whether a tone of this pitch was all that was heard in some stretch: its loudness then.
fn loudest_at(call: &Call, hz: u32, since: std::time::Instant) -> f64 {
    let stretch = Duration::from_millis(300);
    let mut loudest = 0.0_f64;
    let mut from = since;
    while from < std::time::Instant::now() {
        let heard = call.heard_between(from, from + stretch);
        if heard.is_tone(hz) {
            loudest = loudest.max(heard.rms);
        }
        from += stretch / 3;
    }
    loudest
}

case!(
    nothing_is_announced_to_who_need_not_wait,
    "where the queue announces places and more, a free operator is rung within half a second"
);
async fn nothing_is_announced_to_who_need_not_wait() -> Result<String> {
    let (centre, operator) = open(&ANNOUNCED).await?;
    centre.speaks(CUSTOMERS[0]).await?;
    operator.wait_idle().await?;
    operator.set(Behaviour::Ring);
    let call = waits(&centre, CUSTOMERS[0]).await?;
    operator.wait_ringing().await?;
    let took = call
        .wait_report("the ring", |report| {
            Some(report.rings.last()?.began - report.queues.first()?.joined)
        })
        .await?;
    assert!(took < Duration::from_millis(500), "{took:?}");
    Ok(format!("rung {}", after(took)))
}

/// Whether both are heard in one half of a second of a recording.
fn has_both(ulaw: &[u8], one: u32, other: u32) -> bool {
    ulaw.chunks(4_000).any(|half| {
        half.len() == 4_000
            && loudness_at(one, half) > 1_000.0
            && loudness_at(other, half) > 1_000.0
    })
}

async fn recorded(centre: &CallCentre, file: PathBuf, operator: &Operator) -> Result<usize> {
    let mut bytes = Vec::new();
    centre
        .until("both sides are in the recording", async || {
            bytes = std::fs::read(&file).unwrap_or_default();
            Ok(has_both(&bytes, CALLER_HZ, operator.hz()))
        })
        .await?;
    Ok(bytes.len())
}

case!(
    a_recording_of_the_channel_goes_on,
    "a recording that began before the module has both sides of the reconnected call"
);
async fn a_recording_of_the_channel_goes_on() -> Result<String> {
    let (centre, operator) = open(&[]).await?;
    centre.speaks(CUSTOMERS[0]).await?;
    operator.wait_idle().await?;
    let call = centre.lab.caller(CUSTOMERS[0]).call("recorded")?;
    let talk = call.wait_bridged_to("5050").await?;
    assert_eq!(talk.queue.as_deref(), Some("vasl-5050"));
    call.wait_hears(operator.hz()).await?;
    operator.wait_talking().await?.wait_hears(CALLER_HZ).await?;
    let file = centre.lab.asterisk().spool_dir().join("monitor/by-channel.ulaw");
    let bytes = recorded(&centre, file, &operator).await?;
    Ok(format!("both sides, in a recording of {bytes} bytes by then"))
}

case!(
    a_queue_that_records_its_calls,
    "monitor-format of the queue: the reconnected call is recorded too, both sides, under its unique id"
);
async fn a_queue_that_records_its_calls() -> Result<String> {
    let (centre, operator) = open(&["monitor-format=ulaw", "monitor-type=MixMonitor"]).await?;
    let mut seen = Vec::new();
    for queue in ["99", "vasl-5050"] {
        let call = centre.calls(CUSTOMERS[0]).await?;
        let talk = call.wait_bridged_to("5050").await?;
        assert_eq!(talk.queue.as_deref(), Some(queue));
        let uniqueid = call.report().ok_or("a report")?.uniqueid;
        let file = centre.lab.asterisk().spool_dir().join(format!("monitor/{uniqueid}.ulaw"));
        seen.push(format!("{queue}: {} bytes", recorded(&centre, file, &operator).await?));
        centre.ends(call).await?;
        operator.wait_idle().await?;
    }
    Ok(format!("both sides, by {}", seen.join(", by ")))
}
