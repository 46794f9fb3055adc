//! The logs that Asterisk wrote of the same calls, which are read for what was not heard.

use super::conversations::{Conversations, expected, tracker};
use super::stream::Recording;
use std::collections::BTreeSet;
use std::fs;
use vasl_asterisk::channel_events;
use vasl_domain::tracker::CallTracker;

/// The channel events know all of it but whom nobody answered.
#[test]
fn the_channel_events_amount_to_the_same_conversations() {
    let mut wrong = String::new();
    for recording in Recording::all() {
        let log = fs::read(recording.log("cel")).unwrap();
        assert_eq!(channel_events::read(&log).dropped, 0, "{}", recording.name);
        let mut conversations = Conversations::default();
        let tracker = hear(&mut conversations, tracker(), &log);
        assert_eq!((tracker.channels(), tracker.open().count()), (0, 0), "{}", recording.name);
        let mut had = expected(&recording.folder);
        had.retain(|line| !line.contains("outbound-missed"));
        if conversations.lines() != had {
            wrong += &format!("{}\n  {}\n", recording.name, conversations.lines().join("\n  "));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A stretch begins anywhere in the midst of calls, and what was open before is known.
#[test]
fn two_stretches_of_the_channel_events_amount_to_the_same() {
    for recording in Recording::all() {
        let log = fs::read(recording.log("cel")).unwrap();
        let lines: Vec<&[u8]> = log.split_inclusive(|byte| *byte == b'\n').collect();
        let mut whole = Conversations::default();
        let _ = hear(&mut whole, tracker(), &log);
        for cut in 0..lines.len() {
            let mut conversations = Conversations::default();
            let before = hear(&mut conversations, tracker(), &lines[..cut].concat());
            let mut after = tracker();
            after.restore(before.open().cloned());
            let after = hear(&mut conversations, after, &lines[cut..].concat());
            assert_eq!((after.channels(), after.open().count()), (0, 0));
            let who = |conversations: &Conversations| {
                let known = conversations.known.iter();
                known.map(|known| (known.id.clone(), known.who.clone())).collect::<BTreeSet<_>>()
            };
            assert_eq!(who(&conversations), who(&whole), "{} cut at {cut}", recording.name);
        }
    }
}

fn hear(conversations: &mut Conversations, mut tracker: CallTracker, log: &[u8]) -> CallTracker {
    for event in &channel_events::read(log).events {
        conversations.note(tracker.apply(event));
    }
    tracker
}
