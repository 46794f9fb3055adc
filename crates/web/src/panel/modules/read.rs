//! From what was typed to a module, or to what is wrong with it.

use super::expiry;
use super::typed::{MOST_SIDES, Typed};
use crate::App;
use crate::panel::layout::{Errors, Page, TypedDestination};
use vasl_domain::callflow::SoundName;
use vasl_domain::destination::{Destination, DestinationKind};
use vasl_domain::module::{
    CountOutbound, Module, ModuleName, NamePrefix, RingSeconds, Sides, WaitSeconds, ZoneName,
};
use vasl_domain::name::{ModuleCode, QueueName};

/// The module that was typed. What the form does not show stays as `known` has it.
pub(super) fn module(
    app: &App,
    page: &Page,
    typed: &Typed,
    known: Option<&Module>,
    errors: &mut Errors,
) -> Option<Module> {
    let name = ModuleName::new(&typed.name).map_err(|_| page.t("module-name-wrong"));
    let name = errors.take("name", name);
    let code = ModuleCode::new(typed.code.as_str()).map_err(|_| page.t("module-code-wrong"));
    let code = errors.take("code", code);
    let expiry = errors.take("expiry", expiry::read(page.texts(), typed));
    let sides = Sides::new(typed.sides.clone()).map_err(|_| page.t("sides-none"));
    let sides = errors.take("sides", sides);
    errors.rows("sides", page.texts(), typed.sides.len(), MOST_SIDES);
    let failure = errors.take("failure", failure(page, typed));
    let zone = ZoneName::new(&typed.time_zone).map_err(|_| page.t("time-zone-wrong"));
    let zone = errors.take("time_zone", zone);
    let number = |errors: &mut Errors, field, text: &str, range: std::ops::RangeInclusive<u32>| {
        let read = text.parse().ok().filter(|number| range.contains(number));
        errors.take(
            field,
            read.ok_or_else(|| {
                let (least, most) = (page.digits(range.start()), page.digits(range.end()));
                page.t2("number-wrong", ("least", least), ("most", most))
            }),
        )
    };
    let ring = number(errors, "ring_seconds", &typed.ring_seconds, 1..=300);
    let wait = number(errors, "wait_seconds", &typed.wait_seconds, 0..=3600);
    let talk = number(errors, "minimum_talk_seconds", &typed.minimum_talk_seconds, 0..=86_400);
    let most_waiting = number(errors, "most_waiting", &typed.most_waiting, 0..=1_000);
    let prefix = NamePrefix::new(&typed.name_prefix).map_err(|_| page.t("name-prefix-wrong"));
    let prefix = errors.take("name_prefix", prefix);
    let mut sound = |field, text: &str| {
        let read = SoundName::new(text).map_err(|_| page.t("sound-wrong"));
        if text.is_empty() { None } else { errors.take(field, read) }
    };
    let announcement = sound("announcement", &typed.announcement);
    let ask_sound = sound("ask_sound", &typed.ask_sound);
    let whisper_sound = sound("whisper_sound", &typed.whisper_sound);
    let account = QueueName::new(typed.account_under_queue.as_str());
    let account = account.map_err(|_| page.t("side-choose-queue"));
    let account = if typed.account_under_queue.is_empty() {
        None
    } else {
        errors.take("account_under_queue", account)
    };
    let outbound = CountOutbound::ALL.into_iter().find(|c| c.word() == typed.count_outbound);
    if !errors.is_empty() {
        return None;
    }
    let mut module = match known {
        Some(known) => known.clone(),
        None => {
            let zone = app.preferences().time_zone.clone();
            Module::new(
                code?,
                name.clone()?,
                expiry.clone()?,
                zone,
                sides.clone()?,
                failure.clone()?,
            )
        }
    };
    module.name = name?;
    module.active = typed.active;
    module.silent = typed.silent;
    module.reapply_at_startup = typed.reapply;
    module.expiry = expiry?;
    module.time_zone = zone?;
    module.sides = sides?;
    module.failure_destination = failure?;
    module.ring_seconds = RingSeconds::new(ring?).ok()?;
    module.wait_seconds = WaitSeconds::new(wait?).ok()?;
    module.minimum_talk_seconds = talk?;
    module.most_waiting = u16::try_from(most_waiting?).ok()?;
    module.count_outbound = outbound.unwrap_or(module.count_outbound);
    module.ask_first = typed.ask_first;
    module.ask_sound = ask_sound;
    module.whisper = typed.whisper;
    module.whisper_sound = whisper_sound;
    module.announcement = announcement;
    module.name_prefix = prefix?;
    module.priority_on_fallback = typed.priority_on_fallback;
    module.account_under_queue = account;
    Some(module)
}

fn failure(page: &Page, typed: &Typed) -> Result<Destination, String> {
    let destination = typed.failure.as_ref().and_then(TypedDestination::parse);
    destination.ok_or_else(|| match typed.failure.as_ref().map(|typed| typed.kind) {
        Some(DestinationKind::Dialplan) => page.t("destination-place-wrong"),
        _ => page.t("failure-none"),
    })
}
