//! What people do, and what the PBX makes of it.

use super::exchange::{Bridge, Chan, Does, Exchange, Whose};
use super::truth::{Brought, Truth, in_calls};
use crate::call::ConnectedBy;
use crate::conversation::Path;
use crate::name::{ModuleCode, QueueName};

/// Customers: what their channels show, and who they are.
const CUSTOMERS: [(&str, Option<&str>); 4] = [
    ("09121234567", Some("+989121234567")),
    ("02188776655", Some("+982188776655")),
    ("989351112233", Some("+989351112233")),
    ("anonymous", None),
];
/// Customers as a trunk is told to call them.
const TO_CALL: [(&str, &str); 2] =
    [("09121234567", "+989121234567"), ("09351112233", "+989351112233")];
const OPERATORS: [&str; 3] = ["5050", "6065", "7070"];
const AGENT: &str = "9001";

/// What somebody does. The numbers choose among those who can do it; where nobody can, nothing
/// happens.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A customer calls and hears a menu.
    Calls(u8),
    /// Somebody inside lifts the receiver.
    LiftsReceiver(u8),
    /// An operator logs in as an agent.
    LogsIn(u8),
    /// Somebody who listens to nothing goes into a queue, or a module's.
    Queues(u8, u8),
    /// A queue, or whoever listens to nothing, rings an operator.
    Rings(u8, u8, Route),
    /// Whoever listens to nothing is led to the agent who is logged in.
    RingsAgent(u8, u8),
    /// An operator calls a customer.
    CallsCustomer(u8, u8),
    Answers(u8, u8),
    Declines(u8),
    /// The telephone, or its dialplan, sends the call on.
    Forwards(u8, u8),
    PicksUp(u8, u8, u8),
    HangsUp(u8, u8),
    TransfersBlind(u8, Target, u8),
    /// Connects whomever they speak with on two lines.
    TransfersAttended(u8, u8, Way),
    /// By a feature code: leaves the call, to ask somebody else.
    Asks(u8, u8),
    /// Gives up asking, and goes back.
    GoesBack(u8),
    Fetches(u8, u8),
    JoinsConference(u8),
    /// A third comes into a call.
    ComesIn(u8, u8),
    /// They leave again.
    GoesOut(u8),
    /// Asterisk takes a `Local` channel out.
    TakesOut(u8, u8),
}

/// How a telephone is rung.
#[derive(Debug, Clone, Copy)]
pub(super) enum Route {
    Phone,
    Local,
    /// One that Asterisk takes out once they talk.
    LocalForAWhile,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    Operator(u8),
    Queue(u8),
    Parking,
}

/// What takes whose place in an attended transfer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    SecondIntoFirst,
    FirstIntoSecond,
    /// Both bridges stay, with a `Local` channel between them.
    Linked,
}

/// The world of a story.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) exchange: Exchange,
    pub(super) truth: Truth,
    /// Operators who left a call to ask somebody: their channel, the call's bridge.
    pub(super) asking: Vec<(Chan, Bridge)>,
    steps: usize,
}

impl World {
    /// Does a step; gives its number.
    pub(super) fn step(&mut self, step: &Step) -> usize {
        self.steps += 1;
        let brought = self.does(step);
        self.truth.settle(self.steps, &self.exchange, brought.as_ref());
        self.steps
    }

    /// One more of those who are up hangs up; gives the step's number.
    pub(super) fn ends(&mut self) -> Option<usize> {
        let next = self.exchange.up().next();
        next.map(|chan| {
            self.steps += 1;
            self.hang_up(chan, 0);
            self.truth.settle(self.steps, &self.exchange, None);
            self.steps
        })
    }

