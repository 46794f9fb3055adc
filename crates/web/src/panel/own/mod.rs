//! An operator's own first page: how they stand, who waits for them, with whom they spoke today, and
//! whom they missed. From here they log in to their queues and out of them, and pause.

mod queues;

#[cfg(test)]
mod tests;

use super::layout::{Done, Errors, Notice, Page, words};
use super::live::Live;
use super::queues::REASON_WRONG;
use super::reports::later;
use super::{calls, shown, wrong};
use crate::App;
use crate::http::{Form, Least, Problem, Route, Visitor, see_other};
use crate::service::{Picture, QueueMemberNow};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use queues::OwnQueue;
use std::sync::Arc;
use vasl_domain::conversation::{Conversation, Ending};
use vasl_domain::decision::DecisionId;
use vasl_domain::live::Presence;
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
    /// Their queues; `None` where the PBX cannot be asked.
    queues: Option<Vec<OwnQueue>>,
    missed: Vec<Missed>,
    conversations: Vec<Conversation>,
    /// Whether they were about to pause, which was not done; and what they gave as the reason.
    pausing: bool,
    reason: String,
    errors: Errors,
}

impl Own {
    fn rate(&self) -> String {
        self.page.percent(self.today.connected, self.today.had_operator)
    }

    /// Whether they are in any of their queues, and whether they pause there.
    fn is_in(&self) -> bool {
        self.members().next().is_some()
    }

    fn is_paused(&self) -> bool {
        self.members().any(QueueMemberNow::is_paused)
    }

    fn members(&self) -> impl Iterator<Item = &QueueMemberNow> {
        self.queues.iter().flatten().filter_map(|queue| queue.member.as_ref())
    }

    fn state(&self, queue: &OwnQueue) -> String {
        let presence = queue.member.as_ref().map(|member| member.presence);
        words::presence(&self.page, presence.unwrap_or(Presence::LoggedOut))
    }

    fn looks(&self, queue: &OwnQueue) -> &'static str {
        match queue.member.as_ref().map(|member| member.presence) {
            None | Some(Presence::LoggedOut) => "away",
            Some(Presence::Paused | Presence::DoNotDisturb) => "warn",
            Some(Presence::Free) => "good",
            Some(_) => "busy",
        }
    }

    fn outcome(&self, missed: &Missed) -> String {
        words::outcome(&self.page, missed.decision.outcome)
    }

    fn reason(&self, missed: &Missed) -> String {
        words::why(&self.page, missed.decision.reason, &missed.decision.evidence)
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

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/own", Least::OPERATOR, act)]
}

/// The page of this operator.
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    operator: &Extension,
) -> Result<Response, Problem> {
    shown(&Own::new(app, visitor, operator).await?)
}

async fn act(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    // Whoever has no telephone of their own has nothing to do here.
    let operator = visitor.only().ok_or(Problem::NotFound)?;
    match queues::act(&app, operator, &form, visitor.author()?).await {
        Ok(()) => Ok(see_other(&Done::Saved.on("/"))),
        Err(key) => {
            let mut own = Own::new(&app, &visitor, operator).await?;
            let said = own.page.t1(key, "operator", own.page.digits(operator));
            own.pausing = form.text("act") == "pause";
            form.text("reason").clone_into(&mut own.reason);
            // Beside the field, where it is there.
            if key == REASON_WRONG && own.is_in() && !own.is_paused() {
                own.errors.add("reason", said);
            } else {
                own.page = own.page.saying(Notice::bad(said));
            }
            wrong(&own)
        }
    }
}

impl Own {
    async fn new(app: &App, visitor: &Visitor, operator: &Extension) -> Result<Self, Problem> {
        let page = Page::new(app, visitor, "menu-dashboard");
        let picture = app.service().picture();
        let pbx = app.settings().pbx.clone();
        let day = page.now().to_zoned(page.zone().clone()).date();
        let today = Period::days(day, day, page.zone());
        let scope = Scope::Operator(operator.clone());
        let report = ReportFilter {
            period: today,
            scope: scope.clone(),
            time_zone: app.preferences().time_zone.clone(),
        };
        let tally = app.store().hours(&pbx, &report).await?.total;
        let missed =
            MissedFilter { pbx: pbx.clone(), scope, period: today, before: None, limit: ROWS };
        let missed = app.store().missed(&missed).await?;
        let spoke = ConversationFilter {
            pbx: Some(pbx),
            operator: Some(operator.clone()),
            limit: ROWS,
            ..ConversationFilter::default()
        };
        let mut conversations = app.store().conversations(&spoke).await?;
        conversations.retain(|conversation| today.contains(conversation.answered_at));
        Ok(Self {
            live: Live::parts(app, visitor, &page, &["live-own", "live-waiting"]).await?,
            queues: queues::of(app, &page, &picture, operator).await,
            picture,
            page,
            today: tally,
            missed,
            conversations,
            pausing: false,
            reason: String::new(),
            errors: Errors::default(),
        })
    }
}
