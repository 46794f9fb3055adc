//! Channel events (CEL), the witness that a caller cannot write.
//!
//! `cel_custom` writes one line an event into a file of Vasl's own. No field of it can begin
//! another field or line: what a caller may have a word in has its breaks replaced, so a number
//! with a break in it is no number, here as in the manager's events. So unlike the queue's log it
//! is believed, and also about the queue by which two came together.
//!
//! The dialled extension is a caller's text: it stands in the name of a `Local` channel.

use crate::events;
use crate::names;
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};
use vasl_domain::call::{
    BridgeId, CallEvent, ChannelName, ConnectedBy, HangupCause, Happening, Party,
};
use vasl_domain::name::{Extension, Uniqueid};

/// The file, in the folder `cel-custom` of Asterisk's logs.
pub const FILE: &str = "vasl.csv";

/// The events of `cel.conf` that are read.
pub const NEEDED: [&str; 4] = ["BRIDGE_ENTER", "BRIDGE_EXIT", "HANGUP", "CHAN_END"];

/// What `cel_custom.conf` must have under `[mappings]` for the file to be written.
///
/// The time is that of the writing, a moment after the event: the event's own comes in whatever
/// form `cel.conf` has for other readers (IssabelPBX sets `dateformat=%F %T`, a local time).
#[must_use]
pub fn mapping() -> String {
    format!(
        "{FILE} => ${{eventtype}}|${{STRFTIME(,,%s.%6q)}}|${{CHANNEL(uniqueid)}}|{}|${{CHANNEL(appname)}}|{}|\
         ${{CHANNEL(context)}}|${{FILTER(0-9*#,${{CHANNEL(exten)}})}}|{}|${{eventextra}}",
        without_breaks("CHANNEL(channame)"),
        without_breaks("CALLERID(num)"),
        without_breaks("CHANNEL(appdata)"),
    )
}

/// By name: a function that is given the text can be cheated (see `render::identity`).
fn without_breaks(variable: &str) -> String {
    format!(r"${{REPLACE({variable},\\n\\r|,!)}}")
}

/// What was read from a stretch of the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// What happened, in order.
    pub events: Vec<CallEvent>,
    /// The channels that a queue dialled: with whom they spoke is known, by which queue is not.
    pub dialled_by_queue: HashSet<Uniqueid>,
    /// Lines that could not be read.
    pub dropped: usize,
    /// How many bytes make whole lines; the rest was still being written.
    pub consumed: usize,
}

/// Reads whole lines of the file.
///
/// A stretch may begin in the midst of calls. A channel of which it first tells that it leaves a
/// bridge was in it before, so whoever comes in between is known to have met it.
#[must_use]
pub fn read(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    let (mut were_there, mut bridged) = (Vec::new(), HashSet::new());
    let mut found_by_queue = HashMap::new();
    while let Some(rest) = bytes.get(read.consumed..)
        && let Some(end) = memchr::memchr(b'\n', rest)
    {
        let line = rest.get(..end).unwrap_or_default();
        read.consumed += end + 1;
        match Event::parse(&String::from_utf8_lossy(line)) {
            Some(event) => {
                if event.application == "AppQueue" {
                    read.dialled_by_queue.insert(event.party.uniqueid.clone());
                }
                if event.kind.starts_with("BRIDGE_") && bridged.insert(event.party.uniqueid.clone())
                {
                    event.tell_was_there(&mut were_there);
                }
                event.tell_connected(&mut found_by_queue, &mut read.events);
                event.tell(&mut read.events);
            }
            None => read.dropped += 1,
        }
    }
    if let Some(begins) = read.events.first().map(|event| event.at) {
        were_there.iter_mut().for_each(|event| event.at = begins);
        read.events.splice(..0, were_there);
    }
    read
}

struct Event<'a> {
    kind: &'a str,
    at: Timestamp,
    party: Party,
    application: &'a str,
    /// Of what the application was given.
    argument: &'a str,
    connected_by: Option<ConnectedBy>,
    bridge: Option<BridgeId>,
    is_for_talking: bool,
}

