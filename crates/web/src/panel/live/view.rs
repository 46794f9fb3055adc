//! What the live page shows, in parts.

use super::chosen_presence;
use super::memories::Memories;
use super::part::{Part, Row};
use crate::App;
use crate::http::{Fields, Problem, Visitor, in_path};
use crate::l10n::Html;
use crate::panel::layout::{ListPage, Page, Paging, Place, words};
use crate::service::{Link, Picture};
use askama::Template;
use jiff::Timestamp;
use std::sync::Arc;
use vasl_domain::live::{self, OperatorPicture, Presence, WaitingCaller};
use vasl_domain::name::Extension;
use vasl_domain::remembered::Remembered;

/// The part for which the store is asked.
pub(super) const REMEMBERED: &str = "live-remembered";

/// Whether an address asks for a part: for all of them, where it names none.
pub(super) fn wants(query: &Fields, part: &str) -> bool {
    let mut named = query.values("part").peekable();
    named.peek().is_none() || named.any(|named| named == part)
}

/// How many of those who wait are shown, the longest wait first.
const WAITING: usize = 100;

/// How the page is drawn for somebody.
pub(super) struct View<'a> {
    page: &'a Page,
    picture: Arc<Picture>,
    query: &'a Fields,
    only: Option<&'a Extension>,
    /// Whether times that go on are written out. Where the browser does so they are left out, so
    /// that a part is another one only where something has happened.
    writes_times: bool,
}

/// A time that goes on: since when, or until when, and how long that is.
struct Lasting {
    second: i64,
    words: String,
}

/// Somebody who waits, and for whom.
struct Waiting<'a> {
    operator: &'a Extension,
    place: usize,
    caller: &'a WaitingCaller,
}

impl<'a> View<'a> {
    pub(super) fn new(
        app: &App,
        visitor: &'a Visitor,
        page: &'a Page,
        query: &'a Fields,
        writes_times: bool,
    ) -> Self {
        let picture = app.service().picture();
        Self { page, picture, query, only: visitor.only(), writes_times }
    }

    /// The parts that are asked for.
    pub(super) fn parts(
        &self,
        live: &live::Picture,
        memories: &Memories,
    ) -> Result<Vec<Part>, Problem> {
        let mut parts = self.of_the_moment(memories)?;
        parts.extend(self.of_the_picture(live)?);
        Ok(parts)
    }

    /// The parts that are others each time: when it is, and what the store was asked.
    pub(super) fn of_the_moment(&self, memories: &Memories) -> Result<Vec<Part>, Problem> {
        let mut parts = Vec::new();
        if self.wants("live-at") {
            parts.push(self.at()?);
        }
        if self.wants(REMEMBERED) {
            parts.push(self.remembered(memories)?);
        }
        Ok(parts)
    }

    /// The parts that show a picture. Where times are not written out, they are the same for
    /// everybody who sees all operators.
    pub(super) fn of_the_picture(&self, live: &live::Picture) -> Result<Vec<Part>, Problem> {
        let mine =
            |operator: &&OperatorPicture| self.only.is_none_or(|only| operator.operator == *only);
        let operators: Vec<&OperatorPicture> = live.operators.iter().filter(mine).collect();
        let whole = self.only.is_none();
        let mut parts = Vec::new();
        if whole && self.wants("live-states") {
            parts.push(self.states(&operators)?);
        }
        if !whole && self.wants("live-own") {
            parts.push(self.own(operators.first().copied())?);
        }
        if self.wants("live-waiting") {
            parts.push(self.waiting(&operators)?);
        }
        if whole && self.wants("live-operators") {
            parts.push(self.operators(operators)?);
        }
        Ok(parts)
    }

    fn wants(&self, part: &str) -> bool {
        wants(self.query, part)
    }

    fn at(&self) -> Result<Part, Problem> {
        let page = self.page;
        let now = page.now().to_zoned(page.zone().clone());
        let time = page.digits(now.strftime("%H:%M:%S"));
        let linked = self.picture.link == Link::Up;
        Part::new("live-at", &At { page, time, linked }, Vec::new())
    }

