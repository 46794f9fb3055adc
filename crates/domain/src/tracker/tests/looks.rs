//! Looks at all channels, in the midst of calls.

use super::*;

pub(super) fn in_bridge(party: Party, dialled: bool, by: Option<ConnectedBy>) -> SnapshotChannel {
    SnapshotChannel {
        party,
        bridge: Some(bridge("b")),
        dialled,
        connected_by: by,
        dials: None,
        operator: None,
    }
}

pub(super) fn snapshot(second: i64, channels: Vec<SnapshotChannel>) -> Snapshot {
    Snapshot { at: at(second, hangs_up(&caller())).at, channels }
}

fn bridged() -> Vec<SnapshotChannel> {
    let by = Some(ConnectedBy::Queue(QueueName::new("99").unwrap()));
    vec![in_bridge(caller(), false, by), in_bridge(operator(), true, None)]
}

#[test]
fn a_snapshot_ends_what_is_gone_when_it_was_last_seen() {
    let mut tracker = tracker();
    let mut events = queue_call();
    events.truncate(6);
    told(&mut tracker, events);
    let gone_at = snapshot(20, vec![]).at;
    let learned = tracker.resync(&snapshot(30, vec![]), gone_at);
    assert!(matches!(&learned[..], [Learned::Ended { at, .. }] if *at == gone_at));
}

#[test]
fn a_snapshot_keeps_what_is_still_there() {
    let mut tracker = tracker();
    let mut events = queue_call();
    events.truncate(6);
    told(&mut tracker, events);
    let snapshot = snapshot(30, bridged());
    assert!(tracker.resync(&snapshot, snapshot.at).is_empty());
    assert_eq!(told(&mut tracker, vec![hangs_up(&caller())]).len(), 1);
}

#[test]
fn a_snapshot_begins_what_was_not_known() {
    let mut tracker = tracker();
    let snapshot = snapshot(30, bridged());
    let learned = tracker.resync(&snapshot, snapshot.at);
    assert!(matches!(
        &learned[..],
        [Learned::Began(c)] if c.answered_at == snapshot.at && matches!(c.path, Path::Queue(_))
    ));
    assert!(tracker.resync(&snapshot, snapshot.at).is_empty(), "a second look finds nothing new");
}

/// A dropped event makes Vasl look in the midst of a call.
#[test]
fn a_look_takes_nothing_away_that_was_heard() {
    let by_desk = || Happening::DialBegan {
        from: Some(operator()),
        to: caller(),
        number: Some(b"09351112233".to_vec()),
    };
    let rings = |by| SnapshotChannel { bridge: None, ..in_bridge(by, false, None) };
    let look = snapshot(30, vec![rings(operator()), rings(caller())]);
    let mut missed = tracker();
    missed.apply(&at(1, by_desk()));
    assert_eq!(missed.resync(&look, look.at), []);
    let lines = told(&mut missed, vec![hangs_up(&caller())]);
    assert_eq!(lines[0], "0 + +989351112233 5050 OutboundMissed");
    let mut answered = tracker();
    answered.apply(&at(1, by_desk()));
    assert_eq!(answered.resync(&look, look.at), []);
    let lines = told(&mut answered, vec![enters("b", caller()), enters("b", operator())]);
    assert_eq!(lines, ["1 + +989351112233 5050 Outbound"]);
}

/// The customer's channel shows what was dialled at the desk, with a 9 for a line.
#[test]
fn a_look_shows_which_number_the_operator_dialled() {
    let customer = party("1795000000.9", "PJSIP/trunk-00000009", "909121234567");
    let desk = in_bridge(operator(), false, None);
    let desk = SnapshotChannel { dials: Some(b"09121234567".to_vec()), ..desk };
    let look = snapshot(30, vec![desk, in_bridge(customer, true, None)]);
    let learned = tracker().resync(&look, look.at);
    assert!(matches!(&learned[..], [Learned::Began(c)]
        if c.caller.as_str() == "+989121234567" && c.path == Path::Outbound));
}

#[test]
fn what_an_earlier_tracker_left_open_is_taken_up() {
    let mut first = tracker();
    let snapshot = snapshot(30, bridged());
    let learned = first.resync(&snapshot, snapshot.at);
    let [Learned::Began(conversation)] = &learned[..] else { panic!("{learned:?}") };

    let mut second = tracker();
    second.restore([conversation.id.clone()]);
    assert!(second.resync(&snapshot, snapshot.at).is_empty());

    let mut third = tracker();
    third.restore([conversation.id.clone()]);
    assert_eq!(third.resync(&Snapshot { at: snapshot.at, channels: vec![] }, snapshot.at).len(), 1);
}