impl<'a> Event<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut fields = line.splitn(10, '|');
        let mut next = || fields.next();
        let (kind, time, uniqueid) = (next()?, next()?, next()?);
        let (channel, application, number) = (next()?, next()?, next()?);
        let (context, extension) = (next()?, next()?);
        let (application_data, extra) = (next()?, next()?);
        let party = Party {
            uniqueid: Uniqueid::new(uniqueid).ok()?,
            channel: ChannelName::new(channel)?,
            number: number.as_bytes().to_vec(),
            in_module: names::module_at(context, extension),
        };
        let argument = application_data.split(',').next().unwrap_or_default();
        let connected_by = match &party.in_module {
            _ if application != "Queue" => None,
            Some(module) if names::operator_of_shadow(argument).is_some() => {
                Some(ConnectedBy::Module(module.clone()))
            }
            _ => names::real_queue(argument).map(ConnectedBy::Queue),
        };
        Some(Self {
            kind,
            at: timestamp(time)?,
            party,
            application,
            argument,
            connected_by,
            bridge: bridge_in(extra),
            is_for_talking: application != "ConfBridge"
                && !extra.contains(r#""bridge_technology":"holding_bridge""#),
        })
    }

    fn tell(self, events: &mut Vec<CallEvent>) {
        let at = self.at;
        let what = match (self.kind, self.bridge.clone()) {
            ("BRIDGE_ENTER", Some(bridge)) => {
                return self.tell_enters(bridge, self.connected_by.clone(), events);
            }
            ("BRIDGE_EXIT", Some(bridge)) => {
                Happening::BridgeLeft { bridge, uniqueid: self.party.uniqueid }
            }
            ("HANGUP" | "CHAN_END", _) => {
                Happening::HungUp { party: self.party, cause: HangupCause::Other }
            }
            _ => return,
        };
        events.push(CallEvent { at, what });
    }

    /// A queue puts the member whom it found into a bridge, then the caller.
    fn tell_connected(&self, found: &mut HashMap<BridgeId, Party>, events: &mut Vec<CallEvent>) {
        let ("BRIDGE_ENTER", Some(bridge)) = (self.kind, &self.bridge) else { return };
        if self.application == "AppQueue" {
            found.insert(bridge.clone(), self.party.clone());
        } else if let Some(by) = self.connected_by.clone()
            && let Some(operator) = found.remove(bridge)
        {
            let what = Happening::QueueConnected { caller: self.party.clone(), operator, by };
            events.push(CallEvent { at: self.at, what });
        }
    }

    /// What a channel that leaves a bridge runs does not tell how it came there.
    fn tell_was_there(&self, events: &mut Vec<CallEvent>) {
        if let ("BRIDGE_EXIT", Some(bridge)) = (self.kind, self.bridge.clone()) {
            self.tell_enters(bridge, None, events);
        }
    }

    fn tell_enters(
        &self,
        bridge: BridgeId,
        connected_by: Option<ConnectedBy>,
        events: &mut Vec<CallEvent>,
    ) {
        let party = || self.party.clone();
        let mut tell = |what| events.push(CallEvent { at: self.at, what });
        if !self.is_for_talking {
            return tell(Happening::SetAside { party: party() });
        }
        let dialled = matches!(self.application, "AppQueue" | "AppDial" | "AppDial2");
        let dials = events::number_dialled(self.application, self.argument);
        tell(Happening::ChannelSeen { party: party(), dialled, connected_by, dials });
        if self.application == "AgentLogin" {
            let operator = Extension::new(self.argument).ok();
            tell(Happening::OperatorAt { party: party(), operator });
        }
        tell(Happening::BridgeEntered { bridge, party: party(), swapped: None });
    }
}

