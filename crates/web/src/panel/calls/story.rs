//! The story of a call: it came in, a key was pressed, it was decided about, a phone rang, it went
//! on, people spoke.

use super::super::layout::{Page, words};
use super::super::shown;
use super::id_of;
use crate::App;
use crate::http::{Problem, Visitor};
use crate::service::Picture;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use std::sync::Arc;
use vasl_domain::configuration::ObjectId;
use vasl_domain::conversation::{Conversation, Ending};
use vasl_domain::decision::{Decision, Route, Source};
use vasl_domain::live::Presence;
use vasl_domain::outcome::Outcome;
use vasl_domain::story::Story;
use vasl_store::Store as _;

#[derive(Template)]
#[template(path = "panel/calls/story.html")]
struct StoryPage {
    page: Page,
    number: Option<crate::l10n::Html>,
    calls: String,
    outcome: String,
    connected: bool,
    steps: Vec<Step>,
}

/// Something that happened, and what is known beside it.
struct Step {
    at: Option<Timestamp>,
    time: String,
    icon: &'static str,
    words: String,
    beside: Vec<(String, String)>,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let id = id_of(&app, &name)?;
    let mut story = app.store().story(&id).await?.ok_or(Problem::NotFound)?;
    if let Some(only) = visitor.only() {
        // Of a call that is about somebody else there is nothing to see, not even that it was.
        if story.decision.operator.as_ref() != Some(only) {
            return Err(Problem::NotFound);
        }
        story.conversations.retain(|conversation| conversation.operator == *only);
    }
    let page = Page::new(&app, &visitor, "story-title")
        .under("/", "menu-dashboard")
        .under("/calls", "menu-calls");
    let picture = app.service().picture();
    let caller = story.decision.caller.as_ref();
    let dialled = caller.map(|caller| page.dialled(caller));
    let number = crate::http::Fields::default().and("number", dialled.unwrap_or_default());
    let decision = &story.decision;
    shown(&StoryPage {
        number: caller.map(|caller| page.caller(caller)),
        calls: format!("/calls?{}", number.as_query()),
        outcome: words::outcome(&page, decision.outcome),
        connected: decision.outcome == Some(Outcome::Connected),
        steps: Told { page: &page, picture: &picture }.steps(&story),
        page,
    })
}

/// Tells a story.
struct Told<'a> {
    page: &'a Page,
    picture: &'a Arc<Picture>,
}

impl Told<'_> {
    fn steps(&self, story: &Story) -> Vec<Step> {
        let decision = &story.decision;
        let mut steps = vec![self.came_in(decision)];
        steps.extend(self.key(decision));
        steps.push(self.decided(decision));
        let rang = decision.rang_at.map(|at| {
            let operator = self.operator(decision);
            self.step(Some(at), "phone-incoming", self.page.t1("story-rang", "operator", operator))
        });
        steps.extend(rang);
        let mut later = vec![self.outcome(decision)];
        for conversation in &story.conversations {
            later.extend(self.spoke(conversation));
        }
        // What is not known to have an end is last.
        later.sort_by_key(|step| step.at.unwrap_or(Timestamp::MAX));
        // A transferred call had its conversation before the module.
        let (before, after): (Vec<Step>, Vec<Step>) =
            later.into_iter().partition(|step| step.at.is_some_and(|at| at < decision.id.at));
        steps.splice(1..1, before);
        steps.extend(after);
        steps
    }

    fn came_in(&self, decision: &Decision) -> Step {
        let dialled = decision.arrival.dialled.as_ref();
        let words = match dialled {
            Some(number) => {
                self.page.t1("story-came-in-dialled", "number", self.page.digits(number))
            }
            None => self.page.t("story-came-in"),
        };
        self.step(decision.arrival.came_in_at, "phone", words)
    }

    fn key(&self, decision: &Decision) -> Option<Step> {
        let ivr = decision.arrival.ivr.as_ref()?;
        let menu = words::object(self.page, self.picture, &ObjectId::Ivr(ivr.clone()));
        let module = ("module", self.module(decision));
        let words = match &decision.arrival.key {
            Some(key) => self.page.t_all(
                "story-key",
                &[("key", self.page.digits(key)), ("ivr", menu), (module.0, module.1)],
            ),
            None => self.page.t2("story-no-key", ("ivr", menu), module),
        };
        Some(self.step(None, "list-tree", words))
    }

    fn decided(&self, decision: &Decision) -> Step {
        let page = self.page;
        let words = match &decision.route {
            Route::Operator(_) => page.t1("story-to-operator", "operator", self.operator(decision)),
            Route::Wait(_) => page.t1("story-waits", "operator", self.operator(decision)),
            Route::Failure => page.t("story-to-failure"),
        };
        let mut step = self.step(Some(decision.id.at), "route", words);
        let mut beside = |key: &str, value: String| step.beside.push((page.t(key), value));
        beside("module", self.module(decision));
        beside("reason", words::why(page, decision.reason, &decision.evidence));
        if decision.operator.is_some() {
            beside("last-operator", self.operator(decision));
        }
        match decision.source {
            Some(Source::Memory) => beside("source", page.t("source-memory")),
            Some(Source::Pinned) => beside("source", page.t("source-pinned")),
            None => {}
        }
        let evidence = &decision.evidence;
        if let Some(path) = &evidence.path {
            beside("story-through", words::path(page, self.picture, path));
        }
        if let Some(at) = evidence.ended_at {
            beside("conversation-ended", page.near(&at));
        }
        if let Some(at) = evidence.forgotten_at {
            beside("remembered-until", page.near(&at));
        }
        if let Some(seen) = &evidence.seen {
            let presence = Presence::from(seen.state());
            beside("story-seen", words::presence(page, presence));
            if seen.waiting > 0 {
                beside("story-waited", page.counted("story-callers", u64::from(seen.waiting)));
            }
        }
        step
    }

    fn outcome(&self, decision: &Decision) -> Step {
        let icon = match decision.outcome {
            Some(Outcome::Connected) => "circle-check",
            None => "hourglass",
            Some(_) => "circle-x",
        };
        self.step(decision.settled_at, icon, words::outcome(self.page, decision.outcome))
    }

    fn spoke(&self, conversation: &Conversation) -> Vec<Step> {
        let operator = words::operator(self.page, self.picture, &conversation.operator);
        let began = self.page.t1("story-spoke", "operator", operator);
        let mut began = self.step(Some(conversation.answered_at), "phone-call", began);
        let path = words::path(self.page, self.picture, &conversation.path);
        began.beside.push((self.page.t("story-through"), path));
        let lasting = self.page.lasting(conversation.talk_seconds());
        let ended = match conversation.ending {
            Ending::Ended(at) => {
                self.step(Some(at), "check", self.page.t1("story-ended", "lasting", lasting))
            }
            Ending::StillUp(_) => self.step(None, "hourglass", self.page.t("story-still-up")),
        };
        vec![began, ended]
    }

    fn step(&self, at: Option<Timestamp>, icon: &'static str, words: String) -> Step {
        let time = at.map(|at| {
            let at = at.to_zoned(self.page.zone().clone());
            self.page.digits(at.strftime("%H:%M:%S"))
        });
        Step { at, time: time.unwrap_or_default(), icon, words, beside: Vec::new() }
    }

    fn operator(&self, decision: &Decision) -> String {
        let operator = decision.route.operator().or(decision.operator.as_ref());
        operator.map(|o| words::operator(self.page, self.picture, o)).unwrap_or_default()
    }

    fn module(&self, decision: &Decision) -> String {
        words::module(self.page, self.picture, &decision.module)
    }
}
