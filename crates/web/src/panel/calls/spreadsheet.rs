//! Calls for a spreadsheet, read page by page however many there are.

use super::super::export::{self, Kind, Row, Table};
use super::super::layout::{Page, words};
use super::filter::TypedFilter;
use crate::App;
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

const TABLE: Table = Table { name: "calls", title: "menu-calls", columns: &COLUMNS };

struct Rows {
    app: App,
    page: Page,
    picture: Arc<Picture>,
    /// What comes next; `None` after the last.
    next: Option<DecisionFilter>,
}

pub(super) async fn export(
    kind: Kind,
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, TABLE.title);
    let typed = TypedFilter::read(&app, &visitor, &page, &query.without(&["before"]));
    let Some(filter) = typed.filter else {
        // The form says what is wrong.
        return Ok(see_other(&format!("/calls?{}", query.as_query())));
    };
    let rows = Rows {
        app: app.clone(),
        picture: app.service().picture(),
        page: Page::new(&app, &visitor, TABLE.title),
        next: Some(DecisionFilter { limit: export::AT_ONCE, ..filter }),
    };
    let rows = stream::unfold(rows, |mut rows| async {
        let read = rows.read().await.transpose()?;
        Some((read, rows))
    });
    export::file(&app, &visitor, kind, TABLE, rows).await
}

impl Rows {
    async fn read(&mut self) -> Result<Option<Vec<Row>>, StoreError> {
        let Some(filter) = self.next.take() else { return Ok(None) };
        let stories = self.app.store().stories(&filter).await?;
        let Some(last) = stories.last() else { return Ok(None) };
        self.next = Some(DecisionFilter { before: Some(last.decision.id.clone()), ..filter });
        Ok(Some(stories.iter().map(|story| self.row(story)).collect()))
    }

    fn row(&self, story: &Story) -> Row {
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
        vec![
            export::text(&moment(arrival.came_in_at)),
            export::dialled(arrival.dialled.as_ref().map(|number| number.as_str())),
            export::dialled(arrival.ivr.as_ref().map(|ivr| ivr.as_str())),
            export::dialled(arrival.key.as_ref().map(|key| key.as_str())),
            export::text(&moment(Some(decision.id.at))),
            export::dialled(Some(decision.module.as_str())),
            export::dialled(caller.as_deref()),
            export::text(&words::why(page, decision.reason, &decision.evidence)),
            export::dialled(decision.operator.as_ref().map(|operator| operator.as_str())),
            export::text(&went_to),
            export::text(&moment(decision.rang_at)),
            export::text(&moment(decision.settled_at)),
            export::text(&words::outcome(page, decision.outcome)),
            talk.map_or(Cell::Empty, Cell::Count),
            export::text(&path.map(|path| words::path(page, picture, path)).unwrap_or_default()),
        ]
    }
}
