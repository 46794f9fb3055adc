//! How many calls went how, over a period.
//!
//! Counted in quarters of an hour of UTC: every time zone of today is some quarters away from UTC
//! (Tehran three hours and a half, Kathmandu five and three quarters), so the days and the hours of
//! any of them are made of whole quarters.

use crate::decision::{Decision, Reason};
use crate::module::ZoneName;
use crate::name::{Extension, ModuleCode, QueueName};
use crate::outcome::Outcome;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// The seconds of a quarter of an hour.
const QUARTER_SECONDS: i64 = 900;

/// A quarter of an hour, counted from the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quarter(i64);

impl Quarter {
    /// The quarter in which a moment lies.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        Self(at.as_microsecond().div_euclid(QUARTER_SECONDS * 1_000_000))
    }

    /// The quarter of this number.
    #[must_use]
    pub fn numbered(number: i64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// Its beginning; the ends of time where it lies beyond them.
    #[must_use]
    pub fn begins_at(self) -> Timestamp {
        let end_of_time = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let second = self.0.checked_mul(QUARTER_SECONDS);
        second.and_then(|second| Timestamp::from_second(second).ok()).unwrap_or(end_of_time)
    }
}

/// A stretch of time of whole quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Quarter,
    to: Quarter,
}

impl Period {
    /// From a moment on and until before another, each moved outward to a whole quarter. Empty
    /// where the second is not after the first.
    #[must_use]
    pub fn new(from: Timestamp, to: Timestamp) -> Self {
        let from_quarter = Quarter::of(from);
        let to_quarter = Quarter::of(to);
        let begun = to > to_quarter.begins_at();
        let to = Quarter(to_quarter.0 + i64::from(begun));
        Self { from: from_quarter, to: to.max(from_quarter) }
    }

    /// Whole days of a time zone, the last one included.
    #[must_use]
    pub fn days(first: Date, last: Date, zone: &TimeZone) -> Self {
        Self::new(midnight(first, zone), midnight(last.tomorrow().unwrap_or(Date::MAX), zone))
    }

    /// Its first quarter.
    #[must_use]
    pub fn from(self) -> Quarter {
        self.from
    }

    /// The quarter before which it ends.
    #[must_use]
    pub fn to(self) -> Quarter {
        self.to
    }

    /// Whether a moment lies in it.
    #[must_use]
    pub fn contains(self, at: Timestamp) -> bool {
        (self.from..self.to).contains(&Quarter::of(at))
    }
}

fn midnight(day: Date, zone: &TimeZone) -> Timestamp {
    let before = day < Date::constant(1970, 1, 1);
    let end_of_time = if before { Timestamp::MIN } else { Timestamp::MAX };
    zone.to_zoned(day.at(0, 0, 0, 0)).map_or(end_of_time, |midnight| midnight.timestamp())
}

/// Of which decisions a report is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All.
    Everything,
    /// Those of a module.
    Module(ModuleCode),
    /// Those about an operator.
    Operator(Extension),
    /// Those about a conversation through a queue.
    Queue(QueueName),
}

impl Scope {
    /// The name of what they are of; empty for all.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Everything => "",
            Self::Module(module) => module.as_str(),
            Self::Operator(operator) => operator.as_str(),
            Self::Queue(queue) => queue.as_str(),
        }
    }

    /// Whether a decision is among them.
    #[must_use]
    pub fn holds(&self, decision: &Decision) -> bool {
        match self {
            Self::Everything => true,
            Self::Module(module) => decision.module == *module,
            Self::Operator(operator) => decision.operator.as_ref() == Some(operator),
            Self::Queue(queue) => decision.queue() == Some(queue),
        }
    }
}

/// What a report is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFilter {
    /// Over this time.
    pub period: Period,
    /// Of these decisions.
    pub scope: Scope,
    /// By the days and hours of this zone.
    pub time_zone: ZoneName,
}

/// The clock of a time zone, for many moments one after the other: it looks the zone's rules up
/// when they change, and not at each.
#[derive(Debug)]
pub struct Clock<'z> {
    zone: &'z TimeZone,
    from: Timestamp,
    until: Timestamp,
    offset: Offset,
}

impl<'z> Clock<'z> {
    /// The clock of a zone.
    #[must_use]
    pub fn new(zone: &'z TimeZone) -> Self {
        let nowhere = Timestamp::MIN;
        Self { zone, from: nowhere, until: nowhere, offset: Offset::UTC }
    }

    /// What it shows at a moment.
    pub fn at(&mut self, at: Timestamp) -> DateTime {
        if !(self.from..self.until).contains(&at) {
            self.from = at;
            let next = self.zone.following(at).next();
            self.until = next.map_or(Timestamp::MAX, |next| next.timestamp());
            self.offset = self.zone.to_offset(at);
        }
        self.offset.to_datetime(at)
    }
}

/// How many decisions there were, and how they ended, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// All decisions.
    pub decisions: u64,
    /// Those with an operator to go back to.
    pub had_operator: u64,
    /// Those that ended with caller and operator connected.
    pub connected: u64,
}

impl Tally {
    /// One decision.
    #[must_use]
    pub fn of(reason: Reason, outcome: Option<Outcome>) -> Self {
        Self {
            decisions: 1,
            had_operator: u64::from(reason.had_operator()),
            connected: u64::from(outcome == Some(Outcome::Connected)),
        }
    }

