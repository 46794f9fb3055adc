//! Over which time and of what a report is, as it is typed and as the store takes it.

use super::super::layout::{
    Choice, Page, choices, extension_choices, module_choices, queue_choices,
};
use super::super::period::{ChosenPeriod, Stretch, day_of};
use crate::App;
use crate::http::Fields;
use crate::service::Picture;
use vasl_domain::module::ZoneName;
use vasl_domain::name::{Extension, ModuleCode, QueueName};
use vasl_domain::report::{Period, ReportFilter, Scope};

/// What was typed into the form, and what it can be filled in with.
pub(super) struct TypedReport {
    pub(super) period: ChosenPeriod,
    pub(super) scopes: Vec<Choice>,
    pub(super) modules: Vec<Choice>,
    pub(super) operators: Vec<Choice>,
    pub(super) queues: Vec<Choice>,
    /// The same again, behind the `?` of an address.
    pub(super) query: Fields,
    /// Of what.
    pub(super) scope: Scope,
    /// By which clock: that of the module, where it is about one.
    pub(super) zone: ZoneName,
}

impl TypedReport {
    pub(super) fn read(app: &App, page: &Page, query: &Fields) -> Self {
        let picture = app.service().picture();
        let scope = scope(query);
        let zone = zone_of(app, &picture, &scope);
        let today = day_of(page.now(), zone.zone());
        let kinds = [
            ("everything", "scope-everything"),
            ("module", "module"),
            ("operator", "operator"),
            ("queue", "queue"),
        ];
        Self {
            period: ChosenPeriod::read(page, query, today, Stretch::Today),
            scopes: choices(
                word(&scope),
                kinds.into_iter().map(|(word, key)| (word.to_owned(), page.t(key))),
            ),
            modules: module_choices(page, if_of(&scope, "module"), picture.modules()),
            operators: extension_choices(page, &picture, if_of(&scope, "operator")),
            queues: queue_choices(page, &picture, if_of(&scope, "queue")),
            query: query.without(&["before", "done"]),
            scope,
            zone,
        }
    }

    /// The period; `None` where a day is wrong.
    pub(super) fn chosen(&self) -> Option<Period> {
        self.period.period(self.zone.zone())
    }

    /// What the store is asked; `None` where a day is wrong.
    pub(super) fn filter(&self) -> Option<ReportFilter> {
        let (scope, time_zone) = (self.scope.clone(), self.zone.clone());
        Some(ReportFilter { period: self.chosen()?, scope, time_zone })
    }

    /// The address of a page about the same.
    pub(super) fn address(&self, path: &str) -> String {
        format!("{path}?{}", self.query.as_query())
    }

    /// The address of a report over the same time of something else.
    pub(super) fn narrowed(&self, kind: &str, name: &str) -> String {
        let query = self.query.without(&["scope", "module", "operator", "queue"]);
        format!("/reports?{}", query.and("scope", kind).and(kind, name).as_query())
    }
}

fn scope(query: &Fields) -> Scope {
    let read = match query.text("scope") {
        "module" => ModuleCode::new(query.number("module")).ok().map(Scope::Module),
        "operator" => Extension::new(query.number("operator")).ok().map(Scope::Operator),
        "queue" => QueueName::new(query.number("queue")).ok().map(Scope::Queue),
        _ => None,
    };
    read.unwrap_or(Scope::Everything)
}

fn word(scope: &Scope) -> &'static str {
    match scope {
        Scope::Everything => "everything",
        Scope::Module(_) => "module",
        Scope::Operator(_) => "operator",
        Scope::Queue(_) => "queue",
    }
}

fn if_of<'a>(scope: &'a Scope, kind: &str) -> &'a str {
    if word(scope) == kind { scope.name() } else { "" }
}

fn zone_of(app: &App, picture: &Picture, scope: &Scope) -> ZoneName {
    let module = match scope {
        Scope::Module(code) => picture.module(code),
        Scope::Everything | Scope::Operator(_) | Scope::Queue(_) => None,
    };
    module.map_or_else(|| app.preferences().time_zone.clone(), |module| module.time_zone.clone())
}
