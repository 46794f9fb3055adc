//! How things stand now: the operators, who waits for them, whom the modules remember. Kept up to
//! date by the server as long as the page is looked at, and whole without that.

mod memories;
mod part;
mod stream;
mod view;

#[cfg(test)]
mod tests;

use super::layout::{Page, Paging, choices};
use super::shown;
use crate::App;
use crate::http::{Fields, Least, Problem, Query, Route, Visitor};
use crate::panel::layout::{Choice, words};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use memories::Memories;
use vasl_domain::live::Presence;
use view::View;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/live", Least::OPERATOR, show),
        Route::get("/live/stream", Least::OPERATOR, stream::stream),
        Route::get("/live/remembered", Least::OPERATOR, memories::show),
    ]
}

#[derive(Template)]
#[template(path = "panel/live/live.html")]
struct Live {
    page: Page,
    /// Whether all operators are shown, and not one to themselves.
    whole: bool,
    now: i64,
    stream: String,
    parts: Vec<(&'static str, String)>,
    search: String,
    presences: Vec<Choice>,
    modules: Vec<Choice>,
}

impl Live {
    fn part(&self, id: &str) -> &str {
        let part = self.parts.iter().find(|(known, _)| *known == id);
        part.map(|(_, html)| html.as_str()).unwrap_or_default()
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "menu-live").under("/", "menu-dashboard");
    let memories = Memories::ask(&app, &visitor, &query).await?;
    let picture = app.service().live().borrow().clone();
    let view = View::new(&app, &visitor, &page, &query, true);
    let parts = view.parts(&picture, &memories)?;
    shown(&Live {
        whole: visitor.only().is_none(),
        now: page.now().as_second(),
        stream: format!("/live/stream?{}", query.without(&["done"]).as_query()),
        parts: parts.iter().map(|part| (part.id, part.html())).collect(),
        search: Paging::of(&query).search,
        presences: presences(&page, &query),
        modules: memories.choices(),
        page,
    })
}

fn presences(page: &Page, query: &Fields) -> Vec<Choice> {
    let all = Presence::ALL.into_iter();
    let all = all.map(|presence| (presence.code().to_owned(), words::presence(page, presence)));
    choices(chosen_presence(query).map_or("", Presence::code), all)
}

/// Of which state alone operators are shown; `None` for all.
fn chosen_presence(query: &Fields) -> Option<Presence> {
    let code = query.text("state");
    Presence::ALL.into_iter().find(|presence| presence.code() == code)
}
