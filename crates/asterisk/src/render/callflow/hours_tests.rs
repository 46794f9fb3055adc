//! The rendered hours, read as the dialplan reads them, say what the domain says.

use super::time_conditions;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeMap;
use vasl_domain::callflow::{CallFlow, Description, Override, PlainText, TimeCondition};
use vasl_domain::destination::Destination;
use vasl_domain::holiday::{Calendar, Holiday};
use vasl_domain::hours::{Period, TimeGroup};
use vasl_domain::jalali::JalaliDate;
use vasl_domain::module::ZoneName;
use vasl_domain::name::{TimeConditionNumber, TimeGroupName};

/// The contexts of a dialplan: extensions, each with its steps.
type Contexts = BTreeMap<String, BTreeMap<String, Vec<(Option<String>, String)>>>;

fn read(dialplan: &str) -> Contexts {
    let mut contexts = Contexts::new();
    let (mut context, mut extension) = (String::new(), String::new());
    for line in dialplan.lines().filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix('[') {
            context = name.trim_end_matches(']').to_owned();
            continue;
        }
        let place = match line.strip_prefix("exten => ") {
            Some(rest) => {
                let (name, rest) = rest.split_once(',').unwrap();
                extension = name.to_owned();
                rest
            }
            None => line.strip_prefix(" same => ").unwrap(),
        };
        let (priority, application) = place.split_once(',').unwrap();
        let label = priority.split_once('(').map(|(_, label)| label.trim_end_matches(')'));
        contexts
            .entry(context.clone())
            .or_default()
            .entry(extension.clone())
            .or_default()
            .push((label.map(str::to_owned), application.to_owned()));
    }
    contexts
}

/// Runs the few applications and functions in which the hours are written.
struct Channel<'a> {
    contexts: &'a Contexts,
    now: Timestamp,
    variables: BTreeMap<String, String>,
}

impl Channel<'_> {
    fn returned(mut self, context: &str, extension: &str) -> String {
        let steps = &self.contexts[context][extension];
        let mut at = 0;
        loop {
            let application = &steps[at].1;
            at += 1;
            if let Some(set) = application.strip_prefix("Set(LOCAL(") {
                let (name, value) = set.strip_suffix(')').unwrap().split_once(")=").unwrap();
                let value = self.value(value);
                self.variables.insert(name.to_owned(), value);
            } else if let Some(jump) = application.strip_prefix("GotoIf(") {
                let (condition, label) = jump.strip_suffix(')').unwrap().split_once('?').unwrap();
                if self.value(condition) == "1" {
                    at = steps.iter().position(|(own, _)| own.as_deref() == Some(label)).unwrap();
                }
            } else {
                let word = application.strip_prefix("Return(").expect(application);
                return word.strip_suffix(')').unwrap().to_owned();
            }
        }
    }

    fn value(&self, text: &str) -> String {
        let mut text = text.to_owned();
        while let Some(from) = text.rfind("${") {
            let to = from + text[from..].find('}').unwrap();
            let value = self.variable(&text[from + 2..to]);
            text.replace_range(from..=to, &value);
        }
        match text.strip_prefix("$[").and_then(|rest| rest.strip_suffix(']')) {
            Some(expression) => expression_value(expression),
            None => text,
        }
    }

    fn variable(&self, name: &str) -> String {
        let Some((function, arguments)) = name.split_once('(') else {
            return match name {
                "EPOCH" => self.now.as_second().to_string(),
                other => self.variables[other].clone(),
            };
        };
        let arguments: Vec<&str> = arguments.trim_end_matches(')').split(',').collect();
        match (function, &arguments[..]) {
            ("STRFTIME", [epoch, zone, format]) => {
                let at = Timestamp::from_second(epoch.parse().unwrap()).unwrap();
                at.to_zoned(TimeZone::get(zone).unwrap()).strftime(format).to_string()
            }
            ("DIALPLAN_EXISTS", [context, extension, "1"]) => {
                let known = self.contexts.get(*context);
                let found = known.is_some_and(|all| all.keys().any(|own| fits(own, extension)));
                u8::from(found).to_string()
            }
            other => panic!("{other:?}"),
        }
    }
}

fn fits(pattern: &str, extension: &str) -> bool {
    let Some(places) = pattern.strip_prefix('_') else { return pattern == extension };
    places.len() == extension.len()
        && places
            .chars()
            .zip(extension.chars())
            .all(|(place, sign)| place == sign || (place == 'X' && sign.is_ascii_digit()))
}

/// All terms hold, or sums of products.
fn expression_value(expression: &str) -> String {
    let terms: Vec<&str> = expression.split(" & ").collect();
    let holds = |term: &str| {
        for (sign, compare) in [
            (" >= ", (|a, b| a >= b) as fn(i64, i64) -> bool),
            (" < ", |a, b| a < b),
            (" = ", |a, b| a == b),
        ] {
            if let Some((a, b)) = term.split_once(sign) {
                return Some(compare(a.parse().unwrap(), b.parse().unwrap()));
            }
        }
        let (weekday, all) = term.split_once(" =~ ")?;
        Some(all.contains(weekday.trim_matches('"')))
    };
    if let Some(all) = terms.iter().map(|term| holds(term)).collect::<Option<Vec<_>>>() {
        return u8::from(all.into_iter().all(|held| held)).to_string();
    }
    let product =
        |text: &str| text.split(" * ").map(|n| n.parse::<i64>().unwrap()).product::<i64>();
    let sum: i64 = expression
        .split(" + ")
        .map(|part| {
            let mut parts = part.split(" - ");
            product(parts.next().unwrap()) - parts.map(product).sum::<i64>()
        })
        .sum();
    sum.to_string()
}

