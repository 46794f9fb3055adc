//! `vasl install` on a PBX that FreePBX (Asterisk 22) or Issabel (Asterisk 16) writes, calls
//! through it, and `vasl uninstall`.

use crate::support::owned_pbx::{Setup, Writer, queues_additional};
use crate::support::{CallCentre, DIALLED, Result};
use std::collections::BTreeMap;
use std::path::Path;
use vasl_lab::Behaviour;

const CUSTOMER: &str = "09121234567";

/// All files of a folder and of the folders in it, by path.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder)?.display().to_string();
                found.insert(name, std::fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

/// The PBX with Vasl installed and serving, and a module for queue 99.
async fn installed(setup: &Setup) -> Result<CallCentre> {
    let centre = CallCentre::before_installation(setup).await?;
    centre.vasl.done(&["install", "--yes"]).await?;
    in_service(&centre).await?;
    Ok(centre)
}

async fn in_service(centre: &CallCentre) -> Result {
    centre.vasl.start().await?;
    let module = ["module", "add", "*5003", "poshtibani", "--for", "1:00", "--side", "queue:99"];
    centre.vasl.done(&[&module[..], &["--failure", "queue:99"]].concat()).await
}

case!(
    it_is_installed_used_and_taken_out_to_the_byte,
    "five files of administrators get lines, none that the PBX writes; a second time changes \
     nothing; a caller is reconnected; afterwards every file is byte for byte as it was"
);
async fn it_is_installed_used_and_taken_out_to_the_byte() -> Result<String> {
    let setup = Setup::default();
    let centre = CallCentre::before_installation(&setup).await?;
    let asterisk = centre.lab.asterisk();
    let before = files(&asterisk.etc_dir())?;
    let own_before = files(centre.folder())?;

    let plan = centre.vasl.json(&["install", "--dry-run"]).await?;
    let pbx = if setup.writer == Writer::FreePbx { "FreePBX" } else { "Issabel" };
    assert_eq!(plan["plan"]["pbx"], pbx, "{plan}");
    assert_eq!(files(&asterisk.etc_dir())?, before, "a dry run changes nothing");
    centre.vasl.done(&["install", "--yes"]).await?;
    let after = files(&asterisk.etc_dir())?;
    let changed: Vec<&str> = before
        .iter()
        .filter(|(name, text)| after.get(*name) != Some(text))
        .map(|(name, _)| name.as_str())
        .collect();
    let places =
        ["cel_custom", "extensions_custom", "manager_custom", "pjsip_custom", "queues_custom"];
    assert_eq!(changed, places.map(|place| format!("{place}.conf")));
    let again = centre.vasl.json(&["install", "--yes"]).await?;
    assert_eq!(again["changed"], false, "{again}");
    assert_eq!(files(&asterisk.etc_dir())?, after, "a second time changes nothing");

    in_service(&centre).await?;
    let check = centre.vasl.run(&["check"]).await?;
    assert!(check.success && check.output.contains(pbx), "{}", check.output);
    let _operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks(CUSTOMER).await?;
    let again = centre.calls("+989121234567").await?;
    let talk = again.wait_bridged().await?;
    assert_eq!((talk.with.as_str(), talk.queue), (first.as_str(), Some(format!("vasl-{first}"))));
    let got = centre.told(&again).await?;
    centre.ends(again).await?;

    let refused = centre.vasl.run(&["uninstall", "--yes"]).await?;
    assert!(!refused.success && refused.errors.contains("stop it first"), "{}", refused.errors);
    centre.vasl.stop().await?;
    centre.vasl.done(&["uninstall", "--yes", "--with-memory"]).await?;
    assert_eq!(files(&asterisk.etc_dir())?, before, "byte for byte as it was");
    let mut own_after = files(centre.folder())?;
    own_after.retain(|name, _| name != "vasl.log");
    assert_eq!(own_after, own_before);
    let contexts = asterisk.cli("dialplan show vasl-reconnect").await?;
    assert!(contexts.contains("no existence"), "{contexts}");
    let users = asterisk.cli("manager show users").await?;
    assert!(!users.contains("vasl"), "{users}");
    assert!(!asterisk.cli("queue show").await?.contains("vasl-"));
    let call = centre.lab.caller(CUSTOMER).call(DIALLED)?;
    call.wait_answered().await?;
    Ok(format!("{pbx}: {got}; {} files as they were", before.len()))
}

case!(
    what_is_spoken_while_vasl_is_down_is_learned,
    "from the channel events, in whatever form the PBX has their times for itself"
);
async fn what_is_spoken_while_vasl_is_down_is_learned() -> Result<String> {
    let centre = installed(&Setup::default()).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    centre.vasl.stop().await?;
    let call = centre.calls(CUSTOMER).await?;
    let with = call.wait_bridged().await?.with;
    let uniqueid = call.report().ok_or("a report")?.uniqueid;
    call.hang_up().await?;
    call.wait_final_report().await?;
    centre.vasl.start().await?;
    centre.learned_the_end_of(&uniqueid).await?;
    let again = centre.calls(CUSTOMER).await?;
    assert_eq!(again.wait_bridged().await?.with, with);
    centre.told(&again).await
}

case!(
    a_pbx_written_by_hand_is_left_as_it_was,
    "lines at the end of five files, their shared_lastcall=no set aside, a caller reconnected; \
     afterwards every file is byte for byte as it was"
);
async fn a_pbx_written_by_hand_is_left_as_it_was() -> Result<String> {
    let centre = CallCentre::hand_written_before_installation().await?;
    let etc = centre.lab.asterisk().etc_dir();
    let before = files(&etc)?;
    let plan = centre.vasl.json(&["install", "--yes"]).await?;
    assert_eq!(plan["plan"]["pbx"], "plain Asterisk", "{plan}");
    in_service(&centre).await?;
    let check = centre.vasl.run(&["check"]).await?;
    let holds = "holds in all queues of an operator";
    assert!(check.success && check.output.contains(holds), "{}", check.output);
    let _operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks(CUSTOMER).await?;
    let call = centre.calls(CUSTOMER).await?;
    let talk = call.wait_bridged().await?;
    assert_eq!((talk.with.as_str(), talk.queue), (first.as_str(), Some(format!("vasl-{first}"))));
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    centre.vasl.stop().await?;
    centre.vasl.done(&["uninstall", "--yes"]).await?;
    assert!(files(&etc)? == before, "byte for byte as it was");
    let kept = centre.vasl.list(&["conversation", "list"]).await?;
    assert_eq!(kept.len(), 2, "what was learned stays: {kept:?}");
    Ok(got)
}

case!(
    what_others_wrote_meanwhile_stays,
    "only Vasl's lines go, also where the list of what was done is lost, and the copy of that \
     file stays"
);
async fn what_others_wrote_meanwhile_stays() -> Result<String> {
    let centre = CallCentre::before_installation(&Setup::default()).await?;
    let etc = centre.lab.asterisk().etc_dir();
    centre.vasl.done(&["install", "--yes"]).await?;
    let custom = etc.join("extensions_custom.conf");
    let text = std::fs::read(&custom)?;
    let edited = [b"; a line above\n", &text[..], b"[mine]\nexten => s,1,NoOp()\n"].concat();
    std::fs::write(&custom, edited)?;
    std::fs::remove_file(centre.folder().join("state/attached.json"))?;
    let left = centre.vasl.json(&["uninstall", "--yes"]).await?;
    assert_eq!(left["left"]["copies"][0], "extensions_custom.conf.before-vasl", "{left}");
    let wanted =
        b"; a line above\n; Caf\xe9\r\n[from-internal-custom]\r\nexten => 1234,1,Hangup()\n\
                   [mine]\nexten => s,1,NoOp()\n";
    assert_eq!(std::fs::read(&custom)?, wanted);
    assert_eq!(std::fs::read(etc.join("manager_custom.conf"))?, b"");
    Ok("their lines stand as they wrote them, in their encoding".to_owned())
}

case!(
    an_installation_that_does_not_work_is_taken_back,
    "Asterisk does not let Vasl in: the reason, and every file as it was"
);
async fn an_installation_that_does_not_work_is_taken_back() -> Result<String> {
    let centre = CallCentre::before_installation(&Setup::default()).await?;
    let etc = centre.lab.asterisk().etc_dir();
    let config = std::fs::read_to_string(centre.vasl.config())?;
    // Nobody is there at this address.
    let address = centre.lab.asterisk().ami_addr().to_string();
    let elsewhere = config.replace(&address, "127.0.0.1:1");
    std::fs::write(centre.vasl.config(), elsewhere)?;
    let before = (files(&etc)?, files(centre.folder())?);
    let printed = centre.vasl.run(&["--json", "install", "--yes"]).await?;
    assert!(!printed.success && printed.output.contains("taken_back"), "{}", printed.output);
    assert!((files(&etc)?, files(centre.folder())?) == before, "something is left");
    assert!(!centre.lab.asterisk().cli("manager show users").await?.contains("vasl"));
    Ok("nothing of Vasl's is left, in the files or in Asterisk".to_owned())
}

case!(
    a_reconnected_call_is_recorded_as_the_queues_are,
    "the PBX's own recording begins for a reconnected call, in a file of its own naming"
);
async fn a_reconnected_call_is_recorded_as_the_queues_are() -> Result<String> {
    let setup = Setup { members: vec!["5050"], recorded: true, ..Setup::default() };
    let centre = installed(&setup).await?;
    let operator = centre.operator("5050").await?;
    assert_eq!(centre.speaks(CUSTOMER).await?, "5050");
    let call = centre.calls(CUSTOMER).await?;
    assert_eq!(call.wait_bridged_to("5050").await?.queue.as_deref(), Some("vasl-5050"));
    call.wait_hears(operator.hz()).await?;
    let uniqueid = call.report().ok_or("the call has a report")?.uniqueid;
    centre.ends(call).await?;
    let spool = centre.lab.asterisk().spool_dir().join("monitor");
    let is_it = |(name, sound): (&String, &Vec<u8>)| {
        name.contains("q-99-") && name.contains(&uniqueid) && sound.len() > 1_000
    };
    centre.until("the recording is whole", async || Ok(files(&spool)?.iter().any(is_it))).await?;
    Ok("q-99-… with the call's own identifier, and sound in it".to_owned())
}

case!(
    voicemail_does_not_take_a_reconnected_call,
    "the operator declines: not their voicemail, but the PBX's own queue and another operator"
);
async fn voicemail_does_not_take_a_reconnected_call() -> Result<String> {
    let setup = Setup { voicemail: true, ..Setup::default() };
    let centre = installed(&setup).await?;
    let [first, second] = centre.operators(["5050", "6065"]).await?;
    second.set(Behaviour::Busy);
    assert_eq!(centre.speaks(CUSTOMER).await?, "5050");
    first.set(Behaviour::Busy);
    second.set(Behaviour::Answer);
    let call = centre.calls(CUSTOMER).await?;
    let talk = call.wait_bridged_to("6065").await?;
    assert_eq!(talk.queue.as_deref(), Some("99"), "through the PBX's own queue");
    assert_eq!(centre.settled(2).await?["outcome"], "declined");
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    Ok(got)
}

case!(
    a_module_is_reached_through_a_custom_destination_that_returns,
    "FreePBX goes there by a subroutine: the operator of the first call, by their own queue"
);
async fn a_module_is_reached_through_a_custom_destination_that_returns() -> Result<String> {
    let centre = installed(&Setup::default()).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks(CUSTOMER).await?;
    let call = centre.lab.caller(CUSTOMER).call(DIALLED)?;
    let call = centre.presses(call, '4').await?;
    let talk = call.wait_bridged().await?;
    assert_eq!((talk.with.as_str(), talk.queue), (first.as_str(), Some(format!("vasl-{first}"))));
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    Ok(got)
}

case!(
    a_member_who_is_added_in_the_pbxs_panel_is_reconnected_to,
    "the file is written anew and read again, of which no event tells: 6065, by a queue of their \
     own, without a word to Vasl"
);
async fn a_member_who_is_added_in_the_pbxs_panel_is_reconnected_to() -> Result<String> {
    let setup = Setup { members: vec!["5050"], ..Setup::default() };
    let centre = installed(&setup).await?;
    let works_already = centre.operator("5050").await?;
    assert_eq!(centre.speaks(CUSTOMER).await?, "5050");
    assert_eq!(centre.speaks(CUSTOMER).await?, "5050");
    works_already.set(Behaviour::Busy);
    let _added = centre.operator("6065").await?;
    let asterisk = centre.lab.asterisk();
    let rewritten = queues_additional(setup.writer, &["5050", "6065"]);
    std::fs::write(asterisk.etc_dir().join("queues_additional.conf"), rewritten)?;
    asterisk.cli("queue reload all").await?;
    centre
        .until("the new member has a queue of their own", async || {
            Ok(asterisk.cli("queue show vasl-6065").await?.contains("Local/6065@from-queue/n"))
        })
        .await?;
    let other = "09351112233";
    assert_eq!(centre.speaks(other).await?, "6065");
    let call = centre.calls(other).await?;
    assert_eq!(call.wait_bridged_to("6065").await?.queue.as_deref(), Some("vasl-6065"));
    let got = centre.told(&call).await?;
    centre.ends(call).await?;
    Ok(got)
}
