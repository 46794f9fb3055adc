//! What the PBX makes of a step: which channel leaves which bridge, in which order.

use super::exchange::{Bridge, Chan, Does, Whose};
use super::steps::{Target, Way, World, path_of, pick, queue_or_module};
use super::truth::{Brought, in_calls, together};
use crate::call::ConnectedBy;
use crate::conversation::Path;

/// Something that one thread of the PBX does.
enum Told {
    Connects { caller: Chan, member: Chan, by: ConnectedBy },
    Enters(Chan, Bridge),
    PicksUp(Chan),
    HangsUp(Chan),
}

impl World {
    /// Who rings answers, and with them each `Local` channel on the way. Each of the PBX's threads
    /// keeps its order; how they mix is chance.
    pub(super) fn answer(&mut self, answering: Chan, mix: u8, replaced: Option<Chan>) -> Brought {
        let mut threads = Vec::new();
        if let Some(replaced) = replaced {
            threads.push(vec![Told::PicksUp(answering), Told::HangsUp(replaced)]);
        }
        let (mut member, mut path) = (answering, Path::Direct);
        while let Does::Rings(by) = self.exchange.get(member).does {
            let bridge = self.exchange.new_bridge();
            let mut thread = Vec::new();
            if let Does::Waits(queue) = self.exchange.get(by).does.clone() {
                path = path_of(queue.clone());
                thread.push(Told::Connects { caller: by, member, by: queue });
            }
            thread.extend([Told::Enters(member, bridge), Told::Enters(by, bridge)]);
            threads.push(thread);
            if self.is_customer(answering) && self.is_calling_operator(by) {
                path = Path::Outbound;
            }
            let rang = self.exchange.rung_by(by).into_iter();
            let in_vain = rang.filter(|other| *other != member && Some(*other) != replaced);
            threads.push(in_vain.map(Told::HangsUp).collect());
            match self.exchange.other_half(by) {
                Some(half) => member = half,
                None => break,
            }
        }
        for told in mixed(threads, mix) {
            self.tell(told);
        }
        Brought { answered: answering, path }
    }

    /// Whether an operator dials: by telephone, or to ask in the midst of a call.
    fn is_calling_operator(&self, by: Chan) -> bool {
        let asks = || {
            let half = self.exchange.other_half(by)?;
            let beside = self.exchange.others(half);
            self.asking.iter().find(|(asking, _)| beside.contains(asking))
        };
        matches!(self.exchange.get(by).whose, Whose::Operators(_)) || asks().is_some()
    }

    fn tell(&mut self, told: Told) {
        match told {
            Told::Connects { caller, member, by } => self.exchange.connects(caller, member, by),
            Told::Enters(chan, bridge) => self.exchange.enters(chan, bridge, None),
            Told::PicksUp(chan) => self.exchange.picks_up(chan),
            Told::HangsUp(chan) => self.silence(chan),
        }
    }

    /// A telephone need not ring any more.
    fn silence(&mut self, ringing: Chan) {
        if let Some(half) = self.exchange.other_half(ringing) {
            for behind in self.exchange.rung_by(half) {
                self.silence(behind);
            }
            self.exchange.hangs_up(half);
        }
        self.miss_if_outbound(ringing);
        self.exchange.hangs_up(ringing);
    }

    /// An agent is connected as soon as the `Local` channel is there.
    pub(super) fn ring_agent(&mut self, who: u8, mix: u8) -> Option<Brought> {
        let by = self.ready(who)?;
        let is_free = |chan: &Chan| {
            let channel = self.exchange.get(*chan);
            channel.agent.is_some() && channel.is_aside
        };
        let agent = self.exchange.up().find(is_free)?;
        for ringing in self.exchange.rung_by(by) {
            self.silence(ringing);
        }
        let (one, two) = self.make_local(by, mix.is_multiple_of(2));
        self.exchange.dials(by, one, None);
        let (near, far) = (self.exchange.new_bridge(), self.exchange.new_bridge());
        self.exchange.enters(two, far, None);
        self.exchange.comes_back(agent);
        self.exchange.enters(agent, far, None);
        let path = match self.exchange.get(by).does.clone() {
            Does::Waits(queue) => {
                self.exchange.connects(by, one, queue.clone());
                path_of(queue)
            }
            _ => Path::Direct,
        };
        self.exchange.enters(one, near, None);
        self.exchange.enters(by, near, None);
        Some(Brought { answered: agent, path })
    }

