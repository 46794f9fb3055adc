//! Calls as a real Asterisk told them, through the codec, the gate and the tracker.

#![allow(unreachable_pub, reason = "a test has no outside")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a recording that cannot be read fails the test"
)]

mod conversations;
mod cut;
mod logs;
mod outcomes;
mod scene;
mod stream;

use conversations::{Conversations, expected, tracker};
use stream::Recording;

#[test]
fn each_amounts_to_the_conversations_that_were_had() {
    let mut wrong = String::new();
    for recording in Recording::all() {
        assert_eq!(recording.dropped, 0, "{}: all of it is Asterisk's own", recording.name);
        let mut tracker = tracker();
        let mut conversations = Conversations::default();
        for event in recording.events() {
            conversations.note(tracker.apply(&event));
        }
        assert_eq!(tracker.channels(), 0, "{}", recording.name);
        assert_eq!(tracker.open().count(), 0, "{}", recording.name);
        if conversations.lines() != expected(&recording.folder) {
            wrong += &format!("{}\n  {}\n", recording.name, conversations.lines().join("\n  "));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
