//! Random stories of a call centre, told event by event, against what truly happened.
//!
//! [`steps`] is what people do, [`moves`] what the PBX makes of it, [`exchange`] its channels and
//! bridges and the events that they cause, and [`truth`] who spoke with whom, read from the bridges
//! themselves by plain rules.

mod exchange;
mod moves;
mod steps;
mod stories;
mod truth;

use crate::call::{CallEvent, Happening, Roster};
use crate::conversation::ConversationId;
use crate::name::{Extension, PbxName, Uniqueid};
use crate::number::NumberPlan;
use crate::tracker::{CallTracker, Learned};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use steps::{Step, World};
use stories::any_story;
use truth::{Pair, in_calls};

fn tracker() -> CallTracker {
    let mut roster = Roster::default();
    for operator in ["5050", "6065", "7070", "9001"] {
        roster.add(Extension::new(operator).unwrap());
    }
    let plan = NumberPlan::new("IR", Some("21")).unwrap();
    CallTracker::new(PbxName::new("pbx").unwrap(), plan, roster)
}

/// A story that is being played to a tracker.
struct Play<'a> {
    steps: std::slice::Iter<'a, Step>,
    world: World,
    tracker: CallTracker,
    /// How many events were told.
    told: usize,
    /// What a look could not tell: who was in a conference then.
    in_crowd: BTreeSet<Pair>,
    /// What was learned of each conversation: what it was, in which step it began and ended.
    known: BTreeMap<Pair, (String, usize, Option<usize>)>,
}

impl<'a> Play<'a> {
    fn of(story: &'a [Step]) -> Self {
        Self {
            steps: story.iter(),
            world: World::default(),
            tracker: tracker(),
            told: 0,
            in_crowd: BTreeSet::new(),
            known: BTreeMap::new(),
        }
    }

    /// Lets the next step happen, and after the last one everybody hang up one by one; gives the
    /// step's number and its events.
    fn next(&mut self) -> Option<(usize, Vec<CallEvent>)> {
        let number = match self.steps.next() {
            Some(step) => self.world.step(step),
            None => self.world.ends()?,
        };
        let events = self.world.exchange.told[self.told..].to_vec();
        self.told = self.world.exchange.told.len();
        Some((number, events))
    }

    fn hear(&mut self, number: usize, event: &CallEvent) {
        let learned = self.tracker.apply(event);
        self.note(number, learned);
    }

    /// Looks at all channels.
    fn look(&mut self, number: usize) {
        let look = self.world.exchange.look();
        let learned = self.tracker.resync(&look, look.at);
        self.note(number, learned);
        let crowd = in_calls(&self.world.exchange, 3);
        self.in_crowd =
            self.world.truth.up().into_iter().filter(|p| crowd.contains(&p.0)).collect();
    }

    /// Another tracker goes on, that knows only what was open.
    fn restart(&mut self) {
        let before = std::mem::replace(&mut self.tracker, tracker());
        self.tracker.restore(before.open().cloned());
    }

    fn note(&mut self, number: usize, learned: Vec<Learned>) {
        for learned in learned {
            match learned {
                Learned::Began(conversation) => {
                    let (caller, operator) = (&conversation.caller, &conversation.operator);
                    let what = format!("{caller} {operator} {:?}", conversation.path);
                    let new = (what, number, None);
                    self.known.entry(pair_of(&conversation.id)).or_insert(new).2 = None;
                }
                Learned::Ended { id, .. } => {
                    let (.., ended) =
                        self.known.get_mut(&pair_of(&id)).expect("what ends has begun");
                    assert_eq!(ended.replace(number), None, "it ends once");
                }
            }
        }
    }

    /// Who speaks now is who speaks.
    fn check_up(&self, number: usize) {
        let up: BTreeSet<Pair> = self.tracker.open().map(pair_of).collect();
        let mut truth = self.world.truth.up();
        truth.retain(|pair| up.contains(pair) || !self.in_crowd.contains(pair));
        assert_eq!(up, truth, "up after step {number}\n{}", self.chronicle());
        let known = self.known.iter().filter(|(_, (.., ended))| ended.is_none());
        assert_eq!(up, known.map(|(pair, _)| *pair).collect(), "as it was told");
    }

