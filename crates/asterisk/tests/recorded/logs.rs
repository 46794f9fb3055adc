//! The logs that Asterisk wrote of the same calls, which are read for what was not heard.

use super::conversations::{Conversations, expected, tracker};
use super::stream::Recording;
use std::fs;
use vasl_asterisk::channel_events;

/// The channel events know all of it but whom nobody answered.
#[test]
fn the_channel_events_amount_to_the_same_conversations() {
    let mut wrong = String::new();
    for recording in Recording::all() {
        let read = channel_events::read(&fs::read(recording.log("cel")).unwrap());
        assert_eq!(read.dropped, 0, "{}", recording.name);
        let (mut tracker, mut conversations) = (tracker(), Conversations::default());
        for event in &read.events {
            conversations.note(tracker.apply(event));
        }
        assert_eq!((tracker.channels(), tracker.open().count()), (0, 0), "{}", recording.name);
        let mut had = expected(&recording.folder);
        had.retain(|line| !line.contains("outbound-missed"));
        if conversations.lines() != had {
            wrong += &format!("{}\n  {}\n", recording.name, conversations.lines().join("\n  "));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
