//! Configurations made up for tests.

use super::Configuration;
use crate::callflow::{IvrFallback, ManagedQueue, SoundName};
use crate::module::Module;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A configuration that fits together by construction: what leads on without a choice leads only to
/// what was put behind it.
pub(crate) fn whole() -> impl Strategy<Value = Configuration> {
    prop::collection::vec(any::<u16>(), 0..500).prop_map(|drawn| make(drawn, false))
}

/// The same things, leading to one another in any way at all.
pub(crate) fn tangled() -> impl Strategy<Value = Configuration> {
    prop::collection::vec(any::<u16>(), 0..500).prop_map(|drawn| make(drawn, true))
}

/// What is chosen, one number after another; nought where they have run out, so that a shorter list
/// is a simpler configuration.
struct Draw(std::vec::IntoIter<u16>);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) % bound.max(1)
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 1
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn some_of<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        all.iter().filter(|_| self.yes()).cloned().collect()
    }

    fn or_null(&mut self, value: Value) -> Value {
        if self.yes() { value } else { Value::Null }
    }
}

const NAMES: [&str; 6] =
    ["Sara", "پشتیبانی", "فروش (۲)", "اتصال\u{200c}دهنده", "Night #1 = 50%", "x"];
const DESCRIPTIONS: [&str; 5] =
    ["", "صدای خوش‌آمد", "say \"hello\"; 'hi' \\ {x} # no comment", "[a]", "=”"];
const SECRETS: [&str; 4] = ["abcdefgh", "k3Vx9-pQ2mZ_71tb", "00000000", "true-or-false"];

/// A thing that a call can be led to, in the order in which those that lead on do so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Queue,
    Module,
    Ivr,
    Condition,
    Announcement,
    Misc,
}

struct Maker {
    draw: Draw,
    tangled: bool,
    extensions: Vec<String>,
    sounds: Vec<String>,
    groups: Vec<String>,
    /// What can be led to without leading on.
    ends: Vec<String>,
    /// What leads on, each by the text of its destination.
    nodes: Vec<(Kind, String)>,
    trunk: bool,
}

fn make(drawn: Vec<u16>, tangled: bool) -> Configuration {
    let mut draw = Draw(drawn.into_iter());
    let some = |what: &str, count: usize| -> Vec<String> {
        (1..=count).map(|index| format!("{what}{index}")).collect()
    };
    let extensions = some("50", 1 + draw.below(4));
    let (sounds, groups) = (some("sound-", draw.below(4)), some("hours-", 1 + draw.below(2)));
    let mut ends = vec!["hangup".to_owned(), "dialplan:from-internal,5050,1".to_owned()];
    ends.extend(extensions.iter().map(|number| format!("extension:{number}")));
    let mut nodes = Vec::new();
    for (kind, word) in [
        (Kind::Queue, "queue:2"),
        (Kind::Module, "misc:*500"),
        (Kind::Ivr, "ivr:"),
        (Kind::Condition, "time_condition:"),
        (Kind::Announcement, "announcement:"),
        (Kind::Misc, "misc:70"),
    ] {
        let count = draw.below(4);
        nodes.extend(some(word, count).into_iter().map(|text| (kind, text)));
    }
    for at in (1..nodes.len()).rev() {
        let other = draw.below(at + 1);
        nodes.swap(at, other);
    }
    let trunk = draw.yes();
    Maker { draw, tangled, extensions, sounds, groups, ends, nodes, trunk }.make()
}