/// `1795410002.123456`.
fn timestamp(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole = Timestamp::from_second(seconds.parse().ok()?).ok()?;
    let digits = fraction.get(..fraction.len().min(6))?;
    let micros: i64 = if digits.is_empty() { 0 } else { format!("{digits:0<6}").parse().ok()? };
    whole.checked_add(SignedDuration::from_micros(micros)).ok()
}

/// The bridge's id in the event's extra fields, which are JSON of Asterisk's own making.
fn bridge_in(extra: &str) -> Option<BridgeId> {
    let (_, rest) = extra.split_once("\"bridge_id\":\"")?;
    BridgeId::new(rest.split('"').next()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use vasl_domain::call::Roster;
    use vasl_domain::conversation::Path;
    use vasl_domain::name::{Extension, PbxName};
    use vasl_domain::number::NumberPlan;
    use vasl_domain::tracker::{CallTracker, Learned};

    const CALL: &str = "\
CHAN_START|1795410002.100000|1795410002.1|PJSIP/trunk-00000001||09121234567|vasl-inbound|02191000000||
BRIDGE_ENTER|1795410003.200000|1795410002.2|PJSIP/5050-00000002|AppQueue|09121234567|vasl-reconnect|*5003|(Outgoing Line)|{\"bridge_id\":\"b1\",\"bridge_technology\":\"simple_bridge\"}
BRIDGE_ENTER|1795410003.210000|1795410002.1|PJSIP/trunk-00000001|Queue|09121234567|vasl-reconnect|*5003|vasl-5050,n,,,20|{\"bridge_id\":\"b1\",\"bridge_technology\":\"simple_bridge\"}
BRIDGE_EXIT|1795410063.300000|1795410002.2|PJSIP/5050-00000002|AppQueue||vasl-internal|5050|(Outgoing Line)|{\"bridge_id\":\"b1\",\"bridge_technology\":\"simple_bridge\"}
HANGUP|1795410063.310000|1795410002.1|PJSIP/trunk-00000001|Queue|09121234567|vasl-reconnect|*5003|vasl-5050,n,,,20|{\"hangupcause\":16}
";

    #[test]
    fn the_events_of_a_call_amount_to_its_conversation() {
        let read = read(CALL.as_bytes());
        assert_eq!((read.dropped, read.consumed), (0, CALL.len()));
        assert!(read.dialled_by_queue.contains(&Uniqueid::new("1795410002.2").unwrap()));
        let mut roster = Roster::default();
        roster.add(Extension::new("5050").unwrap());
        let plan = NumberPlan::new("IR", None).unwrap();
        let mut tracker = CallTracker::new(PbxName::new("pbx").unwrap(), plan, roster);
        let learned: Vec<Learned> =
            read.events.iter().flat_map(|event| tracker.apply(event)).collect();
        let [Learned::Began(conversation), Learned::Ended { at, .. }] = &learned[..] else {
            panic!("{learned:?}")
        };
        assert_eq!(conversation.caller.as_str(), "+989121234567");
        assert!(
            matches!(&conversation.path, Path::Reconnected { module, .. } if module.as_str() == "*5003")
        );
        assert_eq!(at.as_microsecond(), 1_795_410_063_300_000);
    }

    fn learned(log: &str) -> Vec<Learned> {
        let mut roster = Roster::default();
        roster.add(Extension::new("5050").unwrap());
        learned_by(roster, log)
    }

    fn learned_by(roster: Roster, log: &str) -> Vec<Learned> {
        let plan = NumberPlan::new("IR", None).unwrap();
        let mut tracker = CallTracker::new(PbxName::new("pbx").unwrap(), plan, roster);
        read(log.as_bytes()).events.iter().flat_map(|event| tracker.apply(event)).collect()
    }

    #[test]
    fn a_call_through_a_queue_of_the_pbx_names_it() {
        let log = CALL.replace("vasl-reconnect|*5003|vasl-5050,", "ext-queues|99|99,");
        let [Learned::Began(conversation), ..] = &learned(&log)[..] else { panic!() };
        assert!(matches!(&conversation.path, Path::Queue(queue) if queue.as_str() == "99"));
    }

    /// The half of a `Local` channel, sent on into a queue: the caller speaks with whom it found.
    #[test]
    fn a_queue_connects_whomever_it_puts_beside_its_member() {
        let log = CALL.replace("vasl-reconnect|*5003|vasl-5050,", "ext-queues|99|99,");
        let connected = |log: &str| {
            let events = read(log.as_bytes()).events.into_iter().map(|event| event.what);
            events.filter(|what| matches!(what, Happening::QueueConnected { .. })).count()
        };
        assert_eq!(connected(&log), 1);
        assert_eq!(connected(&log.replace("AppQueue", "ParkedCall")), 0);
    }

    /// The stretch begins while 5050 speaks with the caller, and 6065 takes the place of 5050.
    #[test]
    fn who_is_in_a_bridge_when_a_stretch_begins_is_met_by_whoever_comes() {
        let enters = "BRIDGE_ENTER|1795410050.1|1795410040.9|PJSIP/6065-00000009|AppDial|6065|from-internal||(Outgoing Line)|{\"bridge_id\":\"b1\"}\n";
        let lines: Vec<&str> = CALL.split_inclusive('\n').collect();
        let log = [
            lines[3],
            enters,
            lines[4]
                .replace("HANGUP", "BRIDGE_EXIT")
                .replace("\"hangupcause\":16", "\"bridge_id\":\"b1\"")
                .as_str(),
        ]
        .concat();
        let mut roster = Roster::default();
        roster.add(Extension::new("6065").unwrap());
        let learned = learned_by(roster, &log);
        assert!(
            matches!(&learned[..], [Learned::Began(c), Learned::Ended { .. }]
            if c.operator.as_str() == "6065" && c.path == Path::Direct),
            "{learned:?}"
        );
    }

    #[test]
    fn an_agent_is_known_by_the_number_of_the_login() {
        let log = CALL.replace(
            "AppQueue|09121234567|vasl-reconnect|*5003|(Outgoing Line)|",
            "AgentLogin|5050|from-internal|*11|5051,s|",
        );
        let mut roster = Roster::default();
        roster.add(Extension::new("5051").unwrap());
        let [Learned::Began(conversation), ..] = &learned_by(roster, &log)[..] else { panic!() };
        assert_eq!(conversation.operator.as_str(), "5051");
    }

    #[test]
    fn the_customer_is_whom_the_trunk_was_told_to_call() {
        let log = CALL
            .replace("AppQueue|09121234567", "Dial|5050")
            .replace("(Outgoing Line)|", "PJSIP/09121234567@trunk,20|")
            .replace(
                "Queue|09121234567|vasl-reconnect|*5003|vasl-5050,n,,,20",
                "AppDial|909121234567|from-trunk||(Outgoing Line)",
            );
        let [Learned::Began(conversation), ..] = &learned(&log)[..] else { panic!() };
        assert_eq!(conversation.caller.as_str(), "+989121234567");
        assert_eq!(conversation.path, Path::Outbound);
    }

    #[test]
    fn a_number_with_a_break_in_it_is_nobody() {
        assert_eq!(learned(&CALL.replace("|09121234567|", "|!09121234567|")), []);
        assert!(!learned(&CALL.replace("|09121234567|", "|0912-123-4567|")).is_empty());
    }

    #[test]
    fn the_mapping_gives_no_function_a_callers_text() {
        let mapping = mapping();
        assert_eq!(mapping.matches("CALLERID").count(), 1);
        assert!(mapping.contains(r"${REPLACE(CALLERID(num),\\n\\r|,!)}"), "{mapping}");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(read(&bytes).consumed <= bytes.len());
        }

        #[test]
        fn no_line_makes_it_panic(line in "[A-Z_]{0,12}\\|[0-9.]{0,20}\\|[0-9.]{0,9}\\|[A-Za-z/0-9-]{0,9}(\\|[a-z\"{}:_0-9]{0,20}){0,6}\n") {
            let _ = read(line.as_bytes());
        }
    }
}
