//! Misc destinations: codes that dial something; their list and their form.

mod form;
mod list;

#[cfg(test)]
mod tests;

use super::objects::{Pages, Thing, delete, editing};
use crate::http::{Least, Route};
use form::Typed;
use vasl_domain::callflow::MiscDestination;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

pub(super) fn routes() -> Vec<Route> {
    let (supervisor, administrator) = (Least::SUPERVISOR, Least::ADMINISTRATOR);
    vec![
        Route::get("/misc-destinations", supervisor, list::show),
        Route::get("/misc-destinations/new", administrator, editing::new::<Typed>),
        Route::kept("/misc-destinations/new", administrator, editing::add::<Typed>),
        Route::get("/misc-destinations/{code}", administrator, editing::edit::<Typed>),
        Route::kept("/misc-destinations/{code}", administrator, editing::save::<Typed>),
        Route::get(
            "/misc-destinations/{code}/delete",
            administrator,
            delete::ask::<MiscDestination>,
        ),
        Route::post(
            "/misc-destinations/{code}/delete",
            administrator,
            delete::delete::<MiscDestination>,
        ),
    ]
}

impl Thing for MiscDestination {
    const KIND: ObjectKind = ObjectKind::MiscDestination;
    const PAGES: Pages = Pages {
        path: "/misc-destinations",
        least: Least::ADMINISTRATOR,
        icon: "ellipsis-vertical",
        title: "misc-destinations-title",
        new: "misc-destination-new-title",
        search: "misc-destinations-search",
        empty: "misc-destinations-empty",
        empty_what: "misc-destinations-empty-what",
        add_first: "misc-destinations-add-first",
        delete_what: "misc-destination-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.call_flow.misc_destinations
    }

    fn id(&self) -> ObjectId {
        ObjectId::MiscDestination(self.code.clone())
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn object(self) -> Object {
        Object::MiscDestination(self)
    }
}
