//! What the domain knows, in the reader's words.

use crate::l10n::Texts;
use crate::service::Picture;
use vasl_domain::callflow::RouteKey;
use vasl_domain::configuration::{ObjectId, ObjectKind, Pointer, PointerField};
use vasl_domain::decision::Reason;
use vasl_domain::destination::Destination;
use vasl_domain::module::Side;
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::operator::{Busy, Unavailable};
use vasl_domain::outcome::Outcome;

/// Why a call goes where it goes.
#[must_use]
pub fn reason(texts: &Texts, reason: Reason) -> String {
    let key = match reason {
        Reason::ModuleInactive => "reason-module-inactive",
        Reason::NoCallerIdentity => "reason-no-caller-identity",
        Reason::CallerOptedOut => "reason-caller-opted-out",
        Reason::NeverSpoke => "reason-never-spoke",
        Reason::Expired => "reason-expired",
        Reason::OperatorNotEligible => "reason-operator-not-eligible",
        Reason::AlreadyTried => "reason-already-tried",
        Reason::OperatorUnavailable(_) => "reason-operator-unavailable",
        Reason::OperatorBusyNoWaiting(_) => "reason-operator-busy-no-waiting",
        Reason::OperatorBusy(_) => "reason-operator-busy",
        Reason::OperatorFree => "reason-operator-free",
    };
    let detail = match reason {
        Reason::OperatorUnavailable(why) => unavailable(why),
        Reason::OperatorBusyNoWaiting(busy) | Reason::OperatorBusy(busy) => self::busy(busy),
        _ => return texts.t(key),
    };
    texts.t2("reason-with-detail", ("reason", texts.t(key)), ("detail", texts.t(detail)))
}

fn unavailable(why: Unavailable) -> &'static str {
    match why {
        Unavailable::Unregistered => "unavailable-unregistered",
        Unavailable::Paused => "unavailable-paused",
        Unavailable::LoggedOut => "unavailable-logged-out",
        Unavailable::DoNotDisturb => "unavailable-do-not-disturb",
        Unavailable::Unknown => "unavailable-unknown",
    }
}

fn busy(busy: Busy) -> &'static str {
    match busy {
        Busy::Ringing => "busy-ringing",
        Busy::Talking => "busy-talking",
        Busy::OnHold => "busy-on-hold",
        Busy::WrappingUp => "busy-wrapping-up",
    }
}

/// What became of a decision.
#[must_use]
pub fn outcome(texts: &Texts, outcome: Option<Outcome>) -> String {
    texts.t(match outcome {
        None => "outcome-open",
        Some(Outcome::Connected) => "outcome-connected",
        Some(Outcome::NoAnswer) => "outcome-no-answer",
        Some(Outcome::Declined) => "outcome-declined",
        Some(Outcome::BecameUnreachable) => "outcome-became-unreachable",
        Some(Outcome::WaitRanOut) => "outcome-wait-ran-out",
        Some(Outcome::CallerHungUp) => "outcome-caller-hung-up",
        Some(Outcome::CallerChoseQueue) => "outcome-caller-chose-queue",
        Some(Outcome::StraightToFailure) => "outcome-straight-to-failure",
    })
}

/// A number or code, and the name of what has it: «۵۰۵۰ سارا». A code with marks is left to right
/// also where no markup can say so.
#[must_use]
pub fn numbered(texts: &Texts, number: &str, title: &str) -> String {
    let mut text = texts.digits(number);
    if number.starts_with(['*', '#']) {
        text = format!("\u{2066}{text}\u{2069}");
    }
    if title.is_empty() { text } else { format!("{text} {title}") }
}

/// An operator, by their extension and their name.
#[must_use]
pub fn operator(texts: &Texts, picture: &Picture, number: &Extension) -> String {
    numbered(texts, number.as_str(), picture.directory.operator(number))
}

/// A queue, by its number and its name.
#[must_use]
pub fn queue(texts: &Texts, picture: &Picture, number: &QueueName) -> String {
    let known = picture.directory.queue(number);
    numbered(texts, number.as_str(), known.map(|queue| &*queue.title).unwrap_or_default())
}

