//! The first page: how it goes today, and what to do first where nothing goes yet.

use super::layout::{Page, words};
use super::live::Live;
use super::reports::hours_of;
use super::{calls, own, shown};
use crate::App;
use crate::http::{Least, Problem, Route, Visitor};
use crate::service::{Link, Picture};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::decision::{Decision, DecisionId};
use vasl_domain::module::Module;
use vasl_domain::outcome::Outcome;
use vasl_domain::report::{Period, ReportFilter, Scope, Tally};
use vasl_store::{DecisionFilter, Store as _};

/// How many decisions are shown.
const SHOWN: u32 = 10;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/", Least::OPERATOR, show)]
}

#[derive(Template)]
#[template(path = "panel/dashboard/dashboard.html")]
struct Dashboard {
    page: Page,
    picture: Arc<Picture>,
    live: Live,
    today: Tally,
    /// The picture of its hours; empty where there were no calls.
    hours: String,
    newest: Vec<Decision>,
}

impl Dashboard {
    fn linked(&self) -> bool {
        self.picture.link == Link::Up
    }

    fn module(&self, decision: &Decision) -> String {
        words::module(&self.page, &self.picture, &decision.module)
    }

    fn call(&self, id: &DecisionId) -> String {
        calls::address(id)
    }

    fn active(&self) -> usize {
        self.picture.modules().iter().filter(|module| module.active).count()
    }

    fn operator(&self, decision: &Decision) -> String {
        let picture = &self.picture;
        let operator = decision.operator.as_ref();
        operator.map(|number| words::operator(&self.page, picture, number)).unwrap_or_default()
    }

    fn reason(&self, decision: &Decision) -> String {
        words::why(&self.page, decision.reason, &decision.evidence)
    }

    fn outcome(&self, decision: &Decision) -> String {
        words::outcome(&self.page, decision.outcome)
    }

    fn connected(&self, decision: &Decision) -> bool {
        decision.outcome == Some(Outcome::Connected)
    }

    fn rate(&self) -> String {
        self.page.percent(self.today.connected, self.today.had_operator)
    }

    fn first_module(&self) -> Option<&Module> {
        self.picture.modules().first()
    }
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    if let Some(operator) = visitor.only() {
        return own::show(&app, &visitor, operator).await;
    }
    let page = Page::new(&app, &visitor, "menu-dashboard");
    let pbx = &app.settings().pbx;
    let today = page.now().to_zoned(page.zone().clone()).date();
    let today = ReportFilter {
        period: Period::days(today, today, page.zone()),
        scope: Scope::Everything,
        time_zone: app.preferences().time_zone.clone(),
    };
    let today = app.store().hours(pbx, &today).await?;
    let hours = match today.total.decisions {
        0 => String::new(),
        _ => hours_of(&page, &today)?,
    };
    let filter =
        DecisionFilter { pbx: Some(pbx.clone()), limit: SHOWN, ..DecisionFilter::default() };
    let newest = app.store().decisions(&filter).await?;
    shown(&Dashboard {
        live: Live::parts(&app, &visitor, &page, &["live-states"]).await?,
        picture: app.service().picture(),
        page,
        today: today.total,
        hours,
        newest,
    })
}
