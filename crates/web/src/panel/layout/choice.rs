//! What a field offers to choose from.

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
