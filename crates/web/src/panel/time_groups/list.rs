//! All time groups, each with its hours in words.

use super::WEEK;
use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::l10n::Texts;
use crate::panel::layout::{ListPage, Page, Paging};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::{Time, Weekday};
use vasl_domain::hours::{Period, TimeGroup};

#[derive(Template)]
#[template(path = "panel/time_groups/list.html")]
struct TimeGroupList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<TimeGroup>>,
}

impl TimeGroupList {
    fn hours(&self, group: &TimeGroup) -> Vec<String> {
        group.periods.iter().map(|period| hours(self.page.texts(), period)).collect()
    }

    fn holidays(&self, group: &TimeGroup) -> String {
        match u64::try_from(group.holidays.len()) {
            Ok(0) | Err(_) => self.page.t("holidays-none"),
            Ok(count) => self.page.counted("holidays-count", count),
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = objects::list_page::<TimeGroup>(&app, &visitor);
    let frame = ListFrame::new::<TimeGroup>(&visitor);
    shown(&TimeGroupList { page, frame, list: list::rows(&app, Paging::of(&query)) })
}

/// A period in words: «شنبه تا چهارشنبه، ۰۸:۳۰ تا ۱۷:۳۰».
fn hours(texts: &Texts, period: &Period) -> String {
    if period.from == period.to {
        return texts.t1("hours-whole", "days", days(texts, &period.weekdays));
    }
    texts.t_all(
        "hours",
        &[
            ("days", days(texts, &period.weekdays)),
            ("from", time(texts, period.from)),
            ("to", time(texts, period.to)),
        ],
    )
}

fn time(texts: &Texts, time: Time) -> String {
    let format = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    texts.digits(time.strftime(format))
}

/// Some days of a week: three and more in a row by the first and the last of them.
fn days(texts: &Texts, chosen: &[Weekday]) -> String {
    let mut runs: Vec<Vec<Weekday>> = vec![Vec::new()];
    for (_, day) in WEEK {
        match (chosen.contains(&day), runs.last_mut()) {
            (true, Some(run)) => run.push(day),
            _ => runs.push(Vec::new()),
        }
    }
    let mut words = Vec::new();
    for run in runs {
        match run.as_slice() {
            all if all.len() == WEEK.len() => words.push(texts.t("days-all")),
            [first, _, .., last] => {
                let (from, to) = (texts.weekday(*first), texts.weekday(*last));
                words.push(texts.t2("days-run", ("from", from), ("to", to)));
            }
            few => words.extend(few.iter().map(|day| texts.weekday(*day))),
        }
    }
    words.join(&texts.t("list-comma"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::texts;
    use vasl_domain::user::Language;

    #[test]
    fn a_week_begins_with_saturday_in_words_too() {
        use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
        let (fa, en) = (texts(Language::Persian), texts(Language::English));
        for (days_of, persian, english) in [
            (
                vec![Wednesday, Saturday, Sunday, Monday, Tuesday],
                "شنبه تا چهارشنبه",
                "Saturday to Wednesday",
            ),
            (vec![Thursday], "پنجشنبه", "Thursday"),
            (vec![Friday, Thursday], "پنجشنبه، جمعه", "Thursday, Friday"),
            (vec![Saturday, Monday], "شنبه، دوشنبه", "Saturday, Monday"),
            (WEEK.map(|(_, day)| day).into(), "هر روز", "every day"),
            (Vec::new(), "", ""),
        ] {
            let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
            assert_eq!(plain(days(fa, &days_of)), persian);
            assert_eq!(plain(days(en, &days_of)), english);
        }
    }
}
