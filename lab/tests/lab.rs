//! The lab on a real Asterisk. Needs root, `lab/asterisk ensure 22` and `lab/asterisk ensure 16`:
//! `cargo test -p vasl-lab --features real-asterisk -- --nocapture`.

#![allow(clippy::expect_used, clippy::panic, reason = "a failed test says why")]

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use vasl_lab::{
    Asterisk, Behaviour, CALLER_HZ, Call, Lab, LabError, MENU_HZ, MUSIC_HZ, Options, Queue, Result,
    Side, Speech, Version,
};

fn took(what: &str, since: Instant) {
    println!("{what}: {:.1} ms", since.elapsed().as_secs_f64() * 1e3);
}

/// A call in the queue 600 with one operator, both talking.
async fn connected(lab: &Lab) -> Result<(vasl_lab::Operator, Call, Call)> {
    let operator = lab.operator("5050").await?;
    let call = lab.caller("09121234567").call("600")?;
    call.wait_bridged_to("5050").await?;
    let desk = operator.wait_talking().await?;
    Ok((operator, call, desk))
}

async fn through_the_menu(lab: &Lab) -> Result<()> {
    let operator = lab.operator("5050").await?;
    operator.set(Behaviour::Ring);
    let begun = Instant::now();
    let call = lab.caller("09121234567").name("Ali").call("700")?;
    call.wait_answered().await?;
    took("INVITE to answer", begun);
    call.wait_hears(MENU_HZ).await?;
    let pressed = Instant::now();
    call.press('3').await?;
    call.wait_queued("600").await?;
    took("key to queue", pressed);
    let music = call.wait_hears(MUSIC_HZ).await?;
    assert!(music.is_sound(), "{music:?}");

    let desk = operator.answer().await?;
    let shown = desk.shown().expect("an incoming call shows something");
    assert_eq!((shown.name.as_str(), shown.number.as_str()), ("Ali", "09121234567"));
    let talk = call.wait_bridged_to("5050").await?;
    assert_eq!(talk.queue.as_deref(), Some("600"));
    call.wait_hears(operator.hz()).await?;
    desk.wait_hears(CALLER_HZ).await?;
    operator.speak(Speech::Silence);
    call.wait_silence(Duration::from_millis(200)).await?;

    call.hang_up().await?;
    let ended = desk.wait_ended().await?;
    assert_eq!(ended.by, Side::Asterisk);
    let report = call.wait_final_report().await?;
    assert_eq!(report.spoke_with(), ["5050"]);
    assert_eq!(report.joined(), ["600"]);
    assert!(report.passed("ivr") && report.passed("queues"), "{:?}", report.contexts);
    assert_eq!(report.hang_up.map(|end| end.cause), Some(16));
    Ok(())
}

#[tokio::test]
async fn a_caller_goes_through_the_menu_to_an_operator() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    println!("boot: {:?}", lab.asterisk().boot_time());
    through_the_menu(&lab).await?;
    assert!(lab.witness().forged().is_empty());
    Ok(())
}

#[tokio::test]
async fn version_16_does_the_same() -> Result<()> {
    let lab = Lab::start(Options::default().version(Version::V16)).await?;
    println!("boot of 16: {:?}", lab.asterisk().boot_time());
    let version = lab.asterisk().cli("core show version").await?;
    assert!(version.starts_with("Asterisk 16."), "{version:?}");
    through_the_menu(&lab).await
}

#[tokio::test]
async fn the_operator_hangs_up_and_the_caller_may_redial_at_once() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    let (operator, call, _desk) = connected(&lab).await?;
    operator.hang_up().await?;
    assert_eq!(call.wait_ended().await?.by, Side::Asterisk);
    operator.wait_idle().await?;
    let again = Instant::now();
    let call = lab.caller("09121234567").call("5050")?;
    let talk = call.wait_bridged_to("5050").await?;
    took("redial to bridge", again);
    assert_eq!(talk.queue, None);
    assert_eq!(operator.rang(), 2);
    Ok(())
}

