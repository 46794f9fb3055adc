//! Menus: their list and their form.

mod form;
mod list;
mod read;
mod typed;

#[cfg(test)]
mod tests;

use super::objects::{Pages, Thing, delete, editing};
use crate::http::{Least, Route};
use typed::Typed;
use vasl_domain::callflow::Ivr;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

/// The user's page ends in the form of a menu, so whoever sets up modules sets up menus, too.
pub(super) fn routes() -> Vec<Route> {
    let supervisor = Least::SUPERVISOR;
    vec![
        Route::get("/ivrs", supervisor, list::show),
        Route::get("/ivrs/new", supervisor, editing::new::<Typed>),
        Route::kept("/ivrs/new", supervisor, editing::add::<Typed>),
        Route::get("/ivrs/{number}", supervisor, editing::edit::<Typed>),
        Route::kept("/ivrs/{number}", supervisor, editing::save::<Typed>),
        Route::get("/ivrs/{number}/delete", supervisor, delete::ask::<Ivr>),
        Route::post("/ivrs/{number}/delete", supervisor, delete::delete::<Ivr>),
    ]
}

impl Thing for Ivr {
    const KIND: ObjectKind = ObjectKind::Ivr;
    const PAGES: Pages = Pages {
        path: "/ivrs",
        least: Least::SUPERVISOR,
        icon: "list-tree",
        title: "ivrs-title",
        new: "ivr-new-title",
        search: "ivrs-search",
        empty: "ivrs-empty",
        empty_what: "ivrs-empty-what",
        add_first: "ivrs-add-first",
        delete_what: "ivr-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.call_flow.ivrs
    }

    fn id(&self) -> ObjectId {
        ObjectId::Ivr(self.number.clone())
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn described(&self) -> &str {
        self.description.as_str()
    }

    fn object(self) -> Object {
        Object::Ivr(Box::new(self))
    }
}
