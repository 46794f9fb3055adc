//! The first page: how it goes today, and what to do first where nothing goes yet.

use super::layout::{Page, words};
use super::shown;
use crate::App;
use crate::http::{Least, Problem, Route, Visitor};
use crate::service::{Link, Picture};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::decision::Decision;
use vasl_domain::module::Module;
use vasl_domain::outcome::Outcome;
use vasl_domain::report::{Period, ReportFilter, Scope, Tally};
use vasl_domain::user::Rank;
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
    may_change: bool,
    today: Tally,
    newest: Vec<Decision>,
}

impl Dashboard {
    fn linked(&self) -> bool {
        self.picture.link == Link::Up
    }

    fn module(&self, decision: &Decision) -> String {
        words::module(&self.page, &self.picture, &decision.module)
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
        words::reason(&self.page, decision.reason)
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
    let page = Page::new(&app, &visitor, "menu-dashboard");
    let pbx = &app.settings().pbx;
    let scope = match visitor.only() {
        Some(operator) => Scope::Operator(operator.clone()),
        None => Scope::Everything,
    };
    let today = page.now().to_zoned(page.zone().clone()).date();
    let today = ReportFilter {
        period: Period::days(today, today, page.zone()),
        scope,
        time_zone: app.preferences().time_zone.clone(),
    };
    let today = app.store().report(pbx, &today).await?.total;
    let filter = DecisionFilter {
        pbx: Some(pbx.clone()),
        operator: visitor.only().cloned(),
        limit: SHOWN,
        ..DecisionFilter::default()
    };
    let newest = app.store().decisions(&filter).await?;
    let may_change = visitor.rank() >= Some(Rank::Supervisor);
    shown(&Dashboard { picture: app.service().picture(), page, may_change, today, newest })
}
