//! Making up what was missed while the link was down: the queue's log and the channel events, read
//! on from where they had been read to.

use crate::config::Config;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use tracing::{info, warn};
use vasl_asterisk::log_file::{self, Place};
use vasl_asterisk::{channel_events, queue_log};
use vasl_domain::backfill::{self, MadeUp};
use vasl_domain::call::Roster;
use vasl_domain::conversation::{Conversation, ConversationId, Ending, Path};
use vasl_domain::number::NumberPlan;
use vasl_domain::tracker::{CallTracker, Learned};
use vasl_store::{LogPosition, Store};

const QUEUE_LOG: &str = "queue_log";
const CHANNEL_EVENTS: &str = "channel_events";

fn path_of(config: &Config, log: &str) -> PathBuf {
    let folder = &config.asterisk.log_folder;
    match log {
        QUEUE_LOG => folder.join("queue_log"),
        _ => folder.join("cel-custom").join(channel_events::FILE),
    }
}

/// How far the logs went at the last few heartbeats.
///
/// A link may be dead for some seconds before it is noticed, so what is noted as known is how far
/// the logs went some heartbeats ago. Reading a stretch twice changes nothing.
#[derive(Debug, Default)]
pub struct Marks(VecDeque<Vec<(&'static str, Place)>>);

/// More heartbeats than a dead link takes to be noticed.
const BEATS_BEHIND: usize = 6;

impl Marks {
    /// The link is lost, or new: how far the logs went meanwhile says nothing.
    pub fn forget(&mut self) {
        self.0.clear();
    }

    /// A heartbeat: notes how far the logs go, and keeps how far they went before.
    pub async fn beat(&mut self, config: &Config, store: &impl Store) {
        let ends = [QUEUE_LOG, CHANNEL_EVENTS].into_iter().filter_map(|log| {
            log_file::end(&path_of(config, log)).ok().flatten().map(|end| (log, end))
        });
        self.0.push_back(ends.collect());
        if self.0.len() > BEATS_BEHIND {
            for (log, end) in self.0.pop_front().unwrap_or_default() {
                save_place(config, store, log, end, &[]).await;
            }
        }
    }
}

/// Reads on in the logs and keeps the conversations that they tell of. `open` are those that were
/// up when the PBX was last seen.
///
/// What cannot be read is said and passed over: callers wait for the service, not for its logs.
pub async fn make_up(
    config: &Config,
    numbers: &NumberPlan,
    store: &impl Store,
    roster: &Roster,
    open: &[Conversation],
) {
    let (queue_log_bytes, queue_log_end) = read(config, store, QUEUE_LOG).await;
    let (event_bytes, events_end) = read(config, store, CHANNEL_EVENTS).await;
    let rows = queue_log::read(&queue_log_bytes);
    let events = channel_events::read(&event_bytes);
    let queue_log_end = whole_lines(queue_log_end, queue_log_bytes.len() - rows.consumed);
    let events_end = whole_lines(events_end, event_bytes.len() - events.consumed);
    let mut witnessed = witnesses(config, numbers, roster, open, &events);
    // By which queue they came together only the queue's log can say.
    let by_unknown_queue: Vec<ConversationId> = witnessed
        .values()
        .filter(|c| c.path == Path::Direct && !open.iter().any(|known| known.id == c.id))
        .filter(|c| events.dialled_by_queue.contains(&c.id.operator_uniqueid))
        .map(|conversation| conversation.id.clone())
        .collect();
    let all: Vec<Conversation> = std::mem::take(&mut witnessed).into_values().collect();
    let MadeUp { mut conversations, unwitnessed } =
        backfill::make_up(&config.asterisk.pbx, numbers, &rows.rows, &all);
    conversations.retain(|c| !(c.path == Path::Direct && by_unknown_queue.contains(&c.id)));
    let dropped = rows.dropped + events.dropped;
    if !rows.rows.is_empty() || !events.events.is_empty() || dropped > 0 {
        info!(conversations = conversations.len(), unwitnessed, dropped, "made up from the logs");
    }
    if let Some(end) = queue_log_end {
        save_place(config, store, QUEUE_LOG, end, &conversations).await;
    }
    if let Some(end) = events_end {
        save_place(config, store, CHANNEL_EVENTS, end, &conversations).await;
    }
}

/// The conversations that the channel events, or what was known before, vouch for.
fn witnesses(
    config: &Config,
    numbers: &NumberPlan,
    roster: &Roster,
    open: &[Conversation],
    events: &channel_events::Read,
) -> BTreeMap<ConversationId, Conversation> {
    let mut witnessed: BTreeMap<ConversationId, Conversation> =
        open.iter().map(|conversation| (conversation.id.clone(), conversation.clone())).collect();
    let mut tracker =
        CallTracker::new(config.asterisk.pbx.clone(), numbers.clone(), roster.clone());
    tracker.restore(witnessed.keys().cloned());
    for event in &events.events {
        for learned in tracker.apply(event) {
            match learned {
                Learned::Began(conversation) => {
                    let up = conversation.ending;
                    let known = witnessed.entry(conversation.id.clone()).or_insert(conversation);
                    known.ending = up;
                }
                Learned::Ended { id, at } => {
                    if let Some(conversation) = witnessed.get_mut(&id) {
                        conversation.ending = Ending::Ended(at);
                    }
                }
            }
        }
    }
    witnessed
}

async fn read(config: &Config, store: &impl Store, log: &str) -> (Vec<u8>, Option<Place>) {
    let path = path_of(config, log);
    let known = match store.log_position(&config.asterisk.pbx, log).await {
        Ok(known) => known.map(|known| Place { inode: known.inode, offset: known.offset }),
        Err(error) => {
            warn!(%error, log, "how far a log was read is not known; it is passed over");
            return (Vec::new(), None);
        }
    };
    match log_file::read_since(&path, known) {
        // A log that is not there yet is read from its beginning once it is.
        Ok(stretch) if stretch.end == Place::default() && known.is_some() => (Vec::new(), None),
        Ok(stretch) => (stretch.bytes, Some(stretch.end)),
        Err(error) => {
            warn!(%error, path = %path.display(), "a log of the PBX cannot be read");
            (Vec::new(), None)
        }
    }
}

/// A line that was still being written is read again next time.
fn whole_lines(end: Option<Place>, unfinished: usize) -> Option<Place> {
    let unfinished = u64::try_from(unfinished).unwrap_or(0);
    end.map(|end| Place { offset: end.offset.saturating_sub(unfinished), ..end })
}

async fn save_place(
    config: &Config,
    store: &impl Store,
    log: &str,
    end: Place,
    conversations: &[Conversation],
) {
    let position = LogPosition {
        pbx: config.asterisk.pbx.clone(),
        file: log.to_owned(),
        inode: end.inode,
        offset: end.offset,
    };
    if let Err(error) = store.record_past(conversations, Some(&position)).await {
        warn!(%error, log, "what the logs tell could not be kept");
    }
}

#[cfg(test)]
#[path = "gap_tests.rs"]
mod tests;
