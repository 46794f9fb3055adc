//! A list of things.

use super::{Pages, Thing, address};
use crate::App;
use crate::http::Visitor;
use crate::panel::layout::{ListPage, Paging, Place};

/// What a list knows beside its rows.
#[derive(Debug, Clone, Copy)]
pub(in crate::panel) struct ListFrame {
    /// Where its pages are, and what they say.
    pub(in crate::panel) pages: Pages,
    /// Whether its reader may add, edit and delete.
    pub(in crate::panel) may_change: bool,
}

impl ListFrame {
    /// The list of a kind of thing, as somebody sees it.
    pub(in crate::panel) fn new<T: Thing>(visitor: &Visitor) -> Self {
        Self { pages: T::PAGES, may_change: T::PAGES.may_change(visitor) }
    }
}

/// Something that may be in a list.
#[derive(Debug)]
pub(in crate::panel) struct Entry<'a, T> {
    code: String,
    name: &'a str,
    described: &'a str,
    place: Place,
    address: String,
    own: bool,
    it: T,
}

impl<'a, T: Thing> Entry<'a, &'a T> {
    /// A thing of the configuration.
    pub(in crate::panel) fn of(it: &'a T) -> Self {
        let id = it.id();
        let (code, address) = (id.code(), address::<T>(&id));
        let (name, described) = (it.name(), it.described());
        Self { code, name, described, place: it.place(), address, own: true, it }
    }
}

impl<'a, T> Entry<'a, T> {
    /// What the PBX has beside Vasl's own, with the address of its page; it is only looked at.
    pub(in crate::panel) fn of_pbx(code: &str, name: &'a str, address: String, it: T) -> Self {
        let place = Place::default().text(code).exactly(code);
        Self { code: code.to_owned(), name, described: "", place, address, own: false, it }
    }

    /// The same with something else behind it.
    pub(in crate::panel) fn map<U>(self, into: impl FnOnce(T) -> U) -> Entry<'a, U> {
        let Self { code, name, described, place, address, own, it } = self;
        Entry { code, name, described, place, address, own, it: into(it) }
    }
}

/// A row.
#[derive(Debug)]
pub(in crate::panel) struct Row<T> {
    /// The address of its own page.
    pub(in crate::panel) address: String,
    /// Its number, code or name.
    pub(in crate::panel) code: String,
    /// How it is called: its name, or its code where it has none.
    pub(in crate::panel) called: String,
    /// Whether it is Vasl's own; what the PBX has beside is not edited here.
    pub(in crate::panel) own: bool,
    /// It.
    pub(in crate::panel) it: T,
}

impl<T> Row<T> {
    /// The same with something else behind it.
    pub(in crate::panel) fn map<U>(self, into: impl FnOnce(T) -> U) -> Row<U> {
        let Self { address, code, called, own, it } = self;
        Row { address, code, called, own, it: into(it) }
    }
}

/// The things of a kind that are asked for.
pub(in crate::panel) fn rows<T: Thing>(app: &App, paging: Paging) -> ListPage<Row<T>> {
    let picture = app.service().picture();
    let all = T::all(&picture.configuration).iter();
    page(paging, all.map(Entry::of)).map(|row| row.map(T::clone))
}

/// Those that are asked for: found by what they say, in the order of their codes or of their names.
pub(in crate::panel) fn page<'a, T>(
    paging: Paging,
    all: impl Iterator<Item = Entry<'a, T>>,
) -> ListPage<Row<T>> {
    let says = |one: &Entry<'a, T>| format!("{} {} {}", one.code, one.name, one.described);
    let wanted = all.filter(|one| paging.search.is_empty() || paging.wants(&says(one)));
    let wanted: Vec<Entry<'a, T>> = wanted.collect();
    let by_name = paging.sort == "name";
    let place = |one: &Entry<'a, T>| match by_name {
        true => Place::default().text(one.name).then(&one.place),
        false => one.place.clone(),
    };
    paging.page(wanted, place).map(|one| {
        let called = if one.name.is_empty() { one.code.clone() } else { one.name.to_owned() };
        Row { address: one.address, code: one.code, called, own: one.own, it: one.it }
    })
}
