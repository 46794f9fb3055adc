use super::*;
use std::fs;
use std::io::Write as _;
use vasl_domain::name::{Extension, QueueName, Uniqueid};
use vasl_store::{ConversationFilter, SqliteStore};

#[path = "gap_recorded_tests.rs"]
mod recorded;

const QUEUE_ROWS: &str = "\
1795410002|1795410002.1|99|NONE|ENTERQUEUE||09121234567|1
1795410003|1795410002.1|99|5050|CONNECT|1|1795410002.2|1
1795410063|1795410002.1|99|5050|COMPLETECALLER|1|60|1
";

const EVENTS: &str = "\
BRIDGE_ENTER|1795410003.200000|1795410002.2|PJSIP/5050-00000002|AppQueue|09121234567|vasl-queue|99||{\"bridge_id\":\"b1\"}
BRIDGE_ENTER|1795410003.210000|1795410002.1|PJSIP/trunk-00000001|Queue|09121234567|vasl-queue|99||{\"bridge_id\":\"b1\"}
BRIDGE_EXIT|1795410063.300000|1795410002.2|PJSIP/5050-00000002|AppQueue||vasl-internal|5050||{\"bridge_id\":\"b1\"}
HANGUP|1795410063.310000|1795410002.1|PJSIP/trunk-00000001|Queue|09121234567|vasl-queue|99||{\"hangupcause\":16}
";

/// A PBX's log folder, and the store of a Vasl that has read all that stands there.
struct Gap {
    folder: tempfile::TempDir,
    config: Config,
    store: SqliteStore,
    roster: Roster,
}

impl Gap {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("cel-custom")).unwrap();
        let path = folder.path().join("vasl.toml");
        fs::write(&path, format!("[asterisk]\nlog_folder = {:?}\n", folder.path())).unwrap();
        let config = Config::load(Some(&path)).unwrap();
        let store = SqliteStore::open(&folder.path().join("vasl.db")).await.unwrap();
        let mut roster = Roster::default();
        for operator in ["5050", "6065", "7070", "9001"] {
            roster.add(Extension::new(operator).unwrap());
        }
        let gap = Self { folder, config, store, roster };
        gap.write("queue_log", "");
        gap.write("cel-custom/vasl.csv", "");
        gap.make_up(&[]).await;
        gap
    }

    fn write(&self, log: &str, text: &str) {
        let path = self.folder.path().join(log);
        let mut file = fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    async fn make_up(&self, open: &[Conversation]) {
        let numbers = &self.config.preferences.numbers;
        make_up(&self.config, numbers, &self.store, &self.roster, open).await;
    }

    async fn conversations(&self) -> Vec<Conversation> {
        self.store.conversations(&ConversationFilter::default()).await.unwrap()
    }

    async fn position(&self, log: &str) -> Option<LogPosition> {
        self.store.log_position(&self.config.asterisk.pbx, log).await.unwrap()
    }
}

#[tokio::test]
async fn what_was_spoken_in_the_gap_is_made_up() {
    let gap = Gap::new().await;
    gap.write("queue_log", QUEUE_ROWS);
    gap.write("cel-custom/vasl.csv", EVENTS);
    gap.make_up(&[]).await;
    let conversations = gap.conversations().await;
    let [conversation] = &conversations[..] else { panic!("{conversations:?}") };
    assert_eq!(conversation.caller.as_str(), "+989121234567");
    assert_eq!(conversation.operator.as_str(), "5050");
    assert_eq!(conversation.path, Path::Queue(QueueName::new("99").unwrap()));
    assert_eq!(conversation.answered_at.as_second(), 1_795_410_003);
    assert_eq!(conversation.ending.last_known().as_second(), 1_795_410_063);
    assert!(matches!(conversation.ending, Ending::Ended(_)));
}

#[tokio::test]
async fn a_stretch_that_is_read_twice_changes_nothing() {
    let gap = Gap::new().await;
    let before = [gap.position(QUEUE_LOG).await, gap.position(CHANNEL_EVENTS).await];
    gap.write("queue_log", QUEUE_ROWS);
    gap.write("cel-custom/vasl.csv", EVENTS);
    gap.make_up(&[]).await;
    let once = gap.conversations().await;
    gap.make_up(&[]).await;
    assert_eq!(gap.conversations().await, once);
    for position in before.iter().flatten() {
        gap.store.record_past(&[], Some(position)).await.unwrap();
    }
    gap.make_up(&[]).await;
    assert_eq!(gap.conversations().await, once);
}

#[tokio::test]
async fn the_queues_log_alone_makes_none() {
    let gap = Gap::new().await;
    gap.write("queue_log", QUEUE_ROWS);
    gap.make_up(&[]).await;
    assert_eq!(gap.conversations().await, []);
}

/// With whom they spoke is known; in the name of which queue is not.
#[tokio::test]
async fn a_queues_call_without_the_queues_log_is_not_taken_for_a_direct_one() {
    let gap = Gap::new().await;
    gap.write("cel-custom/vasl.csv", EVENTS);
    gap.make_up(&[]).await;
    assert_eq!(gap.conversations().await, []);
}

#[tokio::test]
async fn a_direct_call_needs_no_queue_log() {
    let gap = Gap::new().await;
    gap.write("cel-custom/vasl.csv", &EVENTS.replace("AppQueue", "AppDial"));
    gap.make_up(&[]).await;
    let conversations = gap.conversations().await;
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0].path, Path::Direct);
}

