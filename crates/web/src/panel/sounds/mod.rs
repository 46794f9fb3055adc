//! Sounds that somebody recorded: uploaded, listened to, and deleted.

mod form;
mod list;

#[cfg(test)]
mod tests;

use super::objects::{Pages, Thing, delete};
use crate::http::{Least, Route};
use vasl_domain::callflow::Sound;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

pub(super) fn routes() -> Vec<Route> {
    let (supervisor, administrator) = (Least::SUPERVISOR, Least::ADMINISTRATOR);
    vec![
        Route::get("/sounds", supervisor, list::show),
        Route::get("/sounds/new", administrator, form::new),
        Route::post("/sounds/new", administrator, form::add),
        Route::get("/sounds/{sound}", administrator, form::edit),
        Route::post("/sounds/{sound}", administrator, form::save),
        Route::get("/sounds/{sound}/heard", supervisor, list::heard),
        Route::get("/sounds/{sound}/delete", administrator, delete::ask::<Sound>),
        Route::post("/sounds/{sound}/delete", administrator, delete::delete::<Sound>),
    ]
}

impl Thing for Sound {
    const KIND: ObjectKind = ObjectKind::Sound;
    const PAGES: Pages = Pages {
        path: "/sounds",
        least: Least::ADMINISTRATOR,
        icon: "volume-2",
        title: "menu-sounds",
        new: "sound-new",
        search: "sounds-search",
        empty: "sounds-empty",
        empty_what: "sounds-empty-what",
        add_first: "sounds-add-first",
        delete_what: "sound-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.call_flow.sounds
    }

    fn id(&self) -> ObjectId {
        ObjectId::Sound(self.name.clone())
    }

    fn name(&self) -> &str {
        self.description.as_str()
    }

    fn object(self) -> Object {
        Object::Sound(self)
    }
}