    fn does(&mut self, step: &Step) -> Option<Brought> {
        match *step {
            Step::Calls(who) => {
                let (number, identity) = CUSTOMERS[usize::from(who) % CUSTOMERS.len()];
                self.exchange.make("PJSIP/trunk", number, Whose::Customers(identity));
            }
            Step::LiftsReceiver(who) => {
                self.make_phone(who);
            }
            Step::LogsIn(who) => {
                if !self.exchange.up().any(|chan| self.exchange.get(chan).agent.is_some()) {
                    let chan = self.make_operators_phone(who);
                    self.exchange.logs_in(chan, AGENT);
                    self.exchange.is_set_aside(chan);
                }
            }
            Step::Queues(who, queue) => {
                let chan = self.listener(who)?;
                self.exchange.waits(chan, queue_or_module(queue));
            }
            Step::Rings(who, operator, route) => {
                let by = self.ready(who)?;
                self.ring(by, operator, route);
            }
            Step::RingsAgent(who, mix) => return self.ring_agent(who, mix),
            Step::CallsCustomer(who, customer) => {
                let desk = self.make_phone(who);
                let (number, identity) = TO_CALL[usize::from(customer) % TO_CALL.len()];
                let shown = format!("9{number}");
                let whose = Whose::Customers(Some(identity));
                let chan = self.exchange.make("PJSIP/trunk", &shown, whose);
                self.exchange.dials(desk, chan, Some(number));
            }
            Step::Answers(who, mix) => {
                let ringing = self.ringing(who)?;
                return Some(self.answer(ringing, mix, None));
            }
            Step::Declines(who) => {
                let ringing = self.ringing(who)?;
                self.hang_up(ringing, 0);
            }
            Step::Forwards(who, to) => {
                let ringing = self.ringing_inside(who)?;
                let Does::Rings(by) = self.exchange.get(ringing).does else { return None };
                let (one, two) = self.make_local(by, false);
                let phone = self.make_operators_phone(to);
                self.exchange.dials(two, phone, None);
                self.exchange.dials(by, one, None);
                self.exchange.hangs_up(ringing);
            }
            Step::PicksUp(who, by, mix) => {
                let ringing = self.ringing_inside(who)?;
                // That the call was picked up may be told only after it was taken.
                let picking = self.make_operators_phone(by);
                self.exchange.takes_place(picking, ringing);
                return Some(self.answer(picking, mix, Some(ringing)));
            }
            Step::HangsUp(who, mix) => {
                let all: Vec<Chan> =
                    self.exchange.up().filter(|chan| !self.exchange.is_half(*chan)).collect();
                let chan = pick(&all, who)?;
                self.hang_up(chan, mix);
            }
            Step::TransfersBlind(who, target, mix) => self.transfer_blind(who, target, mix)?,
            Step::TransfersAttended(who, second, way) => {
                self.transfer_attended(who, second, way)?
            }
            Step::Asks(who, whom) => self.ask(who, whom)?,
            Step::GoesBack(who) => self.go_back(who)?,
            Step::Fetches(who, by) => {
                let aside: Vec<Chan> =
                    self.exchange.up().filter(|chan| self.is_parked(*chan)).collect();
                let parked = pick(&aside, who)?;
                let fetching = self.make_phone(by);
                let bridge = self.exchange.new_bridge();
                self.exchange.comes_back(parked);
                self.exchange.enters(parked, bridge, None);
                self.exchange.enters(fetching, bridge, None);
            }
            Step::JoinsConference(who) => {
                let chan = self.listener(who)?;
                self.exchange.is_set_aside(chan);
            }
            Step::ComesIn(who, operator) => {
                let talking = in_calls(&self.exchange, 2);
                let bridge = self.exchange.get(pick(&talking, who)?).bridge?;
                let third = self.make_phone(operator);
                self.exchange.enters(third, bridge, None);
            }
            Step::GoesOut(who) => {
                let crowded: Vec<Chan> = self
                    .talkers()
                    .into_iter()
                    .filter(|chan| self.exchange.others(*chan).len() > 1)
                    .collect();
                let chan = pick(&crowded, who)?;
                self.hang_up(chan, 0);
            }
            Step::TakesOut(who, side) => self.take_out(who, side)?,
        }
        None
    }

    /// Whoever is up and listens to a menu.
    fn listener(&self, who: u8) -> Option<Chan> {
        let listens = |chan: &Chan| {
            let channel = self.exchange.get(*chan);
            channel.does == Does::Nothing
                && channel.bridge.is_none()
                && !channel.is_aside
                && !self.exchange.is_half(*chan)
                && self.exchange.rung_by(*chan).is_empty()
        };
        let all: Vec<Chan> = self.exchange.up().filter(listens).collect();
        pick(&all, who)
    }

