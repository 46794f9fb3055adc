//! The link to the PBX: how it stands, and a test that says what is wrong and what to do.

#[cfg(test)]
mod tests;

use super::layout::{Page, words};
use super::shown;
use crate::App;
use crate::http::{Least, Problem, Route, Visitor};
use crate::service::{Gravity, LinkDetails, LinkFinding};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/link", Least::ADMINISTRATOR, show),
        Route::post("/link/test", Least::ADMINISTRATOR, test),
    ]
}

#[derive(Template)]
#[template(path = "panel/link/link.html")]
struct LinkPage {
    page: Page,
    details: LinkDetails,
    /// What the test has found; `None` where none was asked for.
    findings: Option<Vec<LinkFinding>>,
}

impl LinkPage {
    async fn new(app: &App, visitor: &Visitor, findings: Option<Vec<LinkFinding>>) -> Self {
        let page = Page::new(app, visitor, "menu-link").under("/", "menu-dashboard");
        Self { page, details: app.service().link().await, findings }
    }

    fn in_words(&self, finding: &LinkFinding) -> String {
        words::link_finding(&self.page, finding, &self.details)
    }

    /// Whose PBX it is; where nobody's, in words.
    fn flavour(&self, flavour: &str) -> String {
        if flavour == "plain Asterisk" { self.page.t("flavour-plain") } else { flavour.to_owned() }
    }

    fn discovered(&self) -> String {
        let queues = ("queues", self.page.digits(self.details.queues));
        self.page.t2("link-found-what", queues, ("members", self.page.digits(self.details.members)))
    }

    fn class(&self, finding: &LinkFinding) -> &'static str {
        match finding.gravity() {
            Gravity::Good => "good",
            Gravity::Warning => "warn",
            Gravity::Failed => "bad",
        }
    }

    fn icon(&self, finding: &LinkFinding) -> &'static str {
        match finding.gravity() {
            Gravity::Good => "circle-check",
            Gravity::Warning => "triangle-alert",
            Gravity::Failed => "circle-alert",
        }
    }
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    shown(&LinkPage::new(&app, &visitor, None).await)
}

async fn test(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let findings = app.service().test_link().await;
    shown(&LinkPage::new(&app, &visitor, Some(findings)).await)
}
