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
use vasl_domain::user::Rank;
use vasl_store::{DecisionFilter, Store as _};

/// How many decisions are shown.
const SHOWN: usize = 10;

/// No more of a day's decisions are counted here; reports count all of any period.
const COUNTED: u32 = 5_000;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/", Least::OPERATOR, show)]
}

#[derive(Template)]
#[template(path = "panel/dashboard/dashboard.html")]
struct Dashboard {
    page: Page,
    picture: Arc<Picture>,
    may_change: bool,
    counts: Counts,
    newest: Vec<Decision>,
}

/// What was decided today.
#[derive(Default)]
struct Counts {
    decisions: u64,
    /// Those that had an operator to go back to.
    with_operator: u64,
    connected: u64,
}

impl Dashboard {
    fn linked(&self) -> bool {
        self.picture.link == Link::Up
    }

    fn module(&self, decision: &Decision) -> String {
        let known = self.picture.module(&decision.module);
        known.map_or_else(|| self.page.digits(&decision.module), |module| module.name.to_string())
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
        self.page.percent(self.counts.connected, self.counts.with_operator)
    }

    fn first_module(&self) -> Option<&Module> {
        self.picture.modules().first()
    }
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "menu-dashboard");
    let filter = DecisionFilter {
        pbx: Some(app.settings().pbx.clone()),
        operator: visitor.only().cloned(),
        limit: COUNTED,
        ..DecisionFilter::default()
    };
    let decisions = app.store().decisions(&filter).await?;
    let today = page.now().to_zoned(page.zone().clone()).date();
    let of_today =
        |decision: &&Decision| decision.id.at.to_zoned(page.zone().clone()).date() == today;
    let mut counts = Counts::default();
    for decision in decisions.iter().take_while(of_today) {
        counts.decisions += 1;
        counts.with_operator += u64::from(decision.reason.had_operator());
        counts.connected += u64::from(decision.outcome == Some(Outcome::Connected));
    }
    let newest = decisions.into_iter().take(SHOWN).collect();
    let may_change = visitor.rank() >= Some(Rank::Supervisor);
    shown(&Dashboard { picture: app.service().picture(), page, may_change, counts, newest })
}
