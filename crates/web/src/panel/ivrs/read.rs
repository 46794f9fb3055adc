//! From what was typed to a menu, or to what is wrong with it.

use super::typed::{MOST_KEYS, Typed, TypedFallback};
use crate::panel::layout::{Errors, Page, Reader};
use vasl_domain::callflow::{Ivr, IvrEntry, IvrFallback, SoundName};

/// The menu that was typed. Rows in which nothing stands are passed over.
pub(super) fn ivr(page: &Page, typed: &Typed, errors: &mut Errors) -> Option<Ivr> {
    let mut read = Reader::new(page.texts(), errors);
    let number = read.value("code", &typed.number);
    let name = read.value("name", &typed.name);
    let description = read.value("description", &typed.description);
    let announcement = read.maybe::<SoundName>("announcement", &typed.announcement);
    let timeout_seconds = read.number("timeout_seconds", &typed.timeout_seconds);
    let timeout =
        fallback(&mut read, ["timeout_retries", "timeout_sound", "timeout"], &typed.timeout);
    let invalid =
        fallback(&mut read, ["invalid_retries", "invalid_sound", "invalid"], &typed.invalid);
    let entries = entries(&mut read, typed);
    if !errors.is_empty() {
        return None;
    }
    Some(Ivr {
        number: number?,
        name: name?,
        description: description?,
        announcement,
        direct_dialling: typed.direct_dialling,
        timeout_seconds: timeout_seconds?,
        invalid: invalid?,
        timeout: timeout?,
        entries,
    })
}

/// `fields` are those of how often, of what is played, and of where to.
fn fallback(
    read: &mut Reader<'_>,
    fields: [&'static str; 3],
    typed: &TypedFallback,
) -> Option<IvrFallback> {
    let [retries, sound, destination] = fields;
    let retries = read.number(retries, &typed.retries);
    let sound = read.maybe(sound, &typed.sound);
    let destination = read.destination(destination, &typed.destination);
    Some(IvrFallback { retries: retries?, sound, destination: destination? })
}

fn entries(read: &mut Reader<'_>, typed: &Typed) -> Vec<IvrEntry> {
    read.rows("key_0", typed.entries.len(), MOST_KEYS);
    let mut entries = Vec::new();
    for (row, typed) in typed.entries.iter().enumerate().filter(|(_, typed)| !typed.is_blank()) {
        let key = read.value(format!("key_{row}"), &typed.key);
        let destination = read.destination(format!("to_{row}"), &typed.destination);
        if let (Some(key), Some(destination)) = (key, destination) {
            entries.push(IvrEntry { key, destination, returns: typed.returns });
        }
    }
    entries
}