#[tokio::test]
async fn telephones_ring_out_are_busy_decline_and_fall_silent() -> Result<()> {
    let dialplan = "[from-trunk]\nexten => _50XX,1,Dial(PJSIP/${EXTEN},1)\n\
                    \x20same => n,Hangup()\n[from-operators]\n";
    let lab = Lab::start(Options::default().dialplan(dialplan)).await?;
    let operator = lab.operator("5050").await?;
    for (behaviour, outcome) in [
        (Behaviour::Ring, "NOANSWER"),
        (Behaviour::Busy, "BUSY"),
        (Behaviour::Decline, "NOANSWER"),
        (Behaviour::Mute, "NOANSWER"),
        (Behaviour::AnswerAfter(Duration::from_millis(300)), "ANSWER"),
    ] {
        operator.set(behaviour);
        let call = lab.caller("09121234567").call("5050")?;
        if outcome == "ANSWER" {
            call.wait_bridged().await?;
            call.hang_up().await?;
        }
        let report = call.wait_final_report().await?;
        let ring = report.rings.first().unwrap_or_else(|| panic!("{behaviour:?}: never rang"));
        let ended = ring.ended.as_ref().unwrap_or_else(|| panic!("{behaviour:?}: rings on"));
        assert_eq!(ended.1, outcome, "{behaviour:?}");
        if behaviour == Behaviour::Ring {
            let rang = ended.0 - ring.began;
            assert!((rang.as_secs_f64() - 1.0).abs() < 0.3, "rang for {rang:?}");
        }
        operator.wait_idle().await?;
    }
    assert_eq!(operator.rang(), 5);
    Ok(())
}

#[tokio::test]
async fn a_caller_who_gives_up_stops_the_ringing() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    let operator = lab.operator("5050").await?;
    operator.set(Behaviour::Ring);
    let call = lab.caller("09121234567").call("5050")?;
    let desk = operator.wait_ringing().await?;
    call.wait_ringing().await?;
    call.hang_up().await?;
    assert_eq!(call.wait_ended().await?.status, 487);
    assert_eq!(desk.wait_ended().await?.status, 487);
    let late = call.wait_answered().await.expect_err("an ended call cannot be answered");
    assert!(late.to_string().contains("the call to be answered cannot happen any more"), "{late}");
    Ok(())
}

#[tokio::test]
async fn a_telephone_leaves_and_comes_back() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    let operator = lab.operator("5050").await?;
    operator.unregister().await?;
    let call = lab.caller("09121234567").call("5050")?;
    assert_ne!(call.wait_ended().await?.status, 200);
    assert_eq!(operator.rang(), 0);
    operator.register().await?;
    let call = lab.caller("09121234567").call("5050")?;
    call.wait_bridged_to("5050").await?;
    let refused = lab.operator_with("5051", "wrong").await.expect_err("a wrong secret");
    assert!(matches!(refused, LabError::Refused { .. }), "{refused}");
    Ok(())
}

#[tokio::test]
async fn a_held_caller_hears_music_and_then_the_operator() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    let (operator, call, desk) = connected(&lab).await?;
    call.wait_hears(operator.hz()).await?;
    operator.hold().await?;
    call.wait_hears(MUSIC_HZ).await?;
    operator.unhold().await?;
    call.wait_hears(operator.hz()).await?;
    desk.wait_hears(CALLER_HZ).await?;
    Ok(())
}

#[tokio::test]
async fn transfers_lead_to_the_next_operator() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    let (first, call, desk) = connected(&lab).await?;
    let second = lab.operator("5051").await?;
    let third = lab.operator("5052").await?;

    first.transfer_blind("5051").await?;
    assert_eq!(desk.wait_transferred().await?, 200);
    call.wait_bridged_to("5051").await?;
    call.wait_hears(second.hz()).await?;
    first.wait_idle().await?;

    let with_caller = second.wait_talking().await?;
    second.hold().await?;
    let consultation = second.call("5052")?;
    consultation.wait_bridged_to("5052").await?;
    with_caller.transfer_to(&consultation).await?;
    call.wait_bridged_to("5052").await?;
    call.wait_hears(third.hz()).await?;
    second.wait_idle().await?;
    call.hang_up().await?;
    assert_eq!(call.wait_final_report().await?.spoke_with(), ["5050", "5051", "5052"]);
    Ok(())
}

