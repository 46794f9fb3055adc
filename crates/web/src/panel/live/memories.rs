//! The callers whom modules remember, with the time left.

use super::super::layout::{Choice, Page, module_choices, words};
use super::super::shown;
use super::view::{REMEMBERED, wants};
use crate::App;
use crate::http::{Fields, Problem, Query, Visitor};
use crate::l10n::Html;
use crate::service::{Picture, RememberedPage};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use std::sync::Arc;
use vasl_domain::conversation::ConversationId;
use vasl_domain::module::Module;
use vasl_domain::name::{Extension, ModuleCode, Uniqueid};
use vasl_domain::remembered::Remembered;
use vasl_store::ConversationCursor;

/// How many are shown beside what else goes on.
const FEW: u32 = 20;

/// How many a page of them alone has.
const ROWS: u32 = 100;

/// An operator sees what at most so many modules remember of them.
const MODULES: usize = 10;

/// What is remembered, and by which of the modules.
#[derive(Debug, Default)]
pub(super) struct Memories {
    /// The module that is asked, where one is chosen among several.
    pub(super) module: Option<ModuleCode>,
    /// Those who are remembered.
    pub(super) rows: Vec<Remembered>,
    /// Whether there may be more of them.
    pub(super) more: bool,
}

impl Memories {
    /// Asks, where they are wanted. A supervisor sees what one module remembers, an operator what all remember of them.
    pub(super) async fn ask(app: &App, visitor: &Visitor, query: &Fields) -> Result<Self, Problem> {
        if !wants(query, REMEMBERED) {
            return Ok(Self::default());
        }
        let picture = app.service().picture();
        if let Some(operator) = visitor.only() {
            return Self::of_operator(app, &picture, operator).await;
        }
        let Some(module) = chosen(&picture, query) else { return Ok(Self::default()) };
        let asked = RememberedPage { module, operator: None, before: None, limit: FEW };
        let (rows, next) = app.service().remembered(asked).await?;
        Ok(Self { module: Some(module.code.clone()), rows, more: next.is_some() })
    }

    async fn of_operator(
        app: &App,
        picture: &Picture,
        operator: &Extension,
    ) -> Result<Self, Problem> {
        let mut memories = Self::default();
        for module in modules_of(picture, operator) {
            let asked =
                RememberedPage { module, operator: Some(operator), before: None, limit: FEW };
            let (rows, next) = app.service().remembered(asked).await?;
            memories.more |= next.is_some();
            memories.rows.extend(rows);
        }
        memories.rows.sort_by_key(|row| std::cmp::Reverse(row.ended_at));
        memories.more |= memories.rows.len() > usize::try_from(FEW).unwrap_or(usize::MAX);
        memories.rows.truncate(usize::try_from(FEW).unwrap_or(usize::MAX));
        Ok(memories)
    }

    /// The modules to choose from.
    pub(super) fn modules(&self, page: &Page, picture: &Picture) -> Vec<Choice> {
        let chosen = self.module.as_ref();
        chosen
            .map(|code| module_choices(page, code.as_str(), picture.modules()))
            .unwrap_or_default()
    }
}

fn chosen<'a>(picture: &'a Picture, query: &Fields) -> Option<&'a Module> {
    let code = ModuleCode::new(query.number("module")).ok();
    let named = code.and_then(|code| picture.module(&code));
    named.or_else(|| picture.modules().iter().find(|m| m.active)).or(picture.modules().first())
}

fn modules_of<'a>(picture: &'a Picture, operator: &Extension) -> Vec<&'a Module> {
    let queues = picture.directory.queues.iter();
    let member_of = queues.filter(|queue| queue.members.contains(operator));
    let member_of = member_of.map(|queue| queue.number.clone()).collect();
    let reach = |module: &&Module| module.active && module.may_reach(operator, &member_of);
    picture.modules().iter().filter(reach).take(MODULES).collect()
}

#[derive(Template)]
#[template(path = "panel/live/remembered_list.html")]
struct RememberedList {
    page: Page,
    picture: Arc<Picture>,
    modules: Vec<Choice>,
    rows: Vec<Remembered>,
    now: i64,
    to_first: Option<String>,
    to_next: Option<String>,
}

impl RememberedList {
    fn operator(&self, row: &Remembered) -> String {
        words::operator(&self.page, &self.picture, &row.operator)
    }

    fn caller(&self, row: &Remembered) -> Html {
        self.page.caller(&row.caller)
    }

    fn forgotten(&self, row: &Remembered) -> i64 {
        row.forgotten_at.as_second()
    }

    fn left(&self, row: &Remembered) -> String {
        self.page.lasting(row.seconds_left)
    }
}

/// All whom a module remembers, page by page; for an operator only those who would go back to
/// them.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let page = Page::new(&app, &visitor, "remembered-title")
        .under("/", "menu-dashboard")
        .under("/live", "menu-live");
    let picture = app.service().picture();
    let modules: Vec<&Module> = match visitor.only() {
        Some(operator) => modules_of(&picture, operator),
        None => picture.modules().iter().collect(),
    };
    let code = ModuleCode::new(query.number("module")).ok();
    let named = code.and_then(|code| modules.iter().find(|module| module.code == code));
    let Some(module) = named.or(modules.first()).copied() else { return Err(Problem::NotFound) };
    let before = cursor(query.text("before"), &app);
    let asked =
        RememberedPage { module, operator: visitor.only(), before: before.clone(), limit: ROWS };
    let (rows, next) = app.service().remembered(asked).await?;
    let kept = Fields::default().and("module", module.code.as_str());
    let address = |query: Fields| format!("/live/remembered?{}", query.as_query());
    shown(&RememberedList {
        modules: module_choices(&page, module.code.as_str(), modules.iter().copied()),
        now: page.now().as_second(),
        to_first: before.map(|_| address(kept.clone())),
        to_next: next.map(|next| address(kept.and("before", place(&next)))),
        picture: Arc::clone(&picture),
        page,
        rows,
    })
}

/// The place in the list as an address has it.
fn place(cursor: &ConversationCursor) -> String {
    let ConversationCursor { answered_at, id } = cursor;
    format!("{}_{}_{}", answered_at.as_microsecond(), id.caller_uniqueid, id.operator_uniqueid)
}

fn cursor(text: &str, app: &App) -> Option<ConversationCursor> {
    let mut parts = text.splitn(3, '_');
    let answered_at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
    let mut uniqueid = || Uniqueid::new(parts.next()?).ok();
    let (caller_uniqueid, operator_uniqueid) = (uniqueid()?, uniqueid()?);
    let pbx = app.settings().pbx.clone();
    let id = ConversationId { pbx, caller_uniqueid, operator_uniqueid };
    Some(ConversationCursor { answered_at, id })
}
