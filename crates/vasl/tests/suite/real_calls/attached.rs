//! A PBX of somebody else's making: Vasl adds its lines and touches nothing else.

use crate::support::{CallCentre, Plan, Result};

fn attached() -> Plan {
    Plan { attached: true, ..Plan::default() }
}

case!(
    a_returning_caller_on_a_hand_written_pbx,
    "the operator of the first call, by their own queue, and `vasl check` finds nothing \
     wrong"
);
async fn a_returning_caller_on_a_hand_written_pbx() -> Result<String> {
    let centre = CallCentre::open_with(attached()).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks("09121234567").await?;
    let second = centre.speaks("09351112233").await?;
    assert_ne!(first, second);
    let again = centre.calls("+989121234567").await?;
    let talk = again.wait_bridged().await?;
    assert_eq!((talk.with.as_str(), talk.queue), (first.as_str(), Some(format!("vasl-{first}"))));
    let got = centre.told(&again).await?;
    centre.ends(again).await?;
    assert!(centre.vasl.run(&["check"]).await?.success);
    Ok(got)
}

case!(
    a_member_who_is_added_in_the_pbx_is_reconnected_to,
    "6065, by a queue of their own, without a word to Vasl"
);
async fn a_member_who_is_added_in_the_pbx_is_reconnected_to() -> Result<String> {
    let plan = Plan { members: vec!["5050"], ..attached() };
    let centre = CallCentre::prepare(&plan).await?;
    centre.vasl.start().await?;
    let only_the_queue =
        ["module", "add", "*5003", "poshtibani", "--for", "1:00", "--side", "queue:99"];
    centre.vasl.done(&[&only_the_queue[..], &["--failure", "queue:99"]].concat()).await?;
    let _added = centre.operator("6065").await?;
    centre.lab.asterisk().cli("queue add member PJSIP/6065 to 99").await?;
    centre
        .until("the new member has a queue of their own", async || {
            let queues = centre.lab.asterisk().cli("queue show vasl-6065").await?;
            Ok(queues.contains("PJSIP/6065"))
        })
        .await?;
    let call = centre.calls("09121234567").await?;
    assert_eq!(call.wait_bridged_to("6065").await?.queue.as_deref(), Some("99"));
    centre.ends(call).await?;
    let again = centre.calls("09121234567").await?;
    let talk = again.wait_bridged_to("6065").await?;
    assert_eq!(talk.queue.as_deref(), Some("vasl-6065"));
    centre.told(&again).await
}

case!(
    the_lines_of_others_stay_as_they_are,
    "one line more in each of three files, once, and a copy of each as it was"
);
async fn the_lines_of_others_stay_as_they_are() -> Result<String> {
    let centre = CallCentre::prepare(&attached()).await?;
    let folder = centre.lab.asterisk().etc_dir();
    let read = |name: &str| std::fs::read_to_string(folder.join(name));
    let names = ["extensions.conf", "queues.conf", "pjsip.conf"];
    let before: Vec<String> = names.iter().map(|n| read(n)).collect::<std::io::Result<_>>()?;
    centre.vasl.start().await?;
    centre.vasl.stop().await?;
    centre.vasl.start().await?;
    for (name, before) in names.iter().zip(&before) {
        let added = read(name)?.strip_prefix(before.as_str()).ok_or("their lines")?.to_owned();
        let lines: Vec<&str> = added.lines().filter(|line| !line.starts_with(';')).collect();
        assert_eq!(lines, [format!("#include vasl/{name}")]);
        assert_eq!(&read(&format!("{name}.before-vasl"))?, before);
    }
    Ok("one #include line at the end of each, and the copies are as the files were".to_owned())
}
