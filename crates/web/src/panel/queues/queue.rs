//! A queue's own page: who is in it now, and logging in and out and pausing in their stead.

use super::address;
use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{Choice, Done, Errors, Notice, Page, numbered_choices, words};
use crate::panel::{shown, wrong};
use crate::service::{NotDone, Picture, QueueMemberNow};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::collections::BTreeSet;
use std::sync::Arc;
use vasl_domain::act::Act;
use vasl_domain::callflow::{ManagedQueue, PlainText};
use vasl_domain::configuration::ObjectId;
use vasl_domain::live::Presence;
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::user::Rank;

#[derive(Template)]
#[template(path = "panel/queues/queue.html")]
struct QueuePage {
    page: Page,
    address: String,
    /// The queue, where it is Vasl's own.
    own: Option<ManagedQueue>,
    may_edit: bool,
    /// Who is in it now; `None` where the PBX cannot be asked.
    members: Option<Vec<QueueMemberNow>>,
    /// Who may log in and has not.
    may_log_in: Vec<Choice>,
    /// What leads here.
    pointers: Vec<String>,
    picture: Arc<Picture>,
    /// Who was about to pause, which was not done, and the reason that was given.
    pausing: Option<(String, String)>,
    errors: Errors,
}

/// The key of what is wrong with a reason.
pub(in crate::panel) const REASON_WRONG: &str = "act-reason-wrong";

/// The key of what is wrong where nobody is chosen.
const NO_OPERATOR: &str = "act-choose-operator";

impl QueuePage {
    async fn new(app: &App, visitor: &Visitor, queue: &QueueName) -> Result<Self, Problem> {
        let picture = app.service().picture();
        if picture.directory.queue(queue).is_none() {
            return Err(Problem::NotFound);
        }
        let page = Page::new(app, visitor, "menu-queues")
            .under("/", "menu-dashboard")
            .under("/queues", "menu-queues");
        let id = ObjectId::Queue(queue.clone());
        let title = words::object(page.texts(), &picture, &id);
        let own = picture.configuration.call_flow.queues.iter();
        let own = own.clone().find(|own| own.number == *queue).cloned();
        let members = app.service().in_queue(queue).await.ok();
        let may_log_in = members
            .as_ref()
            .map(|members| may_log_in(&page, &picture, queue, own.as_ref(), members))
            .unwrap_or_default();
        let pointers = picture.pointers_to(&id);
        Ok(Self {
            address: address(queue),
            may_edit: visitor.rank() == Some(Rank::Administrator),
            members,
            may_log_in,
            pointers: pointers
                .iter()
                .map(|one| words::pointer(page.texts(), &picture, one))
                .collect(),
            page: page.titled(title),
            own,
            picture,
            pausing: None,
            errors: Errors::default(),
        })
    }

    /// Says why something was not done: beside its field, where that is there.
    fn refuse(&mut self, form: &Fields, key: &str) {
        let who = form.number("operator");
        let said = self.page.t1(key, "operator", self.page.digits(&who));
        for choice in &mut self.may_log_in {
            choice.chosen = choice.value == who;
        }
        if form.text("act") == "pause" {
            self.pausing = Some((who, form.text("reason").to_owned()));
        }
        let members = self.members.iter().flatten();
        let mut may_pause = members.filter(|member| !member.is_paused());
        let field = match key {
            REASON_WRONG => {
                may_pause.find(|one| self.is_pausing(one)).map(|m| self.reason_field(m))
            }
            NO_OPERATOR if !self.may_log_in.is_empty() => Some("operator".to_owned()),
            _ => None,
        };
        match field {
            Some(field) => self.errors.add(field, said),
            None => self.page.notice = Some(Notice::bad(said)),
        }
    }

    fn reason_field(&self, member: &QueueMemberNow) -> String {
        format!("reason-{}", member.operator)
    }

    fn reason_typed(&self, member: &QueueMemberNow) -> &str {
        let typed = self.pausing.as_ref().filter(|_| self.is_pausing(member));
        typed.map(|(_, reason)| reason.as_str()).unwrap_or_default()
    }

    fn is_pausing(&self, member: &QueueMemberNow) -> bool {
        self.pausing.as_ref().is_some_and(|(who, _)| who == member.operator.as_str())
    }

    fn operator(&self, number: &Extension) -> String {
        words::operator(&self.page, &self.picture, number)
    }

    fn presence(&self, member: &QueueMemberNow) -> String {
        words::presence(&self.page, member.presence)
    }

