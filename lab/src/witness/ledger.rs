//! Builds the reports, one event at a time.
//!
//! Who is connected with whom is a walk over bridges and over the two halves of Local channels,
//! done anew whenever either changes. So it does not matter which application brought two
//! parties together, or how many Local channels stand between them.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use super::report::{CallReport, Conversation, HangUp, Passage, QueueVisit, Ring, endpoint_of};
use crate::ami::Message;

/// A call that a telephone of the lab is about to place.
pub(crate) struct Announced {
    pub(crate) call_id: String,
    /// The number shown; `None` where the bytes sent are no plain number.
    pub(crate) number: Option<String>,
    pub(crate) dialled: String,
    pub(crate) at: Instant,
}

#[derive(Default)]
pub(super) struct Ledger {
    reports: HashMap<String, CallReport>,
    order: Vec<String>,
    by_call_id: HashMap<String, String>,
    /// Calls that were placed and whose channel is not known yet, in order.
    announced: Vec<Announced>,
    /// Channels that have not ended.
    live: HashSet<String>,
    /// Channel that is rung to the one on whose behalf it is.
    ringing: HashMap<String, String>,
    /// Bridge to the uniqueids in it, and back.
    bridges: HashMap<String, HashSet<String>>,
    bridge_of: HashMap<String, String>,
    /// Half of a Local channel to its other half.
    halves: HashMap<String, String>,
}

impl Ledger {
    pub(super) fn by_call_id(&self, call_id: &str) -> Option<&CallReport> {
        self.reports.get(self.by_call_id.get(call_id)?)
    }

    pub(super) fn by_uniqueid(&self, uniqueid: &str) -> Option<&CallReport> {
        self.reports.get(uniqueid)
    }

    pub(super) fn reports(&self) -> Vec<CallReport> {
        self.order.iter().filter_map(|uniqueid| self.reports.get(uniqueid)).cloned().collect()
    }

    pub(super) fn announce(&mut self, call: Announced) {
        self.announced.push(call);
    }

    /// Tells a channel's SIP Call-ID.
    pub(super) fn name(&mut self, uniqueid: &str, call_id: &str) {
        self.announced.retain(|call| call.call_id != call_id);
        let displaced = self.by_call_id.insert(call_id.to_owned(), uniqueid.to_owned());
        if let Some(report) = self.reports.get_mut(uniqueid) {
            report.call_id = Some(call_id.to_owned());
        }
        // A guess was wrong.
        if let Some(displaced) = displaced.filter(|displaced| displaced != uniqueid) {
            if let Some(report) = self.reports.get_mut(&displaced) {
                report.call_id = None;
            }
            self.guess(&displaced);
        }
    }

    /// A channel was gone before it could be asked for its Call-ID. Answers come in the order of
    /// the questions, so it is the first call that fits of those without a channel.
    pub(super) fn guess(&mut self, uniqueid: &str) {
        let Some(report) = self.reports.get(uniqueid) else {
            return;
        };
        let fits = |call: &Announced| {
            call.dialled == report.dialled
                && call.at <= report.began
                && call.number.as_ref().is_none_or(|number| *number == report.caller)
        };
        if let Some(place) = self.announced.iter().position(fits) {
            let call = self.announced.remove(place);
            self.name(uniqueid, &call.call_id);
        }
    }

    pub(super) fn forget_ended(&mut self) {
        self.reports.retain(|_, report| report.hang_up.is_none());
        let Self { reports, order, by_call_id, .. } = self;
        order.retain(|uniqueid| reports.contains_key(uniqueid));
        by_call_id.retain(|_, uniqueid| reports.contains_key(uniqueid));
    }

    /// Asterisk has gone, and every call with it.
    pub(super) fn all_ended(&mut self, at: Instant) {
        self.bridges.clear();
        self.bridge_of.clear();
        self.halves.clear();
        self.ringing.clear();
        for uniqueid in self.live.drain() {
            if let Some(report) = self.reports.get_mut(&uniqueid) {
                close(report, at);
                report.hang_up = Some(HangUp { at, cause: 0, text: "Asterisk went".to_owned() });
            }
        }
    }

