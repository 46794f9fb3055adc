//! What caller and operator hear of a reconnection, and what the operator's telephone shows.

use super::joined;
use super::queueing::{ADD_LOCAL_MEMBER, like_freepbx};
use crate::support::{CallCentre, DIALLED, Plan, Result, after};
use std::f64::consts::TAU;
use std::time::{Duration, Instant};
use vasl_asterisk::sounds::{Sounds, Wav};
use vasl_domain::callflow::UploadedSound;
use vasl_lab::{Behaviour, CALLER_HZ, Call, CallReport, Message, Operator, Speech};

const CUSTOMER: &str = "09121234567";

/// The pitches of the three sounds.
const QUESTION_HZ: u32 = 1_300;
const ANNOUNCEMENT_HZ: u32 = 1_100;
const WHISPER_HZ: u32 = 1_700;

/// How long they are.
const QUESTION: Duration = Duration::from_millis(800);
const ANNOUNCEMENT: Duration = Duration::from_millis(1_200);
const WHISPER: Duration = Duration::from_millis(1_500);

const ASKS: [&str; 4] = ["--ask-first", "yes", "--ask-sound", "custom/question"];
const ANNOUNCES: [&str; 1] = ["--announce"];
const WHISPERS: [&str; 4] = ["--whisper", "yes", "--whisper-sound", "custom/whisper"];

