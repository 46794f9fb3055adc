//! A list of things.

use super::{Pages, Thing, address};
use crate::App;
use crate::http::Visitor;
use crate::panel::layout::{ListPage, Paging};
use vasl_domain::text::sort_key;

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

/// A row.
#[derive(Debug)]
pub(in crate::panel) struct Row<T> {
    /// The address of its own page.
    pub(in crate::panel) address: String,
    /// Its number, code or name.
    pub(in crate::panel) code: String,
    /// How it is called: its name, or its code where it has none.
    pub(in crate::panel) called: String,
    /// It.
    pub(in crate::panel) it: T,
}

/// The rows that are asked for: found by what they say, in the order of their codes or of their
/// names.
pub(in crate::panel) fn rows<T: Thing>(app: &App, paging: Paging) -> ListPage<Row<T>> {
    let picture = app.service().picture();
    let all = T::all(&picture.configuration).iter();
    let says = |one: &T| format!("{} {} {}", one.id().code(), one.name(), one.described());
    let wanted = all.filter(|one| paging.wants(&says(one)));
    let wanted: Vec<&T> = wanted.collect();
    let by_name = paging.sort == "name";
    let key = |one: &&T| (if by_name { sort_key(one.name()) } else { Vec::new() }, one.id());
    paging.page(wanted, key, |one| one.id().code()).map(|one| {
        let (id, name) = (one.id(), one.name().to_owned());
        let code = id.code();
        let called = if name.is_empty() { code.clone() } else { name };
        Row { address: address::<T>(&id), code, called, it: one.clone() }
    })
}