/// A side of a module.
#[must_use]
pub fn side(texts: &Texts, picture: &Picture, side: &Side) -> String {
    match side {
        Side::Extension(number) => operator(texts, picture, number),
        Side::Queue(number) => queue(texts, picture, number),
    }
}

/// A thing of the configuration, by its kind and its name.
#[must_use]
pub fn object(texts: &Texts, picture: &Picture, id: &ObjectId) -> String {
    let key = match id.kind() {
        ObjectKind::Trunk => return texts.t("object-trunk"),
        ObjectKind::FeatureCodes => return texts.t("object-feature-codes"),
        ObjectKind::Extension => "object-extension",
        ObjectKind::Queue => "object-queue",
        ObjectKind::Module => "object-module",
        ObjectKind::Ivr => "object-ivr",
        ObjectKind::TimeGroup => "object-time-group",
        ObjectKind::TimeCondition => "object-time-condition",
        ObjectKind::Announcement => "object-announcement",
        ObjectKind::Sound => "object-sound",
        ObjectKind::MiscDestination => "object-misc-destination",
        ObjectKind::InboundRoute => "object-inbound-route",
    };
    let known = picture.configuration.object(id);
    let name = match (known.as_ref().and_then(|object| object.name()), id) {
        (Some(name), _) => name.to_owned(),
        (None, ObjectId::InboundRoute(key)) => return route(texts, key),
        (None, ObjectId::Extension(number)) => operator(texts, picture, number),
        (None, ObjectId::Queue(number)) => queue(texts, picture, number),
        (None, _) => texts.digits(id.code()),
    };
    texts.t1(key, "name", name)
}

fn route(texts: &Texts, key: &RouteKey) -> String {
    match &key.did {
        Some(did) => texts.t1("object-inbound-route", "name", texts.digits(did.as_str())),
        None => texts.t("object-inbound-route-any"),
    }
}

/// What leads to a thing, in words: «کلید ۳ منشی «Main»».
#[must_use]
pub fn pointer(texts: &Texts, picture: &Picture, pointer: &Pointer) -> String {
    let from = object(texts, picture, &pointer.from);
    let key = match &pointer.field {
        PointerField::Destination if matches!(pointer.from, ObjectId::InboundRoute(_)) => {
            return from;
        }
        PointerField::Key(keys) => {
            return texts.t2("pointer-key", ("key", texts.digits(keys)), ("from", from));
        }
        PointerField::Destination => "pointer-destination",
        PointerField::FailureDestination => "pointer-failure-destination",
        PointerField::InvalidDestination => "pointer-invalid-destination",
        PointerField::TimeoutDestination => "pointer-timeout-destination",
        PointerField::OpenDestination => "pointer-open-destination",
        PointerField::ClosedDestination => "pointer-closed-destination",
        PointerField::Dials => "pointer-dials",
        PointerField::Side => "pointer-side",
        PointerField::Member => "pointer-member",
        PointerField::DynamicMember => "pointer-dynamic-member",
        PointerField::TimeGroup => "pointer-time-group",
        PointerField::Expiry => "pointer-expiry",
        PointerField::Sound => "pointer-sound",
        PointerField::InvalidSound => "pointer-invalid-sound",
        PointerField::TimeoutSound => "pointer-timeout-sound",
        PointerField::PeriodicAnnouncement => "pointer-periodic-announcement",
    };
    texts.t1(key, "from", from)
}

/// Where a call can be sent.
#[must_use]
pub fn destination(texts: &Texts, picture: &Picture, destination: &Destination) -> String {
    if let Some(id) = picture.configuration.led_to(destination) {
        return object(texts, picture, &id);
    }
    match destination {
        Destination::Extension(number) => {
            object(texts, picture, &ObjectId::Extension(number.clone()))
        }
        Destination::Queue(number) => object(texts, picture, &ObjectId::Queue(number.clone())),
        Destination::Dialplan(place) => texts.t1("destination-place", "place", place.goto()),
        Destination::HangUp => texts.t("destination-hang-up"),
        other => texts.digits(other),
    }
}
