//! What a real Asterisk refuses, and folders that it does not let Vasl write in: said, taken back,
//! and nothing half done.

use crate::support::{CallCentre, MODULE, Plan, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const NOT_APPLIED: &str = "the configuration was not applied";

/// Every file of Asterisk's configuration, but for one that is half written at this moment.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_none_or(|extension| extension != "vasl-new") {
            found.insert(path.clone(), fs::read(path)?);
        }
    }
    Ok(found)
}

fn change(path: &Path, change: impl FnOnce(String) -> String) -> Result {
    Ok(fs::write(path, change(fs::read_to_string(path)?))?)
}

/// A module that cannot be added leaves no trace: not in the store, not in the files. Gives what
/// is said.
async fn is_refused(centre: &CallCentre, code: &str, words: &[&str]) -> Result<String> {
    let etc = centre.lab.asterisk().etc_dir();
    let (modules, before) = (centre.vasl.list(&["module", "list"]).await?, files(&etc)?);
    let arguments = ["--json", "module", "add", code, "forush", "--until", "17:30"];
    let arguments = [&arguments[..], &["--side", "queue:99", "--failure", "queue:99"]].concat();
    let printed = centre.vasl.run(&arguments).await?;
    assert!(!printed.success, "{printed:?}");
    let answer: serde_json::Value = serde_json::from_str(&printed.output)?;
    assert_eq!(answer["error"]["code"], "apply_refused");
    let sentence = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(sentence.starts_with("the change was not made: "), "{sentence}");
    for word in words {
        assert!(sentence.contains(word), "“{sentence}” lacks “{word}”");
    }
    assert_eq!(centre.vasl.list(&["module", "list"]).await?, modules);
    // The service itself tries again at times, and takes that back too.
    centre.until("the files are as they were", async || Ok(files(&etc)? == before)).await?;
    Ok(sentence.split(';').next().unwrap_or_default().to_owned())
}

async fn is_accepted(centre: &CallCentre, code: &str) -> Result {
    let settings = ["--until", "17:30", "--side", "queue:99", "--failure", "queue:99"];
    centre.vasl.done(&[&["module", "add", code, "forush"][..], &settings].concat()).await
}

case!(
    a_configuration_folder_that_cannot_be_written,
    "a new module is refused with the file and what to do; once it can be written, it is \
     taken"
);
/// A folder stands where one of the files would be written, which stops root too.
async fn a_configuration_folder_that_cannot_be_written() -> Result<String> {
    let centre = CallCentre::prepare(&Plan::default()).await?;
    let in_the_way = centre.lab.asterisk().etc_dir().join("vasl/queues.conf.vasl-new");
    fs::create_dir_all(&in_the_way)?;
    centre.vasl.spawn().await?;
    centre.vasl.wait_says("in step with the PBX").await?;
    centre.vasl.wait_says(NOT_APPLIED).await?;
    assert!(centre.vasl.log().contains("vasl/queues.conf"), "{}", centre.vasl.log());
    let words = ["cannot write", "vasl/queues.conf: ", "[asterisk] configuration_folder"];
    let refused = is_refused(&centre, MODULE, &words).await?;
    // A module's other commands, and callers, are not held up by it.
    assert!(centre.vasl.list(&["decision", "list"]).await?.is_empty());
    fs::remove_dir(&in_the_way)?;
    is_accepted(&centre, MODULE).await?;
    Ok(refused)
}

case!(
    a_file_that_does_not_read_vasls,
    "a new module is refused with the line that is missing; once it is there, it is taken"
);
/// The administrator keeps the lines to themselves and forgot one.
async fn a_file_that_does_not_read_vasls() -> Result<String> {
    let centre = CallCentre::prepare(&Plan::default()).await?;
    change(centre.vasl.config(), |text| {
        text.replace("[asterisk]\n", "[asterisk]\nadd_include_lines = false\n")
    })?;
    let etc = centre.lab.asterisk().etc_dir();
    for name in ["extensions.conf", "pjsip.conf"] {
        change(&etc.join(name), |text| format!("{text}\n#include vasl/{name}\n"))?;
        fs::write(etc.join("vasl").join(name), "")?;
    }
    centre.vasl.spawn().await?;
    centre.vasl.wait_says(NOT_APPLIED).await?;
    let words = [
        "queues.conf does not read Vasl's",
        "add the line “#include vasl/queues.conf” to it",
        "the configuration is back as it was",
        "vasl check",
    ];
    // The first try made the files that were missing.
    let refused = is_refused(&centre, MODULE, &words).await?;
    let checked = centre.vasl.run(&["check"]).await?;
    assert!(checked.output.contains("queues.conf lacks the line"), "{}", checked.output);
    change(&etc.join("queues.conf"), |text| format!("{text}\n#include vasl/queues.conf\n"))?;
    is_accepted(&centre, MODULE).await?;
    Ok(refused)
}

case!(
    a_dialplan_that_asterisk_refuses_to_read,
    "a new module is refused, the files are back as they were, and calls go on"
);
/// Asterisk refuses a whole file of which an included one is missing, and keeps what it had.
async fn a_dialplan_that_asterisk_refuses_to_read() -> Result<String> {
    let centre = CallCentre::open().await?;
    let _operators = centre.operators(["5050", "6065"]).await?;
    let checked = centre.vasl.json(&["check"]).await?;
    for line in checked.as_array().into_iter().flatten() {
        // The machine that tests keeps no time zone of Tehran's.
        let of_the_machine = line["what"] == "PBX time zone";
        assert!(line["verdict"] == "ok" || of_the_machine, "{line}");
    }
    let theirs = centre.lab.asterisk().etc_dir().join("extensions.conf");
    let whole = fs::read_to_string(&theirs)?;
    fs::write(&theirs, format!("{whole}\n#include not-there.conf\n"))?;
    let words = [
        "Asterisk did not take the change",
        "it does not read extensions.conf again, and its log says why",
        "the configuration is back as it was",
    ];
    let refused = is_refused(&centre, "*5004", &words).await?;
    centre.speaks("09121234567").await?;
    assert_eq!(centre.decision(1).await?["reason"], "never_spoke");
    fs::write(&theirs, whole)?;
    is_accepted(&centre, "*5004").await?;
    Ok(refused)
}

case!(
    a_secret_that_asterisk_does_not_take,
    "a new module is refused because there is no link; `vasl check` says so; the secret is \
     shown nowhere"
);
async fn a_secret_that_asterisk_does_not_take() -> Result<String> {
    let centre = CallCentre::prepare(&Plan::default()).await?;
    let secret = centre.lab.asterisk().vasl_secret().to_owned();
    change(centre.vasl.config(), |text| text.replace(&secret, "not-the-secret"))?;
    centre.vasl.spawn().await?;
    centre.vasl.wait_says("no such manager user, a wrong secret").await?;
    let refused =
        is_refused(&centre, MODULE, &["there is no link to Asterisk", "vasl check"]).await?;
    let checked = centre.vasl.run(&["check"]).await?;
    assert!(!checked.success);
    assert!(checked.output.contains("FAILED   PBX link"), "{}", checked.output);
    assert!(checked.output.contains("refused vasl"), "{}", checked.output);
    for text in [&checked.output, &checked.errors, &centre.vasl.log()] {
        assert!(!text.contains("not-the-secret"), "{text}");
    }
    Ok(refused)
}
