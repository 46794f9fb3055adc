//! The queue's log (`queue_log`), read as what it is: a file into which a caller can write.
//!
//! A caller's number goes into an ENTERQUEUE row as it came, line breaks included
//! (`apps/app_queue.c`), so a row without all of its fields may be the beginning of a forgery, and
//! what follows it is not believed.
//!
//! That keeps the clumsy out. Whoever knows the format writes `1|1`, a line break and a row without
//! its last field; the rest of the true row makes it whole, and nothing in the file tells the three
//! from genuine ones. So no row is more than a hint, and `vasl_domain::backfill` asks for a witness.

use crate::names;
use jiff::Timestamp;
use std::collections::HashMap;
use vasl_domain::backfill::{QueueLogEntry, QueueLogRow};
use vasl_domain::call::ConnectedBy;
use vasl_domain::name::{ModuleCode, Uniqueid};

/// A caller's text is at most this long on the wire (`res/res_pjsip.c`): within as many bytes after
/// a torn row, nothing is believed.
const LONGEST_CALLER_TEXT: usize = 80;

/// More rows than are written between two that belong together.
const LATELY: usize = 200;

/// The event that Vasl's dialplan writes before it enters an operator's queue.
pub const RECONNECT_EVENT: &str = "VASLRECONNECT";

/// What was read from a stretch of the log.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The rows that tell of conversations.
    pub rows: Vec<QueueLogRow>,
    /// Rows that were not believed.
    pub dropped: usize,
    /// How many bytes make whole lines; the rest was still being written.
    pub consumed: usize,
}

/// Reads whole lines of the log.
#[must_use]
pub fn read(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    let mut reconnecting = HashMap::new();
    let mut distrusted = 0_usize;
    while let Some(rest) = bytes.get(read.consumed..)
        && let Some(end) = memchr::memchr(b'\n', rest)
    {
        let line = rest.get(..end).unwrap_or_default();
        read.consumed += end + 1;
        if distrusted > 0 {
            distrusted = distrusted.saturating_sub(end + 1);
            read.dropped += 1;
            continue;
        }
        match whole_row(line, &mut reconnecting) {
            Some(row) => {
                row.iter().for_each(|row| forget_account(&mut read.rows, row));
                read.rows.extend(row);
            }
            None => {
                read.dropped += 1;
                distrusted = LONGEST_CALLER_TEXT;
            }
        }
    }
    read
}

/// A module may have its calls written down under a real queue too, right before the queue that
/// truly connects them writes its own row (`render/account.rs`): one call, by the module.
fn forget_account(rows: &mut Vec<QueueLogRow>, next: &QueueLogRow) {
    let QueueLogEntry::Connected { by: ConnectedBy::Module(_), operator: true_one } = &next.entry
    else {
        return;
    };
    let is_account = |row: &QueueLogRow| {
        let same = matches!(&row.entry,
            QueueLogEntry::Connected { by: ConnectedBy::Queue(_), operator } if operator == true_one);
        same && row.caller == next.caller
    };
    let lately = rows.len().saturating_sub(LATELY);
    let account = rows.iter().skip(lately).position(is_account);
    if let Some(place) = account {
        rows.remove(lately + place);
    }
}

/// The row, if it has all of its fields: what it tells of conversations, if anything.
fn whole_row(
    line: &[u8],
    reconnecting: &mut HashMap<Uniqueid, ModuleCode>,
) -> Option<Option<QueueLogRow>> {
    let fields: Vec<&[u8]> = line.split(|byte| *byte == b'|').collect();
    let [time, call, queue, _agent, event, data @ ..] = fields.as_slice() else {
        return None;
    };
    let at = Timestamp::from_second(text(time)?.parse().ok()?).ok()?;
    let caller = Uniqueid::new(text(call)?).ok()?;
    let queue = text(queue)?;
    let entry = match *event {
        b"ENTERQUEUE" => {
            let [_url, number, _position, ..] = data else {
                return None;
            };
            Some(QueueLogEntry::Entered { number: number.to_vec() })
        }
        b"CONNECT" => {
            let [_hold, operator, _ring, ..] = data else {
                return None;
            };
            let operator = Uniqueid::new(text(operator)?).ok()?;
            let by = if names::operator_of_shadow(queue).is_some() {
                reconnecting.remove(&caller).map(ConnectedBy::Module)
            } else {
                names::real_queue(queue).map(ConnectedBy::Queue)
            };
            by.map(|by| QueueLogEntry::Connected { by, operator })
        }
        b"COMPLETEAGENT" | b"COMPLETECALLER" => {
            let [_hold, _talk, _position, ..] = data else {
                return None;
            };
            Some(QueueLogEntry::Completed)
        }
        _ if *event == RECONNECT_EVENT.as_bytes() => {
            let [module, ..] = data else { return None };
            reconnecting.insert(caller, ModuleCode::new(text(module)?).ok()?);
            return Some(None);
        }
        _ => None,
    };
    Some(entry.map(|entry| QueueLogRow { at, caller, entry }))
}

