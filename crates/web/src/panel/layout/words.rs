//! What the domain knows, in the reader's words.

mod changes;
pub(super) mod values;

pub use changes::{Change, audit_kind, changed_fields, deed, field};
pub use values::{hold_time_key, join_key, leave_key, outbound_key, strategy_key, value};

use crate::l10n::Texts;
use crate::service::{ApplyFault, LinkDetails, LinkFinding, NotApplied, Picture};
use vasl_domain::callflow::{Feature, RouteKey};
use vasl_domain::configuration::{ObjectId, ObjectKind, Pointer, PointerField, Problem};
use vasl_domain::conversation::Path;
use vasl_domain::decision::{Evidence, Reason};
use vasl_domain::destination::Destination;
use vasl_domain::live::Presence;
use vasl_domain::module::Side;
use vasl_domain::name::{Extension, ModuleCode, QueueName};
use vasl_domain::operator::{Busy, Unavailable};
use vasl_domain::outcome::Outcome;
use vasl_domain::reason::ReasonKind;
use vasl_domain::user::{Language, Rank};

/// Why a call goes where it goes.
#[must_use]
pub fn reason(texts: &Texts, reason: Reason) -> String {
    let kind = reason_kind(texts, reason.kind());
    let detail = match reason {
        Reason::OperatorUnavailable(why) => unavailable(why),
        Reason::OperatorBusyNoWaiting(busy) | Reason::OperatorBusy(busy) => self::busy(busy),
        _ => return kind,
    };
    texts.t2("reason-with-detail", ("reason", kind), ("detail", texts.t(detail)))
}

/// Why a call went where it went; what was seen tells whether too many waited, or nobody may wait.
#[must_use]
pub fn why(texts: &Texts, reason: Reason, evidence: &Evidence) -> String {
    let Reason::OperatorBusyNoWaiting(busy) = reason else { return self::reason(texts, reason) };
    let full = evidence.seen.as_ref().is_some_and(|seen| seen.waiting > 0);
    let key =
        if full { "reason-operator-busy-queue-full" } else { "reason-operator-busy-waiting-off" };
    let (reason, detail) = (texts.t(key), texts.t(self::busy(busy)));
    texts.t2("reason-with-detail", ("reason", reason), ("detail", detail))
}

