//! Genuine events that are dropped beside forged ones, and forgers who stay.

use super::super::line::Line;
use super::{HONEST, OPERATORS, checked, only_of, plan};
use crate::support::{CallCentre, MODULE, Plan, Result};
use std::collections::BTreeSet;
use std::time::Duration;

const FORGERY: &str = "\r\n\r\nEvent: Hangup\r\nPrivilege: call,all\r\nChannel: x\r\n\r\n";

/// A forger who goes in the moment of being answered keeps an operator until Asterisk gives up on
/// the acknowledgement, after 32 seconds.
const UNACKNOWLEDGED: Duration = Duration::from_secs(45);

/// The caller of each conversation that Vasl knows, and whether it is over.
async fn known(centre: &CallCentre) -> Result<BTreeSet<(String, bool)>> {
    let conversations = centre.conversations().await?;
    Ok(conversations
        .iter()
        .map(|conversation| {
            let caller = conversation["caller"].as_str().unwrap_or_default();
            (caller.to_owned(), conversation["ending"]["ended"].is_string())
        })
        .collect())
}

case!(conversations_beside_a_burst_of_forgeries, "all twelve conversations are learned, and end");
/// Forgers call the PBX's own queue while others begin and end their conversations: what is torn
/// away with the forgeries is made up.
async fn conversations_beside_a_burst_of_forgeries() -> Result<String> {
    const EIGHT: [&str; 8] = ["5050", "5051", "5052", "5053", "5054", "5055", "5056", "5057"];
    let centre = CallCentre::open_with(Plan {
        attached: true,
        operators: EIGHT.to_vec(),
        members: EIGHT.to_vec(),
        ..Plan::default()
    })
    .await?;
    let _operators = centre.operators(EIGHT).await?;
    let mut all = BTreeSet::new();
    for round in 0..3 {
        let mut honest = Vec::new();
        for n in 0..4 {
            let number = format!("912000{round}{n:03}");
            all.insert((format!("+98{number}"), true));
            honest.push(centre.lab.caller(&format!("0{number}")).call("ordinary")?);
            for _ in 0..2 {
                let forger = centre.lab.caller("").number_bytes(FORGERY).call("ordinary")?;
                // Gone again before or after it is answered.
                drop(forger);
            }
        }
        for call in &honest {
            call.clone().patience(UNACKNOWLEDGED).wait_bridged().await?;
        }
        let up: BTreeSet<_> = all.iter().map(|(caller, _)| caller.clone()).collect();
        centre
            .until("every conversation is learned while it is up, or was", async || {
                let known = known(&centre).await?;
                Ok(up.iter().all(|caller| known.iter().any(|(known, _)| known == caller)))
            })
            .await?;
        for call in &honest {
            let forger = centre.lab.caller("").number_bytes(FORGERY).call("ordinary")?;
            call.hang_up().await?;
            drop(forger);
        }
        for call in &honest {
            call.wait_final_report().await?;
        }
    }
    centre.until("every conversation is over", async || Ok(known(&centre).await? == all)).await?;
    assert_eq!(centre.conversations().await?.len(), all.len());
    let events = checked(&centre, "events").await?;
    assert!(events["counts"]["neighbour"].as_u64() > Some(0), "{events}");
    Ok(format!("{} conversations; dropped: {}", all.len(), events["counts"]))
}

case!(
    what_was_dropped_beside_forged_events_is_made_up,
    "a beginning, an end and a whole conversation are made up, and hold"
);
/// What was dropped is made up: a beginning while the conversation is up, an end, and a whole
/// conversation that was over before anybody looked.
async fn what_was_dropped_beside_forged_events_is_made_up() -> Result<String> {
    for attached in [false, true] {
        let plan = plan(attached);
        let centre = CallCentre::prepare(&plan).await?;
        let line = Line::between(&centre).await?;
        centre.vasl.start().await?;
        centre.add_module(MODULE, &plan).await?;
        let _operators = centre.operators(OPERATORS).await?;
        let honest = "+989351112233".to_owned();

        line.tear(&["BridgeEnter"]);
        let call = centre.calls(HONEST).await?;
        let with = call.wait_bridged().await?.with;
        let begun = BTreeSet::from([(honest.clone(), false)]);
        centre
            .until("the beginning is made up", async || Ok(known(&centre).await? == begun))
            .await?;
        line.tear(&["BridgeLeave", "Hangup"]);
        call.hang_up().await?;
        let over = BTreeSet::from([(honest.clone(), true)]);
        centre.until("the end is made up", async || Ok(known(&centre).await? == over)).await?;
        let conversations = centre.conversations().await?;
        assert_eq!(conversations[0]["operator"], with.as_str());
        assert_eq!(conversations[0]["path"]["queue"], "99");

        line.tear(&["BridgeEnter", "BridgeLeave", "Hangup"]);
        let short = centre.calls("09350000001").await?;
        let talk = short.wait_bridged().await?;
        short.hang_up().await?;
        let both = BTreeSet::from([(honest, true), ("+989350000001".to_owned(), true)]);
        centre.until("both are known", async || Ok(known(&centre).await? == both)).await?;
        line.tear(&[]);
        assert_eq!(centre.speaks(HONEST).await?, with);
        assert_eq!(centre.speaks("09350000001").await?, talk.with);
        let events = checked(&centre, "events").await?;
        assert!(events["counts"]["no_beginning"].as_u64() > Some(0), "{events}");
    }
    Ok("all three, on either kind of PBX".to_owned())
}

case!(
    a_forger_who_stays_hides_nobody,
    "the operators' own queues stay, and the honest caller is reconnected"
);
/// Somebody waits in the PBX's queue under a number that ends every list in its midst.
async fn a_forger_who_stays_hides_nobody() -> Result<String> {
    for number in [
        FORGERY,
        "\r\n\r\nEvent: x\r\nEventList: Complete\r\nA: ",
        "\r\n\r\nEvent: QueueStatusComplete\r\nEventList: Complete\r\nListItems: 1\r\nA: ",
    ] {
        let centre = CallCentre::open_with(plan(true)).await?;
        let operators = centre.operators(OPERATORS).await?;
        let with = centre.speaks(HONEST).await?;
        for operator in &operators {
            operator.unregister().await?;
        }
        let forger = centre.lab.caller("").number_bytes(number).call("ordinary")?;
        forger.wait_queued("99").await?;
        centre.vasl.stop().await?;
        centre.vasl.start().await?;
        centre.vasl.done(&["module", "edit", MODULE, "--wait-seconds", "40"]).await?;
        let queues = centre.lab.asterisk().cli("queue show").await?;
        for operator in OPERATORS {
            assert!(queues.contains(&format!("vasl-{operator} ")), "{number:?}: {queues}");
        }
        let operator = operators.iter().find(|o| o.number() == with).ok_or("one of them")?;
        operator.register().await?;
        // The forger was first in the queue, and is nobody to the module.
        forger.wait_bridged_to(&with).await?;
        let honest = centre.calls(HONEST).await?;
        honest.wait_queued(&format!("vasl-{with}")).await?;
        forger.hang_up().await?;
        honest.wait_bridged_to(&with).await?;
        centre.ends(honest).await?;
        only_of(&centre, &["+989351112233"]).await?;
    }
    Ok("reconnected beside each of three forgers".to_owned())
}
