//! Announcements: a sound is played, and the call goes on.

mod form;
mod list;

#[cfg(test)]
mod tests;

use super::objects::{Pages, Thing, delete, editing};
use crate::http::{Least, Route};
use form::Typed;
use vasl_domain::callflow::Announcement;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

pub(super) fn routes() -> Vec<Route> {
    let administrator = Least::ADMINISTRATOR;
    vec![
        Route::get("/announcements", Least::SUPERVISOR, list::show),
        Route::get("/announcements/new", administrator, editing::new::<Typed>),
        Route::kept("/announcements/new", administrator, editing::add::<Typed>),
        Route::get("/announcements/{announcement}", administrator, editing::edit::<Typed>),
        Route::kept("/announcements/{announcement}", administrator, editing::save::<Typed>),
        Route::get(
            "/announcements/{announcement}/delete",
            administrator,
            delete::ask::<Announcement>,
        ),
        Route::post(
            "/announcements/{announcement}/delete",
            administrator,
            delete::delete::<Announcement>,
        ),
    ]
}

impl Thing for Announcement {
    const KIND: ObjectKind = ObjectKind::Announcement;
    const PAGES: Pages = Pages {
        path: "/announcements",
        least: Least::ADMINISTRATOR,
        icon: "volume-2",
        title: "destination-announcements",
        new: "announcement-new",
        search: "announcements-search",
        empty: "announcements-empty",
        empty_what: "announcements-empty-what",
        add_first: "announcements-add-first",
        delete_what: "announcement-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.call_flow.announcements
    }

    fn id(&self) -> ObjectId {
        ObjectId::Announcement(self.number.clone())
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn object(self) -> Object {
        Object::Announcement(self)
    }
}
