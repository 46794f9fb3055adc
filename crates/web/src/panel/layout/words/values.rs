//! The values of fields in words, by the paths under which changes are written down.

use super::{destination, language, operator, queue, rank};
use crate::l10n::Texts;
use crate::panel::layout::Page;
use crate::service::Picture;
use jiff::Timestamp;
use vasl_domain::callflow::{HoldTimeAnnouncement, JoinRule, LeaveRule, SoundContent, Strategy};
use vasl_domain::destination::Destination;
use vasl_domain::module::CountOutbound;
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::user::{Language, Rank};

/// A field's value; one that has no words of its own is shown as it is written.
#[must_use]
pub fn value(page: &Page, picture: &Picture, path: &str, written: &str) -> String {
    let known = of_rows(page, picture, path, written)
        .or_else(|| chosen(page, picture, path, written))
        .or_else(|| everywhere(page, written));
    known.unwrap_or_else(|| page.digits(written))
}

/// What is in a list, and lists whose order changed.
fn of_rows(page: &Page, picture: &Picture, path: &str, written: &str) -> Option<String> {
    let (list, row) = match path.split_once('[') {
        Some((list, row)) => (list, Some(row)),
        None => (path, None),
    };
    let one = |row: &str| match list {
        "sides" | "members" | "dynamic_members" => member(page, picture, row),
        "holiday" => Some(row_name(page, row)),
        _ => None,
    };
    match row {
        // A field of a row is told by its own name.
        Some(row) if !row.ends_with(']') => None,
        Some(row) if row.contains("weekdays[") => Some(page.t("yes")),
        Some(_) => one(written),
        None => {
            let rows: Option<Vec<String>> = written.split(", ").map(one).collect();
            rows.map(|rows| rows.join(&page.t("list-comma")))
        }
    }
}

fn member(page: &Page, picture: &Picture, row: &str) -> Option<String> {
    match row.strip_prefix("queue ") {
        Some(number) => Some(queue(page, picture, &QueueName::new(number).ok()?)),
        None => Some(operator(page, picture, &Extension::new(row).ok()?)),
    }
}

/// A row by what it is known by: `jalali 01/13` is «شمسی ۰۱/۱۳».
pub(in crate::panel::layout) fn row_name(texts: &Texts, row: &str) -> String {
    match row.split_once(' ') {
        Some(("jalali", date)) => format!("{} {}", texts.t("calendar-jalali"), texts.digits(date)),
        Some(("gregorian", date)) => {
            format!("{} {}", texts.t("calendar-gregorian"), texts.digits(date))
        }
        Some(("queue", number)) => texts.t1("in-queue", "queue", texts.digits(number)),
        _ => texts.digits(row),
    }
}

/// What is chosen in a form.
fn chosen(page: &Page, picture: &Picture, path: &str, written: &str) -> Option<String> {
    let name = path.rsplit(['.', ']']).next().unwrap_or(path);
    let key = match name {
        "strategy" => strategy_key(Strategy::from_word(written)?),
        "join" => join_key(JoinRule::from_word(written)?),
        "leave" => leave_key(LeaveRule::from_word(written)?),
        "announce_hold_time" => hold_time_key(HoldTimeAnnouncement::from_word(written)?),
        "count_outbound" => {
            outbound_key(CountOutbound::ALL.into_iter().find(|count| count.word() == written)?)
        }
        "role" => return Some(rank(page, Rank::from_word(written)?)),
        "language" => {
            let all = [Language::Persian, Language::English];
            let known = all.into_iter().find(|one| one.tag() == written)?;
            return Some(language(known).to_owned());
        }
        "content" => return Some(content(page, &SoundContent::new(written).ok()?)),
        "extension" => return Some(operator(page, picture, &Extension::new(written).ok()?)),
        "account_under_queue" => {
            return Some(queue(page, picture, &QueueName::new(written).ok()?));
        }
        name if name.ends_with("destination") => {
            return Some(destination(page, picture, &written.parse::<Destination>().ok()?));
        }
        "cleared_at" | "since" => return Some(page.at(&written.parse::<Timestamp>().ok()?)),
        _ => return None,
    };
    Some(page.t(key))
}

/// What tells a sound from another: for people, above all how long it is.
fn content(texts: &Texts, content: &SoundContent) -> String {
    let (seconds, hash) = content.as_str().split_once("s-").unwrap_or((content.as_str(), ""));
    let seconds = texts.t1("seconds", "number", texts.digits(seconds));
    format!("{seconds} (\u{2068}{hash}\u{2069})")
}

fn everywhere(texts: &Texts, written: &str) -> Option<String> {
    Some(texts.t(match written {
        "true" => "yes",
        "false" => "no",
        "open" => "time-condition-is-open",
        "closed" => "time-condition-is-closed",
        "none" => return Some("—".to_owned()),
        _ => return None,
    }))
}

/// In which order members ring.
#[must_use]
pub fn strategy_key(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::RingAll => "strategy-ring-all",
        Strategy::LeastRecent => "strategy-least-recent",
        Strategy::FewestCalls => "strategy-fewest-calls",
        Strategy::Random => "strategy-random",
        Strategy::RrMemory => "strategy-in-turn",
        Strategy::RrOrdered => "strategy-in-turn-ordered",
        Strategy::Linear => "strategy-linear",
        Strategy::WRandom => "strategy-by-penalty",
    }
}

/// When a caller may come in.
#[must_use]
pub fn join_key(rule: JoinRule) -> &'static str {
    match rule {
        JoinRule::Always => "join-always",
        JoinRule::SomebodyLoggedIn => "join-somebody-logged-in",
        JoinRule::SomebodyAvailable => "join-somebody-available",
    }
}

/// When those who wait are sent on.
#[must_use]
pub fn leave_key(rule: LeaveRule) -> &'static str {
    match rule {
        LeaveRule::Never => "leave-never",
        LeaveRule::NobodyLoggedIn => "leave-nobody-logged-in",
        LeaveRule::NobodyAvailable => "leave-nobody-available",
    }
}

/// Whether callers are told the likely wait.
#[must_use]
pub fn hold_time_key(told: HoldTimeAnnouncement) -> &'static str {
    match told {
        HoldTimeAnnouncement::Never => "hold-time-never",
        HoldTimeAnnouncement::Once => "hold-time-once",
        HoldTimeAnnouncement::Always => "hold-time-always",
    }
}

/// Whether customers whom an operator called count.
#[must_use]
pub fn outbound_key(count: CountOutbound) -> &'static str {
    match count {
        CountOutbound::No => "outbound-no",
        CountOutbound::Answered => "outbound-answered",
        CountOutbound::AnsweredAndMissed => "outbound-missed-too",
    }
}