fn read<T: DeserializeOwned>(mut value: Value) -> T {
    if let Value::Object(map) = &mut value {
        map.retain(|_, value| !value.is_null());
    }
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

impl Maker {
    fn make(mut self) -> Configuration {
        let mut whole = Configuration::default();
        self.codes(&mut whole);
        if self.trunk {
            whole.call_flow.trunk = Some(self.a_trunk());
        }
        for number in self.extensions.clone() {
            let outside = self.draw.or_null(json!("+982191000000"));
            whole.call_flow.extensions.push(read(json!({
                "number": number, "name": self.name(), "secret": self.draw.of(&SECRETS),
                "do_not_disturb_allowed": self.draw.yes(), "outbound_caller_id": outside,
            })));
        }
        for name in self.sounds.clone() {
            let description = self.draw.of(&DESCRIPTIONS);
            whole.call_flow.sounds.push(read(json!({ "name": name, "description": description })));
        }
        for name in self.groups.clone() {
            whole.call_flow.time_groups.push(read(self.group(&name)));
        }
        for (at, (kind, text)) in self.nodes.clone().into_iter().enumerate() {
            let (_, code) = text.split_once(':').unwrap();
            self.node(&mut whole, at, kind, code);
        }
        for index in 0..self.draw.below(4) {
            let name = self.name();
            let name = self.draw.or_null(name);
            let did = self.draw.or_null(json!("02191000000"));
            whole.call_flow.inbound_routes.push(read(json!({
                "name": name, "did": did, "caller": format!("0912{index}."),
                "destination": self.anywhere(),
            })));
        }
        whole.in_order()
    }

    fn node(&mut self, whole: &mut Configuration, at: usize, kind: Kind, code: &str) {
        let flow = &mut whole.call_flow;
        match kind {
            Kind::Queue => flow.queues.push(self.queue(code, at)),
            Kind::Module => whole.modules.push(self.module(code, at)),
            Kind::Ivr => flow.ivrs.push(self.ivr(code, at)),
            Kind::Condition => flow.time_conditions.push(read(json!({
                "number": code, "name": self.name(), "time_group": self.draw.of(&self.groups.clone()),
                "time_zone": self.zone(), "open_destination": self.onward(at),
                "closed_destination": self.onward(at),
                "override": self.draw.of(&["none", "open", "closed"]),
            }))),
            Kind::Announcement => flow.announcements.push(read(json!({
                "number": code, "name": self.name(), "sound": self.sound(),
                "may_be_skipped": self.draw.yes(), "destination": self.onward(at),
            }))),
            Kind::Misc => flow.misc_destinations.push(read(json!({
                "code": code, "name": self.name(), "dials": self.dials(at),
            }))),
        }
    }

    fn codes(&mut self, whole: &mut Configuration) {
        let codes = &mut whole.call_flow.feature_codes;
        let all = [
            &mut codes.do_not_disturb_on,
            &mut codes.do_not_disturb_off,
            &mut codes.queue_log_in,
            &mut codes.queue_log_out,
            &mut codes.queue_pause,
            &mut codes.queue_unpause,
        ];
        for (index, code) in all.into_iter().enumerate() {
            match self.draw.below(3) {
                0 => self.ends.push(format!("feature_code:{code}")),
                1 => *code = "off".parse().unwrap(),
                _ => {
                    *code = format!("#1{index}").parse().unwrap();
                    self.ends.push(format!("feature_code:{code}"));
                }
            }
        }
    }

    fn a_trunk(&mut self) -> crate::callflow::Trunk {
        let connection = if self.draw.yes() {
            json!({ "server": "sip.example.com:5080", "user": "100", "secret": "p@ss=word#1" })
        } else {
            Value::Null
        };
        let addresses =
            if connection.is_null() { json!(["192.0.2.1", "b.example"]) } else { Value::Null };
        read(json!({
            "name": self.name(), "channels": self.draw.or_null(json!(8)),
            "registration": connection, "addresses": addresses,
        }))
    }

    fn group(&mut self, name: &str) -> Value {
        let periods: Vec<Value> = (0..self.draw.below(3))
            .map(|index| {
                let weekdays = self.draw.some_of(&["sat", "mon", "fri"]);
                let (from, to) = (format!("0{index}:30:00"), format!("1{index}:00:01"));
                json!({ "weekdays": weekdays, "from": from, "to": to })
            })
            .collect();
        let holidays = self.draw.some_of(&[
            json!({ "jalali": "1405/01/13" }),
            json!({ "gregorian": "2026-12-25" }),
            json!({ "jalali": "01/01", "yearly": true }),
            json!({ "gregorian": "02-29", "yearly": true }),
        ]);
        let description = self.draw.of(&DESCRIPTIONS);
        json!({ "name": name, "description": description, "period": periods, "holiday": holidays })
    }

    fn queue(&mut self, code: &str, at: usize) -> ManagedQueue {
        let mut members = Vec::new();
        let mut dynamic = Vec::new();
        for extension in self.extensions.clone() {
            let member = match self.draw.below(3) {
                0 => continue,
                1 => json!(extension),
                _ => json!({ "extension": extension, "penalty": self.draw.below(1001) }),
            };
            if self.draw.yes() { members.push(member) } else { dynamic.push(member) }
        }
        let periodic = json!({ "sound": self.sound(), "seconds": 10 + self.draw.below(100) });
        read(json!({
            "number": code, "name": self.name(), "members": members, "dynamic_members": dynamic,
            "strategy": self.draw.of(crate::callflow::Strategy::ALL).word(),
            "anyone_may_log_in": self.draw.yes(), "ring_seconds": 1 + self.draw.below(300),
            "longest_wait_seconds": self.draw.below(100), "wrap_up_seconds": self.draw.below(100),
            "music": self.draw.of(&["default", "jazz_2"]),
            "announce_seconds": self.draw.of(&[0, 15, 60]), "announce_position": self.draw.yes(),
            "announce_hold_time": self.draw.of(&["never", "once", "always"]),
            "periodic_announcement": self.draw.or_null(periodic),
            "join": self.draw.of(crate::callflow::JoinRule::ALL).word(),
            "leave": self.draw.of(crate::callflow::LeaveRule::ALL).word(),
            "weight": self.draw.below(1000), "recording": self.draw.yes(),
            "failure_destination": self.onward(at),
        }))
    }

    fn module(&mut self, code: &str, at: usize) -> Module {
        let mut sides: Vec<Value> =
            self.extensions.iter().map(|number| json!({ "extension": number })).collect();
        let queues: Vec<String> = self.queues();
        sides.extend(queues.iter().map(|number| json!({ "queue": number })));
        let first = self.draw.below(sides.len());
        let mut chosen = vec![sides.remove(first)];
        chosen.extend(self.draw.some_of(&sides));
        let group = self.draw.of(&self.groups.clone());
        let expiry = self.draw.of(&[
            json!({ "until": "17:30:00" }),
            json!({ "for": "08:00:00" }),
            json!({ "end_of_work": group }),
        ]);
        let under = if queues.is_empty() { Value::Null } else { json!(self.draw.of(&queues)) };
        let sounds =
            [self.sound(), self.sound(), self.sound()].map(|sound| self.draw.or_null(json!(sound)));
        let failure = loop {
            let failure = self.onward(at);
            if self.tangled || !failure.starts_with("misc:*") {
                break failure;
            }
        };
        read(json!({
            "code": code, "name": self.name(), "active": self.draw.yes(), "silent": self.draw.yes(),
            "reapply_at_startup": self.draw.yes(), "expiry": expiry, "time_zone": self.zone(),
            "sides": chosen, "failure_destination": failure, "ring_seconds": 1 + self.draw.below(300),
            "wait_seconds": self.draw.below(3601), "minimum_talk_seconds": self.draw.below(50),
            "most_waiting": self.draw.below(9),
            "count_outbound": self.draw.of(&["no", "answered", "answered_and_missed"]),
            "announcement": sounds[0], "ask_first": self.draw.yes(), "ask_sound": sounds[1],
            "whisper": self.draw.yes(), "whisper_sound": sounds[2],
            "name_prefix": self.draw.of(&["", "مجدد:", "VIP"]),
            "priority_on_fallback": self.draw.yes(),
            "account_under_queue": self.draw.or_null(under),
            "cleared_at": self.draw.or_null(json!("2026-11-23T08:00:00.123456Z")),
        }))
    }

    fn ivr(&mut self, code: &str, at: usize) -> crate::callflow::Ivr {
        let keys = self.draw.some_of(&["0", "3", "12", "*", "#", "9#"]);
        let entries: Vec<Value> = keys
            .iter()
            .map(|key| {
                json!({ "key": key, "destination": self.anywhere(), "return": self.draw.yes() })
            })
            .collect();
        let announcement = self.sound();
        read(json!({
            "number": code, "name": self.name(), "description": self.draw.of(&DESCRIPTIONS),
            "announcement": self.draw.or_null(json!(announcement)),
            "direct_dialling": self.draw.yes(), "timeout_seconds": 1 + self.draw.below(300),
            "invalid": self.fallback(at), "timeout": self.fallback(at), "entry": entries,
        }))
    }

    fn fallback(&mut self, at: usize) -> IvrFallback {
        let sound = self.sound();
        read(json!({
            "retries": self.draw.below(11), "sound": self.draw.or_null(json!(sound)),
            "destination": self.onward(at),
        }))
    }

    fn dials(&mut self, at: usize) -> String {
        if self.trunk && self.draw.yes() {
            return "outside:09121234567".to_owned();
        }
        let number = loop {
            let there = self.onward(at);
            match there.split_once(':') {
                Some(("extension" | "queue" | "misc" | "feature_code", number)) => {
                    break number.to_owned();
                }
                // Nothing that is dialled: an extension always is there.
                _ if self.draw.yes() => {}
                _ => break self.extensions[0].clone(),
            }
        };
        format!("internal:{number}")
    }

    fn name(&mut self) -> Value {
        json!(self.draw.of(&NAMES))
    }

    fn zone(&mut self) -> &'static str {
        self.draw.of(&["Asia/Tehran", "Europe/Berlin", "UTC"])
    }

    fn sound(&mut self) -> SoundName {
        let uploaded = self.sounds.iter().map(|name| format!("vasl/{name}"));
        let all: Vec<String> = uploaded.chain(["beep".to_owned()]).collect();
        SoundName::new(self.draw.of(&all)).unwrap()
    }

    fn queues(&self) -> Vec<String> {
        let texts = self.nodes.iter().map(|(_, text)| text);
        texts.filter_map(|text| text.strip_prefix("queue:")).map(str::to_owned).collect()
    }

    fn anywhere(&mut self) -> String {
        let nodes = self.nodes.iter().map(|(_, text)| text.clone());
        let all: Vec<String> = self.ends.iter().cloned().chain(nodes).collect();
        self.draw.of(&all)
    }

    /// Where the thing at a place may lead without a choice.
    fn onward(&mut self, at: usize) -> String {
        if self.tangled {
            // Mostly to one another, or there would hardly be a ring.
            let nodes: Vec<String> = self.nodes.iter().map(|(_, text)| text.clone()).collect();
            return if self.draw.below(4) > 0 { self.draw.of(&nodes) } else { self.anywhere() };
        }
        let further = self.nodes.iter().skip(at + 1).map(|(_, text)| text.clone());
        let all: Vec<String> = self.ends.iter().cloned().chain(further).collect();
        self.draw.of(&all)
    }
}