    fn states(&self, operators: &[&OperatorPicture]) -> Result<Part, Problem> {
        let count = |wanted: &[Presence]| {
            operators.iter().filter(|operator| wanted.contains(&operator.presence)).count()
        };
        let waiting = operators.iter().flat_map(|operator| &operator.waiting);
        let longest = waiting.clone().map(|caller| caller.since).min();
        let states = States {
            page: self.page,
            all: operators.len(),
            free: count(&[Presence::Free]),
            busy: count(&[
                Presence::Ringing,
                Presence::Talking,
                Presence::OnHold,
                Presence::WrappingUp,
            ]),
            waiting: waiting.count(),
            longest: longest.map(|since| self.since(since)),
        };
        Part::new("live-states", &states, Vec::new())
    }

    fn own(&self, operator: Option<&OperatorPicture>) -> Result<Part, Problem> {
        let presence = operator.map_or(Presence::Unknown, |operator| operator.presence);
        let own = Own {
            page: self.page,
            presence,
            since: operator.and_then(|operator| operator.since).map(|at| self.since(at)),
        };
        Part::new("live-own", &own, Vec::new())
    }

    fn waiting(&self, operators: &[&OperatorPicture]) -> Result<Part, Problem> {
        let mut all: Vec<Waiting<'_>> = operators
            .iter()
            .flat_map(|of| {
                let places = (1..).zip(&of.waiting);
                places.map(|(place, caller)| Waiting { operator: &of.operator, place, caller })
            })
            .collect();
        all.sort_by_key(|waiting| (waiting.caller.since, waiting.operator, waiting.place));
        let count = all.len();
        all.truncate(WAITING);
        let rows = all.into_iter().map(|waiting| {
            let row = WaitingRow {
                page: self.page,
                id: format!("waits-{}", waiting.caller.caller_uniqueid),
                caller: waiting.caller.caller.as_ref().map(|caller| self.page.caller(caller)),
                operator: self.only.is_none().then(|| self.name(waiting.operator)),
                place: waiting.place,
                since: self.since(waiting.caller.since),
            };
            Row::new(row.id.clone(), &row)
        });
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let whole = self.only.is_none();
        Part::new(
            "live-waiting",
            &WaitingList { page: self.page, whole, count, shown: rows.len() },
            rows,
        )
    }

    fn operators(&self, mut operators: Vec<&OperatorPicture>) -> Result<Part, Problem> {
        let any = !operators.is_empty();
        let paging = Paging::of(self.query);
        let presence = chosen_presence(self.query);
        let directory = &self.picture.directory;
        operators.retain(|of| {
            presence.is_none_or(|presence| of.presence == presence)
                && (paging.search.is_empty()
                    || paging.wants(&format!(
                        "{} {}",
                        of.operator,
                        directory.operator(&of.operator)
                    )))
        });
        let sort = paging.sort.clone();
        let mut list = paging.page(operators, |of| {
            let place = Place::default();
            let number = of.operator.as_str();
            match sort.as_str() {
                "name" => place.text(directory.operator(&of.operator)),
                "state" => place.number(state_order(of.presence)),
                // The longest first.
                "since" => place.earliest_first(of.since.unwrap_or(Timestamp::MAX)),
                "waiting" => place.most_first(of.waiting.len()),
                _ => place,
            }
            .text(number)
            .exactly(number)
        });
        list.narrowed |= presence.is_some();
        let rows = list.rows.iter().map(|of| {
            let row = OperatorRow {
                page: self.page,
                id: format!("operator-{}", of.operator),
                calls: format!("/calls?operator={}", in_path(of.operator.as_str())),
                name: self.name(&of.operator),
                presence: of.presence,
                since: of.since.map(|at| self.since(at)),
                waiting: (!of.waiting.is_empty()).then(|| self.page.digits(of.waiting.len())),
            };
            Row::new(row.id.clone(), &row)
        });
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        Part::new("live-operators", &OperatorList { page: self.page, any, list }, rows)
    }

    fn remembered(&self, memories: &Memories) -> Result<Part, Problem> {
        let rows = memories.rows.iter().map(|memory| {
            let row = RememberedRow {
                page: self.page,
                id: format!("remembered-{}-{}", memory.module, memory.caller),
                caller: self.page.caller(&memory.caller),
                operator: self.only.is_none().then(|| self.name(&memory.operator)),
                module: self.only.is_some().then(|| self.module(memory)),
                ended: self.page.near(&memory.ended_at),
                left: self.lasting(memory.forgotten_at, memory.seconds_left),
            };
            Row::new(row.id.clone(), &row)
        });
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let list = RememberedList {
            page: self.page,
            whole: self.only.is_none(),
            any: !rows.is_empty(),
            all: memories.more.then(|| {
                let module = memories.module.as_ref().map(|code| in_path(code.as_str()));
                format!("/live/remembered?module={}", module.unwrap_or_default())
            }),
        };
        Part::new(REMEMBERED, &list, rows)
    }