    /// Whoever a telephone may be rung for: who waits in a queue, or listens to a menu.
    pub(super) fn ready(&self, who: u8) -> Option<Chan> {
        let waits = |chan: &Chan| matches!(self.exchange.get(*chan).does, Does::Waits(_));
        let mut all: Vec<Chan> = self.exchange.up().filter(waits).collect();
        all.extend(self.listener(who));
        pick(&all, who)
    }

    /// A telephone that rings.
    fn ringing(&self, who: u8) -> Option<Chan> {
        let rings = |chan: &Chan| {
            let channel = self.exchange.get(*chan);
            matches!(channel.does, Does::Rings(_)) && !self.exchange.is_half(*chan)
        };
        let all: Vec<Chan> = self.exchange.up().filter(rings).collect();
        pick(&all, who)
    }

    /// A telephone inside that rings.
    fn ringing_inside(&self, who: u8) -> Option<Chan> {
        let is_inside =
            |chan: &Chan| !matches!(self.exchange.get(*chan).whose, Whose::Customers(_));
        self.ringing(who).filter(is_inside)
    }

    /// Telephones in calls.
    pub(super) fn talkers(&self) -> Vec<Chan> {
        let talks = |chan: &Chan| {
            self.exchange.get(*chan).bridge.is_some() && !self.exchange.is_half(*chan)
        };
        self.exchange.up().filter(talks).collect()
    }

    fn is_parked(&self, chan: Chan) -> bool {
        self.exchange.get(chan).is_aside && self.exchange.get(chan).agent.is_none()
    }

    pub(super) fn is_customer(&self, chan: Chan) -> bool {
        matches!(self.exchange.get(chan).whose, Whose::Customers(_))
    }

    pub(super) fn make_phone(&mut self, who: u8) -> Chan {
        // Now and then somebody who is no operator.
        match usize::from(who) % (OPERATORS.len() + 1) {
            1.. => self.make_operators_phone(who),
            0 => self.exchange.make("PJSIP/8080", "8080", Whose::Customers(Some("8080"))),
        }
    }

    pub(super) fn make_local(&mut self, by: Chan, goes_out: bool) -> (Chan, Chan) {
        let number = self.exchange.get(by).party.number.clone();
        self.exchange.make_local(&number, goes_out)
    }

    fn ring(&mut self, by: Chan, operator: u8, route: Route) {
        if let Route::Phone = route {
            let phone = self.make_operators_phone(operator);
            return self.exchange.dials(by, phone, None);
        }
        let (one, two) = self.make_local(by, matches!(route, Route::LocalForAWhile));
        self.exchange.dials(by, one, None);
        let phone = self.make_operators_phone(operator);
        self.exchange.dials(two, phone, None);
    }

    pub(super) fn make_operators_phone(&mut self, who: u8) -> Chan {
        let phone = OPERATORS[usize::from(who) % OPERATORS.len()];
        self.exchange.make(&format!("PJSIP/{phone}"), phone, Whose::Operators(phone))
    }

    /// The call of an operator that a customer's telephone ends without having answered.
    pub(super) fn miss_if_outbound(&mut self, ringing: Chan) {
        if let Does::Rings(desk) = self.exchange.get(ringing).does {
            self.truth.missed(self.steps, &self.exchange, ringing, desk);
        }
    }
}

pub(super) fn queue_or_module(which: u8) -> ConnectedBy {
    match which % 3 {
        0 => ConnectedBy::Queue(QueueName::new("99").unwrap()),
        1 => ConnectedBy::Queue(QueueName::new("98").unwrap()),
        _ => ConnectedBy::Module(ModuleCode::new("*5003").unwrap()),
    }
}

pub(super) fn path_of(by: ConnectedBy) -> Path {
    match by {
        ConnectedBy::Queue(queue) => Path::Queue(queue),
        ConnectedBy::Module(module) => Path::Reconnected { module, queue: None },
    }
}

pub(super) fn pick(all: &[Chan], which: u8) -> Option<Chan> {
    all.get(usize::from(which) % all.len().max(1)).copied()
}
