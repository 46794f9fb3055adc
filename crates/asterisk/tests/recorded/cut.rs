//! Recordings of which a part is lost, doubled, or told again after a look at all channels.

use super::conversations::{Conversations, Known, tracker};
use super::scene::Scene;
use super::stream::{Recording, Told};
use std::collections::BTreeMap;
use vasl_domain::call::CallEvent;
use vasl_domain::conversation::ConversationId;
use vasl_domain::tracker::{Learned, Snapshot};

/// So many events at most come between the link and the look.
const MOST_BETWEEN: usize = 8;

/// A recording's events, and where in them it was looked at all channels.
struct Whole {
    events: Vec<CallEvent>,
    looks: Vec<(usize, Snapshot)>,
    known: Vec<Known>,
    /// For each conversation, between which events it was up, once or more often.
    up: BTreeMap<ConversationId, Vec<(usize, usize)>>,
}

impl Whole {
    fn of(recording: Recording) -> Self {
        let mut whole =
            Self { events: vec![], looks: vec![], known: vec![], up: BTreeMap::default() };
        for told in recording.told {
            match told {
                Told::Event(event) => whole.events.push(event),
                Told::Look(look) => whole.looks.push((whole.events.len(), look)),
            }
        }
        let (mut tracker, mut conversations) = (tracker(), Conversations::default());
        for (place, event) in whole.events.iter().enumerate() {
            for learned in tracker.apply(event) {
                let (id, began) = learned_of(&learned);
                let up = whole.up.entry(id).or_default();
                if began {
                    up.push((place, usize::MAX));
                } else {
                    up.last_mut().unwrap().1 = place;
                }
                conversations.note(vec![learned]);
            }
        }
        whole.known = conversations.known;
        whole
    }

    /// The link is lost after `lost` events. A Vasl that kept what was open is linked again after
    /// `linked`, looks, and then hears all that happened since, also before it looked.
    fn resumed(&self, lost: usize, linked: usize, look: &Snapshot) -> Conversations {
        let (mut before, mut conversations) = (tracker(), Conversations::default());
        for event in &self.events[..lost] {
            conversations.note(before.apply(event));
        }
        let gone_at = self.events[..lost].last().map_or(look.at, |event| event.at);
        let mut after = tracker();
        after.restore(before.open().cloned());
        conversations.note(after.resync(look, gone_at));
        for event in &self.events[linked..] {
            conversations.note(after.apply(event));
        }
        assert_eq!((after.channels(), after.open().count()), (0, 0));
        conversations
    }

    /// Nothing is invented; what was heard before, what is up at the look and what comes after it
    /// is known, with how they came together where that could be seen. Of what came and went
    /// between only the logs can tell.
    fn check(&self, lost: usize, looked: usize, resumed: &Conversations) {
        for known in &resumed.known {
            assert!(self.up.contains_key(&known.id), "invented: {known:?}");
        }
        for real in &self.known {
            let id = &real.id;
            let began = self.up[id][0].0;
            if began >= lost && began < looked && !self.was_up(looked, id) {
                continue;
            }
            let is_missed_call = real.path == "outbound-missed";
            let Some(known) = resumed.known.iter().find(|known| known.id == *id) else {
                assert!(is_missed_call && began >= looked, "missing: {real:?}");
                continue;
            };
            assert_eq!(known.who, real.who);
            if began < lost || began >= looked && !self.is_between(looked, id) {
                assert_eq!(known.path, real.path, "lost {lost}, looked {looked}: {known:?}");
            }
        }
    }

    /// The places up to one after which something else was known: elsewhere a loss is the same.
    fn losses(&self, up_to: usize) -> impl Iterator<Item = usize> {
        let learned = self.up.values().flatten().flat_map(|(began, ended)| [*began, *ended]);
        let mut places: Vec<usize> = learned.map(|place| place.saturating_add(1)).collect();
        places.extend([0, up_to]);
        places.sort_unstable();
        places.dedup();
        places.into_iter().take_while(move |place| *place <= up_to)
    }

    fn was_up(&self, looked: usize, id: &ConversationId) -> bool {
        self.up[id].iter().any(|(began, ended)| *began < looked && *ended >= looked)
    }

    /// Of a caller who is between two operators just then, a look tells by which queue they came,
    /// and not that it has done its part.
    fn is_between(&self, looked: usize, id: &ConversationId) -> bool {
        let of_caller = self.up.keys().filter(|other| other.caller_uniqueid == id.caller_uniqueid);
        let mut before = of_caller.filter(|other| self.up[*other][0].0 < looked).peekable();
        before.peek().is_some() && !before.any(|other| self.was_up(looked, other))
    }
}

fn learned_of(learned: &Learned) -> (ConversationId, bool) {
    match learned {
        Learned::Began(conversation) => (conversation.id.clone(), true),
        Learned::Ended { id, .. } => (id.clone(), false),
    }
}

fn each(check: impl Fn(&Whole)) {
    for recording in Recording::all() {
        println!("{}", recording.name);
        check(&Whole::of(recording));
    }
}

#[test]
fn every_event_twice_tells_the_same() {
    each(|whole| {
        let (mut tracker, mut conversations) = (tracker(), Conversations::default());
        for event in &whole.events {
            conversations.note(tracker.apply(event));
            assert_eq!(tracker.apply(event), []);
        }
        assert_eq!(conversations.known, whole.known);
    });
}

/// With the looks of the real Asterisk, which may be a few events behind: what ended just before
/// one, the link has heard of.
#[test]
fn a_link_that_was_lost_is_made_up_by_a_look() {
    each(|whole| {
        for (found, look) in &whole.looks {
            for linked in found.saturating_sub(MOST_BETWEEN)..*found {
                for lost in whole.losses(linked) {
                    let resumed = whole.resumed(lost, linked, look);
                    whole.check(lost, *found, &resumed);
                }
            }
        }
    });
}

/// Everywhere, not only where the scripts looked.
#[test]
fn a_link_that_is_lost_anywhere_is_made_up() {
    each(|whole| {
        for found in 0..=whole.events.len() {
            let look = Scene::after(&whole.events[..found]).look();
            for lost in whole.losses(found) {
                let resumed = whole.resumed(lost, found, &look);
                whole.check(lost, found, &resumed);
            }
        }
    });
}
