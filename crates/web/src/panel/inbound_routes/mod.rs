//! Inbound routes: where calls from outside come in; their list and their form.

mod form;
mod list;

#[cfg(test)]
mod tests;

use super::layout::Place;
use super::objects::{Pages, Thing, delete, editing};
use crate::http::{Least, Route};
use form::Typed;
use vasl_domain::callflow::{CallerPattern, Did, InboundRoute};
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

pub(super) fn routes() -> Vec<Route> {
    let (supervisor, administrator) = (Least::SUPERVISOR, Least::ADMINISTRATOR);
    vec![
        Route::get("/inbound-routes", supervisor, list::show),
        Route::get("/inbound-routes/new", administrator, editing::new::<Typed>),
        Route::kept("/inbound-routes/new", administrator, editing::add::<Typed>),
        Route::get("/inbound-routes/{route}", administrator, editing::edit::<Typed>),
        Route::kept("/inbound-routes/{route}", administrator, editing::save::<Typed>),
        Route::get("/inbound-routes/{route}/delete", administrator, delete::ask::<InboundRoute>),
        Route::post(
            "/inbound-routes/{route}/delete",
            administrator,
            delete::delete::<InboundRoute>,
        ),
    ]
}

impl Thing for InboundRoute {
    const KIND: ObjectKind = ObjectKind::InboundRoute;
    const PAGES: Pages = Pages {
        path: "/inbound-routes",
        least: Least::ADMINISTRATOR,
        icon: "route",
        title: "inbound-routes-title",
        new: "inbound-route-new-title",
        search: "inbound-routes-search",
        empty: "inbound-routes-empty",
        empty_what: "inbound-routes-empty-what",
        add_first: "inbound-routes-add-first",
        delete_what: "inbound-route-delete-what",
    };

    fn all(whole: &Configuration) -> &[Self] {
        &whole.call_flow.inbound_routes
    }

    fn id(&self) -> ObjectId {
        ObjectId::InboundRoute(self.key())
    }

    fn name(&self) -> &str {
        self.name.as_ref().map_or("", |name| name.as_str())
    }

    /// In the order in which routes are tried.
    fn place(&self) -> Place {
        let (did, caller) = (self.did.as_ref(), self.caller.as_ref());
        Place::default()
            .number(did.is_none().into())
            .exactly(did.map(Did::as_str).unwrap_or_default())
            .number(caller.is_none().into())
            .each(caller.into_iter().flat_map(CallerPattern::widths))
            .exactly(caller.map(CallerPattern::as_str).unwrap_or_default())
    }

    fn object(self) -> Object {
        Object::InboundRoute(self)
    }
}
