//! The trunk: one page, with its form.

mod form;

#[cfg(test)]
mod tests;

use super::objects::{Pages, Thing};
use crate::http::{Least, Route};
use vasl_domain::callflow::Trunk;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

pub(super) fn routes() -> Vec<Route> {
    let administrator = Least::ADMINISTRATOR;
    vec![
        Route::get("/trunk", administrator, form::show),
        Route::kept("/trunk", administrator, form::save),
        Route::get("/trunk/delete", administrator, form::ask_to_delete),
        Route::post("/trunk/delete", administrator, form::delete),
    ]
}

impl Thing for Trunk {
    const KIND: ObjectKind = ObjectKind::Trunk;
    const PAGES: Pages = Pages {
        path: "/trunk",
        least: Least::ADMINISTRATOR,
        icon: "plug",
        title: "menu-trunk",
        new: "menu-trunk",
        delete_what: "trunk-delete-what",
        ..Pages::OF_ONE
    };

    fn all(whole: &Configuration) -> &[Self] {
        whole.call_flow.trunk.as_slice()
    }

    fn id(&self) -> ObjectId {
        ObjectId::Trunk
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn object(self) -> Object {
        Object::Trunk(self)
    }
}
