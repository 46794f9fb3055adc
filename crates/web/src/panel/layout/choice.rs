//! What a field offers to choose from.

use super::words;
use crate::l10n::Texts;
use crate::service::Picture;
use vasl_domain::module::Module;
use vasl_domain::text::sort_key;

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The choices of a field. What is chosen and not among them any more is offered all the same, so
/// that it is seen and does not turn into something else by itself.
pub fn choices(chosen: &str, all: impl Iterator<Item = (String, String)>) -> Vec<Choice> {
    let mut choices: Vec<Choice> =
        all.map(|(value, label)| Choice { chosen: value == chosen, value, label }).collect();
    if !chosen.is_empty() && !choices.is_empty() && !choices.iter().any(|choice| choice.chosen) {
        let (value, label) = (chosen.to_owned(), chosen.to_owned());
        choices.push(Choice { value, label, chosen: true });
    }
    choices
}

/// Things that have a number and a name, the shortest number first, as numbers are counted.
pub fn numbered_choices<'a>(
    texts: &Texts,
    chosen: &str,
    all: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<Choice> {
    let mut all: Vec<(&str, &str)> = all.collect();
    all.sort_by_key(|(number, _)| (number.len(), *number));
    let named = all
        .into_iter()
        .map(|(number, title)| (number.to_owned(), words::numbered(texts, number, title)));
    choices(chosen, named)
}

/// Every extension.
#[must_use]
pub fn extension_choices(texts: &Texts, picture: &Picture, chosen: &str) -> Vec<Choice> {
    let all = picture.directory.extensions.iter();
    numbered_choices(texts, chosen, all.map(|one| (one.number.as_str(), &*one.title)))
}

/// Every queue.
#[must_use]
pub fn queue_choices(texts: &Texts, picture: &Picture, chosen: &str) -> Vec<Choice> {
    let all = picture.directory.queues.iter();
    numbered_choices(texts, chosen, all.map(|one| (one.number.as_str(), &*one.title)))
}

/// Modules: the name, by which they are in order, and the code, for two may have one name.
pub fn module_choices<'a>(
    texts: &Texts,
    chosen: &str,
    all: impl IntoIterator<Item = &'a Module>,
) -> Vec<Choice> {
    let mut all: Vec<&Module> = all.into_iter().collect();
    all.sort_by_cached_key(|module| sort_key(module.name.as_str()));
    let named = all.into_iter().map(|module| {
        let code = words::numbered(texts, module.code.as_str(), "");
        (module.code.to_string(), format!("{} ({code})", module.name))
    });
    choices(chosen, named)
}

/// Every time group: what it is for, by which they are in order, and its name.
#[must_use]
pub fn time_group_choices(picture: &Picture, chosen: &str) -> Vec<Choice> {
    let all = picture.time_groups().iter();
    let named = all.map(|one| described(one.name.to_string(), one.description.as_str()));
    choices(chosen, by_label(named).into_iter())
}

fn described(name: String, description: &str) -> (String, String) {
    let label =
        if description.is_empty() { name.clone() } else { format!("{description} ({name})") };
    (name, label)
}

/// Every sound that was uploaded, by the name by which it is played, as a Persian dictionary has
/// what is to be heard.
#[must_use]
pub fn sound_choices(picture: &Picture, chosen: &str) -> Vec<Choice> {
    let all = picture.configuration.call_flow.sounds.iter();
    let named = all.map(|one| {
        let (_, label) = described(one.name.to_string(), one.description.as_str());
        (one.name.played_as().to_string(), label)
    });
    choices(chosen, by_label(named).into_iter())
}

fn by_label(named: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut named: Vec<_> = named.collect();
    named.sort_by_cached_key(|(value, label)| (sort_key(label), value.clone()));
    named
}
