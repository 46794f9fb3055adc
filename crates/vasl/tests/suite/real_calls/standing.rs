//! Callers who are pinned to an operator, who opted out, whose number is shared, who are forgotten.

use crate::support::{CallCentre, MODULE, Plan, Result};
use serde_json::{Value, json};

const NUMBER: &str = "09121234567";

/// 7070 has a telephone, and is neither a side of the module nor in its queue.
async fn with_an_operator_elsewhere(attached: bool) -> Result<CallCentre> {
    let plan = Plan { attached, operators: vec!["5050", "6065", "7070"], ..Plan::default() };
    let centre = CallCentre::prepare(&plan).await?;
    centre.vasl.start().await?;
    let only_the_queue = ["module", "add", MODULE, "poshtibani", "--for", "1:00"];
    let sides = ["--side", "queue:99", "--failure", "queue:99"];
    centre.vasl.done(&[&only_the_queue[..], &sides].concat()).await?;
    Ok(centre)
}

async fn shadow_of_7070(centre: &CallCentre) -> Result<bool> {
    Ok(centre.lab.asterisk().cli("queue show vasl-7070").await?.contains("PJSIP/7070"))
}

case!(
    a_pinned_caller_whose_operator_is_not_a_side,
    "7070, who is neither a side nor in the queue, source pinned; others are not; unpinned \
     it is over"
);
async fn a_pinned_caller_whose_operator_is_not_a_side() -> Result<String> {
    let centre = with_an_operator_elsewhere(false).await?;
    let _operators = centre.operators(["5050", "6065", "7070"]).await?;
    centre.speaks(NUMBER).await?;
    assert!(!shadow_of_7070(&centre).await?);

    let agreed = centre.vasl.json(&["caller", "pin", "۰۹۱۲۱۲۳۴۵۶۷", "۷۰۷۰"]).await?;
    assert_eq!(agreed["standing"], json!({ "pinned": "7070" }));
    assert_eq!(agreed["warnings"], json!([]));
    let call = centre.calls(NUMBER).await?;
    let talk = call.wait_bridged_to("7070").await?;
    assert_eq!(talk.queue.as_deref(), Some("vasl-7070"));
    let decision = centre.settled(2).await?;
    let got = centre.told(&call).await?;
    assert_eq!(
        (&decision["source"], &decision["reason"]),
        (&json!("pinned"), &json!("operator_free"))
    );
    assert_eq!(decision["outcome"], "connected");

    // While they talk, the caller's other line waits for them as for anybody.
    let decide = ["decide", "--module", MODULE, "--caller", NUMBER];
    let preview = centre.vasl.json(&decide).await?;
    assert_eq!((&preview["source"], &preview["operator"]), (&json!("pinned"), &json!("7070")));
    assert_eq!(
        (&preview["reason"], &preview["detail"]),
        (&json!("operator_busy"), &json!("talking"))
    );
    let words = centre.vasl.run(&decide).await?.output;
    assert!(words.contains("The caller is pinned to operator 7070."), "{words}");
    centre.ends(call).await?;
    let conversations = centre.conversations().await?;
    assert_eq!(conversations[0]["operator"], "7070");
    assert_eq!(conversations[0]["path"]["reconnected"]["queue"], "99");

    let other = centre.calls("09351112233").await?;
    assert_eq!(other.wait_bridged().await?.queue.as_deref(), Some("99"));
    centre.ends(other).await?;

    let agreed = centre.vasl.json(&["caller", "ordinary", NUMBER]).await?;
    assert_eq!(agreed["before"], json!({ "pinned": "7070" }));
    assert!(!shadow_of_7070(&centre).await?);
    let call = centre.calls(NUMBER).await?;
    assert_eq!(call.wait_bridged().await?.queue.as_deref(), Some("99"));
    assert_eq!(centre.decision(4).await?["reason"], "operator_not_eligible");
    Ok(got)
}

case!(
    a_pinned_operator_who_is_in_no_queue_of_a_hand_written_pbx,
    "7070 by vasl-7070, rung as PJSIP/7070"
);
async fn a_pinned_operator_who_is_in_no_queue_of_a_hand_written_pbx() -> Result<String> {
    let centre = with_an_operator_elsewhere(true).await?;
    let _operators = centre.operators(["5050", "6065", "7070"]).await?;
    let printed = centre.vasl.run(&["caller", "pin", NUMBER, "7070"]).await?;
    assert!(printed.output.contains("+989121234567 always goes to operator 7070"), "{printed:?}");
    assert!(printed.errors.contains("rung as PJSIP/7070"), "{printed:?}");
    let call = centre.calls(NUMBER).await?;
    assert_eq!(call.wait_bridged_to("7070").await?.queue.as_deref(), Some("vasl-7070"));
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    assert_eq!(centre.conversations().await?[0]["operator"], "7070");
    Ok(got)
}