/// A module of one operator that is told all this, and a customer who has spoken with them.
async fn centre_with(module: &[&'static str]) -> Result<(CallCentre, Operator)> {
    let plan = Plan {
        members: vec!["5050"],
        module: [&["--for", "1:00"], module].concat(),
        ..Plan::default()
    };
    let centre = CallCentre::open_with(plan).await?;
    put_sounds(&centre)?;
    let operator = centre.operator("5050").await?;
    centre.speaks(CUSTOMER).await?;
    operator.wait_idle().await?;
    Ok((centre, operator))
}

fn put_sounds(centre: &CallCentre) -> Result {
    // The question and the whisper are the PBX's own, the announcement stands in the place of Vasl's.
    let folder = centre.lab.asterisk().sounds_dir();
    for (name, hz, length) in
        [("question", QUESTION_HZ, QUESTION), ("whisper", WHISPER_HZ, WHISPER)]
    {
        std::fs::write(folder.join(format!("custom/{name}.wav")), tone(hz, length)?.bytes())?;
    }
    let announcement = UploadedSound::new("connecting")?;
    Sounds::new(folder).put(&announcement, None, &tone(ANNOUNCEMENT_HZ, ANNOUNCEMENT)?)?;
    Ok(())
}

/// A sound of one pitch.
fn tone(hz: u32, length: Duration) -> Result<Wav> {
    const RATE: u32 = 8_000;
    let samples = RATE * u32::try_from(length.as_millis())? / 1_000;
    let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    bytes.extend([RATE.to_le_bytes(), (RATE * 2).to_le_bytes()].concat());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend((samples * 2).to_le_bytes());
    for sample in 0..samples {
        let phase = TAU * f64::from(hz) * f64::from(sample) / f64::from(RATE);
        #[expect(clippy::cast_possible_truncation, reason = "well within 16 bits")]
        bytes.extend(((phase.sin() * 8_000.0) as i16).to_le_bytes());
    }
    let length = u32::try_from(bytes.len() - 8)?.to_le_bytes();
    bytes.splice(4..8, length);
    Ok(Wav::new(bytes)?)
}

/// The customer calls, hears the question, and presses a key.
async fn asked(centre: &CallCentre, key: Option<char>) -> Result<Call> {
    let call = centre.calls(CUSTOMER).await?;
    call.wait_hears(QUESTION_HZ).await?;
    if let Some(key) = key {
        call.press(key).await?;
    }
    Ok(call)
}

/// When a call first came to the module.
fn came_to_the_module(report: &CallReport) -> Result<Instant> {
    let first = report.contexts.iter().find(|passage| passage.context == "vasl-reconnect");
    Ok(first.ok_or("in the module")?.entered)
}

async fn asked_again(centre: &CallCentre, call: &Call) -> Result {
    let channel = call.report().ok_or("a report")?.channel;
    let again = |event: &Message| {
        event.is("Newexten")
            && event.has("AppData", "VASL_ASKED=2")
            && event.has("Channel", &channel)
    };
    Ok(centre.lab.witness().wait_for("the second question", again).await.map(drop)?)
}

async fn over(call: &Call, operator: &Operator) -> Result {
    call.hang_up().await?;
    call.wait_final_report().await?;
    Ok(operator.wait_idle().await?)
}

case!(
    asked_first_the_caller_chooses,
    "1 is the operator, 2 is queue 99 with the operator unrung and outcome caller_chose_queue, \
     nothing and a wrong key are asked again once and are the operator; hanging up is \
     caller_hung_up"
);
async fn asked_first_the_caller_chooses() -> Result<String> {
    let (centre, operator) = centre_with(&ASKS).await?;
    let mut decisions = 1;
    let mut told = Vec::new();

    let one = asked(&centre, Some('1')).await?;
    let pressed = Instant::now();
    let talk = one.wait_bridged_to("5050").await?;
    assert_eq!(talk.queue.as_deref(), Some("vasl-5050"));
    decisions += 1;
    assert_eq!(centre.settled(decisions).await?["outcome"], "connected");
    told.push(format!("1: 5050 {}", after(talk.began - pressed)));
    over(&one, &operator).await?;

    // The queue's own call rings the operator, who is its only member.
    let two = asked(&centre, Some('2')).await?;
    let pressed = Instant::now();
    two.wait_queued("99").await?;
    let report = two.report().ok_or("a report")?;
    assert_eq!(report.joined(), ["99"]);
    decisions += 1;
    let decision = centre.settled(decisions).await?;
    assert_eq!(decision["reason"], "operator_free");
    assert_eq!(decision["outcome"], "caller_chose_queue");
    let at = joined(&report, "99").ok_or("in the queue")?;
    told.push(format!("2: queue 99 {}", after(at.saturating_duration_since(pressed))));
    over(&two, &operator).await?;

    for (name, key) in [("nothing", None), ("5", Some('5'))] {
        let call = asked(&centre, key).await?;
        let since = Instant::now();
        // Asked once more, and not a third time.
        asked_again(&centre, &call).await?;
        call.wait_hears(QUESTION_HZ).await?;
        if let Some(key) = key {
            call.press(key).await?;
        }
        let talk = call.wait_bridged_to("5050").await?;
        assert_eq!(talk.queue.as_deref(), Some("vasl-5050"));
        decisions += 1;
        assert_eq!(centre.settled(decisions).await?["outcome"], "connected");
        told.push(format!("{name}: 5050 {}", after(talk.began - since)));
        over(&call, &operator).await?;
    }

    let rang = operator.rang();
    let gone = asked(&centre, None).await?;
    gone.hang_up().await?;
    gone.wait_final_report().await?;
    decisions += 1;
    assert_eq!(centre.settled(decisions).await?["outcome"], "caller_hung_up");
    assert_eq!(operator.rang(), rang);
    told.push("hung up: caller_hung_up".to_owned());
    Ok(told.join("; "))
}

case!(
    vasl_gone_while_the_caller_is_asked,
    "2 is queue 99 at once with Vasl dead, and within 3 s with Vasl stopped"
);
async fn vasl_gone_while_the_caller_is_asked() -> Result<String> {
    let (centre, operator) = centre_with(&ASKS).await?;
    let call = asked(&centre, None).await?;
    centre.vasl.pause(true).await?;
    let pressed = Instant::now();
    call.press('2').await?;
    call.wait_queued("99").await?;
    let stopped = pressed.elapsed();
    assert!(stopped < Duration::from_millis(3_500), "{stopped:?}");
    centre.vasl.pause(false).await?;
    over(&call, &operator).await?;

    let call = asked(&centre, None).await?;
    centre.vasl.kill().await?;
    let pressed = Instant::now();
    call.press('2').await?;
    call.wait_queued("99").await?;
    let dead = pressed.elapsed();
    assert!(dead < Duration::from_millis(1_500), "{dead:?}");
    Ok(format!("stopped: {}; dead: {}", after(stopped), after(dead)))
}

case!(
    caller_and_operator_hear_what_is_for_them,
    "the caller hears the announcement before the ringing, the operator the whisper before the \
     conversation; neither hears the other's, and the ringing time cuts nothing"
);
async fn caller_and_operator_hear_what_is_for_them() -> Result<String> {
    let ring = ["--ring-seconds", "3"];
    let (centre, operator) = centre_with(&[&ANNOUNCES[..], &WHISPERS, &ring].concat()).await?;
    operator.speak(Speech::Silence);
    operator.set(Behaviour::AnswerAfter(Duration::from_secs(2)));
    let call = centre.calls(CUSTOMER).await?;
    call.wait_hears(ANNOUNCEMENT_HZ).await?;
    assert_eq!(call.report().ok_or("a report")?.rings.len(), 0, "rung while it is announced");
    let at_operator = operator.wait_talking().await?;
    let answered = Instant::now();
    at_operator.wait_hears(WHISPER_HZ).await?;
    let whispering = Instant::now();
    // The operator answered two seconds into a ringing time of three, and is told for longer.
    let talk = call.wait_bridged_to("5050").await?;
    let heard = call.heard_between(whispering, talk.began);
    assert!(heard.is_silence(), "the caller heard of the whisper: {heard:?}");
    at_operator.wait_hears(CALLER_HZ).await?;
    operator.speak(Speech::Tone(operator.hz()));
    call.wait_hears(operator.hz()).await?;
    let report = call.report().ok_or("a report")?;
    let entered = came_to_the_module(&report)?;
    let rung = report.rings.first().ok_or("a ring")?.began - entered;
    let told = talk.began.saturating_duration_since(answered);
    assert!(told >= WHISPER - Duration::from_millis(100), "{told:?}");
    // Well past the ringing time.
    tokio::time::sleep_until((talk.began + Duration::from_secs(4)).into()).await;
    assert!(call.report().ok_or("a report")?.talking().is_some(), "cut");
    assert_eq!(centre.settled(2).await?["outcome"], "connected");
    centre.ends(call).await?;
    let conversations = centre.conversations().await?;
    assert_eq!(conversations.len(), 2, "{conversations:?}");
    operator.wait_idle().await?;
    Ok(format!("rung {}, told {}", after(rung), after(told)))
}

case!(
    a_hang_up_while_the_operator_is_told,
    "where the operator hangs up, the caller goes on to queue 99, outcome declined; where the caller \
     does, the operator is idle once told, outcome caller_hung_up and no conversation"
);
async fn a_hang_up_while_the_operator_is_told() -> Result<String> {
    let (centre, operator) = centre_with(&WHISPERS).await?;
    let call = centre.calls(CUSTOMER).await?;
    let at_operator = operator.wait_talking().await?;
    at_operator.wait_hears(WHISPER_HZ).await?;
    at_operator.hang_up().await?;
    call.wait_queued("99").await?;
    assert_eq!(centre.settled(2).await?["outcome"], "declined");
    let talk = call.wait_bridged_to("5050").await?;
    assert_eq!(talk.queue.as_deref(), Some("99"));
    over(&call, &operator).await?;

    let call = centre.calls(CUSTOMER).await?;
    let at_operator = operator.wait_talking().await?;
    at_operator.wait_hears(WHISPER_HZ).await?;
    let hung_up = Instant::now();
    call.hang_up().await?;
    call.wait_final_report().await?;
    operator.wait_idle().await?;
    let idle = hung_up.elapsed();
    assert!(idle < WHISPER + Duration::from_secs(1), "{idle:?}");
    assert_eq!(centre.settled(3).await?["outcome"], "caller_hung_up");
    centre
        .until("nothing is left", async || {
            let channels = centre.lab.asterisk().cli("core show channels count").await?;
            Ok(channels.contains("0 active channels"))
        })
        .await?;
    // The first call, and the one by way of the failure queue.
    assert_eq!(centre.conversations().await?.len(), 2);
    // The operator is reached again.
    assert_eq!(centre.speaks(CUSTOMER).await?, "5050");
    Ok(format!("the operator is idle {}", after(idle)))
}

case!(
    sounds_that_are_not_there_are_passed_over,
    "nobody hears anything, the caller reaches the operator as fast as without; check says it"
);
async fn sounds_that_are_not_there_are_passed_over() -> Result<String> {
    let nowhere = [
        "--ask-first",
        "yes",
        "--ask-sound",
        "custom/nowhere",
        "--announce",
        "--announcement",
        "custom/nowhere",
        "--whisper",
        "yes",
        "--whisper-sound",
        "custom/nowhere",
    ];
    let (centre, operator) = centre_with(&nowhere).await?;
    let call = centre.calls(CUSTOMER).await?;
    let talk = call.wait_bridged_to("5050").await?;
    let report = call.report().ok_or("a report")?;
    let took = talk.began - came_to_the_module(&report)?;
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert_eq!(centre.settled(2).await?["outcome"], "connected");
    over(&call, &operator).await?;

    let says = async || -> Result<String> { Ok(centre.vasl.run(&["check"]).await?.output) };
    assert!(says().await?.contains("is to play custom/nowhere, which is not in"));
    let own = ["default"; 3];
    let [ask, announcement, whisper] = own;
    let edit = ["module", "edit", "*5003", "--ask-sound", ask, "--announcement", announcement];
    centre.vasl.done(&[&edit[..], &["--whisper-sound", whisper]].concat()).await?;
    let said = says().await?;
    assert!(said.contains("vasl/connecting (every language)"), "{said}");

    // Vasl's own are heard.
    let call = centre.calls(CUSTOMER).await?;
    call.wait_hears_sound().await?;
    call.press('1').await?;
    let pressed = Instant::now();
    call.wait_silence(Duration::from_millis(60)).await?;
    call.wait_hears_sound().await?;
    let at_operator = operator.wait_talking().await?;
    at_operator.wait_hears_sound().await?;
    let talk = call.wait_bridged_to("5050").await?;
    Ok(format!("{}; with Vasl's own, {} of the key", after(took), after(talk.began - pressed)))
}

case!(
    the_telephone_shows_that_a_caller_comes_back,
    "«مجدد:» before the caller's name, or number where there is none, on the operator's telephone \
     only: the failure queue's call shows the name as it came"
);
async fn the_telephone_shows_that_a_caller_comes_back() -> Result<String> {
    let (centre, operator) = centre_with(&["--wait-seconds", "5"]).await?;
    let first = operator.shown().last().cloned().ok_or("a call before")?;
    assert_eq!((first.name.as_str(), first.number.as_str()), ("", CUSTOMER));
    let long = "علی‌رضا ".repeat(12);
    let mut told = Vec::new();
    for (name, expected) in [
        (None, Some(format!("مجدد: {CUSTOMER}"))),
        (Some("Ali Rezaei"), Some("مجدد: Ali Rezaei".to_owned())),
        (Some("مریم"), Some("مجدد: مریم".to_owned())),
        (Some("):x, ${SHELL(id)}|^&"), Some("مجدد: ):x, ${SHELL(id)}|^&".to_owned())),
        (Some(long.as_str()), None),
    ] {
        let caller = centre.lab.caller(CUSTOMER);
        let caller = name.map_or(caller.clone(), |name| caller.name(name));
        operator.set(Behaviour::Ring);
        let call = centre.presses_three(caller.call(DIALLED)?).await?;
        let ringing = operator.wait_ringing().await?;
        let shown = ringing.shown().ok_or("what was shown")?;
        assert_eq!(shown.number, CUSTOMER);
        assert!(shown.name.starts_with("مجدد: "), "{shown:?}");
        if let Some(expected) = expected {
            assert_eq!(shown.name, expected);
        }
        told.push(shown.name);
        // Declined, the caller comes to the failure queue, which rings the same operator.
        operator.set(Behaviour::Busy);
        call.wait_queued("99").await?;
        let rang = operator.rang();
        operator.wait_rang(rang + 1).await?;
        let shown = operator.shown().last().cloned().ok_or("what was shown")?;
        assert!(!shown.name.contains("مجدد"), "{shown:?}");
        if let Some(name) = name.filter(|name| name.len() < 79) {
            assert_eq!(shown.name, name);
        }
        over(&call, &operator).await?;
    }
    let log = std::fs::read(centre.lab.asterisk().log_dir().join("queue_log"))?;
    assert!(!String::from_utf8_lossy(&log).contains("مجدد"));
    told.truncate(3);
    Ok(told.join("; "))
}

case!(
    a_name_that_is_no_text_does_no_harm,
    "a name of bytes that are no UTF-8 is shown with the prefix before it, and the call is \
     learned"
);
async fn a_name_that_is_no_text_does_no_harm() -> Result<String> {
    let (centre, operator) = centre_with(&[]).await?;
    let from = [b"\"\xff\xfe\xd9 \x80abc\" <sip:".as_slice(), CUSTOMER.as_bytes(), b"@127.0.0.1>"];
    let caller = centre.lab.caller(CUSTOMER).from_header(from.concat());
    let call = centre.presses_three(caller.call(DIALLED)?).await?;
    let talk = call.wait_bridged_to("5050").await?;
    assert_eq!(talk.queue.as_deref(), Some("vasl-5050"));
    let shown = operator.shown().last().cloned().ok_or("what was shown")?;
    let prefix = "مجدد: ".as_bytes();
    assert!(shown.from.windows(prefix.len()).any(|bytes| bytes == prefix), "{shown:?}");
    assert_eq!(centre.settled(2).await?["outcome"], "connected");
    centre.ends(call).await?;
    Ok(shown.name)
}

case!(
    an_operator_whom_the_queue_dials_through_the_dialplan_is_told_too,
    "with a member Local/5050@from-queue/n: the prefix on the telephone, the whisper to the operator \
     alone, and then the conversation"
);
async fn an_operator_whom_the_queue_dials_through_the_dialplan_is_told_too() -> Result<String> {
    let plan = like_freepbx();
    let module = [&plan.module[..], &WHISPERS].concat();
    let centre = CallCentre::open_with(Plan { module, ..plan }).await?;
    put_sounds(&centre)?;
    let operator = centre.operator("5050").await?;
    centre.lab.asterisk().cli(ADD_LOCAL_MEMBER).await?;
    centre.vasl.wait_says_times("Asterisk has the configuration", 2).await?;
    centre.speaks(CUSTOMER).await?;
    operator.wait_idle().await?;
    operator.speak(Speech::Silence);
    let call = centre.presses_three(centre.lab.caller(CUSTOMER).name("Ali").call(DIALLED)?).await?;
    let at_operator = operator.wait_talking().await?;
    let answered = Instant::now();
    at_operator.wait_hears(WHISPER_HZ).await?;
    let whispering = Instant::now();
    let talk = call.wait_bridged_to("5050").await?;
    let heard = call.heard_between(whispering, talk.began);
    assert!(heard.is_silence(), "the caller heard of the whisper: {heard:?}");
    at_operator.wait_hears(CALLER_HZ).await?;
    let shown = at_operator.shown().ok_or("what was shown")?;
    assert_eq!(shown.name, "مجدد: Ali");
    assert_eq!(centre.settled(2).await?["outcome"], "connected");
    centre.ends(call).await?;
    Ok(format!("{}, told {}", shown.name, after(talk.began.saturating_duration_since(answered))))
}
