//! What happened while Vasl did not look: made up from snapshots and logs, once.

use super::line::Line;
use crate::support::{CallCentre, DIALLED, MODULE, Plan, Result};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;
use vasl_lab::Call;

const OPERATORS: [&str; 3] = ["5050", "6065", "7070"];

fn plan() -> Plan {
    Plan { operators: OPERATORS.to_vec(), members: OPERATORS.to_vec(), ..Plan::default() }
}

/// Each conversation by its caller: with whom it was, and whether it is over.
async fn known(centre: &CallCentre) -> Result<BTreeMap<String, Vec<(String, bool)>>> {
    let mut known: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for conversation in centre.conversations().await? {
        let text = |key: &str| conversation[key].as_str().unwrap_or_default().to_owned();
        let over = conversation["ending"]["ended"].is_string();
        known.entry(text("caller")).or_default().push((text("operator"), over));
    }
    Ok(known)
}

/// Presses 3 and is connected; gives the call and with whom.
async fn speaks_on(centre: &CallCentre, number: &str) -> Result<(Call, String)> {
    let call = centre.calls(number).await?;
    let with = call.wait_bridged().await?.with;
    Ok((call, with))
}

async fn hangs_up(call: Call) -> Result {
    call.hang_up().await?;
    call.wait_final_report().await?;
    Ok(())
}

case!(
    the_link_to_the_manager_is_cut,
    "reconnected meanwhile by what is known; a conversation that ended, one that began and a whole \
     one are made up, once each"
);
async fn the_link_to_the_manager_is_cut() -> Result<String> {
    const ENDED: &str = "09120000001";
    const BEGUN: &str = "09120000002";
    const WHOLE: &str = "09120000003";
    const BEFORE: &str = "09120000004";
    let centre = CallCentre::prepare(&plan()).await?;
    let line = Line::between(&centre).await?;
    centre.vasl.start().await?;
    centre.add_module(MODULE, &plan()).await?;
    let _operators = centre.operators(OPERATORS).await?;
    let before = centre.speaks(BEFORE).await?;
    let (ending, with_ended) = speaks_on(&centre, ENDED).await?;
    centre
        .until("the conversation is learned", async || Ok(known(&centre).await?.len() == 2))
        .await?;

    line.cut(true);
    centre.vasl.wait_says("the link to Asterisk is down").await?;
    hangs_up(ending).await?;
    let (whole, with_whole) = speaks_on(&centre, WHOLE).await?;
    hangs_up(whole).await?;
    let (returning, talk) = speaks_on(&centre, BEFORE).await?;
    assert_eq!(talk, before, "what is known holds");
    hangs_up(returning).await?;
    let (_begun, with_begun) = speaks_on(&centre, BEGUN).await?;
    line.cut(false);
    centre.vasl.wait_says_times("in step with the PBX", 2).await?;

    let expected = BTreeMap::from([
        ("+989120000001".to_owned(), vec![(with_ended.clone(), true)]),
        ("+989120000002".to_owned(), vec![(with_begun.clone(), false)]),
        ("+989120000003".to_owned(), vec![(with_whole.clone(), true)]),
        ("+989120000004".to_owned(), vec![(before.clone(), true), (before.clone(), true)]),
    ]);
    centre.until("all is known", async || Ok(known(&centre).await? == expected)).await?;
    assert_eq!(centre.speaks(ENDED).await?, with_ended);
    assert_eq!(centre.speaks(WHOLE).await?, with_whole);
    Ok("all four conversations of the gap, once; each caller goes back to their operator"
        .to_owned())
}

/// The logs that are read back.
fn logs(centre: &CallCentre) -> [PathBuf; 2] {
    let folder = centre.lab.asterisk().log_dir();
    [folder.join("queue_log"), folder.join("cel-custom/vasl.csv")]
}

case!(
    logs_that_are_rotated_and_read_twice,
    "what stands in the old and in the new file is learned, once, also when every row stands there \
     twice"
);
async fn logs_that_are_rotated_and_read_twice() -> Result<String> {
    const OLD: &str = "09120000001";
    const NEW: &str = "09120000002";
    let centre = CallCentre::open_with(plan()).await?;
    let _operators = centre.operators(OPERATORS).await?;
    // Without a place to read on from, a log is not read at all; a start notes it.
    centre.speaks("09350000000").await?;
    centre.vasl.stop().await?;
    centre.vasl.start().await?;
    centre.vasl.kill().await?;
    let (call, with_old) = speaks_on(&centre, OLD).await?;
    hangs_up(call).await?;
    for log in logs(&centre) {
        fs::rename(&log, log.with_added_extension("1"))?;
    }
    centre.lab.asterisk().cli("logger reload").await?;
    let (call, with_new) = speaks_on(&centre, NEW).await?;
    hangs_up(call).await?;
    centre.vasl.start().await?;
    let learned = known(&centre).await?;
    assert_eq!(learned.get("+989120000001"), Some(&vec![(with_old.clone(), true)]), "{learned:?}");
    assert_eq!(learned.get("+989120000002"), Some(&vec![(with_new.clone(), true)]), "{learned:?}");
    let whole = centre.conversations().await?;
    assert_eq!(whole.len(), 3);

    centre.vasl.kill().await?;
    for log in logs(&centre) {
        let rows = fs::read(&log)?;
        assert!(!rows.is_empty());
        File::options().append(true).open(&log)?.write_all(&rows)?;
    }
    centre.vasl.start().await?;
    assert_eq!(centre.conversations().await?, whole);
    assert_eq!(centre.speaks(OLD).await?, with_old);
    let again = centre.presses_three(centre.lab.caller(NEW).call(DIALLED)?).await?;
    again.wait_bridged_to(&with_new).await?;
    Ok(format!("{with_old} and {with_new}, once each, and again"))
}