case!(
    a_pinned_operator_who_sets_do_not_disturb_is_not_waited_for,
    "queue 99, outcome became_unreachable"
);
async fn a_pinned_operator_who_sets_do_not_disturb_is_not_waited_for() -> Result<String> {
    let centre = with_an_operator_elsewhere(false).await?;
    let operator = centre.operator("7070").await?;
    centre.vasl.done(&["caller", "pin", NUMBER, "7070"]).await?;
    let talking = centre.calls(NUMBER).await?;
    talking.wait_bridged_to("7070").await?;
    let waiting = centre.calls(NUMBER).await?;
    waiting.wait_queued("vasl-7070").await?;
    operator.call("*78")?.wait_ended().await?;
    waiting.wait_queued("99").await?;
    assert_eq!(centre.settled(2).await?["outcome"], "became_unreachable");
    centre.told(&waiting).await
}

case!(a_caller_who_is_pinned_while_vasl_is_down, "7070 by vasl-7070 once Vasl runs");
async fn a_caller_who_is_pinned_while_vasl_is_down() -> Result<String> {
    let centre = with_an_operator_elsewhere(false).await?;
    let _operators = centre.operators(["5050", "6065", "7070"]).await?;
    centre.vasl.stop().await?;
    let printed = centre.vasl.run(&["caller", "pin", NUMBER, "7070"]).await?;
    assert!(printed.success && printed.errors.contains("when it starts"), "{printed:?}");
    centre.vasl.start().await?;
    centre
        .until("the operator has a queue of their own", async || shadow_of_7070(&centre).await)
        .await?;
    let call = centre.calls(NUMBER).await?;
    assert_eq!(call.wait_bridged_to("7070").await?.queue.as_deref(), Some("vasl-7070"));
    centre.told(&call).await
}

case!(
    opting_out_and_back,
    "queue 99, reason caller_opted_out; back again, the operator of the call meanwhile"
);
async fn opting_out_and_back() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    centre.speaks(NUMBER).await?;
    centre.vasl.done(&["caller", "opt-out", NUMBER]).await?;
    let call = centre.calls(NUMBER).await?;
    let talk = call.wait_bridged().await?;
    assert_eq!(talk.queue.as_deref(), Some("99"));
    assert_eq!(centre.decision(2).await?["reason"], "caller_opted_out");
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    let listed = centre.vasl.list(&["caller", "list"]).await?;
    assert_eq!(
        (&listed[0]["caller"], &listed[0]["standing"]),
        (&json!("+989121234567"), &json!("opted_out"))
    );

    // Back: what was spoken meanwhile is known.
    centre.vasl.done(&["caller", "ordinary", NUMBER]).await?;
    assert_eq!(centre.speaks(NUMBER).await?, talk.with);
    assert_eq!(centre.settled(3).await?["outcome"], "connected");
    Ok(got)
}

case!(
    a_number_that_many_people_call_from,
    "queue 99, reason no_caller_identity, nothing learned; ordinary again, the first \
     operator"
);
async fn a_number_that_many_people_call_from() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks(NUMBER).await?;
    centre.vasl.done(&["caller", "share", NUMBER]).await?;
    let call = centre.calls(NUMBER).await?;
    let talk = call.wait_bridged().await?;
    assert_eq!(talk.queue.as_deref(), Some("99"));
    assert_ne!(talk.with, first);
    assert_eq!(centre.decision(2).await?["reason"], "no_caller_identity");
    let got = centre.told(&call).await?;
    call.hang_up().await?;
    call.wait_final_report().await?;
    // What comes after it was learned, so it would have been learned too.
    centre.speaks("09351112233").await?;
    assert_eq!(centre.conversations().await?.len(), 2);

    centre.vasl.done(&["caller", "ordinary", NUMBER]).await?;
    assert_eq!(centre.speaks(NUMBER).await?, first);
    Ok(got)
}

case!(
    a_forgotten_caller_never_spoke,
    "never_spoke, also when forgotten in the middle of a call and over a restart"
);
async fn a_forgotten_caller_never_spoke() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    centre.speaks(NUMBER).await?;
    let forgotten = centre.vasl.json(&["caller", "forget", NUMBER]).await?;
    assert_eq!((&forgotten["conversations"], &forgotten["decisions"]), (&json!(1), &json!(1)));
    assert_eq!(centre.decision(1).await?["caller"], Value::Null);

    let call = centre.calls(NUMBER).await?;
    assert_eq!(call.wait_bridged().await?.queue.as_deref(), Some("99"));
    assert_eq!(centre.decision(2).await?["reason"], "never_spoke");
    centre.learned_of_a_conversation().await?;

    // Forgotten while they talk: neither a restart, which finds the call up, nor its end brings
    // the caller back.
    centre.vasl.done(&["caller", "forget", NUMBER]).await?;
    assert_eq!(centre.conversations().await?, Vec::<Value>::new());
    centre.vasl.stop().await?;
    centre.vasl.start().await?;
    call.hang_up().await?;
    call.wait_final_report().await?;
    centre.speaks("09351112233").await?;
    let conversations = centre.conversations().await?;
    assert_eq!(conversations.len(), 1, "{conversations:?}");
    assert_eq!(conversations[0]["caller"], "+989351112233");
    centre.calls(NUMBER).await?.wait_bridged().await?;
    assert_eq!(centre.decision(4).await?["reason"], "never_spoke");
    Ok("never_spoke after each; only the other caller is known".to_owned())
}