/// The same, without what of the operator stands behind it.
#[must_use]
pub fn reason_kind(texts: &Texts, kind: ReasonKind) -> String {
    texts.t(match kind {
        ReasonKind::ModuleInactive => "reason-module-inactive",
        ReasonKind::NoCallerIdentity => "reason-no-caller-identity",
        ReasonKind::CallerOptedOut => "reason-caller-opted-out",
        ReasonKind::NeverSpoke => "reason-never-spoke",
        ReasonKind::Expired => "reason-expired",
        ReasonKind::OperatorNotEligible => "reason-operator-not-eligible",
        ReasonKind::AlreadyTried => "reason-already-tried",
        ReasonKind::OperatorUnavailable => "reason-operator-unavailable",
        ReasonKind::OperatorBusyNoWaiting => "reason-operator-busy-no-waiting",
        ReasonKind::OperatorBusy => "reason-operator-busy",
        ReasonKind::OperatorFree => "reason-operator-free",
    })
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

/// How an operator stands.
#[must_use]
pub fn presence(texts: &Texts, presence: Presence) -> String {
    texts.t(match presence {
        Presence::Free => "presence-free",
        Presence::Ringing => busy(Busy::Ringing),
        Presence::Talking => busy(Busy::Talking),
        Presence::OnHold => busy(Busy::OnHold),
        Presence::WrappingUp => busy(Busy::WrappingUp),
        Presence::Paused => unavailable(Unavailable::Paused),
        Presence::LoggedOut => unavailable(Unavailable::LoggedOut),
        Presence::DoNotDisturb => unavailable(Unavailable::DoNotDisturb),
        Presence::Unregistered => unavailable(Unavailable::Unregistered),
        Presence::Unknown => unavailable(Unavailable::Unknown),
    })
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
    if number.starts_with(['*', '#', '+']) {
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

/// A module, by its name; by its code where there is no such module any more.
#[must_use]
pub fn module(texts: &Texts, picture: &Picture, code: &ModuleCode) -> String {
    let known = picture.module(code);
    known.map_or_else(|| numbered(texts, code.as_str(), ""), |module| module.name.to_string())
}

/// How a caller and an operator came together.
#[must_use]
pub fn path(texts: &Texts, picture: &Picture, path: &Path) -> String {
    let by_queue = |number: &QueueName| object(texts, picture, &ObjectId::Queue(number.clone()));
    match path {
        Path::Queue(number) => by_queue(number),
        Path::Direct => texts.t("path-direct"),
        Path::Reconnected { module, .. } => {
            texts.t1("path-reconnected", "module", self::module(texts, picture, module))
        }
        Path::Outbound => texts.t("path-outbound"),
        Path::OutboundMissed => texts.t("path-outbound-missed"),
    }
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
        PointerField::AskSound => "pointer-ask-sound",
        PointerField::WhisperSound => "pointer-whisper-sound",
        PointerField::AccountUnderQueue => "pointer-account-under-queue",
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
    // There is no such thing any more, or it is the PBX's own.
    let of_type = |key, code: &str| format!("{} {}", texts.t(key), numbered(texts, code, ""));
    match destination {
        Destination::Extension(number) => {
            object(texts, picture, &ObjectId::Extension(number.clone()))
        }
        Destination::Queue(number) => object(texts, picture, &ObjectId::Queue(number.clone())),
        Destination::Dialplan(place) => texts.t1("destination-place", "place", place.goto()),
        Destination::HangUp => texts.t("destination-hang-up"),
        Destination::Ivr(number) => of_type("destination-ivrs", number.as_str()),
        Destination::TimeCondition(number) => {
            of_type("destination-time-conditions", number.as_str())
        }
        Destination::Announcement(number) => of_type("destination-announcements", number.as_str()),
        Destination::Misc(code) => of_type("destination-misc", code.as_str()),
        Destination::FeatureCode(code) => of_type("destination-feature-codes", code.as_str()),
    }
}

/// What does not fit together, and what to do.
#[must_use]
pub fn problem(texts: &Texts, picture: &Picture, problem: &Problem) -> String {
    let thing = |id: &ObjectId| object(texts, picture, id);
    let from = |from: &Pointer| pointer(texts, picture, from);
    let in_queue = |key, queue: &QueueName, member: &Extension| {
        let queue = thing(&ObjectId::Queue(queue.clone()));
        texts.t2(key, ("queue", queue), ("member", texts.digits(member)))
    };
    match problem {
        Problem::NumberTwice { number, first, .. } => {
            let object = thing(&first.object());
            texts.t2("code-taken", ("code", texts.digits(number)), ("object", object))
        }
        Problem::ObjectTwice(id) => texts.t1("problem-object-twice", "what", thing(id)),
        Problem::RouteTwice(id) => texts.t1("problem-route-twice", "what", thing(id)),
        Problem::LeadsNowhere { from: place, destination } => {
            let to = self::destination(texts, picture, destination);
            texts.t2("problem-leads-nowhere", ("from", from(place)), ("to", to))
        }
        Problem::DialsNothing { from: place, number } => texts.t2(
            "problem-dials-nothing",
            ("from", from(place)),
            ("number", texts.digits(number)),
        ),
        Problem::NoTrunk { from: place } => texts.t1("problem-no-trunk", "from", from(place)),
        Problem::NoSuchMember { queue, member } => {
            in_queue("problem-no-such-member", queue, member)
        }
        Problem::MemberTwice { queue, member } => in_queue("problem-member-twice", queue, member),
        Problem::NoSuchSide { side, .. } => {
            let side = self::side(texts, picture, side);
            texts.t1("problem-no-such-side", "side", side)
        }
        Problem::NoSuchQueue { queue, .. } => {
            texts.t1("problem-no-such-queue", "queue", texts.digits(queue))
        }
        Problem::NoSuchTimeGroup { group, .. } => {
            texts.t1("problem-no-such-time-group", "group", group)
        }
        Problem::NoSuchSound { sound, .. } => texts.t1("problem-no-such-sound", "sound", sound),
        Problem::KeyTwice { key, .. } => texts.t1("problem-key-twice", "key", texts.digits(key)),
        Problem::FailureIsModule { .. } => texts.t("problem-failure-is-module"),
        Problem::Cycle(cycle) => {
            let places = cycle.pointers().map(|place| thing(&place.from));
            let ring = places.chain([thing(&cycle.first().from)]).collect::<Vec<_>>();
            texts.t1("problem-cycle", "ring", ring.join(&texts.t("ring-arrow")))
        }
    }
}

/// What is dialled to set something.
#[must_use]
pub fn feature(texts: &Texts, feature: Feature) -> String {
    texts.t(match feature {
        Feature::DoNotDisturbOn => "feature-do-not-disturb-on",
        Feature::DoNotDisturbOff => "feature-do-not-disturb-off",
        Feature::QueueLogIn => "feature-queue-log-in",
        Feature::QueueLogOut => "feature-queue-log-out",
        Feature::QueuePause => "feature-queue-pause",
        Feature::QueueUnpause => "feature-queue-unpause",
        Feature::TimeConditionOverride => "feature-time-condition-override",
    })
}

/// A rank.
#[must_use]
pub fn rank(texts: &Texts, rank: Rank) -> String {
    texts.t(match rank {
        Rank::Administrator => "rank-administrator",
        Rank::Supervisor => "rank-supervisor",
        Rank::Operator => "rank-operator",
    })
}

/// A language by its own name for itself, whoever reads it.
#[must_use]
pub fn language(language: Language) -> &'static str {
    match language {
        Language::Persian => "فارسی",
        Language::English => "English",
    }
}

/// Why Asterisk has not what was asked for, and for whoever mends it what exactly.
#[must_use]
pub fn not_applied(texts: &Texts, not_applied: &NotApplied) -> String {
    let refused = |key| texts.t1("apply-refused", "reason", texts.t(key));
    let said = match not_applied.fault {
        ApplyFault::NotTaken => refused("apply-why-not-taken"),
        ApplyFault::File => refused("apply-why-file"),
        ApplyFault::Version => refused("apply-why-version"),
        ApplyFault::NotTakenBack => texts.t("apply-not-taken-back"),
    };
    format!("{said} {}", texts.t1("apply-details", "details", &not_applied.details))
}

/// Why there is no way to an address: what the machine says of it, where it is one of the usual.
fn unreachable(texts: &Texts, reason: &str) -> String {
    let says = reason.to_lowercase();
    let known = [
        (["refused", "reset"], "link-why-refused"),
        (["no route", "unreachable"], "link-why-no-route"),
        (["timed out", "time"], "link-why-silent"),
        (["lookup", "name or service"], "link-why-name"),
    ];
    let key = known.iter().find(|(words, _)| words.iter().any(|word| says.contains(word)));
    key.map_or_else(|| reason.to_owned(), |(_, key)| texts.t(key))
}

/// What was found of the link to the PBX, and what to do.
#[must_use]
pub fn link_finding(texts: &Texts, finding: &LinkFinding, details: &LinkDetails) -> String {
    let address = ("address", details.address.as_str());
    let user = ("user", details.user.as_str());
    match finding {
        LinkFinding::NoSecret => texts.t1("link-no-secret", user.0, user.1),
        LinkFinding::Unreachable(reason) => {
            texts.t2("link-unreachable", address, ("reason", unreachable(texts, reason)))
        }
        LinkFinding::Silent => texts.t1("link-silent", address.0, address.1),
        LinkFinding::NotAsterisk => texts.t1("link-not-asterisk", address.0, address.1),
        LinkFinding::WrongSecret => texts.t1("link-wrong-secret", user.0, user.1),
        LinkFinding::Refused(reason) => texts.t1("link-refused", "reason", reason),
        LinkFinding::LoggedIn => texts.t2("link-logged-in", address, user),
        LinkFinding::Version(version) => {
            texts.t1("link-version-is", "version", texts.digits(version))
        }
        LinkFinding::VersionUnserved(reason) => texts.t1("link-version-unserved", "reason", reason),
        LinkFinding::NoTimestamps => texts.t("link-no-timestamps"),
        LinkFinding::RightsSuffice => texts.t1("link-rights-suffice", user.0, user.1),
        LinkFinding::RightsLack { read, write } => {
            let right = |name: &str, classes: &[&str]| {
                (!classes.is_empty()).then(|| format!("{name}={}", classes.join(",")))
            };
            let rights = [right("read", read), right("write", write)];
            let rights: Vec<String> = rights.into_iter().flatten().collect();
            texts.t2("link-rights-lack", user, ("rights", rights.join(" ")))
        }
        LinkFinding::RightsUnknown => texts.t1("link-rights-unknown", user.0, user.1),
        LinkFinding::ClockRight => texts.t("link-clock-right"),
        LinkFinding::ClockWrong(seconds) => {
            let key = if *seconds > 0 { "link-clock-ahead" } else { "link-clock-behind" };
            texts.t1(key, "seconds", texts.digits(seconds.abs()))
        }
        LinkFinding::WrapUpNotShared => texts.t("link-wrap-up"),
    }
}
