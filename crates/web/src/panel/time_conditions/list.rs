//! All time conditions: whether each is open now, and what is set by hand.

use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::panel::layout::{ListPage, Page, Paging, words};
use crate::panel::objects::{self, ListFrame, Row, list};
use crate::panel::shown;
use crate::service::Picture;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::callflow::{Override, TimeCondition};
use vasl_domain::destination::Destination;

#[derive(Template)]
#[template(path = "panel/time_conditions/list.html")]
struct TimeConditionList {
    page: Page,
    frame: ListFrame,
    list: ListPage<Row<Standing>>,
    /// Why what is set by hand is not known, where it is not.
    unasked: bool,
    picture: Arc<Picture>,
}

/// A time condition, and how it stands.
struct Standing {
    condition: TimeCondition,
    open: bool,
    by_hand: Override,
}

impl TimeConditionList {
    fn group(&self, condition: &TimeCondition) -> String {
        let all = self.picture.time_groups();
        let known = all.iter().find(|group| group.name == condition.time_group);
        let said = known.map(|group| group.description.as_str()).filter(|said| !said.is_empty());
        said.map_or_else(|| condition.time_group.to_string(), str::to_owned)
    }

    fn to(&self, destination: &Destination) -> String {
        words::destination(self.page.texts(), &self.picture, destination)
    }

    /// What a click can set: a word, a key, and an icon.
    fn offers(&self, standing: &Standing) -> Vec<(&'static str, &'static str, &'static str)> {
        let back = (Override::None.word(), "by-hand-back", "undo-2");
        let open = (Override::Open.word(), "by-hand-open", "play");
        let close = (Override::Closed.word(), "by-hand-close", "ban");
        match (standing.by_hand, standing.open) {
            (Override::None, true) => vec![close],
            (Override::None, false) => vec![open],
            (Override::Open, _) => vec![back, close],
            (Override::Closed, _) => vec![back, open],
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = objects::list_page::<TimeCondition>(&app, &visitor);
    let frame = ListFrame::new::<TimeCondition>(&visitor);
    let (picture, now) = (app.service().picture(), page.now());
    let rows = list::rows::<TimeCondition>(&app, Paging::of(&query));
    let shown_ones: Vec<TimeCondition> = rows.rows.iter().map(|row| row.it.clone()).collect();
    let asked = app.service().by_hand(&shown_ones).await;
    let unasked = asked.is_err();
    let mut set = asked.unwrap_or_default().into_iter();
    let mut standing = |condition: TimeCondition| {
        let by_hand = set.next().unwrap_or(condition.overridden);
        let holds = TimeCondition { overridden: by_hand, ..condition.clone() };
        Standing { open: holds.is_open(now, picture.time_groups()), condition, by_hand }
    };
    let list = rows.map(|row| row.map(&mut standing));
    shown(&TimeConditionList { page, frame, list, unasked, picture })
}
