//! What a field offers to choose from.

use super::words;
use crate::l10n::Texts;
use crate::service::Picture;
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

/// Every extension.
#[must_use]
pub fn extension_choices(texts: &Texts, picture: &Picture, chosen: &str) -> Vec<Choice> {
    let all = picture.directory.extensions.iter();
    choices(
        chosen,
        all.map(|one| {
            let number = one.number.to_string();
            (number, words::numbered(texts, one.number.as_str(), &one.title))
        }),
    )
}

/// Every queue.
#[must_use]
pub fn queue_choices(texts: &Texts, picture: &Picture, chosen: &str) -> Vec<Choice> {
    let all = picture.directory.queues.iter();
    choices(
        chosen,
        all.map(|one| {
            let number = one.number.to_string();
            (number, words::numbered(texts, one.number.as_str(), &one.title))
        }),
    )
}

/// Every sound that was uploaded, by the name by which it is played, as a Persian dictionary has
/// what is to be heard.
#[must_use]
pub fn sound_choices(picture: &Picture, chosen: &str) -> Vec<Choice> {
    let all = picture.configuration.call_flow.sounds.iter();
    let named = all.map(|one| {
        let label = match one.description.as_str() {
            "" => one.name.to_string(),
            said => format!("{said} ({})", one.name),
        };
        (one.name.played_as().to_string(), label)
    });
    choices(chosen, by_label(named).into_iter())
}

/// Every time group, as a Persian dictionary has them.
#[must_use]
pub fn time_group_choices(picture: &Picture, chosen: &str) -> Vec<Choice> {
    let named = picture.time_groups().iter().map(|group| {
        let name = group.name.to_string();
        let label = match group.description.as_str() {
            "" => name.clone(),
            said => format!("{said} ({name})"),
        };
        (name, label)
    });
    choices(chosen, by_label(named).into_iter())
}

fn by_label(named: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut named: Vec<_> = named.collect();
    named.sort_by_cached_key(|(value, label)| (sort_key(label), value.clone()));
    named
}