#[tokio::test]
async fn a_desk_telephone_dials_and_a_member_behind_a_local_channel_is_known() -> Result<()> {
    let queue = Queue::new("600").member_line("Local/5051@operators/n,0,Op 5051,PJSIP/5051");
    let lab = Lab::start(Options::default().queue(queue)).await?;
    let (one, two) = (lab.operator("5050").await?, lab.operator("5051").await?);
    let call = one.call("5051")?;
    call.wait_bridged_to("5051").await?;
    call.wait_hears(two.hz()).await?;
    call.hang_up().await?;
    two.wait_idle().await?;

    let call = lab.caller("09121234567").call("600")?;
    let talk = call.wait_bridged_to("5051").await?;
    assert_eq!(talk.queue.as_deref(), Some("600"));
    let report = call.report().expect("the call is known");
    assert_eq!(report.rings.len(), 1, "{report:#?}");
    call.wait_hears(two.hz()).await?;

    two.set_one_line(true);
    let second = lab.caller("09127654321").call("5051")?;
    second.wait_ended().await?;
    assert_eq!(two.rang(), 3);
    Ok(())
}

#[tokio::test]
async fn any_number_may_be_shown_and_forged_events_are_told_apart() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    let _operator = lab.operator("5050").await?;
    let call = lab.caller("").anonymous().call("600")?;
    call.wait_bridged_to("5050").await?;
    call.hang_up().await?;
    assert_eq!(call.wait_final_report().await?.caller, "anonymous");

    let forged = "1\r\n\r\nEvent: Hangup\r\nPrivilege: call,all\r\nChannel: x";
    let call = lab.caller("").number_bytes(forged).call("600")?;
    call.wait_bridged_to("5050").await?;
    call.hang_up().await?;
    call.wait_final_report().await?;
    let seen = lab.witness().forged();
    assert!(seen.iter().any(|event| event.is("Hangup")), "{seen:?}");

    for raw in [b"<sip:\xff\xfe@127.0.0.2>".as_slice(), b"\"\xd9\x88\xd8\" <sip:0912@127.0.0.2>"] {
        let call = lab.caller("").from_header(raw).call("600")?;
        // Answered or refused or left alone: Asterisk must go on.
        let _ = call.clone().patience(Duration::from_millis(300)).wait_bridged().await;
        let _ = call.patience(Duration::from_millis(300)).hang_up().await;
    }
    assert!(lab.asterisk().pid().is_some());
    Ok(())
}

#[tokio::test]
async fn a_caller_who_vanishes_leaves_the_operator_talking() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    let (operator, call, desk) = connected(&lab).await?;
    call.wait_hears(operator.hz()).await?;
    call.vanish();
    desk.wait_silence(Duration::from_millis(200)).await?;
    assert!(call.report().is_some_and(|report| report.hang_up.is_none()));
    operator.hang_up().await?;
    call.wait_final_report().await?;
    Ok(())
}

#[tokio::test]
async fn asterisk_is_killed_paused_and_restarted() -> Result<()> {
    let lab = Lab::start(Options::default()).await?;
    let (operator, call, _desk) = connected(&lab).await?;
    let asterisk = lab.asterisk();
    asterisk.pause()?;
    let paused = call.clone().patience(Duration::from_millis(200)).press('1').await;
    assert!(matches!(paused, Err(LabError::Timeout { .. })), "{paused:?}");
    asterisk.resume()?;
    call.press('2').await?;

    asterisk.kill()?;
    assert_eq!(asterisk.pid(), None);
    assert_eq!(call.wait_final_report().await?.hang_up.map(|end| end.cause), Some(0));
    let begun = Instant::now();
    lab.restart().await?;
    took("restart after a kill", begun);
    operator.register().await?;
    let call = lab.caller("09121234567").call("600")?;
    call.wait_bridged_to("5050").await?;
    call.hang_up().await?;

    let begun = Instant::now();
    lab.restart().await?;
    took("stop and restart", begun);
    operator.register().await?;
    let call = lab.caller("09121234567").call("600")?;
    call.wait_bridged_to("5050").await?;
    Ok(())
}

