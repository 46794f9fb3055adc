//! Over which days: today, yesterday, this week, this month, or from one day to another.

use super::layout::{Choice, Errors, choices, read_date};
use crate::http::Fields;
use crate::l10n::Texts;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use vasl_domain::jalali::JalaliDate;
use vasl_domain::report::Period;

/// What can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stretch {
    /// All of the time.
    Always,
    Today,
    Yesterday,
    /// From Saturday on.
    Week,
    /// This month of the Jalali calendar.
    Month,
    /// From one day to another.
    Days,
}

impl Stretch {
    const ALL: [Self; 6] =
        [Self::Always, Self::Today, Self::Yesterday, Self::Week, Self::Month, Self::Days];

    fn word(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::Week => "week",
            Self::Month => "month",
            Self::Days => "days",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Always => "period-always",
            Self::Today => "period-today",
            Self::Yesterday => "period-yesterday",
            Self::Week => "period-week",
            Self::Month => "period-month",
            Self::Days => "period-days",
        }
    }

    /// Its days, the last one included.
    fn days(self, today: Date) -> Option<(Date, Date)> {
        Some(match self {
            Self::Always | Self::Days => return None,
            Self::Today => (today, today),
            Self::Yesterday => {
                let yesterday = today.yesterday().ok()?;
                (yesterday, yesterday)
            }
            Self::Week => {
                let saturday = today.weekday().since(Weekday::Saturday);
                (today.checked_sub(jiff::Span::new().days(saturday)).ok()?, today)
            }
            Self::Month => {
                let first = JalaliDate { day: 1, ..JalaliDate::of(today)? };
                (first.gregorian()?, today)
            }
        })
    }
}

/// What was chosen.
#[derive(Debug)]
pub(super) struct ChosenPeriod {
    stretch: Stretch,
    /// What was typed as the first day.
    pub(super) from: String,
    /// What was typed as the last day.
    pub(super) to: String,
    /// Its days, the last one included; `None` for all of the time, and where a day is wrong.
    pub(super) days: Option<(Date, Date)>,
    /// What is wrong.
    pub(super) errors: Errors,
    offered: Vec<Choice>,
}

impl ChosenPeriod {
    /// Reads an address. Where it says nothing, it is `unless_told`; all of the time is offered
    /// only where that is it.
    pub(super) fn read(texts: &Texts, query: &Fields, today: Date, unless_told: Stretch) -> Self {
        let offers = Stretch::ALL.into_iter();
        let offers = offers.filter(|s| *s != Stretch::Always || *s == unless_told);
        let told = offers.clone().find(|stretch| stretch.word() == query.text("period"));
        let stretch = told.unwrap_or(unless_told);
        let (from, to) = (query.text("from").to_owned(), query.text("to").to_owned());
        let mut errors = Errors::default();
        let days = match stretch {
            Stretch::Days => typed_days(texts, &from, &to, today, &mut errors),
            other => other.days(today),
        };
        let offered = offers.map(|stretch| (stretch.word().to_owned(), texts.t(stretch.key())));
        Self { stretch, from, to, days, errors, offered: choices(stretch.word(), offered) }
    }

    /// The period; `None` for all of the time.
    pub(super) fn period(&self, zone: &TimeZone) -> Option<Period> {
        self.days.map(|(first, last)| Period::days(first, last, zone))
    }

    /// Whether a day is wrong, so that nothing can be shown.
    pub(super) fn is_wrong(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Whether it is another than all of the time.
    pub(super) fn narrows(&self) -> bool {
        self.stretch != Stretch::Always
    }

    /// What can be chosen.
    pub(super) fn choices(&self) -> &[Choice] {
        &self.offered
    }

    /// Its days, in words.
    pub(super) fn words(&self, texts: &Texts) -> String {
        match self.days {
            None => texts.t("period-always"),
            Some((first, last)) if first == last => texts.long_date(first),
            Some((first, last)) => texts.t2(
                "period-from-to",
                ("from", texts.short_date(first)),
                ("to", texts.short_date(last)),
            ),
        }
    }
}

fn typed_days(
    texts: &Texts,
    from: &str,
    to: &str,
    today: Date,
    errors: &mut Errors,
) -> Option<(Date, Date)> {
    let first = if from.is_empty() {
        errors.add("from", texts.t("period-from-missing"));
        None
    } else {
        errors.take("from", read_date(texts, from))
    };
    let last = if to.is_empty() { Some(today) } else { errors.take("to", read_date(texts, to)) };
    let (first, last) = (first?, last?);
    if last < first {
        errors.add("to", texts.t("period-turned"));
        return None;
    }
    Some((first, last))
}

/// The day at a moment.
pub(super) fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::texts;
    use jiff::civil::date;
    use vasl_domain::user::Language;

    const TODAY: Date = date(2026, 11, 26);

    fn read(query: &str) -> ChosenPeriod {
        let query = Fields::parse(query.as_bytes());
        ChosenPeriod::read(texts(Language::Persian), &query, TODAY, Stretch::Today)
    }

    #[test]
    fn days_as_people_count_them() {
        for (query, first, last) in [
            ("", TODAY, TODAY),
            ("period=today", TODAY, TODAY),
            ("period=yesterday", date(2026, 11, 25), date(2026, 11, 25)),
            // Thursday; the week began on Saturday, the month on the first of Azar.
            ("period=week", date(2026, 11, 21), TODAY),
            ("period=month", date(2026, 11, 22), TODAY),
            ("period=days&from=1405/09/01&to=2026-11-24", date(2026, 11, 22), date(2026, 11, 24)),
            ("period=days&from=%DB%B1%DB%B4%DB%B0%DB%B5/9/5", TODAY, TODAY),
            ("period=always", TODAY, TODAY),
        ] {
            let chosen = read(query);
            assert_eq!(chosen.days, Some((first, last)), "{query}");
            assert!(!chosen.is_wrong(), "{query}");
        }
        let saturday = Stretch::Week.days(date(2026, 11, 21)).unwrap();
        assert_eq!(saturday, (date(2026, 11, 21), date(2026, 11, 21)));
    }

    #[test]
    fn what_is_wrong_stands_beside_its_field() {
        for (query, field) in [
            ("period=days", "from"),
            ("period=days&from=x", "from"),
            ("period=days&from=1405/09/05&to=x", "to"),
            ("period=days&from=1405/09/05&to=1405/09/04", "to"),
        ] {
            let chosen = read(query);
            assert!(chosen.days.is_none() && chosen.is_wrong(), "{query}");
            assert!(chosen.errors.of(field).is_some(), "{query}");
        }
    }
}
