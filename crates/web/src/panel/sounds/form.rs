//! The form of a sound: a file that somebody recorded, its name, and what is to be heard.

use crate::App;
use crate::http::{Fields, Problem, Upload, Visitor, see_other};
use crate::panel::layout::{Done, Errors, Page, Reader};
use crate::panel::objects::{self, FormFrame, Thing as _, Unsaved};
use crate::panel::{shown, wrong};
use crate::service::SoundRefused;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vasl_domain::callflow::Sound;
use vasl_domain::configuration::Problem as Problems;

/// No form with a sound is larger: the largest sound that is taken, and what stands around it.
const MOST_BYTES: usize = 20 * 1024 * 1024 + 64 * 1024;

/// What stands in the form.
#[derive(Debug, Default)]
struct Typed {
    code: String,
    description: String,
}

impl Typed {
    fn of(sound: &Sound) -> Self {
        Self { code: sound.name.to_string(), description: sound.description.to_string() }
    }

    fn read(form: &Fields) -> Self {
        Self { code: form.number("code"), description: form.text("description").to_owned() }
    }

    fn sound(&self, page: &Page, errors: &mut Errors) -> Option<Sound> {
        let mut read = Reader::new(page.texts(), errors);
        let name = read.value("code", &self.code);
        let description = read.value("description", &self.description);
        // What it holds is told by its file, where there is one.
        Some(Sound { name: name?, description: description?, content: None })
    }
}

#[derive(Template)]
#[template(path = "panel/sounds/form.html")]
struct SoundForm {
    page: Page,
    frame: FormFrame,
    errors: Errors,
    typed: Typed,
}

impl SoundForm {
    fn new(form: Unsaved, typed: Typed) -> Self {
        let Unsaved { page, frame, errors } = form;
        Self { page, frame, errors, typed }
    }
}

pub(super) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let page = objects::page::<Sound>(&app, &visitor, None);
    let form = Unsaved::new(page, FormFrame::new::<Sound>(None));
    shown(&SoundForm::new(form, Typed::default()))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let known = objects::find::<Sound>(&app, &name)?;
    let page = objects::page(&app, &visitor, Some(&known));
    let form = Unsaved::new(page, FormFrame::new(Some(&known)));
    shown(&SoundForm::new(form, Typed::of(&known)))
}

pub(super) async fn add(
    State(app): State<App>,
    visitor: Visitor,
    upload: Upload<MOST_BYTES>,
) -> Result<Response, Problem> {
    take(&app, &visitor, &upload, None).await
}

pub(super) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    upload: Upload<MOST_BYTES>,
) -> Result<Response, Problem> {
    let known = objects::find::<Sound>(&app, &name)?;
    take(&app, &visitor, &upload, Some(known)).await
}

async fn take(
    app: &App,
    visitor: &Visitor,
    upload: &Upload<MOST_BYTES>,
    known: Option<Sound>,
) -> Result<Response, Problem> {
    let mut typed = Typed::read(&upload.fields);
    if let Some(known) = &known {
        typed.code = known.name.to_string();
    }
    let page = objects::page(app, visitor, known.as_ref());
    let frame = FormFrame::new(known.as_ref()).sent(&upload.fields);
    let mut again = Unsaved::new(page, frame);
    let sound = match &known {
        // Nothing at all was read of it.
        Some(known) if upload.too_large => Some(known.clone()),
        _ => typed.sound(&again.page, &mut again.errors),
    };
    let texts = again.page.texts();
    if upload.too_large {
        again.errors = Errors::default();
        again.errors.add("file", texts.t("sound-file-large"));
    } else if upload.file("file").is_none() && known.is_none() {
        again.errors.add("file", texts.t("sound-file-none"));
    }
    let Some(sound) = sound.filter(|_| again.errors.is_empty()) else {
        return wrong(&SoundForm::new(again, typed));
    };
    let done = if known.is_some() { Done::Saved } else { Done::Added };
    let Some(file) = upload.file("file") else {
        let content = known.as_ref().and_then(|known| known.content.clone());
        let sound = Sound { content, ..sound };
        return match again.save(app, visitor, known, sound, |_| None::<&str>).await? {
            Ok(()) => Ok(see_other(&done.on("/sounds"))),
            Err(again) => wrong(&SoundForm::new(again, typed)),
        };
    };
    let (id, after) = (sound.id(), sound.clone().object());
    let seen = known.clone().map(Sound::object);
    let kept = match again.as_seen(seen.as_ref()) {
        Ok(()) => {
            let (service, author) = (app.service(), visitor.author()?);
            service.upload_sound(sound, known, file.to_vec(), author).await
        }
        Err(refused) => Err(SoundRefused::Change(refused)),
    };
    match kept {
        Ok(()) => return Ok(see_other(&done.on("/sounds"))),
        Err(SoundRefused::File(code)) => again.errors.add("file", texts.t(file_key(code))),
        Err(SoundRefused::Folder(reason)) => {
            again.errors.add("file", texts.t1("sound-folder", "reason", reason));
        }
        Err(SoundRefused::Change(refused)) => {
            let place = |_: &Problems| None::<&str>;
            again = again.refused::<Sound, _>(app, &id, &after, &refused, place).await?;
        }
    }
    wrong(&SoundForm::new(again, typed))
}

/// What is wrong with a file.
fn file_key(code: &str) -> &'static str {
    match code {
        "sound_large" => "sound-file-large",
        "sound_kind" => "sound-file-kind",
        "sound_form" => "sound-file-form",
        "sound_mp3" => "sound-file-mp3",
        "sound_silent" => "sound-file-silent",
        "sound_long" => "sound-file-long",
        _ => "sound-file-wav",
    }
}
