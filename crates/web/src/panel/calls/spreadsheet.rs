//! Calls for a spreadsheet, read page by page however many there are.

use super::super::export;
use super::super::layout::{Page, words};
use super::filter::TypedFilter;
use crate::app::{App, LastingAnswer};
use crate::http::{Problem, Query, Visitor, see_other};
use crate::service::Picture;
use axum::extract::State;
use axum::response::Response;
use futures_util::stream;
use jiff::Timestamp;
use std::sync::Arc;
use vasl_domain::csv::Cell;
use vasl_domain::decision::Route;
use vasl_domain::story::Story;
use vasl_store::{DecisionFilter, Store as _, StoreError};

const COLUMNS: [&str; 15] = [
    "calls-came-in",
    "calls-dialled",
    "calls-ivr",
    "calls-key",
    "calls-decided",
    "module",
    "caller",
    "reason",
    "operator",
    "calls-went-to",
    "calls-rang",
    "calls-settled",
    "outcome",
    "calls-talk",
    "calls-remembered-through",
];

struct Rows {
    app: App,
    page: Page,
    picture: Arc<Picture>,
    /// What comes next; `None` after the last.
    next: Option<DecisionFilter>,
    begun: bool,
    _place: LastingAnswer,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "menu-calls");
    let typed = TypedFilter::read(&app, &visitor, &page, &query.without(&["before"]));
    let Some(filter) = typed.filter else {
        // The form says what is wrong.
        return Ok(see_other(&format!("/calls?{}", query.as_query())));
    };
    let Some(place) = app.lasting_answer(&visitor) else { return Ok(export::full()) };
    let rows = Rows {
        picture: app.service().picture(),
        page: Page::new(&app, &visitor, "menu-calls"),
        app,
        next: Some(DecisionFilter { limit: export::AT_ONCE, ..filter }),
        begun: false,
        _place: place,
    };
    let rows = stream::unfold(rows, |mut rows| async {
        let read = rows.read().await.transpose()?;
        Some((read, rows))
    });
    export::file(&page, "calls", rows)
}

impl Rows {
    async fn read(&mut self) -> Result<Option<String>, StoreError> {
        if !self.begun {
            self.begun = true;
            return Ok(Some(export::heading(&self.page, &COLUMNS)));
        }
        let Some(filter) = self.next.take() else { return Ok(None) };
        let stories = self.app.store().stories(&filter).await?;
        let Some(last) = stories.last() else { return Ok(None) };
        self.next = Some(DecisionFilter { before: Some(last.decision.id.clone()), ..filter });
        Ok(Some(stories.iter().map(|story| self.line(story)).collect()))
    }

    fn line(&self, story: &Story) -> String {
        let (page, picture) = (&self.page, &self.picture);
        let decision = &story.decision;
        let arrival = &decision.arrival;
        let moment =
            |at: Option<Timestamp>| at.map_or_else(String::new, |at| export::moment(page, at));
        let caller = decision.caller.as_ref();
        let caller = caller.map(|caller| page.dialled(caller));
        let talk = story.reconnected().and_then(|spoke| u64::try_from(spoke.talk_seconds()).ok());
        let path = decision.evidence.path.as_ref();
        let went_to = match &decision.route {
            Route::Failure => page.t("failure"),
            Route::Operator(number) => words::operator(page, picture, number),
            Route::Wait(number) => {
                page.t1("calls-waits", "operator", words::operator(page, picture, number))
            }
        };
        export::line(
            page,
            &[
                Cell::Text(&moment(arrival.came_in_at)),
                export::dialled(arrival.dialled.as_ref().map(|number| number.as_str())),
                export::dialled(arrival.ivr.as_ref().map(|ivr| ivr.as_str())),
                export::dialled(arrival.key.as_ref().map(|key| key.as_str())),
                Cell::Text(&moment(Some(decision.id.at))),
                Cell::Dialled(decision.module.as_str()),
                export::dialled(caller.as_deref()),
                Cell::Text(&words::reason(page, decision.reason)),
                export::dialled(decision.operator.as_ref().map(|operator| operator.as_str())),
                Cell::Text(&went_to),
                Cell::Text(&moment(decision.rang_at)),
                Cell::Text(&moment(decision.settled_at)),
                Cell::Text(&words::outcome(page, decision.outcome)),
                talk.map_or(Cell::Empty, Cell::Count),
                Cell::Text(&path.map(|path| words::path(page, picture, path)).unwrap_or_default()),
            ],
        )
    }
}
