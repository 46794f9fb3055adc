//! A menu as it is typed into the form: texts that may be wrong, and come back as they were.

use crate::http::Fields;
use crate::panel::layout::TypedDestination;
use crate::panel::objects::TypedForm;
use vasl_domain::callflow::{Ivr, IvrEntry, IvrFallback, IvrRetries, IvrTimeout, SoundName};
use vasl_domain::destination::DestinationKind;
use vasl_domain::name::latin_digits;

/// No menu has more keys in the form: all of two digits, and as many again.
pub(super) const MOST_KEYS: usize = 200;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) announcement: String,
    pub(super) direct_dialling: bool,
    pub(super) timeout_seconds: String,
    pub(super) invalid: TypedFallback,
    pub(super) timeout: TypedFallback,
    pub(super) entries: Vec<TypedEntry>,
}

/// What is done about a caller who pressed no key, or one that leads nowhere.
#[derive(Debug, Clone)]
pub(super) struct TypedFallback {
    pub(super) retries: String,
    pub(super) sound: String,
    pub(super) destination: TypedDestination,
}

/// A row of the keys.
#[derive(Debug, Clone)]
pub(super) struct TypedEntry {
    pub(super) key: String,
    pub(super) destination: TypedDestination,
    pub(super) returns: bool,
}

/// What a button of the form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// To save it all.
    Save,
    /// To add a row for a key.
    AddKey,
    /// To take a row out.
    DropKey(usize),
}

impl Default for TypedFallback {
    fn default() -> Self {
        Self {
            retries: IvrRetries::default().to_string(),
            sound: String::new(),
            destination: TypedDestination::blank(DestinationKind::Queue),
        }
    }
}

impl Ask {
    /// Reads the button that was pressed.
    pub(super) fn of(form: &Fields) -> Self {
        let asked = form.text("do");
        match asked {
            "add-key" => Self::AddKey,
            _ => asked
                .strip_prefix("drop-key-")
                .and_then(|row| row.parse().ok())
                .map_or(Self::Save, Self::DropKey),
        }
    }
}

impl TypedEntry {
    /// A row in which nothing was typed yet.
    pub(super) fn blank() -> Self {
        Self {
            key: String::new(),
            destination: TypedDestination::blank(DestinationKind::Queue),
            returns: false,
        }
    }

    /// Whether nothing was typed into the row: it is no key.
    pub(super) fn is_blank(&self) -> bool {
        self.key.is_empty() && self.destination.code.is_empty()
    }

    fn of(entry: &IvrEntry) -> Self {
        Self {
            key: entry.key.to_string(),
            destination: TypedDestination::of(&entry.destination),
            returns: entry.returns,
        }
    }
}

impl TypedFallback {
    fn of(fallback: &IvrFallback) -> Self {
        Self {
            retries: fallback.retries.to_string(),
            sound: sound(fallback.sound.as_ref()),
            destination: TypedDestination::of(&fallback.destination),
        }
    }

    fn read(form: &Fields, name: &str) -> Self {
        Self {
            retries: form.number(&format!("{name}_retries")),
            sound: form.text(&format!("{name}_sound")).to_owned(),
            destination: TypedDestination::read(form, name),
        }
    }
}

impl Typed {
    /// The form of a new menu.
    pub(super) fn new() -> Self {
        Self {
            timeout_seconds: IvrTimeout::default().to_string(),
            entries: vec![TypedEntry::blank()],
            ..Self::default()
        }
    }
}

impl TypedForm for Typed {
    type Thing = Ivr;

    fn of(ivr: &Ivr) -> Self {
        Self {
            number: ivr.number.to_string(),
            name: ivr.name.to_string(),
            description: ivr.description.to_string(),
            announcement: sound(ivr.announcement.as_ref()),
            direct_dialling: ivr.direct_dialling,
            timeout_seconds: ivr.timeout_seconds.to_string(),
            invalid: TypedFallback::of(&ivr.invalid),
            timeout: TypedFallback::of(&ivr.timeout),
            entries: ivr.entries.iter().map(TypedEntry::of).collect(),
        }
    }

    fn read(form: &Fields) -> Self {
        let text = |name| form.text(name).to_owned();
        // One more tells that there are too many.
        let rows = (0..=MOST_KEYS).map_while(|row| {
            let key = form.get(&format!("key_{row}"))?;
            Some(TypedEntry {
                key: latin_digits(key),
                destination: TypedDestination::read(form, &format!("to_{row}")),
                returns: form.ticked(&format!("return_{row}")),
            })
        });
        Self {
            number: form.number("code"),
            name: text("name"),
            description: text("description"),
            announcement: text("announcement"),
            direct_dialling: form.ticked("direct_dialling"),
            timeout_seconds: form.number("timeout_seconds"),
            invalid: TypedFallback::read(form, "invalid"),
            timeout: TypedFallback::read(form, "timeout"),
            entries: rows.collect(),
        }
    }
}

fn sound(name: Option<&SoundName>) -> String {
    name.map(ToString::to_string).unwrap_or_default()
}
