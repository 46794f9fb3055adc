//! A recording, read as the link reads what comes from Asterisk.

use jiff::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};
use vasl_ami::codec::{Decoder, Incoming, Message};
use vasl_ami::event::{Event, Gate, Item, ListCollector, Traffic};
use vasl_asterisk::events;
use vasl_domain::call::CallEvent;
use vasl_domain::tracker::Snapshot;

/// What a recording tells, in order.
pub enum Told {
    /// Something happened.
    Event(CallEvent),
    /// All channels, as they were then.
    Look(Snapshot),
}

/// One script, played on one version of Asterisk.
pub struct Recording {
    /// The script's folder.
    pub folder: PathBuf,
    file: PathBuf,
    /// The script's name and the version of Asterisk.
    pub name: String,
    pub told: Vec<Told>,
    /// How many messages were not believed.
    pub dropped: u64,
}

impl Recording {
    /// All recordings.
    pub fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
        let mut recordings = Vec::new();
        for script in folders_in(&folder) {
            for file in files_in(&script, "ami") {
                recordings.push(Self::read(&script, &file));
            }
        }
        recordings
    }

    fn read(folder: &Path, file: &Path) -> Self {
        let name = format!("{} on {}", name_of(folder), file.file_stem().unwrap().display());
        let mut reading = Reading::default();
        let mut decoder = Decoder::without_banner();
        let mut gate = Gate::new(Traffic::Events);
        let bytes = fs::read(file).unwrap();
        let mut rest = bytes.as_slice();
        while let Some(found) = decoder.decode(&mut rest) {
            let Incoming::Message(message) = found else { panic!("{name} is not AMI") };
            // The recorder gave its actions identifiers that it counted up.
            let outcome = gate.push(message, |_| true);
            reading.told.extend(outcome.event.and_then(told));
            if let Some(reply) = outcome.reply {
                reading.replied(reply.message);
            }
        }
        assert!(decoder.is_idle(), "{name} ends in the midst of a message");
        reading.told.extend(gate.release().and_then(told));
        Self {
            folder: folder.to_owned(),
            file: file.to_owned(),
            name,
            told: reading.told,
            dropped: gate.take_dropped().total(),
        }
    }

    /// What one of Asterisk's logs says of the same calls.
    pub fn log(&self, name: &str) -> PathBuf {
        self.file.with_extension(name)
    }

    /// What happened, without the looks between.
    pub fn events(&self) -> Vec<CallEvent> {
        let events = self.told.iter().filter_map(|told| match told {
            Told::Event(event) => Some(event.clone()),
            Told::Look(_) => None,
        });
        events.collect()
    }
}

fn told(event: Event) -> Option<Told> {
    events::call_event(&event).map(Told::Event)
}

#[derive(Default)]
struct Reading {
    told: Vec<Told>,
    list: ListCollector,
    channels: Vec<Item>,
}

impl Reading {
    /// Channels, then bridges: with the last of these a look is whole.
    fn replied(&mut self, message: Message) {
        if message.event_name().is_none() {
            return;
        }
        let of_bridges = message.event_name().unwrap().as_str() == "BridgeListComplete";
        if !self.list.push(message).unwrap() {
            return;
        }
        let list = std::mem::take(&mut self.list).finish();
        assert!(list.is_whole());
        if of_bridges {
            let channels = std::mem::take(&mut self.channels);
            self.told.push(Told::Look(events::snapshot(self.now(), &channels, &list.items)));
        } else {
            self.channels = list.items;
        }
    }

    /// A look is as late as the event before it.
    fn now(&self) -> Timestamp {
        let at = self.told.iter().rev().find_map(|told| match told {
            Told::Event(event) => Some(event.at),
            Told::Look(_) => None,
        });
        at.unwrap_or_default()
    }
}

/// The last part of a path, as text.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap().display().to_string()
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|entry| entry.is_dir()).collect()
}

/// The files of a folder whose names end so.
pub fn files_in(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let has = |entry: &PathBuf| entry.extension().is_some_and(|known| known == extension);
    entries(folder).into_iter().filter(has).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    entries
}