    /// A channel ends, and all that cannot be without it.
    pub(super) fn hang_up(&mut self, chan: Chan, mix: u8) {
        if !self.exchange.is_up(chan) || self.completes_asking(chan) {
            return;
        }
        for ringing in self.exchange.rung_by(chan) {
            self.silence(ringing);
        }
        self.miss_if_outbound(chan);
        let rang_for = match self.exchange.get(chan).does {
            Does::Rings(by) => Some(by),
            _ => None,
        };
        let others = self.exchange.others(chan);
        let peer = <[Chan; 1]>::try_from(others).ok().map(|[peer]| peer);
        let half = self.exchange.other_half(chan);
        self.exchange.leaves(chan);
        if let Some(peer) = peer
            && mix % 2 == 1
        {
            self.exchange.leaves(peer);
        }
        self.exchange.hangs_up(chan);
        if let Some(peer) = peer {
            self.part(peer, mix / 2);
        }
        if let Some(half) = half {
            self.hang_up(half, mix / 2);
        }
        // A `Local` channel whose call nobody takes ends.
        if let Some(by) = rang_for
            && self.exchange.is_half(by)
            && self.exchange.rung_by(by).is_empty()
        {
            self.hang_up(by, 0);
        }
    }

    /// Whoever is left alone in a bridge.
    fn part(&mut self, left: Chan, mix: u8) {
        if let Some(place) = self.asking.iter().position(|(chan, _)| *chan == left)
            && let (_, call) = self.asking.remove(place)
            && !self.exchange.members(call).is_empty()
        {
            self.exchange.leaves(left);
            return self.exchange.enters(left, call, None);
        }
        self.exchange.leaves(left);
        let channel = self.exchange.get(left);
        let goes_on = self.is_customer(left) && mix % 2 == 1;
        if channel.agent.is_some() {
            self.exchange.is_set_aside(left);
        } else if !goes_on {
            self.hang_up(left, mix / 2);
        }
    }

    /// Who can transfer, with whom they speak: an operator in a call of two. Of a conference,
    /// Asterisk's events tell for a moment that only two are left.
    fn transferers(&self) -> Vec<(Chan, Chan)> {
        let (in_calls, crowd) = (in_calls(&self.exchange, 2), in_calls(&self.exchange, 3));
        let can = |chan: Chan| {
            let channel = self.exchange.get(chan);
            let [peer] = self.exchange.others(chan).try_into().ok()?;
            let may = matches!(channel.whose, Whose::Operators(_))
                && channel.agent.is_none()
                && in_calls.contains(&chan)
                && !crowd.contains(&chan)
                && self.exchange.get(peer).agent.is_none()
                && !self.asking.iter().any(|(asking, _)| [chan, peer].contains(asking));
            may.then_some((chan, peer))
        };
        self.talkers().into_iter().filter_map(can).collect()
    }

    pub(super) fn transfer_blind(&mut self, who: u8, target: Target, mix: u8) -> Option<()> {
        let all = self.transferers();
        let (chan, peer) = all.get(usize::from(who) % all.len().max(1)).copied()?;
        if let Target::Parking = target {
            self.exchange.is_set_aside(peer);
            self.exchange.hangs_up(chan);
            return Some(());
        }
        if mix % 2 == 1 {
            self.exchange.leaves(peer);
        }
        self.exchange.hangs_up(chan);
        self.exchange.leaves(peer);
        match target {
            Target::Operator(operator) => {
                let phone = self.make_operators_phone(operator);
                self.exchange.dials(peer, phone, None);
            }
            Target::Queue(queue) => self.exchange.waits(peer, queue_or_module(queue)),
            Target::Parking => {}
        }
        Some(())
    }

    pub(super) fn transfer_attended(&mut self, who: u8, second: u8, way: Way) -> Option<()> {
        let all = self.transferers();
        let (first, peer) = all.get(usize::from(who) % all.len().max(1)).copied()?;
        let is_other_line = |chan: &Chan| {
            let (one, other) = (self.exchange.get(first), self.exchange.get(*chan));
            *chan != first
                && one.whose == other.whose
                && other.does == Does::Nothing
                && !other.is_aside
                && other.agent.is_none()
                && !together(&self.exchange, first, *chan)
        };
        let lines: Vec<Chan> = self.exchange.up().filter(is_other_line).collect();
        let line = pick(&lines, second)?;
        if self.exchange.get(line).bridge.is_none() {
            return self.transfer_to_ringing(first, peer, line);
        }
        let (_, target) = *all.iter().find(|(chan, _)| *chan == line)?;
        let (near, far) = (self.exchange.get(first).bridge?, self.exchange.get(line).bridge?);
        match way {
            Way::SecondIntoFirst => self.moves(target, near, first),
            Way::FirstIntoSecond => self.moves(peer, far, line),
            Way::Linked => {
                let (one, two) = self.make_local(peer, true);
                self.moves(one, near, first);
                self.moves(two, far, line);
            }
        }
        for chan in [first, line] {
            self.exchange.leaves(chan);
        }
        for chan in [first, line] {
            self.exchange.hangs_up(chan);
        }
        Some(())
    }

