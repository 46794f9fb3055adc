//! How things stand now: the operators, who waits for them, whom the modules remember. Kept up to
//! date by the server as long as the page is looked at, and whole without that.

mod drawings;
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
pub(crate) use drawings::Drawings;
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

/// What of how things stand a page shows, and where the server sends it anew.
pub(super) struct Live {
    /// The address of its stream.
    pub(super) stream: String,
    /// When it was drawn, in seconds of the Unix epoch.
    pub(super) now: i64,
    parts: Vec<(&'static str, String)>,
}

impl Live {
    /// The parts that an address asks for.
    async fn ask(
        app: &App,
        visitor: &Visitor,
        page: &Page,
        query: &Fields,
    ) -> Result<(Self, Memories), Problem> {
        let memories = Memories::ask(app, visitor, query).await?;
        let picture = app.service().live().borrow().clone();
        let parts = View::new(app, visitor, page, query, true).parts(&picture, &memories)?;
        let live = Self {
            stream: format!("/live/stream?{}", query.without(&["done"]).as_query()),
            now: page.now().as_second(),
            parts: parts.iter().map(|part| (part.id, part.html())).collect(),
        };
        Ok((live, memories))
    }

    /// These parts, for another page.
    pub(super) async fn parts(
        app: &App,
        visitor: &Visitor,
        page: &Page,
        parts: &[&str],
    ) -> Result<Self, Problem> {
        let query = parts.iter().fold(Fields::default(), |query, part| query.and("part", *part));
        Ok(Self::ask(app, visitor, page, &query).await?.0)
    }

    /// A part.
    pub(super) fn part(&self, id: &str) -> &str {
        let part = self.parts.iter().find(|(known, _)| *known == id);
        part.map(|(_, html)| html.as_str()).unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "panel/live/live.html")]
struct LivePage {
    page: Page,
    /// Whether all operators are shown, and not one to themselves.
    whole: bool,
    live: Live,
    search: String,
    presences: Vec<Choice>,
    modules: Vec<Choice>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "menu-live").under("/", "menu-dashboard");
    let query = query.without(&["part"]);
    let (live, memories) = Live::ask(&app, &visitor, &page, &query).await?;
    shown(&LivePage {
        whole: visitor.only().is_none(),
        live,
        search: Paging::of(&query).search,
        presences: presences(&page, &query),
        modules: memories.modules(&page, &app.service().picture()),
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