    /// Nothing is known that was not.
    fn check_nothing_invented(&self) {
        for (pair, (what, ..)) in &self.known {
            let had = self.world.truth.had.contains_key(pair);
            assert!(had, "invented: {pair:?} {what}\n{}", self.chronicle());
        }
    }

    fn check_all(&self) {
        let had = self.world.truth.had.iter().map(|(pair, had)| {
            let what = format!("{} {} {:?}", had.caller, had.operator, had.path);
            (*pair, (what, had.began, had.ended))
        });
        assert_eq!(self.known, had.collect(), "\n{}", self.chronicle());
    }

    fn check_nothing_left(&self) {
        assert!(self.tracker.channels.is_empty() && self.tracker.open.is_empty());
    }

    /// All that was told, for whoever looks for what is wrong.
    fn chronicle(&self) -> String {
        let line = |event: &CallEvent| match &event.what {
            Happening::BridgeEntered { bridge, party, swapped } => {
                let for_whom = swapped.as_ref().map_or(String::new(), |id| format!(" for {id}"));
                format!("{} enters {bridge}{for_whom}\n", party.channel.as_str())
            }
            Happening::BridgeLeft { bridge, uniqueid } => format!("{uniqueid} leaves {bridge}\n"),
            Happening::HungUp { party, .. } => format!("{} hangs up\n", party.channel.as_str()),
            Happening::DialBegan { from, to, .. } => {
                let from = from.as_ref().map_or("", |party| party.channel.as_str());
                format!("{from} dials {}\n", to.channel.as_str())
            }
            other => format!("{other:?}\n"),
        };
        self.world.exchange.told.iter().map(line).collect()
    }
}

fn pair_of(id: &ConversationId) -> Pair {
    let chan = |uniqueid: &Uniqueid| uniqueid.as_str().rsplit_once('.').unwrap().1.parse().unwrap();
    (chan(&id.caller_uniqueid), chan(&id.operator_uniqueid))
}

proptest! {
    /// After each step who speaks is known, and in the end all that was had: by whom, how they
    /// came together, in which step it began and ended.
    #[test]
    fn a_story_amounts_to_the_conversations_that_were_had(story in any_story()) {
        let mut play = Play::of(&story);
        while let Some((number, events)) = play.next() {
            events.iter().for_each(|event| play.hear(number, event));
            play.check_up(number);
        }
        play.check_all();
        play.check_nothing_left();
    }

    #[test]
    fn every_event_twice_tells_the_same(story in any_story()) {
        let mut play = Play::of(&story);
        while let Some((number, events)) = play.next() {
            for event in &events {
                play.hear(number, event);
                assert_eq!(play.tracker.apply(event), []);
            }
        }
        play.check_all();
        play.check_nothing_left();
    }

    /// Whoever hears nothing for some steps and then looks at all channels knows from there on who
    /// speaks, whether they have heard the beginning or are told only what was open.
    #[test]
    fn a_look_makes_up_for_steps_that_were_not_heard(
        story in any_story(), lost in 0_usize..40, missed in 1_usize..10, restarted: bool
    ) {
        let mut play = Play::of(&story);
        while let Some((number, events)) = play.next() {
            if number < lost || number >= lost + missed {
                events.iter().for_each(|event| play.hear(number, event));
                play.check_up(number);
            } else if number + 1 == lost + missed {
                if restarted {
                    play.restart();
                }
                play.look(number);
                play.check_up(number);
            }
        }
        play.check_nothing_invented();
    }

    /// A forger takes an event and its neighbours along, and Vasl looks soon afterwards.
    #[test]
    fn a_look_makes_up_for_events_that_were_dropped(
        story in any_story(), from in 0_usize..150, dropped in 1_usize..4
    ) {
        let mut play = Play::of(&story);
        let mut place = 0;
        while let Some((number, events)) = play.next() {
            let lost = from..from + dropped;
            for event in &events {
                if !lost.contains(&place) {
                    play.hear(number, event);
                }
                place += 1;
            }
            if (place - events.len()..place).any(|place| lost.contains(&place)) {
                play.look(number);
            }
            play.check_up(number);
        }
        play.check_nothing_invented();
        play.check_nothing_left();
    }
}
