//! What stands around every page: the menu, the title, the way there, and who looks at it.

mod choice;
mod date;
mod destination;
mod errors;
mod fields;
mod list;
mod menu;
mod notice;
mod place;
mod refused;
mod values;
pub mod words;

pub use choice::{
    Choice, choices, extension_choices, module_choices, numbered_choices, queue_choices,
    sound_choices, time_group_choices,
};
pub use date::{read_date, wrong_date};
pub use destination::{ANYWHERE, DestinationField, Offer, TypedDestination};
pub use errors::{Errors, FieldName, password_words};
pub use list::{ListPage, Paging};
pub use menu::{Group, Item};
pub use notice::{Done, Notice};
pub use place::Place;
pub use refused::{NotChanged, author, code_taken, conflict, login};
pub use values::{Reader, WrongValue, wrong_value};

use crate::App;
use crate::assets;
use crate::http::{Fields, Visitor};
use crate::l10n::{Html, Texts, texts};
use crate::service::Link;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::ops::Deref;
use vasl_domain::holiday::Calendar;
use vasl_domain::number::{Caller, NumberPlan};
use vasl_domain::user::{Language, User};

/// What the layout of a page needs. Templates find all texts through it: `page.t("key")`.
#[derive(Debug)]
pub struct Page {
    texts: &'static Texts,
    /// Its title.
    pub title: String,
    /// The way to it: addresses and names, without the page itself.
    pub crumbs: Vec<(String, String)>,
    /// Who looks at it.
    pub user: Option<User>,
    /// The menu, as far as they may go.
    pub menu: Vec<Group>,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// That the PBX is not linked, in words.
    pub link_down: Option<String>,
    /// Where one comes back to from the other language.
    pub back: String,
    /// Whether it has a form that takes over into the other language what is typed in it.
    pub carries_typed: bool,
    /// Whether its form was typed before and is not saved yet, since its writer had to log in.
    pub shown_again: bool,
    numbers: NumberPlan,
    zone: TimeZone,
    now: Timestamp,
}

impl Deref for Page {
    type Target = Texts;
    fn deref(&self) -> &Texts {
        self.texts
    }
}

impl Page {
    /// The frame of a page, with the title under a key.
    #[must_use]
    pub fn new(app: &App, visitor: &Visitor, title: &str) -> Self {
        let texts = texts(visitor.language);
        let zone = app.preferences().time_zone.zone().clone();
        let now = Timestamp::now();
        let user = visitor.user().cloned();
        let link_down = match &app.service().picture().link {
            Link::Down { last_seen } if user.is_some() => {
                Some(link_down(texts, *last_seen, now, &zone))
            }
            Link::Down { .. } | Link::Up => None,
        };
        let query = visitor.path.split_once('?').map_or("", |(_, query)| query);
        let done = Done::of(&Fields::parse(query.as_bytes()));
        Self {
            texts,
            title: texts.t(title),
            crumbs: Vec::new(),
            menu: menu::of(texts, visitor),
            shown_again: done == Some(Done::ShownAgain),
            notice: done.map(|done| Notice::good(texts.t(done.key()))),
            link_down,
            back: visitor.back.clone(),
            carries_typed: false,
            numbers: app.preferences().numbers.clone(),
            zone,
            now,
            user,
        }
    }

    /// The same with another title.
    #[must_use]
    pub fn titled(mut self, title: String) -> Self {
        self.title = title;
        self
    }

    /// The same, one step further from the first page.
    #[must_use]
    pub fn under(mut self, address: &str, key: &str) -> Self {
        self.crumbs.push((address.to_owned(), self.texts.t(key)));
        self
    }

    /// The same, with something said at its head.
    #[must_use]
    pub fn saying(mut self, notice: Notice) -> Self {
        self.notice = Some(notice);
        self
    }

    /// The same with a form, `panel/objects/form.html`, that is sent to whoever shows it again in the
    /// other language.
    #[must_use]
    pub fn carrying(mut self) -> Self {
        self.carries_typed = true;
        self
    }

    /// The texts of its language.
    #[must_use]
    pub fn texts(&self) -> &'static Texts {
        self.texts
    }

    /// The language's tag.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.texts.language().tag()
    }

    /// In which direction it is read.
    #[must_use]
    pub fn dir(&self) -> &'static str {
        match self.texts.language() {
            Language::Persian => "rtl",
            Language::English => "ltr",
        }
    }

    /// The other language, and its own name for itself.
    #[must_use]
    pub fn other_language(&self) -> (&'static str, &'static str) {
        let other = match self.texts.language() {
            Language::Persian => Language::English,
            Language::English => Language::Persian,
        };
        (other.tag(), words::language(other))
    }

    /// The address of an asset.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    /// The address of an icon.
    #[must_use]
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", assets::address("icons.svg"))
    }

    /// A caller's number as people dial it, for other programs.
    #[must_use]
    pub fn dialled(&self, caller: &Caller) -> String {
        self.numbers.dialled(caller)
    }

    /// A caller's number as people dial it.
    #[must_use]
    pub fn caller(&self, caller: &Caller) -> Html {
        self.texts.code(self.numbers.dialled(caller))
    }

    /// A moment by its date and time.
    #[must_use]
    pub fn at(&self, at: &Timestamp) -> String {
        self.texts.moment(*at, &self.zone)
    }

    /// A moment as one says it today.
    #[must_use]
    pub fn near(&self, at: &Timestamp) -> String {
        self.texts.moment_near(*at, self.now, &self.zone)
    }

    /// The day on which the page was made, by its numbers.
    #[must_use]
    pub fn today(&self) -> String {
        self.texts.short_date(self.now.to_zoned(self.zone.clone()).date())
    }

    /// The calendar of its dates, as the script of the date fields calls it.
    #[must_use]
    pub fn calendar(&self) -> &'static str {
        match self.texts.calendar() {
            Calendar::Jalali => "jalali",
            Calendar::Gregorian => "gregorian",
        }
    }

    /// When the page was made.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The zone of the times that are shown.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

fn link_down(
    texts: &Texts,
    last_seen: Option<Timestamp>,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    match last_seen {
        Some(at) => texts.t1("link-down-since", "time", texts.moment_near(at, now, zone)),
        None => texts.t("link-never"),
    }
}
