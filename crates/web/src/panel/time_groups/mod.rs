//! Time groups: the hours of a week and the days without work; their list and their form.

mod form;
mod list;
mod read;
mod typed;

#[cfg(test)]
mod tests;

use super::objects::{Pages, Thing, delete, editing};
use crate::http::{Least, Route};
use jiff::civil::Weekday;
use typed::Typed;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};
use vasl_domain::hours::TimeGroup;

pub(super) fn routes() -> Vec<Route> {
    let (supervisor, administrator) = (Least::SUPERVISOR, Least::ADMINISTRATOR);
    vec![
        Route::get("/time-groups", supervisor, list::show),
        Route::get("/time-groups/new", administrator, editing::new::<Typed>),
        Route::kept("/time-groups/new", administrator, editing::add::<Typed>),
        Route::get("/time-groups/{group}", administrator, editing::edit::<Typed>),
        Route::kept("/time-groups/{group}", administrator, editing::save::<Typed>),
        Route::get("/time-groups/{group}/delete", administrator, delete::ask::<TimeGroup>),
        Route::post("/time-groups/{group}/delete", administrator, delete::delete::<TimeGroup>),
    ]
}

impl Thing for TimeGroup {
    const KIND: ObjectKind = ObjectKind::TimeGroup;
    const PAGES: Pages = Pages {
        path: "/time-groups",
        least: Least::ADMINISTRATOR,
        icon: "calendar-clock",
        title: "time-groups-title",
        new: "time-group-new-title",
        search: "time-groups-search",
        empty: "time-groups-empty",
        empty_what: "time-groups-empty-what",
        add_first: "time-groups-add-first",
        delete_what: "time-group-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.call_flow.time_groups
    }

    fn id(&self) -> ObjectId {
        ObjectId::TimeGroup(self.name.clone())
    }

    fn name(&self) -> &str {
        self.description.as_str()
    }

    fn object(self) -> Object {
        Object::TimeGroup(self)
    }
}

/// The week, from its first day on, each day by the word that a form sends.
const WEEK: [(&str, Weekday); 7] = [
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
];