    pub(super) fn apply(&mut self, event: &Message) {
        let Some(name) = event.get("Event") else {
            return;
        };
        let uniqueid = event.get("Uniqueid").unwrap_or_default();
        match name {
            "Newchannel" => self.create(event, uniqueid),
            "Hangup" => self.hang_up(event, uniqueid),
            "Newexten" => {
                if let (Some(report), Some(context)) =
                    (self.reports.get_mut(uniqueid), event.known("Context"))
                    && report.contexts.last().is_none_or(|last| last.context != context)
                {
                    report
                        .contexts
                        .push(Passage { context: context.to_owned(), entered: event.at });
                }
            }
            "QueueCallerJoin" | "QueueCallerLeave" | "QueueCallerAbandon" | "AgentConnect" => {
                self.queue(name, event, uniqueid);
            }
            "DialBegin" => self.dial_begin(event, uniqueid),
            "DialEnd" => self.dial_end(event),
            "LocalBridge" => {
                if let (Some(one), Some(two)) =
                    (event.get("LocalOneUniqueid"), event.get("LocalTwoUniqueid"))
                {
                    self.halves.insert(one.to_owned(), two.to_owned());
                    self.halves.insert(two.to_owned(), one.to_owned());
                    self.reconnect(event.at);
                }
            }
            // In a holding bridge everybody waits by themselves.
            "BridgeEnter" if !event.has("BridgeTechnology", "holding_bridge") => {
                if let Some(bridge) = event.get("BridgeUniqueid") {
                    self.leave_bridge(uniqueid);
                    self.bridges.entry(bridge.to_owned()).or_default().insert(uniqueid.to_owned());
                    self.bridge_of.insert(uniqueid.to_owned(), bridge.to_owned());
                    self.reconnect(event.at);
                }
            }
            "BridgeLeave" => {
                self.leave_bridge(uniqueid);
                self.reconnect(event.at);
            }
            _ => {}
        }
    }

    fn create(&mut self, event: &Message, uniqueid: &str) {
        let text = |name| event.get(name).unwrap_or_default().to_owned();
        let report = CallReport {
            channel: text("Channel"),
            uniqueid: uniqueid.to_owned(),
            linkedid: text("Linkedid"),
            call_id: None,
            caller: event.known("CallerIDNum").unwrap_or_default().to_owned(),
            dialled: text("Exten"),
            began: event.at,
            contexts: Vec::new(),
            queues: Vec::new(),
            rings: Vec::new(),
            conversations: Vec::new(),
            hang_up: None,
        };
        if self.reports.insert(uniqueid.to_owned(), report).is_none() {
            self.order.push(uniqueid.to_owned());
        }
        self.live.insert(uniqueid.to_owned());
    }

    fn leave_bridge(&mut self, uniqueid: &str) -> bool {
        let Some(bridge) = self.bridge_of.remove(uniqueid) else {
            return false;
        };
        if let Some(members) = self.bridges.get_mut(&bridge) {
            members.remove(uniqueid);
            if members.is_empty() {
                self.bridges.remove(&bridge);
            }
        }
        true
    }

    fn hang_up(&mut self, event: &Message, uniqueid: &str) {
        let known = self.halves.remove(uniqueid).is_some();
        let in_bridge = self.leave_bridge(uniqueid);
        self.live.remove(uniqueid);
        if let Some(report) = self.reports.get_mut(uniqueid) {
            close(report, event.at);
            report.hang_up = Some(HangUp {
                at: event.at,
                cause: event.get("Cause").and_then(|cause| cause.parse().ok()).unwrap_or(0),
                text: event.get("Cause-txt").unwrap_or_default().to_owned(),
            });
        }
        if known || in_bridge {
            self.reconnect(event.at);
        }
    }

    fn queue(&mut self, name: &str, event: &Message, uniqueid: &str) {
        let Some(report) = self.reports.get_mut(uniqueid) else {
            return;
        };
        let Some(queue) = event.get("Queue") else {
            return;
        };
        if name == "QueueCallerJoin" {
            report.queues.push(QueueVisit {
                queue: queue.to_owned(),
                joined: event.at,
                position: event.get("Position").unwrap_or_default().to_owned(),
                left: None,
                connected: None,
                abandoned: None,
            });
        }
        let Some(visit) = report.queues.iter_mut().rev().find(|visit| visit.queue == queue) else {
            return;
        };
        let moment = match name {
            "QueueCallerLeave" => &mut visit.left,
            "QueueCallerAbandon" => &mut visit.abandoned,
            "AgentConnect" => &mut visit.connected,
            _ => return,
        };
        *moment = Some(event.at);
    }