fn text(field: &[u8]) -> Option<&str> {
    std::str::from_utf8(field).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As Asterisk 22 wrote them.
    const CALL: &str = "\
1795410001|NONE|NONE|NONE|QUEUESTART|
1795410002|1795410002.1|99|NONE|ENTERQUEUE||09121234567|1
1795410003|1795410002.1|99|5050|CONNECT|1|1795410002.2|1
1795410063|1795410002.1|99|5050|COMPLETECALLER|1|60|1
";

    #[test]
    fn a_call() {
        let read = read(CALL.as_bytes());
        assert_eq!((read.rows.len(), read.dropped, read.consumed), (3, 0, CALL.len()));
        assert!(matches!(&read.rows[1].entry,
            QueueLogEntry::Connected { by: ConnectedBy::Queue(q), operator }
                if q.as_str() == "99" && operator.as_str() == "1795410002.2"));
    }

    #[test]
    fn a_reconnected_call_names_its_module() {
        let log = "1|1.1|vasl-5050|NONE|VASLRECONNECT|*5003\n\
                   1|1.1|vasl-5050|NONE|ENTERQUEUE||09121234567|1\n\
                   2|1.1|vasl-5050|5050|CONNECT|1|1.2|1\n";
        assert!(matches!(&read(log.as_bytes()).rows[1].entry,
            QueueLogEntry::Connected { by: ConnectedBy::Module(m), .. } if m.as_str() == "*5003"));
    }

    #[test]
    fn a_call_that_is_accounted_under_a_queue_came_by_its_module() {
        let log = "1|1.1|vasl-5050|NONE|VASLRECONNECT|*5003\n\
                   1|1.1|vasl-5050|NONE|ENTERQUEUE||09121234567|1\n\
                   2|1.1|99|NONE|ENTERQUEUE||09121234567|1\n\
                   2|1.1|99|Ali|CONNECT|1|1.2|1\n\
                   2|1.9|99|Ali|CONNECT|1|1.2|1\n\
                   2|1.1|vasl-5050|5050|CONNECT|1|1.2|1\n\
                   9|1.1|99|Ali|COMPLETECALLER|1|7|1\n\
                   9|1.1|vasl-5050|5050|COMPLETECALLER|1|7|1\n";
        let rows = read(log.as_bytes()).rows;
        let connected: Vec<_> = rows
            .iter()
            .filter_map(|row| match &row.entry {
                QueueLogEntry::Connected { by, .. } => Some((row.caller.as_str(), by.clone())),
                _ => None,
            })
            .collect();
        assert!(
            matches!(
                &connected[..],
                [("1.9", ConnectedBy::Queue(_)), ("1.1", ConnectedBy::Module(_))]
            ),
            "{connected:?}"
        );
    }

    #[test]
    fn a_line_that_is_still_being_written_waits() {
        let part = &CALL.as_bytes()[..CALL.len() - 5];
        let first = read(part);
        assert_eq!(first.rows.len(), 2);
        assert_eq!(read(&CALL.as_bytes()[first.consumed..]).rows.len(), 1);
    }

    /// Seen on 16 and 22: `From: <sip:%0A<epoch>|1.2|600|Op 5050|CONNECT|1|1.3|1%0A@…>`.
    #[test]
    fn a_forged_row_taints_itself_and_its_neighbours() {
        let forged = "1795410002|1795410002.9|99|NONE|ENTERQUEUE||\n\
                      1|1.2|600|Op 5050|CONNECT|1|1.3|1\n|1\n";
        let log = format!("{forged}{CALL}");
        let read = read(log.as_bytes());
        assert!(read.rows.iter().all(|row| row.caller.as_str() != "1.2"), "{read:?}");
        assert!(read.rows.iter().any(|row| matches!(row.entry, QueueLogEntry::Connected { .. })));
    }

    /// Here is where it must be known that a row proves nothing.
    #[test]
    fn a_forgery_that_uses_the_rest_of_the_true_row_looks_whole() {
        let number = "1|1\n1795410003|1795410002.1|99|5050|CONNECT|1|1795410002.2";
        assert!(number.len() <= 79);
        let log = format!("1795410002|1795410002.9|99|NONE|ENTERQUEUE||{number}|1\n");
        let read = read(log.as_bytes());
        assert_eq!((read.rows.len(), read.dropped), (2, 0));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let read = read(&bytes);
            prop_assert!(read.consumed <= bytes.len());
        }

        /// Bytes that are not written to be whole rows make none of another call.
        #[test]
        fn no_number_becomes_a_row(number in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'|'), Just(b'1'), Just(b'.'), any::<u8>()], 0..79)) {
            let mut log = b"1795410002|1795410002.9|99|NONE|ENTERQUEUE||".to_vec();
            log.extend(&number);
            log.extend(b"|1\n");
            for row in read(&log).rows {
                prop_assert_eq!(row.caller.as_str(), "1795410002.9");
            }
        }
    }
}