fn condition(zone: &str) -> TimeCondition {
    TimeCondition {
        number: TimeConditionNumber::new("1").unwrap(),
        name: PlainText::new("Office").unwrap(),
        time_group: TimeGroupName::new("office").unwrap(),
        time_zone: ZoneName::new(zone).unwrap(),
        open_destination: Destination::HangUp,
        closed_destination: Destination::HangUp,
        overridden: Override::None,
    }
}

fn group(periods: Vec<Period>, holidays: Vec<Holiday>) -> TimeGroup {
    TimeGroup {
        name: TimeGroupName::new("office").unwrap(),
        description: Description::default(),
        periods,
        holidays,
    }
}

fn rendered(zone: &str, group: TimeGroup) -> Contexts {
    let flow = CallFlow {
        time_groups: vec![group],
        time_conditions: vec![condition(zone)],
        ..CallFlow::default()
    };
    read(&time_conditions::contexts(&flow))
}

fn dialplan_says(contexts: &Contexts, now: Timestamp) -> String {
    Channel { contexts, now, variables: BTreeMap::new() }.returned("vasl-hours", "1")
}

fn a_time() -> impl Strategy<Value = Time> {
    // Edges that are met, and others.
    let edge = prop::sample::select(vec![(0, 0, 0), (23, 59, 59), (8, 30, 0), (12, 0, 0)]);
    prop_oneof![edge, (0..24_i8, 0..60_i8, 0..60_i8)]
        .prop_map(|(hour, minute, second)| Time::new(hour, minute, second, 0).unwrap())
}

fn a_period() -> impl Strategy<Value = Period> {
    let weekdays = prop::collection::vec(1..=7_i8, 0..6);
    (weekdays, a_time(), a_time()).prop_map(|(days, from, to)| Period {
        weekdays: days.into_iter().map(|d| Weekday::from_monday_one_offset(d).unwrap()).collect(),
        from,
        to,
    })
}

proptest! {
    #[test]
    fn the_dialplan_says_what_the_domain_says(
        zone in prop::sample::select(vec!["Asia/Tehran", "Europe/Berlin", "UTC", "America/New_York"]),
        periods in prop::collection::vec(a_period(), 0..4),
        // 2021-03-23 to 2037, and whole hours more often than others.
        second in 1_616_500_000_i64..2_115_000_000,
        on_the_hour in any::<bool>(),
        kinds in prop::collection::vec((0..4_u8, -1..=1_i64), 0..3),
    ) {
        let second = if on_the_hour { second - second % 1_800 } else { second };
        let now = Timestamp::from_second(second).unwrap();
        let zoned = now.to_zoned(TimeZone::get(zone).unwrap());
        let around = |hours| (now + SignedDuration::from_hours(hours)).to_zoned(zoned.time_zone().clone());
        // Where a clock is put back or forward, an edge in that hour may count otherwise.
        prop_assume!(around(-3).offset() == around(3).offset());
        let holidays: Vec<Holiday> = kinds.into_iter().map(|(kind, days)| {
            let date = around(24 * days).date();
            let jalali = JalaliDate::of(date).unwrap();
            match kind {
                0 => Holiday::Once { date, calendar: Calendar::Jalali },
                1 => Holiday::Gregorian {
                    month: date.month().unsigned_abs(), day: date.day().unsigned_abs(),
                },
                2 => Holiday::Jalali { month: jalali.month, day: jalali.day },
                _ => Holiday::Once { date: date.tomorrow().unwrap(), calendar: Calendar::Gregorian },
            }
        }).collect();
        let office = group(periods, holidays);
        let expected = if office.is_open(&zoned) { "open" } else { "closed" };
        let contexts = rendered(zone, office.clone());
        prop_assert_eq!(dialplan_says(&contexts, now), expected, "{} {:?}", zoned, office);
    }
}

/// The one that a property would hardly meet: half an hour past midnight after a day of 23 hours,
/// 24 hours before which it was two days ago.
#[test]
fn a_night_shift_after_a_short_day() {
    let night = Period {
        weekdays: vec![Weekday::Tuesday],
        from: Time::constant(22, 0, 0, 0),
        to: Time::constant(6, 0, 0, 0),
    };
    // In Tehran 22 March 2022, a Tuesday, began at one o'clock.
    let contexts = rendered("Asia/Tehran", group(vec![night], Vec::new()));
    let at =
        |text: &str| format!("{text}[Asia/Tehran]").parse::<jiff::Zoned>().unwrap().timestamp();
    assert_eq!(dialplan_says(&contexts, at("2022-03-23T00:30")), "open");
    assert_eq!(dialplan_says(&contexts, at("2022-03-22T01:30")), "closed");
}

#[test]
fn a_zone_is_spelt_as_its_file_is() {
    let flow = CallFlow {
        time_groups: vec![group(Vec::new(), Vec::new())],
        time_conditions: vec![condition("asia/tehran")],
        ..CallFlow::default()
    };
    let text = time_conditions::contexts(&flow);
    assert!(text.contains(",Asia/Tehran,") && !text.contains("asia/tehran"), "{text}");
}

#[test]
fn without_its_hours_a_condition_is_closed() {
    let flow = CallFlow { time_conditions: vec![condition("UTC")], ..CallFlow::default() };
    let contexts = read(&time_conditions::contexts(&flow));
    assert_eq!(dialplan_says(&contexts, Timestamp::UNIX_EPOCH), "closed");
}
