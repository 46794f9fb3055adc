//! The rows of a report, in the reader's words.

use super::super::layout::{Page, words};
use super::filter::TypedReport;
use crate::service::Picture;
use jiff::civil::Date;
use std::collections::BTreeMap;
use vasl_domain::jalali::JalaliDate;
use vasl_domain::report::{Hours, Report, Tally};
use vasl_domain::user::Language;

/// Where a period has more days than this, it is shown by months.
const MOST_DAYS: i32 = 62;

/// How many calls something had.
pub(super) struct Counted {
    /// What.
    pub(super) name: String,
    /// The address of its own report; empty where there is none.
    pub(super) address: String,
    /// How many.
    pub(super) tally: Tally,
}

impl Counted {
    fn new(name: String, tally: Tally) -> Self {
        Self { name, address: String::new(), tally }
    }
}

/// A share of all calls.
pub(super) struct Share {
    /// Of what.
    pub(super) name: String,
    /// How many.
    pub(super) decisions: u64,
}

/// Whatever the outcome, the most frequent first.
pub(super) fn reasons(page: &Page, report: &Report) -> Vec<Share> {
    let mut by_reason = BTreeMap::new();
    for ((reason, _), decisions) in &report.reasons {
        *by_reason.entry(*reason).or_default() += decisions;
    }
    shares(by_reason.into_iter().map(|(reason, count)| (words::reason(page, reason), count)))
}

/// Whatever the reason, the most frequent first.
pub(super) fn outcomes(page: &Page, report: &Report) -> Vec<Share> {
    let outcomes = report.outcomes().into_iter();
    shares(outcomes.map(|(outcome, count)| (words::outcome(page, outcome), count)))
}

fn shares(all: impl Iterator<Item = (String, u64)>) -> Vec<Share> {
    let mut shares: Vec<Share> = all.map(|(name, decisions)| Share { name, decisions }).collect();
    shares.sort_by_key(|share| std::cmp::Reverse(share.decisions));
    shares
}

pub(super) fn modules(
    page: &Page,
    picture: &Picture,
    report: &Report,
    typed: &TypedReport,
) -> Vec<Counted> {
    most_first(report.modules.iter().map(|(code, tally)| Counted {
        name: words::module(page, picture, code),
        address: typed.narrowed("module", code.as_str()),
        tally: *tally,
    }))
}

pub(super) fn operators(
    page: &Page,
    picture: &Picture,
    report: &Report,
    typed: &TypedReport,
) -> Vec<Counted> {
    most_first(report.operators.iter().map(|(number, tally)| Counted {
        name: words::operator(page, picture, number),
        address: typed.narrowed("operator", number.as_str()),
        tally: *tally,
    }))
}

pub(super) fn queues(
    page: &Page,
    picture: &Picture,
    report: &Report,
    typed: &TypedReport,
) -> Vec<Counted> {
    most_first(report.queues.iter().map(|(number, tally)| Counted {
        name: words::queue(page, picture, number),
        address: typed.narrowed("queue", number.as_str()),
        tally: *tally,
    }))
}

fn most_first(all: impl Iterator<Item = Counted>) -> Vec<Counted> {
    let mut all: Vec<Counted> = all.collect();
    all.sort_by_key(|counted| std::cmp::Reverse(counted.tally.decisions));
    all
}

/// The hours of the day, all of them, each by its beginning.
pub(super) fn hours(page: &Page, hours: &Hours) -> Vec<Counted> {
    let hours = (0..).zip(hours.each);
    hours.map(|(hour, tally): (u64, Tally)| Counted::new(page.digits(hour), tally)).collect()
}

/// Whether a stretch of time is shown by months.
pub(super) fn is_long((first, last): (Date, Date)) -> bool {
    first.until(last).map_or(0, |span| span.get_days()) >= MOST_DAYS
}

/// The days of a stretch of time, all of them; its months, where there are many. Of a single day
/// nothing.
pub(super) fn days(page: &Page, report: &Report, (first, last): (Date, Date)) -> Vec<Counted> {
    if first == last {
        return Vec::new();
    }
    if is_long((first, last)) {
        return months(page, report);
    }
    let all = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
    all.map(|day| {
        let tally = report.days.get(&day).copied().unwrap_or_default();
        Counted::new(day_and_month(page, day), tally)
    })
    .collect()
}

fn months(page: &Page, report: &Report) -> Vec<Counted> {
    let mut months: BTreeMap<(i16, u8), Tally> = BTreeMap::new();
    for (day, tally) in &report.days {
        *months.entry(month_of(page, *day)).or_default() += *tally;
    }
    let name = |(year, month)| page.digits(format!("{year}/{month:02}"));
    months.into_iter().map(|(month, tally)| Counted::new(name(month), tally)).collect()
}

fn month_of(page: &Page, day: Date) -> (i16, u8) {
    match (page.texts().language(), JalaliDate::of(day)) {
        (Language::Persian, Some(jalali)) => (jalali.year, jalali.month),
        _ => (day.year(), u8::try_from(day.month()).unwrap_or(1)),
    }
}

fn day_and_month(page: &Page, day: Date) -> String {
    match (page.texts().language(), JalaliDate::of(day)) {
        (Language::Persian, Some(jalali)) => {
            page.digits(format!("{}/{}", jalali.month, jalali.day))
        }
        _ => day.strftime("%m-%d").to_string(),
    }
}
