//! What is asked of the file, and how long each answer takes.

use super::fill::{self, BEGINNING, DAYS, Dice, MODULES};
use jiff::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};
use vasl_domain::decision::DecisionId;
use vasl_domain::module::{Module, Side, Sides, ZoneName};
use vasl_domain::name::{Extension, ModuleCode, PbxName, QueueName, Uniqueid};
use vasl_domain::number::Caller;
use vasl_domain::outcome::Outcome;
use vasl_domain::reason::ReasonKind;
use vasl_domain::report::{Period, ReportFilter, Scope};
use vasl_store::contract::sample::support;
use vasl_store::{DecisionFilter, MissedFilter, SqliteStore, Store};

/// A result with whatever went wrong.
pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How long answers took.
#[derive(Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// One answer.
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The time within which so many of a hundred were.
    pub fn percentile(&mut self, of_a_hundred: usize) -> Duration {
        self.0.sort_unstable();
        let place = (self.0.len() * of_a_hundred).div_ceil(100).max(1) - 1;
        self.0.get(place).copied().unwrap_or_default()
    }
}

/// Everything that is asked of a file of so many calls.
pub struct Asked {
    store: SqliteStore,
    pbx: PbxName,
    calls: u64,
    dice: Dice,
}

/// A thing that is asked.
pub type Question = (&'static str, fn(&mut Asked) -> Kind);

/// What stands behind a question.
pub enum Kind {
    /// A page of the calls' stories.
    Stories(DecisionFilter),
    /// A page of missed customers.
    Missed(MissedFilter),
    /// A report.
    Report(ReportFilter),
}

/// All of them.
pub const QUESTIONS: &[Question] = &[
    ("page of 100 calls, the newest", |_| Kind::Stories(page())),
    ("page of 100 calls, anywhere", |asked| {
        Kind::Stories(DecisionFilter { before: Some(asked.somewhere()), ..page() })
    }),
    ("page of 100 calls of an operator", |asked| {
        Kind::Stories(DecisionFilter {
            operator: Some(asked.operator()),
            before: Some(asked.somewhere()),
            ..page()
        })
    }),
    ("… declined (one of a hundred)", |asked| {
        Kind::Stories(DecisionFilter {
            operator: Some(asked.operator()),
            outcome: Some(Outcome::Declined),
            ..page()
        })
    }),
    ("page of 100 calls of a caller", |asked| {
        Kind::Stories(DecisionFilter { caller: Some(asked.caller()), ..page() })
    }),
    ("page of 100 calls of a module, expired", |asked| {
        Kind::Stories(DecisionFilter {
            module: Some(asked.module()),
            reason: Some(ReasonKind::Expired),
            before: Some(asked.somewhere()),
            ..page()
        })
    }),
    ("page of 100 calls of a rare module, declined", |_| {
        Kind::Stories(DecisionFilter {
            module: ModuleCode::new(MODULES[4]).ok(),
            outcome: Some(Outcome::Declined),
            ..page()
        })
    }),
    ("page of 100 missed customers of a day", |asked| {
        Kind::Missed(MissedFilter {
            pbx: asked.pbx.clone(),
            scope: Scope::Everything,
            period: asked.days(1),
            before: None,
            limit: 100,
        })
    }),
    ("report of a day", |asked| asked.report(1, Scope::Everything)),
    ("report of a month", |asked| asked.report(30, Scope::Everything)),
    ("report of the year", |asked| asked.report(364, Scope::Everything)),
    ("report of the year, a module", |asked| {
        let module = asked.module();
        asked.report(364, Scope::Module(module))
    }),
    ("report of the year, an operator", |asked| {
        let operator = asked.operator();
        asked.report(364, Scope::Operator(operator))
    }),
];

fn page() -> DecisionFilter {
    DecisionFilter { limit: 100, ..DecisionFilter::default() }
}

impl Asked {
    /// Of this store.
    pub fn new(store: SqliteStore, calls: u64, seed: u64) -> Result<Self> {
        Ok(Self { store, pbx: PbxName::new("main")?, calls, dice: Dice::new(seed) })
    }

    fn at(&mut self, second: u64) -> Timestamp {
        Timestamp::from_second((BEGINNING + second).cast_signed()).unwrap_or_default()
    }

    fn somewhere(&mut self) -> DecisionId {
        let second = self.dice.below(DAYS * 86_400);
        DecisionId {
            pbx: self.pbx.clone(),
            caller_uniqueid: Uniqueid::new("0").expect("a unique id"),
            at: self.at(second),
        }
    }

    fn operator(&mut self) -> Extension {
        let operator = fill::operator(self.dice.below(fill::OPERATORS));
        Extension::new(operator).expect("an extension")
    }

    fn caller(&mut self) -> Caller {
        let number = self.dice.below((self.calls / 200).max(1));
        Caller::from_canonical(fill::caller(number)).expect("a caller")
    }

    fn module(&mut self) -> ModuleCode {
        let module = usize::try_from(self.dice.below(5)).unwrap_or(0);
        ModuleCode::new(MODULES[module]).expect("a code")
    }

    /// Days of Tehran, somewhere in the year.
    fn days(&mut self, days: u64) -> Period {
        let zone = zone();
        let first = self.dice.below(DAYS - days);
        let first = self.at(first * 86_400).to_zoned(zone.zone().clone()).date();
        let days = jiff::Span::new().days((days - 1).cast_signed());
        Period::days(first, first.saturating_add(days), zone.zone())
    }

    fn report(&mut self, days: u64, scope: Scope) -> Kind {
        Kind::Report(ReportFilter { period: self.days(days), scope, time_zone: zone() })
    }

    /// Asks once. Tells how long the answer took, and how many rows or decisions it told of.
    pub async fn ask(&mut self, question: Question) -> Result<(Duration, usize)> {
        let asked = question.1(self);
        let begun = Instant::now();
        let told = match asked {
            Kind::Stories(filter) => self.store.stories(&filter).await?.len(),
            Kind::Missed(filter) => self.store.missed(&filter).await?.len(),
            Kind::Report(filter) => {
                let report = self.store.report(&self.pbx, &filter).await?;
                usize::try_from(report.total.decisions)?
            }
        };
        Ok((begun.elapsed(), told))
    }

    /// Asks what a call asks: whom the caller spoke with last.
    pub async fn recall(&mut self) -> Result<Duration> {
        let caller = self.caller();
        let now = self.at(DAYS * 86_400) + SignedDuration::from_hours(1);
        let module = covering();
        let begun = Instant::now();
        let within = Duration::from_secs(10);
        self.store.recall(&self.pbx, &caller, &module, now, within).await?;
        Ok(begun.elapsed())
    }
}

fn covering() -> Module {
    let queue = QueueName::new("99").expect("a queue");
    let mut sides = vec![Side::Queue(queue)];
    sides.extend(
        (0..20).filter_map(|n| Extension::new(fill::operator(n)).ok().map(Side::Extension)),
    );
    Module { sides: Sides::new(sides).expect("sides"), ..support() }
}

fn zone() -> ZoneName {
    ZoneName::new("Asia/Tehran").expect("a zone")
}
