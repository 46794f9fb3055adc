//! `vasl install` on a PBX that FreePBX (Asterisk 22) or Issabel (Asterisk 16) writes, calls
//! through it, and `vasl uninstall`.

use crate::support::owned_pbx::{Setup, Writer, queues_additional};
use crate::support::{CallCentre, Result};
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
    centre.vasl.start().await?;
    let module = ["module", "add", "*5003", "poshtibani", "--for", "1:00", "--side", "queue:99"];
    centre.vasl.done(&[&module[..], &["--failure", "queue:99"]].concat()).await?;
    Ok(centre)
}

#[tokio::test]
async fn it_is_installed_used_and_taken_out_to_the_byte() -> Result {
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

    centre.vasl.start().await?;
    let module = ["module", "add", "*5003", "poshtibani", "--for", "1:00", "--side", "queue:99"];
    centre.vasl.done(&[&module[..], &["--failure", "queue:99"]].concat()).await?;
    let check = centre.vasl.run(&["check"]).await?;
    assert!(check.success && check.output.contains(pbx), "{}", check.output);
    let _operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks(CUSTOMER).await?;
    let again = centre.calls("+989121234567").await?;
    let talk = again.wait_bridged().await?;
    assert_eq!((talk.with.as_str(), talk.queue), (first.as_str(), Some(format!("vasl-{first}"))));
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
    let call = centre.lab.caller(CUSTOMER).call("02191000000")?;
    call.wait_answered().await?;
    Ok(())
}

#[tokio::test]
async fn what_others_wrote_meanwhile_stays() -> Result {
    let centre = CallCentre::before_installation(&Setup::default()).await?;
    let etc = centre.lab.asterisk().etc_dir();
    centre.vasl.done(&["install", "--yes"]).await?;
    let custom = etc.join("extensions_custom.conf");
    let text = std::fs::read(&custom)?;
    let edited = [b"; a line above\n", &text[..], b"[mine]\nexten => s,1,NoOp()\n"].concat();
    std::fs::write(&custom, edited)?;
    // The list of what was done is lost, too.
    std::fs::remove_file(centre.folder().join("state/attached.json"))?;
    let left = centre.vasl.json(&["uninstall", "--yes"]).await?;
    assert_eq!(left["left"]["copies"][0], "extensions_custom.conf.before-vasl", "{left}");
    let wanted =
        b"; a line above\n; Caf\xe9\r\n[from-internal-custom]\r\nexten => 1234,1,Hangup()\n\
                   [mine]\nexten => s,1,NoOp()\n";
    assert_eq!(std::fs::read(&custom)?, wanted);
    assert_eq!(std::fs::read(etc.join("manager_custom.conf"))?, b"");
    Ok(())
}

/// The PBX's own recording goes on: it starts for a reconnected call as it does for one of the
/// queue, and one that fell back to the queue is in one file or, on Issabel, in that of the queue.
#[tokio::test]
async fn a_reconnected_call_is_recorded_as_the_queues_are() -> Result {
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
    centre
        .until("the recording is whole", async || {
            Ok(files(&spool)?.iter().any(|(name, sound)| {
                name.contains("q-99-") && name.contains(&uniqueid) && sound.len() > 1_000
            }))
        })
        .await?;
    Ok(())
}

/// Voicemail would answer in the operator's place, and the caller be held for connected.
#[tokio::test]
async fn voicemail_does_not_take_a_reconnected_call() -> Result {
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
    centre.ends(call).await
}

/// FreePBX leads to a custom destination that returns by a subroutine of its own.
#[tokio::test]
async fn a_module_is_reached_through_a_custom_destination() -> Result {
    let centre = installed(&Setup::default()).await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let first = centre.speaks(CUSTOMER).await?;
    let call = centre.lab.caller(CUSTOMER).call("02191000000")?;
    let call = centre.presses(call, '4').await?;
    let talk = call.wait_bridged().await?;
    assert_eq!((talk.with.as_str(), talk.queue), (first.as_str(), Some(format!("vasl-{first}"))));
    centre.ends(call).await
}

/// The PBX's panel rewrites its file and reloads: no event tells of it.
#[tokio::test]
async fn a_member_who_is_added_in_the_pbxs_panel_is_reconnected_to() -> Result {
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
    centre.ends(call).await
}
