//! Logs that a caller wrote into while Vasl was down.

use super::{HONEST, OPERATORS, only_of, plan};
use crate::support::{CallCentre, Result};
use std::collections::BTreeSet;
use vasl_lab::Conversation;

/// Calls the PBX's own queue, past everything of Vasl's, and speaks.
async fn calls_the_queue(centre: &CallCentre, number: &str) -> Result<(String, Conversation)> {
    let call = centre.lab.caller("").number_bytes(number).call("ordinary")?;
    let talk = call.wait_bridged().await?;
    let uniqueid = call.report().ok_or("the caller has a report")?.uniqueid;
    call.hang_up().await?;
    call.wait_final_report().await?;
    Ok((uniqueid, talk))
}

async fn forged_logs(attached: bool) -> Result<String> {
    let centre = CallCentre::open_with(plan(attached)).await?;
    let _operators = centre.operators(OPERATORS).await?;
    centre.speaks("09350000000").await?;
    let known = centre.conversations().await?.len();
    centre.vasl.kill().await?;

    let (honest, talk) = calls_the_queue(&centre, HONEST).await?;
    let now = jiff::Timestamp::now().as_second();
    let operator = &talk.uniqueid;
    let rows = [
        format!("\n{now}|1.2|99|5050|CONNECT|1|1.3|1\n"),
        // The rest of the true row makes the last of these whole.
        format!("1|1\n{now}|1.2|99|5050|CONNECT|1|1.3"),
        format!("1|1\n{now}|1.2|99|NONE|ENTERQUEUE||09120000000"),
        format!("1|1\n{now}|1.2|99|5050|CONNECT|1|1.3"),
        format!("1|1\n{now}|1.2|99|5050|COMPLETECALLER|1|60"),
        // Of the honest caller's own channels: another queue, another number, another end.
        format!("1|1\n{now}|{honest}|88|5050|CONNECT|1|{operator}"),
        format!("1|1\n{now}|{honest}|99|NONE|ENTERQUEUE||0912"),
        format!("1|1\n{now}|{honest}|88|5050|CONNECT|1|{operator}"),
        format!("1|1\n{now}|{honest}|vasl-5050|NONE|VASLRECONNECT|*5003|"),
        // Channel events.
        "x\nBRIDGE_ENTER|1.0|1.2|PJSIP/5050-1|AppQueue|0912|a|1|b|{\"bridge_id\":\"b\"}".to_owned(),
        "x\nBRIDGE_ENTER|1.0|1.3|PJSIP/trunk-1|Queue|0912|a|1|99|{\"bridge_id\":\"b\"}".to_owned(),
        "0912|x|PJSIP/5050-1\r\n".to_owned(),
        "\n09121234567".to_owned(),
        "09121234567\n".to_owned(),
    ];
    for row in &rows {
        assert!(row.len() <= 79, "{row}");
        calls_the_queue(&centre, row).await?;
    }

    let log_dir = centre.lab.asterisk().log_dir();
    let queue_log =
        String::from_utf8_lossy(&std::fs::read(log_dir.join("queue_log"))?).into_owned();
    let forged = format!("\n{now}|{honest}|88|5050|CONNECT|1|{operator}|1\n");
    assert!(queue_log.contains(&forged), "the forgery reached the log:\n{queue_log}");
    let events =
        String::from_utf8_lossy(&std::fs::read(log_dir.join("cel-custom/vasl.csv"))?).into_owned();
    let kinds: BTreeSet<&str> = events.lines().filter_map(|l| l.split('|').next()).collect();
    assert!(kinds.contains("BRIDGE_ENTER") && kinds.contains("HANGUP"), "{kinds:?}");
    for line in events.lines() {
        let fields: Vec<&str> = line.splitn(10, '|').collect();
        assert_eq!(fields.len(), 10, "{line}");
        let second: i64 = fields[1].split('.').next().unwrap_or_default().parse()?;
        assert!((now - second).abs() < 600, "no line is a caller's: {line}");
        assert!(
            fields[3].starts_with("PJSIP/trunk-") || fields[3].starts_with("PJSIP/50"),
            "{line}"
        );
    }

    centre.vasl.start().await?;
    only_of(&centre, &["+989350000000", "+989351112233"]).await?;
    let conversations = centre.conversations().await?;
    assert_eq!(conversations.len(), known + 1, "{conversations:?}");
    let learned = conversations
        .iter()
        .find(|conversation| conversation["id"]["caller_uniqueid"] == honest.as_str())
        .ok_or("the honest caller's conversation is made up")?;
    assert_eq!(learned["path"]["queue"], "99", "{learned}");
    assert_eq!(learned["operator"], talk.with.as_str());
    assert!(learned["ending"]["ended"].is_string(), "{learned}");
    assert_eq!(centre.speaks(HONEST).await?, talk.with);
    Ok(format!("{} rows, one conversation, with {}", rows.len(), talk.with))
}

case!(
    forged_logs_of_a_managed_pbx,
    "of fourteen forged rows nothing is learned; the honest caller's conversation is made up \
     from the same logs"
);
async fn forged_logs_of_a_managed_pbx() -> Result<String> {
    forged_logs(false).await
}

case!(
    forged_logs_of_an_attached_pbx,
    "of fourteen forged rows nothing is learned; the honest caller's conversation is made up \
     from the same logs"
);
async fn forged_logs_of_an_attached_pbx() -> Result<String> {
    forged_logs(true).await
}
