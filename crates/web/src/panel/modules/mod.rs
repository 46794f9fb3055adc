//! Reconnect modules: their list, their form, and what one does with them.

mod expiry;
mod form;
mod list;
mod preview;
mod read;
mod switch;
mod typed;

#[cfg(test)]
mod tests;

use super::objects::{self, Pages, Thing, delete, editing};
use crate::App;
use crate::http::{Least, Problem, Route};
use typed::Typed;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};
use vasl_domain::module::Module;

pub(super) fn routes() -> Vec<Route> {
    let supervisor = Least::SUPERVISOR;
    vec![
        Route::get("/modules", supervisor, list::show),
        Route::get("/modules/new", supervisor, editing::new::<Typed>),
        Route::kept("/modules/new", supervisor, editing::add::<Typed>),
        Route::get("/modules/expiry", supervisor, expiry::consequence),
        Route::get("/modules/{code}", supervisor, editing::edit::<Typed>),
        Route::kept("/modules/{code}", supervisor, editing::save::<Typed>),
        Route::post("/modules/{code}/switch", supervisor, switch::switch),
        Route::get("/modules/{code}/delete", supervisor, delete::ask::<Module>),
        Route::post("/modules/{code}/delete", supervisor, delete::delete::<Module>),
        Route::get("/modules/{code}/memory", supervisor, switch::ask_to_clear),
        Route::post("/modules/{code}/memory", supervisor, switch::clear),
        Route::get("/modules/{code}/preview", supervisor, preview::show),
    ]
}

impl Thing for Module {
    const KIND: ObjectKind = ObjectKind::Module;
    const PAGES: Pages = Pages {
        path: "/modules",
        least: Least::SUPERVISOR,
        icon: "phone-forwarded",
        title: "modules-title",
        new: "module-form-title",
        search: "modules-search",
        empty: "modules-empty",
        empty_what: "modules-empty-what",
        add_first: "modules-add-first",
        delete_what: "module-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.modules
    }

    fn id(&self) -> ObjectId {
        ObjectId::Module(self.code.clone())
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn object(self) -> Object {
        Object::Module(Box::new(self))
    }
}

/// The address of a module's own page.
fn address(module: &Module) -> String {
    objects::address::<Module>(&module.id())
}

/// The module of an address.
fn find(app: &App, code: &str) -> Result<Module, Problem> {
    objects::find(app, code)
}
