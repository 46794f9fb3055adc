//! Whether Asterisk's clock and its time zones are those that Vasl goes by.
//!
//! Conversations carry Asterisk's time and are forgotten by Vasl's; a PBX's own time conditions
//! must turn when Vasl's working hours do. Old time-zone data still moves Iran's clocks in summer,
//! which ended in 2022.

use super::Line;
use crate::config::Config;
use crate::link_test;
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use vasl_asterisk::apply::AskError;
use vasl_asterisk::manager::{LOCAL_TIME, Manager};
use vasl_domain::configuration::Configuration;

const CLOCK: &str = "clock";
const OWN_ZONE: &str = "PBX time zone";
const RULES: &str = "time-zone rules";

pub(super) async fn lines(
    manager: &Manager,
    config: &Config,
    configuration: Option<&Configuration>,
) -> Vec<Line> {
    let said = |what: &'static str, line: Result<Line, AskError>| {
        line.unwrap_or_else(|error| Line::warning(what, format!("Asterisk does not say: {error}")))
    };
    let mut zones = BTreeMap::from([(
        config.preferences.time_zone.to_string(),
        config.preferences.time_zone.zone(),
    )]);
    if let Some(configuration) = configuration {
        let of_modules = configuration.modules.iter().map(|module| &module.time_zone);
        let conditions = &configuration.call_flow.time_conditions;
        let all = of_modules.chain(conditions.iter().map(|condition| &condition.time_zone));
        zones.extend(all.map(|zone| (zone.to_string(), zone.zone())));
    }
    let now = Timestamp::now();
    let mut lines = vec![
        said(CLOCK, clock(manager).await),
        said(OWN_ZONE, own_zone(manager, config, now).await),
    ];
    for (name, zone) in zones {
        lines.push(said(RULES, rules(manager, &name, zone, now).await));
    }
    lines
}

async fn clock(manager: &Manager) -> Result<Line, AskError> {
    Ok(match link_test::clock(manager).await? {
        Some(ahead) => clock_line(ahead),
        None => Line::warning(CLOCK, "Asterisk does not say what its clock shows"),
    })
}

fn clock_line(ahead: SignedDuration) -> Line {
    if ahead.is_zero() {
        return Line::new(CLOCK, Ok("Asterisk's and Vasl's show the same".to_owned()));
    }
    let word = if ahead.is_positive() { "ahead of" } else { "behind" };
    Line::warning(
        CLOCK,
        format!(
            "Asterisk's is {} s {word} Vasl's, so conversations are forgotten too late or too \
             early; keep both right with NTP",
            ahead.abs().as_secs()
        ),
    )
}

async fn own_zone(manager: &Manager, config: &Config, now: Timestamp) -> Result<Line, AskError> {
    let theirs = manager.local_time(now, "").await?;
    let ours = local(now, config.preferences.time_zone.zone());
    if theirs == ours {
        return Ok(Line::new(
            OWN_ZONE,
            Ok(format!("shows the time of {}", config.preferences.time_zone)),
        ));
    }
    Ok(Line::warning(
        OWN_ZONE,
        format!(
            "Asterisk shows {} where {} has {ours}: its own time conditions and announcements go \
             by that; set the machine's time zone, or time_zone in Vasl's configuration",
            or_nothing(&theirs),
            config.preferences.time_zone
        ),
    ))
}

/// Asks of a moment in winter and one in summer, this year and the next.
async fn rules(
    manager: &Manager,
    name: &str,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Line, AskError> {
    for at in moments(now) {
        let theirs = manager.local_time(at, name).await?;
        if let Some(line) = difference(name, zone, at, &theirs) {
            return Ok(line);
        }
    }
    Ok(Line::new(RULES, Ok(format!("{name} is the same in Asterisk, summer and winter"))))
}

fn moments(now: Timestamp) -> Vec<Timestamp> {
    let year = now.to_zoned(TimeZone::UTC).year();
    [(year, 1), (year, 7), (year + 1, 1), (year + 1, 7)]
        .into_iter()
        .filter_map(|(year, month)| {
            date(year, month, 15).at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok()
        })
        .map(|at| at.timestamp())
        .collect()
}

fn difference(name: &str, zone: &TimeZone, at: Timestamp, theirs: &str) -> Option<Line> {
    let ours = local(at, zone);
    (theirs != ours).then(|| {
        Line::warning(
            RULES,
            format!(
                "Asterisk takes {} UTC for {} in {name}, where it is {ours}: its time-zone data \
                 is old or missing; upgrade tzdata on the PBX and restart Asterisk",
                local(at, &TimeZone::UTC),
                or_nothing(theirs)
            ),
        )
    })
}

fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime(LOCAL_TIME).to_string()
}

fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn data_from_before_2022_moves_irans_clocks_in_summer() {
        let tehran = TimeZone::get("Asia/Tehran").unwrap();
        let now: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let moments = moments(now);
        let shown: Vec<String> = moments.iter().map(|at| at.to_string()).collect();
        assert_eq!(
            shown,
            [
                "2026-01-15T12:00:00Z",
                "2026-07-15T12:00:00Z",
                "2027-01-15T12:00:00Z",
                "2027-07-15T12:00:00Z"
            ]
        );
        let of_old_data = ["2026-01-15 15:30:00", "2026-07-15 16:30:00", "2027-01-15 15:30:00", ""];
        let lines: Vec<Option<Line>> = moments
            .iter()
            .zip(of_old_data)
            .map(|(at, theirs)| difference("Asia/Tehran", &tehran, *at, theirs))
            .collect();
        assert!(lines[0].is_none() && lines[2].is_none());
        let line = lines[1].as_ref().unwrap();
        assert!(line.verdict == Verdict::Warning);
        assert!(
            line.message.contains("16:30:00 in Asia/Tehran, where it is 2026-07-15 15:30:00"),
            "{}",
            line.message
        );
        assert!(lines[3].as_ref().unwrap().message.contains("for nothing in"));
    }

    #[test]
    fn a_difference_of_clocks_is_said() {
        assert!(clock_line(SignedDuration::ZERO).verdict == Verdict::Ok);
        let ahead = clock_line(SignedDuration::from_secs(90));
        assert!(ahead.message.contains("90 s ahead of Vasl's"), "{}", ahead.message);
        let behind = clock_line(SignedDuration::from_secs(-3));
        assert!(behind.message.contains("3 s behind Vasl's"), "{}", behind.message);
    }
}
