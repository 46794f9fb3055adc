//! Extensions: their list, their form, what their phones need, and taking them from a spreadsheet.

mod form;
mod import;
mod list;
mod phone;

#[cfg(test)]
mod tests;

use super::objects::{Pages, Thing, delete};
use crate::http::{Least, Problem, Route};
use vasl_domain::callflow::{ManagedExtension, PhoneSecret};
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

pub(super) fn routes() -> Vec<Route> {
    let administrator = Least::ADMINISTRATOR;
    vec![
        Route::get("/extensions", Least::SUPERVISOR, list::show),
        Route::get("/extensions/new", administrator, form::new),
        Route::kept("/extensions/new", administrator, form::add),
        Route::get("/extensions/import", administrator, import::ask),
        Route::post("/extensions/import", administrator, import::import),
        Route::get("/extensions/import/sample", administrator, import::sample),
        Route::get("/extensions/{extension}", administrator, form::edit),
        Route::kept("/extensions/{extension}", administrator, form::save),
        Route::get("/extensions/{extension}/phone", administrator, phone::show),
        Route::post("/extensions/{extension}/phone", administrator, phone::new_secret),
        Route::get(
            "/extensions/{extension}/delete",
            administrator,
            delete::ask::<ManagedExtension>,
        ),
        Route::post(
            "/extensions/{extension}/delete",
            administrator,
            delete::delete::<ManagedExtension>,
        ),
    ]
}

impl Thing for ManagedExtension {
    const KIND: ObjectKind = ObjectKind::Extension;
    const PAGES: Pages = Pages {
        path: "/extensions",
        least: Least::ADMINISTRATOR,
        icon: "phone",
        title: "menu-extensions",
        new: "extension-new",
        search: "extensions-search",
        empty: "extensions-empty",
        empty_what: "extensions-empty-what",
        add_first: "extensions-add-first",
        delete_what: "extension-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.call_flow.extensions
    }

    fn id(&self) -> ObjectId {
        ObjectId::Extension(self.number.clone())
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn object(self) -> Object {
        Object::Extension(self)
    }
}

/// A secret that nobody guesses.
fn made_secret() -> Result<PhoneSecret, Problem> {
    loop {
        let mut random = [0_u8; 64];
        getrandom::fill(&mut random)
            .map_err(|error| Problem::Fault(format!("no random bytes: {error}")))?;
        if let Some(secret) = PhoneSecret::made_of(&random) {
            return Ok(secret);
        }
    }
}
