//! Time conditions, as the dialplan decides them, with Vasl away too.
//!
//! The clock is asked for once, in the condition's own zone; a day is then a number of eight
//! digits, a weekday one from 1 (Monday) to 7, and a time of day a number of seconds. `GotoIfTime`
//! is not used: it knows no seconds, and no night that belongs to the day on which it began.
//!
//! A holiday of every year by the Jalali calendar falls on another Gregorian day in some years, so
//! each year's is written out, for longer than any of this will run: nothing has to be written
//! again when a year ends. Where a clock is put back, an edge of a period within the hour that
//! comes twice holds twice.

use crate::names;
use crate::render::dialplan::goto;
use crate::render::{Context, steps};
use jiff::civil::{Time, Weekday};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use vasl_domain::callflow::{CallFlow, TimeCondition};
use vasl_domain::holiday::Holiday;
use vasl_domain::hours::{Period, TimeGroup};
use vasl_domain::jalali::JalaliDate;
use vasl_domain::module::ZoneName;
use vasl_domain::name::{TimeConditionNumber, TimeGroupName};

/// The Jalali years whose holidays are written out: 2021 to 2071.
const JALALI_YEARS: RangeInclusive<i16> = 1400..=1449;

pub(super) fn contexts(flow: &CallFlow) -> String {
    if flow.time_conditions.is_empty() {
        return String::new();
    }
    let used: BTreeSet<&TimeGroupName> =
        flow.time_conditions.iter().map(|condition| &condition.time_group).collect();
    let mut text: String = flow.time_conditions.iter().map(fork).collect();
    text.push_str(&by_hand(flow));
    text.push_str(&hours(flow));
    let groups = flow.time_groups.iter().filter(|group| used.contains(&group.name));
    text.extend(groups.filter(|group| !group.holidays.is_empty()).map(holidays));
    text
}

fn fork(condition: &TimeCondition) -> String {
    let number = &condition.number;
    let mut context = Context::new(&format!("{}{number}", names::TIME_CONDITION_PREFIX));
    context.extension(
        "s",
        &steps(&[
            &asks(names::BY_HAND, number),
            &if_returned("open", "open"),
            &if_returned("closed", "closed"),
            &asks(names::HOURS, number),
            &if_returned("open", "open"),
            &format!("(closed){}", goto(&condition.closed_destination)),
            &format!("(open){}", goto(&condition.open_destination)),
        ]),
    );
    context.text
}

fn asks(context: &str, number: &TimeConditionNumber) -> String {
    format!("Gosub({context},{number},1)")
}

fn if_returned(word: &str, label: &str) -> String {
    format!("GotoIf($[\"${{GOSUB_RETVAL}}\" = \"{word}\"]?{label})")
}

/// Where Asterisk keeps, over its restarts, what was set by hand; see [`by_hand`](crate::by_hand).
fn kept(number: &TimeConditionNumber) -> String {
    format!("{}/{}", crate::by_hand::FAMILY, crate::by_hand::key(number))
}

/// What was set by hand: by a phone, unless the configuration says something else by now than it
/// said then; otherwise what the configuration says.
fn by_hand(flow: &CallFlow) -> String {
    let mut context = Context::new(names::BY_HAND);
    for TimeCondition { number, overridden, .. } in &flow.time_conditions {
        let (kept, configured) = (kept(number), overridden.word());
        let length = configured.len();
        context.extension(
            number.as_str(),
            &steps(&[
                &format!("Set(LOCAL(VASL_HAND)=${{DB({kept})}})"),
                &format!("GotoIf($[\"${{CUT(VASL_HAND,:,1)}}\" = \"{configured}\"]?phone)"),
                "GotoIf($[\"${VASL_HAND}\" = \"\"]?none)",
                &format!("Set(VASL_HAND=${{DB_DELETE({kept})}})"),
                &format!("(none)Return({configured})"),
                &format!("(phone)Return(${{VASL_HAND:{}}})", length + 1),
            ]),
        );
    }
    context.text
}

/// The steps of the feature code: where nothing is set by hand, the opposite of what the hours say
/// is; where something is, it is taken back.
pub(super) fn toggled(
    number: &TimeConditionNumber,
    configured: &str,
    set: &[&str],
    taken_back: &[&str],
) -> Vec<String> {
    let kept = kept(number);
    let mut all = steps(&[
        &asks(names::BY_HAND, number),
        "GotoIf($[\"${GOSUB_RETVAL}\" != \"none\"]?back)",
        &asks(names::HOURS, number),
        &format!(
            "Set(DB({kept})={configured}:${{IF($[\"${{GOSUB_RETVAL}}\" = \"open\"]?closed:open)}})"
        ),
    ]);
    all.extend(steps(set));
    all.push(format!("(back)Set(DB({kept})={configured}:none)"));
    all.extend(steps(taken_back));
    all
}

