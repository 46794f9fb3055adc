//! The logs that a real Asterisk wrote of scripted calls (`crates/asterisk/tests/recordings`).

use super::*;
use std::path::Path as FilePath;

/// What a script's logs say, on the newest version that was recorded, and what was had.
struct Recorded {
    name: String,
    queue_log: Vec<u8>,
    events: Vec<u8>,
    had: Vec<String>,
}

fn all() -> Vec<Recorded> {
    let folder = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("../asterisk/tests/recordings");
    let scripts = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let scripts = scripts.filter(|script| script.is_dir());
    scripts.map(|script| read(&script)).collect()
}

fn read(script: &FilePath) -> Recorded {
    let files = fs::read_dir(script).unwrap().map(|entry| entry.unwrap().path());
    let logs = files.filter(|file| file.extension().is_some_and(|end| end == "cel"));
    let newest = logs.max().unwrap();
    let expected = fs::read_to_string(script.join("expected")).unwrap();
    let lines = expected.lines().filter(|line| !line.starts_with('#'));
    // Nobody answered a missed call, and no log tells of it.
    let lines = lines.filter(|line| !line.contains("missed") && !line.starts_with("decided"));
    let mut had: Vec<String> =
        lines.map(|line| line.split(" ended").next().unwrap_or(line).to_owned()).collect();
    had.sort();
    Recorded {
        name: script.file_name().unwrap().display().to_string(),
        queue_log: fs::read(newest.with_extension("queue_log")).unwrap(),
        events: fs::read(&newest).unwrap(),
        had,
    }
}

async fn known(gap: &Gap) -> Vec<String> {
    let path = |path: &Path| match path {
        Path::Queue(queue) => format!("queue:{queue}"),
        Path::Direct => "direct".to_owned(),
        Path::Reconnected { module, .. } => format!("reconnected:{module}"),
        Path::Outbound => "outbound".to_owned(),
        Path::OutboundMissed => "outbound-missed".to_owned(),
    };
    let line = |c: &Conversation| format!("{} {} {}", c.caller, c.operator, path(&c.path));
    let mut known: Vec<String> = gap.conversations().await.iter().map(line).collect();
    known.sort();
    known
}

/// Cuts a log before the first line of this time or later.
fn cut(log: &[u8], time: &str, time_of: impl Fn(&str) -> &str) -> (String, String) {
    let text = String::from_utf8_lossy(log);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let before = lines.iter().take_while(|line| time_of(line) < time).count();
    (lines[..before].concat(), lines[before..].concat())
}

/// In the midst of the calls Vasl reads the logs, they are rotated, and Vasl reads them again: what
/// was had is known, once, and so it is when all of it is read once more.
#[tokio::test]
async fn what_was_had_is_made_up_across_a_rotation() {
    for recorded in all() {
        let gap = Gap::new().await;
        let begin = [gap.position(QUEUE_LOG).await, gap.position(CHANNEL_EVENTS).await];
        let text = String::from_utf8_lossy(&recorded.events);
        let times: Vec<&str> = text.lines().filter_map(|line| line.split('|').nth(1)).collect();
        let middle = times[times.len() / 2];
        let events = cut(&recorded.events, middle, |line| line.split('|').nth(1).unwrap_or(""));
        // The queue's log tells times to the second.
        let second = middle.split('.').next().unwrap_or(middle);
        let rows = cut(&recorded.queue_log, second, |line| line.split('|').next().unwrap_or(""));
        gap.write("queue_log", &rows.0);
        gap.write("cel-custom/vasl.csv", &events.0);
        gap.make_up(&[]).await;
        for log in ["queue_log", "cel-custom/vasl.csv"] {
            let path = gap.folder.path().join(log);
            fs::rename(&path, path.with_extension("1")).unwrap();
        }
        gap.write("queue_log", &rows.1);
        gap.write("cel-custom/vasl.csv", &events.1);
        let open = gap.store.open_conversations(&gap.config.asterisk.pbx).await.unwrap();
        gap.make_up(&open).await;
        assert_eq!(known(&gap).await, recorded.had, "{}", recorded.name);
        let all = gap.conversations().await;
        let over = all.iter().all(|known| matches!(known.ending, Ending::Ended(_)));
        assert!(over, "{}: {all:?}", recorded.name);
        for position in begin.iter().flatten() {
            gap.store.record_past(&[], Some(position)).await.unwrap();
        }
        gap.make_up(&[]).await;
        assert_eq!(gap.conversations().await, all, "{}", recorded.name);
    }
}