    fn dial_begin(&mut self, event: &Message, caller: &str) {
        let Some(channel) = event.get("DestChannel") else {
            return;
        };
        let Some(callee) = event.get("DestUniqueid") else {
            return;
        };
        // A Local channel's own dialling is done in the name of its other half.
        let caller = self.beyond_local(caller);
        let Some(report) = self.reports.get_mut(&caller) else {
            return;
        };
        if !channel.starts_with("Local/") {
            report.rings.push(Ring {
                endpoint: endpoint_of(channel).to_owned(),
                queue: report.waiting_in().map(ToOwned::to_owned),
                uniqueid: callee.to_owned(),
                began: event.at,
                ended: None,
            });
            self.ringing.insert(callee.to_owned(), caller);
        }
    }

    fn dial_end(&mut self, event: &Message) {
        let Some(callee) = event.get("DestUniqueid") else {
            return;
        };
        let status = event.get("DialStatus").unwrap_or_default();
        let caller = self.ringing.remove(callee);
        let Some(report) = caller.and_then(|caller| self.reports.get_mut(&caller)) else {
            return;
        };
        if let Some(ring) = report.rings.iter_mut().rev().find(|ring| ring.uniqueid == callee) {
            ring.ended = Some((event.at, status.to_owned()));
        }
    }

    /// The caller on whose behalf a Local channel's second half dials; otherwise the same.
    fn beyond_local(&self, uniqueid: &str) -> String {
        let first_half = self.halves.get(uniqueid).and_then(|other| self.reports.get(other));
        let caller = first_half.and_then(|half| {
            let by_linkedid = self.reports.get(&half.linkedid);
            by_linkedid.filter(|caller| caller.uniqueid != uniqueid)
        });
        caller.map_or_else(|| uniqueid.to_owned(), |caller| caller.uniqueid.clone())
    }

    /// Ends and begins conversations so that they say who is connected now.
    fn reconnect(&mut self, at: Instant) {
        let is_party = |uniqueid: &&String| {
            self.reports.get(*uniqueid).is_some_and(|r| !r.channel.starts_with("Local/"))
        };
        let live: Vec<String> = self.live.iter().filter(is_party).cloned().collect();
        for uniqueid in live {
            let parties = self.parties(&uniqueid);
            let others: Vec<(String, String)> = parties
                .into_iter()
                .filter_map(|other| {
                    let report = self.reports.get(&other)?;
                    Some((other, report.endpoint().to_owned()))
                })
                .collect();
            let Some(report) = self.reports.get_mut(&uniqueid) else {
                continue;
            };
            for conversation in &mut report.conversations {
                let still = others.iter().any(|(other, _)| *other == conversation.uniqueid);
                if conversation.ended.is_none() && !still {
                    conversation.ended = Some(at);
                }
            }
            for (other, with) in others {
                let known = |c: &Conversation| c.ended.is_none() && c.uniqueid == other;
                if !report.conversations.iter().any(known) {
                    let queue = queue_of(report);
                    let uniqueid = other;
                    let begun = Conversation { with, uniqueid, queue, began: at, ended: None };
                    report.conversations.push(begun);
                }
            }
        }
    }

    /// Every channel that is no Local half and is reached from `start` by bridges and Local pairs.
    fn parties(&self, start: &str) -> Vec<String> {
        let mut reached = HashSet::from([start.to_owned()]);
        let mut open = vec![start.to_owned()];
        while let Some(at) = open.pop() {
            let bridge = self.bridge_of.get(&at).and_then(|bridge| self.bridges.get(bridge));
            let bridged = bridge.into_iter().flatten();
            for next in bridged.chain(self.halves.get(&at)) {
                if reached.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        let is_party = |uniqueid: &String| {
            uniqueid != start
                && self.reports.get(uniqueid).is_some_and(|r| !r.channel.starts_with("Local/"))
        };
        reached.into_iter().filter(is_party).collect()
    }
}

/// The queue whose operator the coming conversation is with.
fn queue_of(report: &CallReport) -> Option<String> {
    let visit = report.queues.last()?;
    let connected = visit.connected?;
    let used = report.conversations.iter().any(|conversation| conversation.began >= connected);
    (!used).then(|| visit.queue.clone())
}

fn close(report: &mut CallReport, at: Instant) {
    for visit in &mut report.queues {
        visit.left.get_or_insert(at);
    }
    for conversation in &mut report.conversations {
        conversation.ended.get_or_insert(at);
    }
}
