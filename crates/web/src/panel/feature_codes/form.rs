//! The form of the feature codes: a field each, and an empty one switches its feature off.

use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, Errors, Page, words, wrong_value};
use crate::panel::objects::{self, FormFrame, Unsaved};
use crate::panel::{language, shown, wrong};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vasl_domain::callflow::{Feature, FeatureCodes, FeatureDial};
use vasl_domain::configuration::{ObjectId, Problem as Wrong};

/// A feature in the form.
#[derive(Debug)]
struct Field {
    feature: Feature,
    /// The code that was typed; empty where the feature is off.
    code: String,
}

impl Field {
    fn name(&self) -> &'static str {
        self.feature.word()
    }

    fn hint(&self) -> &'static str {
        match self.feature {
            Feature::TimeConditionOverride => "feature-with-time-condition",
            feature if feature.takes_queue() => "feature-with-queue",
            _ => "feature-alone",
        }
    }
}

#[derive(Template)]
#[template(path = "panel/feature_codes/form.html")]
struct FeatureCodesForm {
    page: Page,
    frame: FormFrame,
    errors: Errors,
    fields: Vec<Field>,
}

impl FeatureCodesForm {
    fn label(&self, field: &Field) -> String {
        words::feature(&self.page, field.feature)
    }

    fn new(form: Unsaved, fields: Vec<Field>) -> Self {
        let Unsaved { page, frame, errors } = form;
        let action = "/feature-codes".to_owned();
        let frame = FormFrame { action, back: "/".to_owned(), ..frame };
        Self { page, frame, errors, fields }
    }
}

fn of(codes: &FeatureCodes) -> Vec<Field> {
    let field = |&feature: &Feature| {
        let code = codes.code(feature).map(ToString::to_string).unwrap_or_default();
        Field { feature, code }
    };
    Feature::ALL.iter().map(field).collect()
}

fn sent(form: &Fields) -> Vec<Field> {
    let field = |&feature: &Feature| Field { feature, code: form.number(feature.word()) };
    Feature::ALL.iter().map(field).collect()
}

fn read(page: &Page, fields: &[Field], errors: &mut Errors) -> FeatureCodes {
    let mut dial = |feature: Feature| {
        let typed = fields.iter().find(|field| field.feature == feature);
        match typed.map(|field| field.code.as_str()).unwrap_or_default() {
            "" => FeatureDial::Off,
            code => {
                let read: Result<FeatureDial, _> = code.parse();
                let read = read.map_err(|error| wrong_value(page.texts(), &error));
                errors.take(feature.word(), read).unwrap_or(FeatureDial::Off)
            }
        }
    };
    FeatureCodes {
        do_not_disturb_on: dial(Feature::DoNotDisturbOn),
        do_not_disturb_off: dial(Feature::DoNotDisturbOff),
        queue_log_in: dial(Feature::QueueLogIn),
        queue_log_out: dial(Feature::QueueLogOut),
        queue_pause: dial(Feature::QueuePause),
        queue_unpause: dial(Feature::QueueUnpause),
        time_condition_override: dial(Feature::TimeConditionOverride),
    }
}

fn known(app: &App) -> FeatureCodes {
    objects::known(app, &ObjectId::FeatureCodes).unwrap_or_default()
}

fn opened(app: &App, visitor: &Visitor, known: &FeatureCodes) -> Unsaved {
    let page = objects::list_page::<FeatureCodes>(app, visitor).carrying();
    Unsaved::new(page, FormFrame::new(Some(known)))
}

pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let known = known(&app);
    shown(&FeatureCodesForm::new(opened(&app, &visitor, &known), of(&known)))
}

pub(super) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let known = known(&app);
    if let Some(to) = language::asked(&form) {
        let drawn = |visitor: &Visitor| {
            let again = opened(&app, visitor, &known).sent(&form);
            shown(&FeatureCodesForm::new(again, sent(&form)))
        };
        return language::carried_over(&app, &visitor, to, drawn).await;
    }
    let mut again = opened(&app, &visitor, &known).sent(&form);
    if form.text("do") == "usual" {
        return shown(&FeatureCodesForm::new(again, of(&FeatureCodes::default())));
    }
    let fields = sent(&form);
    if form.is_only_shown() {
        return shown(&FeatureCodesForm::new(again, fields));
    }
    let after = read(&again.page, &fields, &mut again.errors);
    if !again.errors.is_empty() {
        return wrong(&FeatureCodesForm::new(again, fields));
    }
    let place = |problem: &Wrong| place(problem, &fields);
    match again.save(&app, &visitor, Some(known), after, place).await? {
        Ok(()) => Ok(see_other(&Done::Saved.on("/feature-codes"))),
        Err(again) => wrong(&FeatureCodesForm::new(again, fields)),
    }
}

/// A code that something has already is said beside the field in which it was typed.
fn place(problem: &Wrong, fields: &[Field]) -> Option<&'static str> {
    let Wrong::NumberTwice { number, .. } = problem else { return None };
    let typed = fields.iter().find(|field| field.code == *number);
    typed.map(Field::name)
}