    /// The reconnection rate: connected, of those with an operator to go back to. `None` where
    /// there were none.
    #[must_use]
    pub fn rate(self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a rate is for people")]
        let part = |count: u64| count as f64;
        (self.had_operator > 0).then(|| part(self.connected) / part(self.had_operator))
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.decisions += other.decisions;
        self.had_operator += other.had_operator;
        self.connected += other.connected;
    }
}

/// How it went over the hours of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hours {
    /// All of them together.
    pub total: Tally,
    /// Each; 24 of them, from midnight on.
    pub each: [Tally; 24],
}

impl Hours {
    /// Adds decisions of one quarter of an hour, which began at this time by the local clock.
    pub fn add(&mut self, local: DateTime, tally: Tally) {
        let hour = usize::try_from(local.hour()).unwrap_or(0);
        if let Some(of_hour) = self.each.get_mut(hour) {
            *of_hour += tally;
        }
        self.total += tally;
    }
}

/// The numbers of a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Everything together.
    pub total: Tally,
    /// How many decisions had each reason and each outcome; `None` for those without one yet.
    pub reasons: BTreeMap<(Reason, Option<Outcome>), u64>,
    /// By module.
    pub modules: BTreeMap<ModuleCode, Tally>,
    /// By operator, of the decisions that named one.
    pub operators: BTreeMap<Extension, Tally>,
    /// By the queue of the conversation that was remembered, where there was one.
    pub queues: BTreeMap<QueueName, Tally>,
    /// By the hour of the day.
    pub hours: Hours,
    /// By day; days without a decision are not there.
    pub days: BTreeMap<Date, Tally>,
}

impl Report {
    /// Adds decisions of one reason and outcome, to the total too.
    pub fn add_reason(&mut self, reason: Reason, outcome: Option<Outcome>, decisions: u64) {
        let Tally { had_operator, connected, .. } = Tally::of(reason, outcome);
        self.total += Tally {
            decisions,
            had_operator: had_operator * decisions,
            connected: connected * decisions,
        };
        *self.reasons.entry((reason, outcome)).or_default() += decisions;
    }

    /// Adds decisions of one module, operator and queue.
    pub fn add_parties(
        &mut self,
        module: ModuleCode,
        operator: Option<Extension>,
        queue: Option<QueueName>,
        tally: Tally,
    ) {
        *self.modules.entry(module).or_default() += tally;
        if let Some(operator) = operator {
            *self.operators.entry(operator).or_default() += tally;
        }
        if let Some(queue) = queue {
            *self.queues.entry(queue).or_default() += tally;
        }
    }

    /// Adds decisions of one quarter of an hour, which began at this time by the local clock.
    pub fn add_time(&mut self, local: DateTime, tally: Tally) {
        self.hours.add(local, tally);
        *self.days.entry(local.date()).or_default() += tally;
    }

    /// By outcome, whatever the reason.
    #[must_use]
    pub fn outcomes(&self) -> BTreeMap<Option<Outcome>, u64> {
        let mut outcomes = BTreeMap::new();
        for ((_, outcome), decisions) in &self.reasons {
            *outcomes.entry(*outcome).or_default() += decisions;
        }
        outcomes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_is_moved_outward_to_whole_quarters() {
        let period = Period::new(at("2026-11-18T10:07:00Z"), at("2026-11-18T10:15:00.000001Z"));
        assert_eq!(period.from().begins_at(), at("2026-11-18T10:00:00Z"));
        assert_eq!(period.to().begins_at(), at("2026-11-18T10:30:00Z"));
        assert!(period.contains(at("2026-11-18T10:29:59.999999Z")));
        assert!(!period.contains(at("2026-11-18T10:30:00Z")));
        let nothing = Period::new(at("2026-11-18T10:15:00Z"), at("2026-11-18T09:00:00Z"));
        assert_eq!(nothing.from(), nothing.to());
    }

    #[test]
    fn a_day_of_tehran_begins_at_half_past_eight_in_the_evening() {
        let zone = ZoneName::new("Asia/Tehran").unwrap();
        let day = Date::constant(2026, 11, 18);
        let period = Period::days(day, day, zone.zone());
        assert_eq!(period.from().begins_at(), at("2026-11-17T20:30:00Z"));
        assert_eq!(period.to().begins_at(), at("2026-11-18T20:30:00Z"));
    }

    #[test]
    fn no_day_is_beyond_what_can_be_asked() {
        let zone = ZoneName::new("Asia/Tehran").unwrap();
        let always = Period::days(Date::MIN, Date::MAX, zone.zone());
        assert!(always.contains(at("2026-11-18T00:00:00Z")));
        assert!(Quarter::numbered(i64::MAX).begins_at() > Quarter::numbered(i64::MIN).begins_at());
    }

    #[test]
    fn a_clock_is_that_of_its_zone_across_every_change() {
        for name in ["Asia/Tehran", "Asia/Kathmandu", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]
        {
            let zone = ZoneName::new(name).unwrap();
            let mut clock = Clock::new(zone.zone());
            // Also backwards.
            let hours = (0..3 * 8_784_i64).map(|n| if n % 100 == 99 { n - 5_000 } else { n });
            for hour in hours {
                let moment = Timestamp::from_second(1_650_000_000 + hour * 3_600).unwrap();
                assert_eq!(clock.at(moment), zone.zone().to_datetime(moment), "{name} {moment}");
            }
        }
    }

    #[test]
    fn a_rate_is_of_those_with_an_operator() {
        let tally = Tally { decisions: 10, had_operator: 4, connected: 3 };
        assert_eq!(tally.rate(), Some(0.75));
        assert_eq!(Tally { had_operator: 0, ..tally }.rate(), None);
    }
}
