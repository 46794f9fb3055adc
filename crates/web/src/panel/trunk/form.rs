//! The form of the trunk.

use crate::App;
use crate::http::{Fields, Form, Problem, Visitor, see_other};
use crate::panel::layout::{Done, Errors, Page, Reader};
use crate::panel::objects::{self, FormFrame, Unsaved, delete};
use crate::panel::{language, shown, wrong};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vasl_domain::callflow::{
    Channels, Registration, SipServer, Trunk, TrunkConnection, TrunkSecret,
};
use vasl_domain::configuration::ObjectId;

/// What stands in the form.
#[derive(Debug, Default)]
struct Typed {
    name: String,
    /// `registration` or `addresses`.
    connection: String,
    server: String,
    user: String,
    /// Empty where it stays as it is.
    secret: String,
    addresses: String,
    channels: String,
}

impl Typed {
    fn of(trunk: &Trunk) -> Self {
        let typed = Self {
            name: trunk.name.to_string(),
            channels: trunk.channels.map(|channels| channels.to_string()).unwrap_or_default(),
            ..Self::default()
        };
        match &trunk.connection {
            TrunkConnection::Registration(registration) => Self {
                connection: "registration".to_owned(),
                server: registration.server.to_string(),
                user: registration.user.to_string(),
                ..typed
            },
            TrunkConnection::Addresses(addresses) => {
                let lines: Vec<String> = addresses.iter().map(ToString::to_string).collect();
                Self { connection: "addresses".to_owned(), addresses: lines.join("\n"), ..typed }
            }
        }
    }

    fn read(form: &Fields) -> Self {
        Self {
            name: form.text("name").to_owned(),
            connection: form.text("connection").to_owned(),
            server: form.number("server"),
            user: form.number("user"),
            secret: form.text("secret").to_owned(),
            addresses: form.number("addresses"),
            channels: form.number("channels"),
        }
    }

    fn trunk(&self, page: &Page, known: Option<&Trunk>, errors: &mut Errors) -> Option<Trunk> {
        let mut read = Reader::new(page.texts(), errors);
        let name = read.value("name", &self.name);
        let channels: Option<Channels> = match self.channels.as_str() {
            "" => None,
            typed => read.number("channels", typed),
        };
        let connection = match self.connection.as_str() {
            "addresses" => self.addresses(&mut read).map(TrunkConnection::Addresses),
            _ => self.registration(known, &mut read).map(TrunkConnection::Registration),
        };
        let trunk = Trunk { name: name?, connection: connection?, channels };
        errors.is_empty().then_some(trunk)
    }

    fn addresses(&self, read: &mut Reader<'_>) -> Option<Vec<SipServer>> {
        let lines = self.addresses.split_whitespace();
        let all: Option<Vec<SipServer>> = lines.map(|line| read.value("addresses", line)).collect();
        match TrunkConnection::by_address(all?) {
            Ok(TrunkConnection::Addresses(addresses)) => Some(addresses),
            Ok(TrunkConnection::Registration(_)) | Err(_) => {
                read.wrong("addresses", "value-trunk-addresses");
                None
            }
        }
    }

    fn registration(&self, known: Option<&Trunk>, read: &mut Reader<'_>) -> Option<Registration> {
        let server = read.value("server", &self.server);
        let user = read.value("user", &self.user);
        let secret = match (self.secret.as_str(), known.and_then(secret_of)) {
            ("", Some(secret)) => Some(secret),
            (typed, _) => read.value("secret", typed),
        };
        Some(Registration { server: server?, user: user?, secret: secret? })
    }
}

fn secret_of(trunk: &Trunk) -> Option<TrunkSecret> {
    match &trunk.connection {
        TrunkConnection::Registration(registration) => Some(registration.secret.clone()),
        TrunkConnection::Addresses(_) => None,
    }
}

#[derive(Template)]
#[template(path = "panel/trunk/form.html")]
struct TrunkForm {
    page: Page,
    frame: FormFrame,
    errors: Errors,
    typed: Typed,
    /// Whether there is a secret, which stays where none is typed.
    has_secret: bool,
}

impl TrunkForm {
    fn new(form: Unsaved, typed: Typed, known: Option<&Trunk>) -> Self {
        let Unsaved { page, frame, errors } = form;
        // There is no list to go back to, and no other address for a new one.
        let frame = FormFrame { action: "/trunk".to_owned(), back: "/".to_owned(), ..frame };
        Self { page, frame, errors, typed, has_secret: known.and_then(secret_of).is_some() }
    }

    /// As it was sent, but for the secret.
    fn again(mut form: Unsaved, typed: Typed, known: Option<&Trunk>, sent: &Fields) -> Self {
        form.errors.retype(form.page.texts(), sent, "secret");
        Self::new(form, typed, known)
    }
}

fn opened(app: &App, visitor: &Visitor, known: Option<&Trunk>) -> Unsaved {
    Unsaved::new(objects::list_page::<Trunk>(app, visitor).carrying(), FormFrame::new(known))
}

fn known(app: &App) -> Option<Trunk> {
    objects::known(app, &ObjectId::Trunk)
}

pub(super) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let known = known(&app);
    let registration = || Typed { connection: "registration".to_owned(), ..Typed::default() };
    let typed = known.as_ref().map_or_else(registration, Typed::of);
    shown(&TrunkForm::new(opened(&app, &visitor, known.as_ref()), typed, known.as_ref()))
}

pub(super) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    let (known, typed) = (known(&app), Typed::read(&form));
    if let Some(to) = language::asked(&form) {
        let drawn = |visitor: &Visitor| {
            let again = opened(&app, visitor, known.as_ref()).sent(&form);
            shown(&TrunkForm::again(again, typed, known.as_ref(), &form))
        };
        return language::carried_over(&app, &visitor, to, drawn).await;
    }
    let mut again = opened(&app, &visitor, known.as_ref()).sent(&form);
    if form.is_only_shown() {
        return shown(&TrunkForm::again(again, typed, known.as_ref(), &form));
    }
    let read = typed.trunk(&again.page, known.as_ref(), &mut again.errors);
    let Some(trunk) = read else {
        return wrong(&TrunkForm::again(again, typed, known.as_ref(), &form));
    };
    match again.save(&app, &visitor, known.clone(), trunk, |_| None::<&str>).await? {
        Ok(()) => Ok(see_other(&Done::Saved.on("/trunk"))),
        Err(again) => wrong(&TrunkForm::again(again, typed, known.as_ref(), &form)),
    }
}

pub(super) async fn ask_to_delete(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    delete::ask_about(&app, &visitor, &known(&app).ok_or(Problem::NotFound)?).await
}

pub(super) async fn delete(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form,
) -> Result<Response, Problem> {
    delete::delete_thing(&app, &visitor, &form, known(&app).ok_or(Problem::NotFound)?).await
}