#[tokio::test]
async fn a_conversation_that_was_up_gets_its_end() {
    let gap = Gap::new().await;
    let id = ConversationId {
        pbx: gap.config.asterisk.pbx.clone(),
        caller_uniqueid: Uniqueid::new("1795410002.1").unwrap(),
        operator_uniqueid: Uniqueid::new("1795410002.2").unwrap(),
    };
    let answered_at = jiff::Timestamp::from_second(1_795_410_003).unwrap();
    let open = Conversation {
        id: id.clone(),
        caller: vasl_domain::number::Caller::from_canonical("+989121234567").unwrap(),
        operator: Extension::new("5050").unwrap(),
        path: Path::Queue(QueueName::new("99").unwrap()),
        answered_at,
        ending: Ending::StillUp(answered_at),
    };
    gap.store.conversation_began(&open).await.unwrap();
    // The link was lost after they had been connected.
    gap.write("queue_log", QUEUE_ROWS.split_inclusive('\n').next_back().unwrap());
    for event in EVENTS.split_inclusive('\n').skip(2) {
        gap.write("cel-custom/vasl.csv", event);
    }
    gap.make_up(&[open]).await;
    let conversations = gap.conversations().await;
    let [conversation] = &conversations[..] else { panic!("{conversations:?}") };
    assert_eq!(conversation.id, id);
    assert!(matches!(conversation.ending, Ending::Ended(_)), "{conversation:?}");
    assert_eq!(conversation.ending.last_known().as_second(), 1_795_410_063);
}

#[tokio::test]
async fn a_line_that_is_still_being_written_is_read_when_it_is_whole() {
    let gap = Gap::new().await;
    let (before, after) = EVENTS.split_at(EVENTS.len() / 3);
    gap.write("cel-custom/vasl.csv", before);
    gap.make_up(&[]).await;
    let position = gap.position(CHANNEL_EVENTS).await.unwrap().offset;
    let whole = before.rfind('\n').map_or(0, |at| at + 1);
    assert_eq!(position, u64::try_from(whole).unwrap());
    gap.write("cel-custom/vasl.csv", after);
    gap.make_up(&[]).await;
    let position = gap.position(CHANNEL_EVENTS).await.unwrap().offset;
    assert_eq!(position, u64::try_from(EVENTS.len()).unwrap());
}

/// A link that is dead and not noticed yet must not take what it missed for known.
#[tokio::test]
async fn what_counts_as_known_lags_some_heartbeats_behind() {
    let gap = Gap::new().await;
    let mut marks = Marks::default();
    gap.write("queue_log", QUEUE_ROWS);
    for _ in 0..BEATS_BEHIND {
        marks.beat(&gap.config, &gap.store).await;
        assert_eq!(gap.position(QUEUE_LOG).await.unwrap().offset, 0);
    }
    gap.write("queue_log", QUEUE_ROWS);
    marks.beat(&gap.config, &gap.store).await;
    let known = gap.position(QUEUE_LOG).await.unwrap().offset;
    assert_eq!(known, u64::try_from(QUEUE_ROWS.len()).unwrap());
    marks.forget();
    for _ in 0..BEATS_BEHIND {
        marks.beat(&gap.config, &gap.store).await;
        assert_eq!(gap.position(QUEUE_LOG).await.unwrap().offset, known);
    }
}

#[tokio::test]
async fn logs_that_are_not_there_are_passed_over() {
    let gap = Gap::new().await;
    fs::remove_file(gap.folder.path().join("queue_log")).unwrap();
    fs::remove_dir_all(gap.folder.path().join("cel-custom")).unwrap();
    gap.make_up(&[]).await;
    assert_eq!(gap.conversations().await, []);
}
