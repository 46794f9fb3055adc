//! What an expiry means for a call that ends now.

use super::typed::Typed;
use crate::App;
use crate::http::{Problem, Query, Visitor};
use crate::l10n::{Texts, texts};
use crate::panel::objects::TypedForm as _;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use vasl_domain::expiry::{Expiry, ExpiryError, Lifetime, TimeOfDay};
use vasl_domain::hours::TimeGroup;
use vasl_domain::module::ZoneName;
use vasl_domain::name::TimeGroupName;

/// The expiry that was typed.
///
/// # Errors
/// When it is none, in words.
pub(super) fn read(texts: &Texts, typed: &Typed) -> Result<Expiry, String> {
    let expiry = match typed.expiry_kind.as_str() {
        "for" => Lifetime::parse(&typed.lifetime).map(Expiry::For),
        "end_of_work" => {
            let group = TimeGroupName::new(typed.time_group.as_str());
            return group.map(Expiry::EndOfWork).map_err(|_| texts.t("time-group-choose"));
        }
        _ => TimeOfDay::parse(&typed.until).map(Expiry::Until),
    };
    expiry.map_err(|error| {
        texts.t(match error {
            ExpiryError::NotATime(_) => "expiry-not-a-time",
            ExpiryError::NotADuration(_) => "expiry-not-a-duration",
            ExpiryError::TooLong(_) => "expiry-too-long",
            ExpiryError::Nothing => "expiry-nothing",
        })
    })
}

/// Until when a call that ends now is remembered, in words.
pub(super) fn words(
    texts: &Texts,
    expiry: &Expiry,
    zone: &ZoneName,
    groups: &[TimeGroup],
    now: Timestamp,
) -> String {
    let forgotten = expiry.forgotten_at(now, zone.zone(), groups);
    texts.t1("expiry-consequence", "moment", texts.moment_near(forgotten, now, zone.zone()))
}

/// The line under the field, for what is chosen there.
pub(super) async fn consequence(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Problem> {
    let texts = texts(visitor.language);
    let typed = Typed::read(&query);
    let zone = ZoneName::new(&typed.time_zone);
    let zone = zone.unwrap_or_else(|_| app.preferences().time_zone.clone());
    let picture = app.service().picture();
    let line = match read(texts, &typed) {
        Ok(expiry) => words(texts, &expiry, &zone, picture.time_groups(), Timestamp::now()),
        Err(wrong) => wrong,
    };
    Ok(line.into_response())
}
