//! Feature codes: one page, with its form.

mod form;

#[cfg(test)]
mod tests;

use super::objects::{Pages, Thing};
use crate::http::{Least, Route};
use vasl_domain::callflow::FeatureCodes;
use vasl_domain::configuration::{Configuration, Object, ObjectId, ObjectKind};

pub(super) fn routes() -> Vec<Route> {
    let administrator = Least::ADMINISTRATOR;
    vec![
        Route::get("/feature-codes", administrator, form::show),
        Route::kept("/feature-codes", administrator, form::save),
    ]
}

impl Thing for FeatureCodes {
    const KIND: ObjectKind = ObjectKind::FeatureCodes;
    const PAGES: Pages = Pages {
        path: "/feature-codes",
        least: Least::ADMINISTRATOR,
        icon: "phone-call",
        title: "destination-feature-codes",
        new: "destination-feature-codes",
        ..Pages::OF_ONE
    };

    fn all(whole: &Configuration) -> &[Self] {
        std::slice::from_ref(&whole.call_flow.feature_codes)
    }

    fn id(&self) -> ObjectId {
        ObjectId::FeatureCodes
    }

    fn name(&self) -> &str {
        ""
    }

    fn object(self) -> Object {
        Object::FeatureCodes(self)
    }
}