    fn name(&self, operator: &Extension) -> String {
        words::operator(self.page, &self.picture, operator)
    }

    fn module(&self, memory: &Remembered) -> String {
        let known = self.picture.module(&memory.module);
        let title = known.map(|module| module.name.as_str()).unwrap_or_default();
        words::numbered(self.page, memory.module.as_str(), title)
    }

    fn since(&self, at: Timestamp) -> Lasting {
        self.lasting(at, self.page.now().duration_since(at).as_secs())
    }

    fn lasting(&self, at: Timestamp, seconds: i64) -> Lasting {
        let words = if self.writes_times { self.page.lasting(seconds) } else { String::new() };
        Lasting { second: at.as_second(), words }
    }
}

/// In which order operators stand by their state.
fn state_order(presence: Presence) -> i64 {
    let place = Presence::ALL.iter().position(|known| *known == presence);
    place.and_then(|place| place.try_into().ok()).unwrap_or(i64::MAX)
}

/// How a state is drawn: a class of the style, and an icon.
fn looks(presence: Presence) -> (&'static str, &'static str) {
    match presence {
        Presence::Free => ("good", "check"),
        Presence::Ringing => ("warn", "phone-incoming"),
        Presence::Talking => ("busy", "phone-call"),
        Presence::OnHold => ("busy", "pause"),
        Presence::WrappingUp => ("busy", "pencil"),
        Presence::Paused => ("warn", "hourglass"),
        Presence::LoggedOut => ("away", "log-out"),
        Presence::DoNotDisturb => ("bad", "moon"),
        Presence::Unregistered => ("away", "unplug"),
        Presence::Unknown => ("away", "circle-help"),
    }
}

#[derive(Template)]
#[template(path = "panel/live/at.html")]
struct At<'a> {
    page: &'a Page,
    time: String,
    linked: bool,
}

#[derive(Template)]
#[template(path = "panel/live/states.html")]
struct States<'a> {
    page: &'a Page,
    all: usize,
    free: usize,
    busy: usize,
    waiting: usize,
    longest: Option<Lasting>,
}

#[derive(Template)]
#[template(path = "panel/live/own.html")]
struct Own<'a> {
    page: &'a Page,
    presence: Presence,
    since: Option<Lasting>,
}

impl Own<'_> {
    fn looks(&self) -> (&'static str, &'static str) {
        looks(self.presence)
    }

    fn words(&self) -> String {
        words::presence(self.page, self.presence)
    }
}

#[derive(Template)]
#[template(path = "panel/live/waiting.html")]
struct WaitingList<'a> {
    page: &'a Page,
    whole: bool,
    count: usize,
    shown: usize,
}

#[derive(Template)]
#[template(path = "panel/live/waiting_row.html")]
struct WaitingRow<'a> {
    page: &'a Page,
    id: String,
    caller: Option<Html>,
    operator: Option<String>,
    place: usize,
    since: Lasting,
}

#[derive(Template)]
#[template(path = "panel/live/operators.html")]
struct OperatorList<'a> {
    page: &'a Page,
    any: bool,
    list: ListPage<&'a OperatorPicture>,
}

#[derive(Template)]
#[template(path = "panel/live/operator_row.html")]
struct OperatorRow<'a> {
    page: &'a Page,
    id: String,
    calls: String,
    name: String,
    presence: Presence,
    since: Option<Lasting>,
    waiting: Option<String>,
}

impl OperatorRow<'_> {
    fn looks(&self) -> (&'static str, &'static str) {
        looks(self.presence)
    }

    fn words(&self) -> String {
        words::presence(self.page, self.presence)
    }
}

#[derive(Template)]
#[template(path = "panel/live/remembered.html")]
struct RememberedList<'a> {
    page: &'a Page,
    whole: bool,
    any: bool,
    all: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/live/remembered_row.html")]
struct RememberedRow<'a> {
    page: &'a Page,
    id: String,
    caller: Html,
    operator: Option<String>,
    module: Option<String>,
    ended: String,
    left: Lasting,
}