    fn looks(&self, member: &QueueMemberNow) -> &'static str {
        match member.presence {
            Presence::Free => "good",
            Presence::Unregistered | Presence::Unknown => "bad",
            Presence::Paused | Presence::DoNotDisturb | Presence::LoggedOut => "warn",
            _ => "",
        }
    }

    fn rows(&self) -> Vec<(String, String)> {
        let Some(own) = &self.own else { return Vec::new() };
        let page = &self.page;
        let seconds = |seconds: u16| page.t1("seconds", "number", page.digits(seconds));
        let mut rows = vec![
            (page.t("queue-strategy"), page.t(words::strategy_key(own.strategy))),
            (page.t("queue-ring-seconds"), seconds(own.ring_seconds.get())),
            (page.t("queue-wrap-up-seconds"), seconds(own.wrap_up_seconds.get())),
        ];
        if own.longest_wait_seconds.get() > 0 {
            let longest = seconds(own.longest_wait_seconds.get());
            rows.push((page.t("queue-longest-wait-seconds"), longest));
        }
        let failure = words::destination(page, &self.picture, &own.failure_destination);
        rows.push((page.t("queue-failure"), failure));
        rows
    }
}

/// Where anybody may log in, all extensions; otherwise its dynamic members, or who was lately seen
/// in it.
fn may_log_in(
    page: &Page,
    picture: &Picture,
    queue: &QueueName,
    own: Option<&ManagedQueue>,
    members: &[QueueMemberNow],
) -> Vec<Choice> {
    let all: BTreeSet<Extension> = match own {
        Some(own) if own.anyone_may_log_in => {
            picture.directory.extensions.iter().map(|one| one.number.clone()).collect()
        }
        Some(own) => own.dynamic_members.iter().map(|one| one.extension.clone()).collect(),
        None => {
            let lately = picture.directory.queue(queue).map(|queue| queue.members.clone());
            lately.unwrap_or_default().into_iter().collect()
        }
    };
    let is_in = |number: &Extension| members.iter().any(|member| member.operator == *number);
    let others = all.into_iter().filter(|number| !is_in(number));
    let others: Vec<Extension> = others.collect();
    let named = others.iter().map(|one| (one.as_str(), picture.directory.operator(one)));
    numbered_choices(page, "", named)
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let queue = QueueName::new(number).map_err(|_| Problem::NotFound)?;
    shown(&QueuePage::new(&app, &visitor, &queue).await?)
}

pub(super) async fn act(
    State(app): State<App>,
    visitor: Visitor,
    Path(number): Path<String>,
    Form(form): Form,
) -> Result<Response, Problem> {
    let queue = QueueName::new(number).map_err(|_| Problem::NotFound)?;
    let asked = asked(&form, &queue);
    let done = match &asked {
        Ok(_) if app.may_act(&visitor.author()?).is_err() => Err("act-too-often"),
        Ok((operator, act)) => {
            let done = app.service().act(operator, act, visitor.author()?).await;
            done.map_err(|not_done| not_done_key(&not_done))
        }
        Err(key) => Err(*key),
    };
    match done {
        Ok(()) => Ok(see_other(&Done::Saved.on(&address(&queue)))),
        Err(key) => {
            let mut page = QueuePage::new(&app, &visitor, &queue).await?;
            page.refuse(&form, key);
            wrong(&page)
        }
    }
}

/// Who is to do what, or the key of what is wrong.
fn asked(form: &Fields, queue: &QueueName) -> Result<(Extension, Act), &'static str> {
    let operator = Extension::new(form.number("operator")).map_err(|_| NO_OPERATOR)?;
    let queue = queue.clone();
    let act = match form.text("act") {
        "log-in" => Act::LogIn(queue),
        "log-out" => Act::LogOut(queue),
        "unpause" => Act::Unpause(Some(queue)),
        "pause" => Act::Pause { queue: Some(queue), reason: pause_reason(form)? },
        _ => return Err("act-unknown"),
    };
    Ok((operator, act))
}

/// The reason of a pause, where one is given, or the key of what is wrong with it.
pub(in crate::panel) fn pause_reason(form: &Fields) -> Result<Option<PlainText>, &'static str> {
    let reason = Some(form.text("reason")).filter(|reason| !reason.is_empty());
    reason.map(PlainText::new).transpose().map_err(|_| REASON_WRONG)
}

/// Why an operator did not do something: the key of the words.
pub(in crate::panel) fn not_done_key(not_done: &NotDone) -> &'static str {
    match not_done {
        NotDone::NoSuchQueue => "act-no-such-queue",
        NotDone::NoSuchExtension => "act-no-such-extension",
        NotDone::NotAllowed => "act-not-allowed",
        NotDone::NotIn => "act-not-in",
        NotDone::AlreadyIn => "act-already-in",
        NotDone::Static => "act-static",
        NotDone::NotLinked => "act-not-linked",
        NotDone::NotWrittenDown => "act-not-written-down",
    }
}