    /// A channel leaves where it is and takes the place of another.
    fn moves(&mut self, chan: Chan, to: Bridge, swapped: Chan) {
        self.exchange.leaves(chan);
        self.exchange.leaves(swapped);
        self.exchange.enters(chan, to, Some(swapped));
    }

    /// The transferer hangs up before the other has answered.
    fn transfer_to_ringing(&mut self, first: Chan, peer: Chan, line: Chan) -> Option<()> {
        let [ringing] = self.exchange.rung_by(line).try_into().ok()?;
        if self.is_customer(ringing) {
            return None;
        }
        self.exchange.hangs_up(first);
        self.exchange.leaves(peer);
        self.exchange.rings_for(ringing, peer);
        self.exchange.hangs_up(line);
        Some(())
    }

    pub(super) fn ask(&mut self, who: u8, whom: u8) -> Option<()> {
        let all = self.transferers();
        let (chan, _) = all.get(usize::from(who) % all.len().max(1)).copied()?;
        let call = self.exchange.get(chan).bridge?;
        let (one, two) = self.make_local(chan, true);
        let aside = self.exchange.new_bridge();
        self.exchange.enters(one, aside, None);
        self.exchange.leaves(chan);
        self.exchange.enters(chan, aside, None);
        let phone = self.make_phone(whom);
        self.exchange.dials(two, phone, None);
        self.asking.push((chan, call));
        Some(())
    }

    pub(super) fn go_back(&mut self, who: u8) -> Option<()> {
        let (chan, _) = *self.asking.get(usize::from(who) % self.asking.len().max(1))?;
        let [asked] = self.exchange.others(chan).try_into().ok()?;
        self.hang_up(asked, 0);
        Some(())
    }

    /// Who asked hangs up: whom they asked takes their place in the call.
    fn completes_asking(&mut self, chan: Chan) -> bool {
        let Some(place) = self.asking.iter().position(|(asking, _)| *asking == chan) else {
            return false;
        };
        let (_, call) = self.asking.remove(place);
        let Ok([asked]) = <[Chan; 1]>::try_from(self.exchange.others(chan)) else { return false };
        let half = self.exchange.other_half(asked);
        let rings = half.map(|half| self.exchange.rung_by(half)).unwrap_or_default();
        let calls_customer = rings.into_iter().any(|chan| self.is_customer(chan));
        if in_calls(&self.exchange, 3).contains(&chan) {
            return false;
        }
        if self.exchange.members(call).is_empty() || calls_customer {
            return false;
        }
        self.exchange.leaves(chan);
        self.exchange.leaves(asked);
        self.exchange.enters(asked, call, None);
        self.exchange.hangs_up(chan);
        true
    }

    pub(super) fn take_out(&mut self, who: u8, side: u8) -> Option<()> {
        let alone_with = |chan: Chan| {
            let [peer] = <[Chan; 1]>::try_from(self.exchange.others(chan)).ok()?;
            Some((peer, self.exchange.get(chan).bridge?))
        };
        let can = |chan: &Chan| {
            let half = self.exchange.other_half(*chan);
            self.exchange.get(*chan).goes_out
                && alone_with(*chan).is_some()
                && half.is_some_and(|half| alone_with(half).is_some_and(|(p, _)| p != *chan))
        };
        let halves: Vec<Chan> = self.exchange.up().filter(can).collect();
        let stays = pick(&halves, who)?;
        let goes = self.exchange.other_half(stays)?;
        let ((moving, _), (_, bridge)) = (alone_with(goes)?, alone_with(stays)?);
        if !in_calls(&self.exchange, 3).is_empty() {
            return None;
        }
        self.moves(moving, bridge, stays);
        let (one, other) = if side.is_multiple_of(2) { (stays, goes) } else { (goes, stays) };
        self.exchange.hangs_up(one);
        self.exchange.hangs_up(other);
        Some(())
    }
}

/// Mixes threads, each of which keeps its order; 0 lets one after the other.
fn mixed(threads: Vec<Vec<Told>>, mix: u8) -> Vec<Told> {
    let mut threads: Vec<_> = threads.into_iter().map(Vec::into_iter).collect();
    let (mut all, mut chance) = (Vec::new(), usize::from(mix));
    while threads.iter().any(|thread| thread.len() > 0) {
        let left: Vec<usize> = (0..threads.len()).filter(|n| threads[*n].len() > 0).collect();
        all.extend(threads[left[chance % left.len()]].next());
        chance = chance * 7 / 3;
    }
    all
}
