//! `vasl check` without a PBX.

use super::fake_manager::FakeManager;
use super::{NO_ASTERISK, Vasl};
use crate::support::Result;
use serde_json::Value;

/// The verdict and the message of a line.
fn line(lines: &Value, what: &str) -> (String, String) {
    let found = lines.as_array().into_iter().flatten().find(|line| line["what"] == what);
    let text = |key: &str| found.and_then(|line| line[key].as_str()).unwrap_or("none").to_owned();
    (text("verdict"), text("message"))
}

fn check(vasl: &Vasl) -> Result<Value> {
    let printed = vasl.run(&["--json", "check"])?;
    assert_eq!(printed.code, Some(1), "{printed:?}");
    Ok(serde_json::from_str(&printed.output)?)
}

#[test]
fn each_part_has_its_line() -> Result {
    let vasl = Vasl::with_module()?;
    let lines = check(&vasl)?;
    for (what, verdict, words) in [
        ("configuration", "ok", "vasl.toml"),
        ("store", "ok", "1 module, written in"),
        ("service", "failed", "vasl serve is not running"),
        ("PBX link", "failed", "cannot reach Asterisk at 127.0.0.1:1: Connection refused"),
        ("channel events", "warning", "[mappings] in cel_custom.conf"),
    ] {
        let (found, message) = line(&lines, what);
        assert_eq!(found, verdict, "{what}: {message}");
        assert!(message.contains(words), "{what}: {message}");
    }
    let printed = vasl.run(&["check"])?;
    let starts = |text: &str| printed.output.lines().any(|line| line.starts_with(text));
    assert!(starts("ok       configuration") && starts("FAILED   PBX link"), "{}", printed.output);
    assert!(!vasl.path("state/agi-token").exists(), "a check leaves nothing to the service");
    Ok(())
}

#[test]
fn a_configuration_that_is_wrong_is_the_only_line() -> Result {
    let vasl = Vasl::new()?;
    vasl.configure("[asterisk]\nadress = \"x\"\n")?;
    let lines = check(&vasl)?;
    assert_eq!(lines.as_array().map(Vec::len), Some(1));
    assert!(line(&lines, "configuration").1.contains("unknown setting `adress`"), "{lines}");
    Ok(())
}

#[tokio::test]
async fn a_running_service_is_seen() -> Result {
    let vasl = Vasl::new()?;
    let service = vasl.service();
    service.spawn().await?;
    service.wait_says("vasl serves").await?;
    let (verdict, message) = line(&check(&vasl)?, "service");
    // There is no PBX here for it to be linked to.
    assert_eq!(verdict, "warning", "{message}");
    assert!(message.starts_with("runs, answers calls at "), "{message}");
    service.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_wrong_secret_is_said() -> Result {
    let manager = FakeManager::start().await?;
    let vasl = Vasl::new()?;
    vasl.reconfigure(NO_ASTERISK, &manager.address.to_string())?;
    let (verdict, message) = line(&check(&vasl)?, "PBX link");
    assert_eq!(verdict, "failed");
    for words in ["refused vasl", "a wrong secret", "manager.conf"] {
        assert!(message.contains(words), "{message}");
    }
    assert!(!message.contains("the-secret"));
    Ok(())
}
