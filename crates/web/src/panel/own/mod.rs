//! An operator's own first page: how they stand, who waits for them, with whom they spoke today, and
//! whom they missed.

use super::calls;
use super::layout::{Page, words};
use super::live::Live;
use super::reports::later;
use super::shown;
use crate::App;
use crate::http::{Problem, Visitor};
use crate::service::Picture;
use askama::Template;
use axum::response::Response;
use std::sync::Arc;
use vasl_domain::conversation::{Conversation, Ending};
use vasl_domain::decision::DecisionId;
use vasl_domain::name::Extension;
use vasl_domain::report::{Period, ReportFilter, Scope, Tally};
use vasl_store::{ConversationFilter, Missed, MissedFilter, Store as _};

/// How many rows a table has at most.
const ROWS: u32 = 20;

#[derive(Template)]
#[template(path = "panel/own/own.html")]
struct Own {
    page: Page,
    picture: Arc<Picture>,
    live: Live,
    today: Tally,
    missed: Vec<Missed>,
    conversations: Vec<Conversation>,
}

impl Own {
    fn rate(&self) -> String {
        self.page.percent(self.today.connected, self.today.had_operator)
    }

    fn outcome(&self, missed: &Missed) -> String {
        words::outcome(&self.page, missed.decision.outcome)
    }

    fn reason(&self, missed: &Missed) -> String {
        words::reason(&self.page, missed.decision.reason)
    }

    fn later(&self, missed: &Missed) -> String {
        later(&self.page, &self.picture, missed)
    }

    fn call(&self, id: &DecisionId) -> String {
        calls::address(id)
    }

    fn path(&self, conversation: &Conversation) -> String {
        words::path(&self.page, &self.picture, &conversation.path)
    }

    fn is_up(&self, conversation: &Conversation) -> bool {
        matches!(conversation.ending, Ending::StillUp(_))
    }

    fn answered(&self, conversation: &Conversation) -> i64 {
        conversation.answered_at.as_second()
    }

    fn lasting(&self, conversation: &Conversation) -> String {
        self.page.lasting(conversation.talk_seconds())
    }
}

/// The page of this operator.
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    operator: &Extension,
) -> Result<Response, Problem> {
    let page = Page::new(app, visitor, "menu-dashboard");
    let pbx = app.settings().pbx.clone();
    let day = page.now().to_zoned(page.zone().clone()).date();
    let today = Period::days(day, day, page.zone());
    let scope = Scope::Operator(operator.clone());
    let report = ReportFilter {
        period: today,
        scope: scope.clone(),
        time_zone: app.preferences().time_zone.clone(),
    };
    let tally = app.store().report(&pbx, &report).await?.total;
    let missed = MissedFilter { pbx: pbx.clone(), scope, period: today, before: None, limit: ROWS };
    let missed = app.store().missed(&missed).await?;
    let spoke = ConversationFilter {
        pbx: Some(pbx),
        operator: Some(operator.clone()),
        limit: ROWS,
        ..ConversationFilter::default()
    };
    let mut conversations = app.store().conversations(&spoke).await?;
    conversations.retain(|conversation| today.contains(conversation.answered_at));
    shown(&Own {
        live: Live::parts(app, visitor, &page, &["live-own", "live-waiting"]).await?,
        picture: app.service().picture(),
        page,
        today: tally,
        missed,
        conversations,
    })
}
