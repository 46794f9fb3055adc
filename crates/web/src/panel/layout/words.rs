//! What the domain knows, in the reader's words.

use crate::l10n::Texts;
use crate::service::Directory;
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

/// A number and the name of what has it: «۵۰۵۰ سارا».
#[must_use]
pub fn numbered(texts: &Texts, number: &str, title: &str) -> String {
    if title.is_empty() {
        texts.digits(number)
    } else {
        format!("{} {title}", texts.digits(number))
    }
}

/// An operator, by their extension and their name.
#[must_use]
pub fn operator(texts: &Texts, directory: &Directory, number: &Extension) -> String {
    numbered(texts, number.as_str(), directory.operator(number))
}

/// A queue, by its number and its name.
#[must_use]
pub fn queue(texts: &Texts, directory: &Directory, number: &QueueName) -> String {
    let title = directory.queue(number).map(|queue| queue.title.as_str()).unwrap_or_default();
    numbered(texts, number.as_str(), title)
}

/// A side of a module.
#[must_use]
pub fn side(texts: &Texts, directory: &Directory, side: &Side) -> String {
    match side {
        Side::Extension(number) => operator(texts, directory, number),
        Side::Queue(number) => queue(texts, directory, number),
    }
}

/// Where a call can be sent.
#[must_use]
pub fn destination(texts: &Texts, directory: &Directory, destination: &Destination) -> String {
    match destination {
        Destination::Extension(number) => {
            texts.t1("an-extension", "name", operator(texts, directory, number))
        }
        Destination::Queue(number) => texts.t1("a-queue", "name", queue(texts, directory, number)),
        Destination::Ivr(number) => {
            let known = directory.ivrs.iter().find(|ivr| ivr.number == *number);
            let title = known.map(|ivr| ivr.title.as_str()).unwrap_or_default();
            texts.t1("an-ivr", "name", numbered(texts, number.as_str(), title))
        }
        Destination::Misc(code) => texts.t1("a-module", "name", texts.digits(code)),
        Destination::Dialplan(place) => texts.t1("a-dialplan-place", "name", place.goto()),
        Destination::HangUp => texts.t("destination-hang-up"),
    }
}
