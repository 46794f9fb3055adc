//! Queues: their list, each queue's own page with who is in it now, and their form.

mod form;
mod list;
mod members;
mod queue;
mod typed;

#[cfg(test)]
mod tests;

pub(super) use queue::{REASON_WRONG, not_done_key, pause_reason};

use super::objects::{Pages, Thing, delete, editing};
use crate::http::{Least, Route, in_path};
use typed::Typed;
use vasl_domain::callflow::ManagedQueue;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};
use vasl_domain::name::QueueName;

pub(super) fn routes() -> Vec<Route> {
    let (supervisor, administrator) = (Least::SUPERVISOR, Least::ADMINISTRATOR);
    vec![
        Route::get("/queues", supervisor, list::show),
        Route::get("/queues/new", administrator, editing::new::<Typed>),
        Route::kept("/queues/new", administrator, editing::add::<Typed>),
        Route::get("/queues/{queue}", supervisor, queue::show),
        Route::post("/queues/{queue}/operators", supervisor, queue::act),
        Route::get("/queues/{queue}/edit", administrator, editing::edit::<Typed>),
        Route::kept("/queues/{queue}/edit", administrator, editing::save::<Typed>),
        Route::get("/queues/{queue}/delete", administrator, delete::ask::<ManagedQueue>),
        Route::post("/queues/{queue}/delete", administrator, delete::delete::<ManagedQueue>),
    ]
}

impl Thing for ManagedQueue {
    const KIND: ObjectKind = ObjectKind::Queue;
    const PAGES: Pages = Pages {
        path: "/queues",
        least: Least::ADMINISTRATOR,
        icon: "list-ordered",
        title: "menu-queues",
        new: "queue-new",
        search: "queues-search",
        empty: "queues-empty",
        empty_what: "queues-empty-what",
        add_first: "queues-add-first",
        delete_what: "queue-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.call_flow.queues
    }

    fn id(&self) -> ObjectId {
        ObjectId::Queue(self.number.clone())
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn object(self) -> Object {
        Object::Queue(Box::new(self))
    }
}

/// The address of a queue's own page, whoever owns the queue.
fn address(number: &QueueName) -> String {
    format!("/queues/{}", in_path(number.as_str()))
}
