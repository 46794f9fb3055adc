//! The form of a misc destination.

use crate::App;
use crate::http::{Fields, Problem};
use crate::panel::layout::{Errors, FieldName, Page, Reader};
use crate::panel::objects::{Editing, FormFrame, TypedForm, Unsaved};
use askama::Template;
use vasl_domain::callflow::{Dials, MiscDestination};
use vasl_domain::configuration as config;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    code: String,
    name: String,
    outside: bool,
    dialled: String,
}

#[derive(Template)]
#[template(path = "panel/misc_destinations/form.html")]
pub(super) struct MiscDestinationForm {
    page: Page,
    frame: FormFrame,
    typed: Typed,
    errors: Errors,
}

impl TypedForm for Typed {
    type Thing = MiscDestination;

    fn of(misc: &MiscDestination) -> Self {
        let (outside, dialled) = match &misc.dials {
            Dials::Internal(number) => (false, number.to_string()),
            Dials::Outside(number) => (true, number.to_string()),
        };
        Self { code: misc.code.to_string(), name: misc.name.to_string(), outside, dialled }
    }

    fn read(form: &Fields) -> Self {
        Self {
            code: form.number("code"),
            name: form.text("name").to_owned(),
            outside: form.text("where") == "outside",
            dialled: form.number("dialled"),
        }
    }
}

impl Editing for Typed {
    type Drawn = MiscDestinationForm;

    fn blank(_: &App) -> Result<Self, Problem> {
        Ok(Self::default())
    }

    fn known_by(&mut self, misc: &MiscDestination) {
        self.code = misc.code.to_string();
    }

    fn thing(
        &self,
        _: &App,
        _: Option<&MiscDestination>,
        page: &Page,
        errors: &mut Errors,
    ) -> Option<MiscDestination> {
        let mut read = Reader::new(page.texts(), errors);
        let (code, name) = (read.value("code", &self.code), read.value("name", &self.name));
        let dials = if self.outside {
            read.value("dialled", &self.dialled).map(Dials::Outside)
        } else {
            read.value("dialled", &self.dialled).map(Dials::Internal)
        };
        Some(MiscDestination { code: code?, name: name?, dials: dials? })
    }

    fn place(&self, problem: &config::Problem) -> Option<FieldName> {
        match problem {
            config::Problem::DialsNothing { .. } | config::Problem::NoTrunk { .. } => {
                Some("dialled".into())
            }
            _ => None,
        }
    }

    fn drawn(self, _: &App, form: Unsaved) -> MiscDestinationForm {
        let Unsaved { page, frame, errors } = form;
        MiscDestinationForm { page, frame, typed: self, errors }
    }
}
