//! Which calls are asked for, as they are typed and as the store takes them.

use super::super::layout::{
    Choice, Errors, Page, choices, extension_choices, module_choices, words,
};
use super::super::period::{ChosenPeriod, Stretch, day_of};
use super::id_of;
use crate::App;
use crate::http::{Fields, Visitor};
use vasl_domain::name::{Extension, ModuleCode};
use vasl_domain::number::Presentation;
use vasl_domain::outcome::Outcome;
use vasl_domain::reason::ReasonKind;
use vasl_store::DecisionFilter;

/// What was typed into the form, and what it can be filled in with.
pub(super) struct TypedFilter {
    pub(super) number: String,
    pub(super) period: ChosenPeriod,
    pub(super) modules: Vec<Choice>,
    pub(super) operators: Vec<Choice>,
    pub(super) reasons: Vec<Choice>,
    pub(super) outcomes: Vec<Choice>,
    pub(super) errors: Errors,
    /// Whether anything narrows the list.
    pub(super) narrows: bool,
    /// What the store is asked; `None` where something that was typed is wrong.
    pub(super) filter: Option<DecisionFilter>,
}

impl TypedFilter {
    /// Reads an address, for somebody: an operator's list is about them, whatever it says.
    pub(super) fn read(app: &App, visitor: &Visitor, page: &Page, query: &Fields) -> Self {
        let picture = app.service().picture();
        let today = day_of(page.now(), page.zone());
        let period = ChosenPeriod::read(page, query, today, Stretch::Always);
        let mut errors = Errors::default();
        let number = query.text("number").to_owned();
        let caller = (!number.is_empty()).then(|| {
            let caller = app.preferences().numbers.caller(number.as_bytes(), Presentation::Allowed);
            errors.take("number", caller.map_err(|_| page.t("calls-number-wrong")))
        });
        let module = ModuleCode::new(query.number("module")).ok();
        let operator = Extension::new(query.number("operator")).ok();
        let operator = visitor.only().cloned().or(operator);
        let reason = ReasonKind::from_code(query.text("reason"));
        let outcome = Outcome::from_code(query.text("outcome"));
        let asks_for_operator = visitor.only().is_none() && operator.is_some();
        let narrows = caller.is_some()
            || module.is_some()
            || asks_for_operator
            || reason.is_some()
            || outcome.is_some()
            || period.narrows();
        let chosen_operator = operator.as_ref().map_or("", Extension::as_str);
        let right = errors.is_empty() && !period.is_wrong();
        Self {
            modules: module_choices(
                page,
                module.as_ref().map_or("", ModuleCode::as_str),
                picture.modules(),
            ),
            operators: extension_choices(page, &picture, chosen_operator),
            reasons: choices(
                reason.map_or("", ReasonKind::code),
                ReasonKind::ALL
                    .into_iter()
                    .map(|kind| (kind.code().to_owned(), words::reason_kind(page, kind))),
            ),
            outcomes: choices(
                outcome.map_or("", Outcome::code),
                Outcome::ALL.into_iter().map(|outcome| {
                    (outcome.code().to_owned(), words::outcome(page, Some(outcome)))
                }),
            ),
            filter: right.then(|| DecisionFilter {
                pbx: Some(app.settings().pbx.clone()),
                module,
                caller: caller.flatten(),
                operator,
                reason,
                outcome,
                period: period.period(page.zone()),
                before: id_of(app, query.text("before")).ok(),
                ..DecisionFilter::default()
            }),
            number,
            period,
            errors,
            narrows,
        }
    }
}
