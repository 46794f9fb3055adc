//! What the pages of all things of the configuration have in common: lists, forms, and deletes.
//!
//! | file | what it is |
//! |---|---|
//! | [`list`] | the rows of a list; `list.html` is its frame |
//! | [`form`] | what a form knows beside its fields, and saving it; `form.html` is its frame |
//! | [`editing`] | the pages of a form: opened, sent, saved |
//! | [`delete`] | the pages that ask before something is deleted |
//! | [`change`] | a change by one click |
//! | [`looked_at`] | what somebody looked at who is asked |
//! | [`depends`] | who depends on a thing without leading to it |
//!
//! **A new kind of thing** implements [`Thing`] in a folder of its own, with its words in [`Pages`],
//! and has there
//! - a list, whose template extends `panel/objects/list.html` and fills the blocks `columns` and
//!   `cells` (and `tools`, for more buttons beside *add*);
//! - a form, whose template extends `panel/objects/form.html` and fills the block `fields`. The
//!   field of its number or code is called `code`. What stands in it implements
//!   [`TypedForm`] and [`Editing`]; a [`Reader`](super::layout::Reader) makes values of what was
//!   typed;
//! - the routes `delete::ask::<T>` and `delete::delete::<T>` under its own address with `/delete`.

pub(super) mod change;
pub(super) mod delete;
mod depends;
pub(super) mod editing;
pub(super) mod form;
pub(super) mod list;
mod looked_at;

#[cfg(test)]
mod tests;

pub(super) use editing::{Editing, TypedForm};
pub(super) use form::{FormFrame, Unsaved};
pub(super) use list::{ListFrame, Row};
pub(super) use looked_at::LookedAt;

use crate::App;
use crate::http::{Least, Problem, Visitor, in_path};
use crate::panel::layout::{Page, Place, words};
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

/// A thing of the configuration that has pages.
pub(super) trait Thing: Clone + Send + Sync + 'static {
    /// Which kind it is.
    const KIND: ObjectKind;
    /// Where its pages are, and what they say.
    const PAGES: Pages;

    /// All of its kind.
    fn all(whole: &Configuration) -> &[Self];

    /// What it is known by.
    fn id(&self) -> ObjectId;

    /// Its name for people; empty where it has none.
    fn name(&self) -> &str;

    /// What else it is searched by.
    fn described(&self) -> &str {
        ""
    }

    /// Where it stands among its kind: by its number, or its name where that is its code.
    fn place(&self) -> Place {
        let code = self.id().code();
        Place::default().text(&code).exactly(&code)
    }

    /// It, as one of all kinds.
    fn object(self) -> Object;
}

/// Where the pages of a kind of thing are, and the keys of what they say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pages {
    /// The address of the list; those of the other pages stand under it.
    pub(super) path: &'static str,
    /// Who may add, edit and delete at the least.
    pub(super) least: Least,
    /// The icon of an empty list.
    pub(super) icon: &'static str,
    /// The title of the list.
    pub(super) title: &'static str,
    /// The title of the form of a new one.
    pub(super) new: &'static str,
    /// What the list is searched for.
    pub(super) search: &'static str,
    /// That there is none yet,
    pub(super) empty: &'static str,
    /// what it is good for,
    pub(super) empty_what: &'static str,
    /// and the button that adds the first.
    pub(super) add_first: &'static str,
    /// What it means that one is deleted.
    pub(super) delete_what: &'static str,
}

impl Pages {
    /// Those of which there is one have no list, and so no words for it.
    pub(super) const OF_ONE: Self = Self {
        path: "",
        least: Least::ADMINISTRATOR,
        icon: "",
        title: "",
        new: "",
        search: "",
        empty: "",
        empty_what: "",
        add_first: "",
        delete_what: "",
    };

    /// Whether somebody may add, edit and delete.
    fn may_change(&self, visitor: &Visitor) -> bool {
        match self.least {
            Least::Anyone => true,
            Least::Rank(least) => visitor.rank().is_some_and(|rank| rank >= least),
        }
    }
}

/// The address of a thing's own page.
pub(super) fn address<T: Thing>(id: &ObjectId) -> String {
    match id.code() {
        // There is one of its kind alone.
        code if code.is_empty() => T::PAGES.path.to_owned(),
        code => format!("{}/{}", T::PAGES.path, in_path(&code)),
    }
}

/// The thing of an address.
pub(super) fn find<T: Thing>(app: &App, code: &str) -> Result<T, Problem> {
    let id = ObjectId::new(T::KIND, code).map_err(|_| Problem::NotFound)?;
    known::<T>(app, &id).ok_or(Problem::NotFound)
}

/// The thing with this id, where it is there.
pub(super) fn known<T: Thing>(app: &App, id: &ObjectId) -> Option<T> {
    let picture = app.service().picture();
    T::all(&picture.configuration).iter().find(|thing| thing.id() == *id).cloned()
}

/// The frame of a list.
pub(super) fn list_page<T: Thing>(app: &App, visitor: &Visitor) -> Page {
    Page::new(app, visitor, T::PAGES.title).under("/", "menu-dashboard")
}

/// The frame of a page of one thing, or of the form of a new one.
pub(super) fn page<T: Thing>(app: &App, visitor: &Visitor, thing: Option<&T>) -> Page {
    let page = Page::new(app, visitor, T::PAGES.new)
        .under("/", "menu-dashboard")
        .under(T::PAGES.path, T::PAGES.title);
    match thing {
        Some(thing) => {
            let title = words::object(page.texts(), &app.service().picture(), &thing.id());
            page.titled(title)
        }
        None => page,
    }
}
