//! The form as it was typed, and what it means.

use crate::http::Fields;
use crate::panel::layout::{Errors, Page};
use vasl_domain::module::ZoneName;
use vasl_domain::number::{NumberPlan, NumberPlanError};
use vasl_domain::preferences::{Days, Preferences, Retention};
use vasl_domain::user::Language;

/// The form as it was typed.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) seen: String,
    pub(super) conversations_days: String,
    pub(super) decisions_days: String,
    pub(super) reports_days: String,
    pub(super) audit_days: String,
    pub(super) language: String,
    pub(super) time_zone: String,
    pub(super) region: String,
    pub(super) area_code: String,
    /// What is confirmed if this is sent again as it is.
    pub(super) confirms: String,
}

impl Typed {
    pub(super) fn of(preferences: &Preferences, seen: String) -> Self {
        let Preferences { retention, language, time_zone, numbers } = preferences;
        Self {
            seen,
            conversations_days: retention.conversations.get().to_string(),
            decisions_days: retention.decisions.get().to_string(),
            reports_days: retention.reports.get().to_string(),
            audit_days: retention.audit.get().to_string(),
            language: language.tag().to_owned(),
            time_zone: time_zone.to_string(),
            region: numbers.region().to_owned(),
            area_code: numbers.area_code().unwrap_or_default().to_owned(),
            confirms: String::new(),
        }
    }

    pub(super) fn read(form: &Fields) -> Self {
        Self {
            seen: form.text("seen").to_owned(),
            conversations_days: form.number("conversations_days"),
            decisions_days: form.number("decisions_days"),
            reports_days: form.number("reports_days"),
            audit_days: form.number("audit_days"),
            language: form.text("language").to_owned(),
            time_zone: form.text("time_zone").to_owned(),
            region: form.text("region").to_ascii_uppercase(),
            area_code: form.number("area_code"),
            confirms: String::new(),
        }
    }

    /// What is meant; what is wrong is said field by field.
    pub(super) fn preferences(&self, page: &Page, errors: &mut Errors) -> Option<Preferences> {
        let mut days = |field, typed: &str| {
            let days = typed.parse().ok().and_then(|days| Days::new(days).ok());
            errors.take(field, days.ok_or_else(|| days_wrong(page)))
        };
        let conversations = days("conversations_days", &self.conversations_days);
        let decisions = days("decisions_days", &self.decisions_days);
        let reports = days("reports_days", &self.reports_days);
        let audit = days("audit_days", &self.audit_days);
        let zone = ZoneName::new(&self.time_zone).map_err(|_| page.t("time-zone-wrong"));
        let time_zone = errors.take("time_zone", zone);
        let area_code = Some(self.area_code.as_str()).filter(|code| !code.is_empty());
        let numbers = match NumberPlan::new(&self.region, area_code) {
            Ok(numbers) => Some(numbers),
            Err(NumberPlanError::Region(_)) => {
                errors.add("region", page.t("region-wrong"));
                None
            }
            Err(NumberPlanError::AreaCode(_)) => {
                errors.add("area_code", page.t("area-code-wrong"));
                None
            }
        };
        Some(Preferences {
            retention: Retention {
                conversations: conversations?,
                decisions: decisions?,
                reports: reports?,
                audit: audit?,
            },
            language: Language::from_tag(&self.language).unwrap_or_default(),
            time_zone: time_zone?,
            numbers: numbers?,
        })
    }
}

fn days_wrong(page: &Page) -> String {
    let (least, most) = (Days::LEAST.get(), Days::MOST.get());
    page.t2("days-wrong", ("least", page.digits(least)), ("most", page.digits(most)))
}