fn hours(flow: &CallFlow) -> String {
    let mut context = Context::new(names::HOURS);
    for condition in &flow.time_conditions {
        let group = flow.time_groups.iter().find(|group| group.name == condition.time_group);
        let all = group.map_or_else(
            || vec!["Return(closed)".to_owned()],
            |group| open_or_closed(group, &zone(&condition.time_zone)),
        );
        context.extension(condition.number.as_str(), &all);
    }
    context.text
}

/// As the database of zones spells it: Asterisk looks for a file of that name.
fn zone(zone: &ZoneName) -> String {
    zone.zone().iana_name().map_or_else(|| zone.to_string(), str::to_owned)
}

/// Yesterday is the day in which it was noon, or about noon, last before today: a day has 23 hours
/// sometimes, or 25.
fn open_or_closed(group: &TimeGroup, zone: &str) -> Vec<String> {
    let clock = |of: &str, format: &str| format!("${{STRFTIME(${{{of}}},{zone},{format})}}");
    let holiday = |of: &str, label: &str| {
        let day = clock(of, "%Y%m%d");
        let context = format!("{}{}", names::HOLIDAYS_PREFIX, group.name);
        let found = format!("$[${{DIALPLAN_EXISTS({context},{day},1)}} = 1]");
        (!group.holidays.is_empty()).then(|| format!("GotoIf({found}?{label})"))
    };
    let mut all = steps(&[
        "Set(LOCAL(VASL_TODAY)=${EPOCH})",
        &format!("Set(LOCAL(VASL_HOUR)={})", clock("VASL_TODAY", "%H")),
        &format!(
            "Set(LOCAL(VASL_TIME)=$[${{VASL_HOUR}} * 3600 + {} * 60 + {}])",
            clock("VASL_TODAY", "%M"),
            clock("VASL_TODAY", "%S")
        ),
        "Set(LOCAL(VASL_YESTERDAY)=$[${VASL_TODAY} - ${VASL_HOUR} * 3600 - 43200])",
        &format!("Set(LOCAL(VASL_WEEKDAY)={})", clock("VASL_TODAY", "%u")),
    ]);
    all.extend(holiday("VASL_TODAY", "before"));
    all.extend(group.periods.iter().filter_map(today));
    all.extend(steps(&[&format!(
        "(before)Set(LOCAL(VASL_WEEKDAY)={})",
        clock("VASL_YESTERDAY", "%u")
    )]));
    all.extend(holiday("VASL_YESTERDAY", "closed"));
    all.extend(group.periods.iter().filter_map(from_yesterday));
    all.extend(steps(&["(closed)Return(closed)", "(open)Return(open)"]));
    all
}

/// A period on the day on which it begins.
fn today(period: &Period) -> Option<String> {
    let begun = format!("${{VASL_TIME}} >= {}", seconds(period.from));
    let within = if period.to > period.from {
        format!("{begun} & ${{VASL_TIME}} < {}", seconds(period.to))
    } else {
        begun
    };
    is_open(period, &within)
}

/// A period on the day after, where it goes on past midnight.
fn from_yesterday(period: &Period) -> Option<String> {
    let goes_on = period.to <= period.from;
    goes_on
        .then(|| format!("${{VASL_TIME}} < {}", seconds(period.to)))
        .and_then(|within| is_open(period, &within))
}

fn is_open(period: &Period, within: &str) -> Option<String> {
    let weekdays: BTreeSet<i8> =
        period.weekdays.iter().copied().map(Weekday::to_monday_one_offset).collect();
    let weekdays: String = weekdays.iter().map(ToString::to_string).collect();
    (!weekdays.is_empty())
        .then(|| format!("GotoIf($[{within} & \"${{VASL_WEEKDAY}}\" =~ \"[{weekdays}]\"]?open)"))
}

fn seconds(time: Time) -> i32 {
    i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second())
}

/// The days on which nothing begins, each an extension. A pattern stands for every year.
fn holidays(group: &TimeGroup) -> String {
    let mut context = Context::new(&format!("{}{}", names::HOLIDAYS_PREFIX, group.name));
    let days: BTreeSet<String> = group.holidays.iter().flat_map(|day| days_of(*day)).collect();
    for day in days {
        context.extension(&day, &steps(&["NoOp()"]));
    }
    context.text
}

fn days_of(holiday: Holiday) -> Vec<String> {
    match holiday {
        Holiday::Once { date, .. } => vec![date.strftime("%Y%m%d").to_string()],
        Holiday::Gregorian { month, day } => vec![format!("_XXXX{month:02}{day:02}")],
        Holiday::Jalali { month, day } => JALALI_YEARS
            .filter_map(|year| JalaliDate { year, month, day }.gregorian())
            .map(|date| date.strftime("%Y%m%d").to_string())
            .collect(),
    }
}