#[tokio::test]
async fn two_stand_side_by_side_and_leave_nothing_behind() -> Result<()> {
    let (one, two) = tokio::join!(Lab::start(Options::default()), Lab::start(Options::default()));
    let (one, two) = (one?, two?);
    assert_ne!(one.asterisk().sip_addr(), two.asterisk().sip_addr());
    tokio::try_join!(through_the_menu(&one), through_the_menu(&two))?;
    let (pid, folder) = (one.asterisk().pid().expect("it runs"), one.asterisk().etc_dir());
    drop(one);
    assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists());
    assert!(!folder.exists());
    Ok(())
}

#[tokio::test]
async fn files_are_the_callers_own() -> Result<()> {
    let options = Options::default()
        .append("extensions.conf", "#tryinclude vasl/extensions.conf\n")
        .file("vasl/extensions.conf", "[from-trunk]\nexten => 42,1,Answer()\n same => n,Wait(9)\n");
    let asterisk = Asterisk::start(options).await?;
    assert!(asterisk.cli("dialplan show 42@from-trunk").await?.contains("Answer()"));
    let own = asterisk.etc_dir().join("vasl/extensions.conf");
    std::fs::write(&own, "[from-trunk]\nexten => 43,1,Answer()\n").expect("a file of ours");
    asterisk.cli("dialplan reload").await?;
    assert!(asterisk.cli("dialplan show 43@from-trunk").await?.contains("Answer()"));
    let broken = Options::default().file("asterisk.conf", "[directories]\nastetcdir => /none\n");
    let broken = Asterisk::start(broken.boot_patience(Duration::from_secs(5))).await;
    println!("{}", broken.expect_err("it cannot boot"));
    Ok(())
}

#[tokio::test]
async fn thirty_calls_at_once() -> Result<()> {
    let numbers: Vec<String> = (5100..5130).map(|number| number.to_string()).collect();
    let queue = Queue::new("600").members(&numbers).line("strategy=random");
    // Callers who come at once bump into each other in the queue, and try again after a second.
    let options = Options::default().operators(&numbers).queue(queue);
    let lab = Lab::start(options.patience(Duration::from_secs(30))).await?;
    let begun = Instant::now();
    let mut operators = Vec::new();
    for number in &numbers {
        operators.push(lab.operator(number).await?);
    }
    took("30 registrations", begun);
    let begun = Instant::now();
    let mut calls = Vec::new();
    for number in &numbers {
        calls.push((lab.caller("0912000").call(number)?, number));
    }
    for (call, number) in &calls {
        call.wait_bridged_to(number).await?;
    }
    took("30 direct calls from INVITE to bridge", begun);
    for (call, _) in calls {
        call.hang_up().await?;
    }
    for operator in &operators {
        operator.wait_idle().await?;
    }

    let begun = Instant::now();
    let mut calling = tokio::task::JoinSet::new();
    let pitches: HashMap<String, u32> =
        operators.iter().map(|known| (known.number().to_owned(), known.hz())).collect();
    for turn in 0..30 {
        let call = lab.caller(&format!("0912000{turn:04}")).call("700")?;
        let pitches = pitches.clone();
        calling.spawn(async move {
            call.wait_hears(MENU_HZ).await?;
            call.press('3').await?;
            let with = call.wait_bridged().await?.with;
            call.wait_hears(*pitches.get(&with).expect("one of ours")).await?;
            Ok::<_, LabError>((call, with))
        });
    }
    let mut calls = Vec::new();
    let mut met = HashSet::new();
    while let Some(joined) = calling.join_next().await {
        let (call, with) = joined.expect("no panic")?;
        assert!(met.insert(with.clone()), "{with} twice");
        calls.push(call);
    }
    took("30 calls from INVITE through the menu to the operator's voice", begun);
    let begun = Instant::now();
    for call in &calls {
        call.hang_up().await?;
    }
    for call in &calls {
        call.wait_final_report().await?;
    }
    took("30 hang-ups", begun);
    Ok(())
}
