//! Time conditions: forks on working hours; their list, their form, and what is set by hand.

mod by_hand;
mod form;
mod list;

#[cfg(test)]
mod tests;

use super::objects::{Pages, Thing, delete, editing};
use crate::http::{Least, Route};
use form::Typed;
use vasl_domain::callflow::TimeCondition;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

pub(super) fn routes() -> Vec<Route> {
    let (supervisor, administrator) = (Least::SUPERVISOR, Least::ADMINISTRATOR);
    vec![
        Route::get("/time-conditions", supervisor, list::show),
        Route::get("/time-conditions/new", administrator, editing::new::<Typed>),
        Route::kept("/time-conditions/new", administrator, editing::add::<Typed>),
        Route::get("/time-conditions/{number}", administrator, editing::edit::<Typed>),
        Route::kept("/time-conditions/{number}", administrator, editing::save::<Typed>),
        Route::post("/time-conditions/{number}/by-hand", supervisor, by_hand::set),
        Route::get("/time-conditions/{number}/delete", administrator, delete::ask::<TimeCondition>),
        Route::post(
            "/time-conditions/{number}/delete",
            administrator,
            delete::delete::<TimeCondition>,
        ),
    ]
}

impl Thing for TimeCondition {
    const KIND: ObjectKind = ObjectKind::TimeCondition;
    const PAGES: Pages = Pages {
        path: "/time-conditions",
        least: Least::ADMINISTRATOR,
        icon: "clock",
        title: "time-conditions-title",
        new: "time-condition-new-title",
        search: "time-conditions-search",
        empty: "time-conditions-empty",
        empty_what: "time-conditions-empty-what",
        add_first: "time-conditions-add-first",
        delete_what: "time-condition-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.call_flow.time_conditions
    }

    fn id(&self) -> ObjectId {
        ObjectId::TimeCondition(self.number.clone())
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn object(self) -> Object {
        Object::TimeCondition(self)
    }
}
