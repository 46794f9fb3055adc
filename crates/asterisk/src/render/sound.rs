//! Which sounds a module plays: those that it names, else Vasl's own.

use crate::names::{ASK_FIRST_SOUND, CONNECTING_SOUND, RETURNING_CALLER_SOUND};
use vasl_domain::callflow::SoundName;
use vasl_domain::module::Module;

/// What tells the caller that they are connected to the operator they spoke with.
pub(super) fn announcement(module: &Module) -> Option<&str> {
    (!module.silent).then(|| named(module.announcement.as_ref(), CONNECTING_SOUND))
}

/// What asks the caller whether they want that operator.
pub(super) fn question(module: &Module) -> Option<&str> {
    module.ask_first.then(|| named(module.ask_sound.as_ref(), ASK_FIRST_SOUND))
}

/// What tells the operator that a caller comes back to them.
pub(super) fn whisper(module: &Module) -> Option<&str> {
    module.whisper.then(|| named(module.whisper_sound.as_ref(), RETURNING_CALLER_SOUND))
}

fn named<'a>(named: Option<&'a SoundName>, own: &'a str) -> &'a str {
    named.map_or(own, SoundName::as_str)
}

/// The sounds that a module plays.
#[must_use]
pub fn sounds_of(module: &Module) -> Vec<SoundName> {
    let played = [question(module), announcement(module), whisper(module)];
    played.into_iter().flatten().filter_map(|name| SoundName::new(name).ok()).collect()
}
