//! Who truly spoke with whom, from the exchange itself and by plain rules.
//!
//! Slow and obvious: at each step everybody who hears each other is gathered anew.

use super::exchange::{Chan, Exchange, Whose};
use crate::conversation::Path;
use std::collections::{BTreeMap, BTreeSet};

/// A caller's channel and an operator's.
pub(super) type Pair = (Chan, Chan);

/// A conversation that was had.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Had {
    pub(super) caller: String,
    pub(super) operator: &'static str,
    pub(super) path: Path,
    /// In which step it began.
    pub(super) began: usize,
    /// In which step it ended, if it has.
    pub(super) ended: Option<usize>,
}

/// All that was had so far.
#[derive(Debug, Default)]
pub(super) struct Truth {
    pub(super) had: BTreeMap<Pair, Had>,
    /// How two came to hear each other for the first time.
    met: BTreeMap<BTreeSet<Chan>, Path>,
}

/// Why two came together in a step, if not because a call was moved to an operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Brought {
    /// Who answered.
    pub(super) answered: Chan,
    /// How.
    pub(super) path: Path,
}

impl Truth {
    /// After a step: what has ended, what has begun.
    pub(super) fn settle(&mut self, step: usize, exchange: &Exchange, brought: Option<&Brought>) {
        let rooms = rooms(exchange);
        for room in &rooms {
            for two in pairs(room) {
                let path = brought.filter(|brought| two.contains(&brought.answered));
                // Into a call of several nobody is brought for one of them.
                let path = path.filter(|how| room.len() == 2 || how.path == Path::Outbound);
                let path = path.map_or(Path::Direct, |brought| brought.path.clone());
                self.met.entry(two).or_insert(path);
            }
        }
        for (pair, had) in &mut self.had {
            let together =
                rooms.iter().any(|room| room.contains(&pair.0) && room.contains(&pair.1));
            if had.ended.is_none() && !together {
                had.ended = Some(step);
            }
        }
        // Three are a conference, which begins none.
        for room in rooms.iter().filter(|room| room.len() == 2) {
            let Some((pair, caller, operator)) = conversation(exchange, room) else { continue };
            let path = self.met[room].clone();
            let new = Had { caller, operator, path, began: step, ended: None };
            self.had.entry(pair).or_insert(new).ended = None;
        }
    }

    /// An operator called a customer who did not answer.
    pub(super) fn missed(&mut self, step: usize, exchange: &Exchange, customer: Chan, desk: Chan) {
        let Whose::Customers(Some(caller)) = exchange.get(customer).whose else { return };
        let Some(operator) = operator(exchange, desk) else { return };
        let path = Path::OutboundMissed;
        let caller = caller.to_owned();
        self.had.insert(
            (customer, desk),
            Had { caller, operator, path, began: step, ended: Some(step) },
        );
    }

    pub(super) fn up(&self) -> BTreeSet<Pair> {
        let up = self.had.iter().filter(|(_, had)| had.ended.is_none());
        up.map(|(pair, _)| *pair).collect()
    }
}

/// Who hears each other: whoever shares a bridge, and whoever is behind the other half of a
/// `Local` channel in it.
fn rooms(exchange: &Exchange) -> Vec<BTreeSet<Chan>> {
    let mut rooms: Vec<BTreeSet<Chan>> = exchange.up().map(|chan| BTreeSet::from([chan])).collect();
    for chan in exchange.up() {
        let other_half = exchange.other_half(chan).filter(|half| exchange.is_up(*half));
        for other in exchange.others(chan).into_iter().chain(other_half) {
            let (mut joined, apart): (Vec<_>, Vec<_>) = std::mem::take(&mut rooms)
                .into_iter()
                .partition(|room| room.contains(&chan) || room.contains(&other));
            rooms = apart;
            rooms.push(joined.drain(..).flatten().collect());
        }
    }
    for room in &mut rooms {
        room.retain(|chan| !exchange.is_half(*chan));
    }
    rooms
}

/// Whoever is in a call of as many as this, or more.
pub(super) fn in_calls(exchange: &Exchange, of: usize) -> Vec<Chan> {
    rooms(exchange).into_iter().filter(|room| room.len() >= of).flatten().collect()
}

/// Whether two hear each other.
pub(super) fn together(exchange: &Exchange, one: Chan, other: Chan) -> bool {
    rooms(exchange).iter().any(|room| room.contains(&one) && room.contains(&other))
}

fn pairs(room: &BTreeSet<Chan>) -> Vec<BTreeSet<Chan>> {
    let all =
        room.iter().flat_map(|one| room.iter().map(move |other| BTreeSet::from([*one, *other])));
    all.filter(|two| two.len() == 2).collect()
}

fn conversation(
    exchange: &Exchange,
    room: &BTreeSet<Chan>,
) -> Option<(Pair, String, &'static str)> {
    let [one, other] = room.iter().copied().collect::<Vec<_>>().try_into().ok()?;
    let (caller, called) = match (operator(exchange, one), operator(exchange, other)) {
        (None, None) => return None,
        (Some(_), None) => (other, one),
        (None, Some(_)) => (one, other),
        // Of two inside, who came second is the operator; an agent is there all the time.
        (Some(_), Some(_)) => {
            let came = |chan: Chan| (exchange.get(chan).agent.is_some(), chan);
            if came(one) < came(other) { (one, other) } else { (other, one) }
        }
    };
    let number = match operator(exchange, caller) {
        Some(extension) => extension.to_owned(),
        None => match exchange.get(caller).whose {
            Whose::Customers(identity) => identity?.to_owned(),
            Whose::Operators(_) | Whose::Half(_) => return None,
        },
    };
    Some(((caller, called), number, operator(exchange, called)?))
}

fn operator(exchange: &Exchange, chan: Chan) -> Option<&'static str> {
    match exchange.get(chan).whose {
        Whose::Operators(extension) => Some(exchange.get(chan).agent.unwrap_or(extension)),
        _ => None,
    }
}
