//! A module as it is typed into the form: texts that may be wrong, and come back as they were.

use crate::http::Fields;
use crate::panel::layout::TypedDestination;
use crate::panel::objects::TypedForm;
use std::collections::HashSet;
use vasl_domain::callflow::SoundName;
use vasl_domain::expiry::Expiry;
use vasl_domain::module::{CountOutbound, Module, NamePrefix, Side, ZoneName};
use vasl_domain::name::{Extension, QueueName, latin_digits};

/// No module has more sides in the form.
pub(super) const MOST_SIDES: usize = 2_000;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) code: String,
    pub(super) active: bool,
    pub(super) silent: bool,
    pub(super) reapply: bool,
    pub(super) expiry_kind: String,
    pub(super) until: String,
    pub(super) lifetime: String,
    pub(super) time_group: String,
    pub(super) time_zone: String,
    pub(super) sides: Vec<Side>,
    pub(super) side_kind: String,
    pub(super) side_extension: String,
    pub(super) side_queue: String,
    /// The row that is being edited.
    pub(super) editing: Option<usize>,
    pub(super) failure: Option<TypedDestination>,
    pub(super) ring_seconds: String,
    pub(super) wait_seconds: String,
    pub(super) minimum_talk_seconds: String,
    pub(super) most_waiting: String,
    pub(super) count_outbound: String,
    pub(super) ask_first: bool,
    pub(super) ask_sound: String,
    pub(super) whisper: bool,
    pub(super) whisper_sound: String,
    pub(super) announcement: String,
    pub(super) name_prefix: String,
    pub(super) priority_on_fallback: bool,
    pub(super) account_under_queue: String,
}

/// What a button of the form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// To save it all.
    Save,
    /// To add the side that is chosen.
    AddSide,
    /// To add the queue that is chosen, and all its members.
    AddMembers,
    /// To add the members of queue sides whom the extension sides lack.
    AddMissing,
    /// To edit a row.
    EditSide(usize),
    /// To take what is chosen for the row that is edited.
    PutSide,
    /// To take a row out.
    DropSide(usize),
}

impl Ask {
    /// Reads the button that was pressed.
    pub(super) fn of(form: &Fields) -> Self {
        let asked = form.text("do");
        let row = |name| asked.strip_prefix(name).and_then(|row: &str| row.parse().ok());
        match asked {
            "add-side" => Self::AddSide,
            "add-members" => Self::AddMembers,
            "add-missing" => Self::AddMissing,
            "put-side" => Self::PutSide,
            _ => row("edit-side-")
                .map(Self::EditSide)
                .or_else(|| row("drop-side-").map(Self::DropSide))
                .unwrap_or(Self::Save),
        }
    }
}

impl Typed {
    /// The form of a new module.
    pub(super) fn new(time_zone: &ZoneName) -> Self {
        Self {
            active: true,
            silent: true,
            reapply: true,
            expiry_kind: "until".to_owned(),
            time_zone: time_zone.to_string(),
            side_kind: "queue".to_owned(),
            ring_seconds: "20".to_owned(),
            wait_seconds: "30".to_owned(),
            minimum_talk_seconds: "0".to_owned(),
            most_waiting: "3".to_owned(),
            count_outbound: CountOutbound::No.word().to_owned(),
            name_prefix: NamePrefix::default().to_string(),
            priority_on_fallback: true,
            ..Self::default()
        }
    }

    /// The side that is chosen; `None` where nothing is.
    pub(super) fn chosen_side(&self) -> Option<Side> {
        match self.side_kind.as_str() {
            "queue" => QueueName::new(self.side_queue.as_str()).ok().map(Side::Queue),
            _ => Extension::new(self.side_extension.as_str()).ok().map(Side::Extension),
        }
    }

    /// Adds those sides that are not there.
    pub(super) fn add_sides(&mut self, sides: impl IntoIterator<Item = Side>) {
        let mut there: HashSet<Side> = self.sides.iter().cloned().collect();
        self.sides.extend(sides.into_iter().filter(|side| there.insert(side.clone())));
    }

    /// Chooses what a row has, to be edited.
    pub(super) fn choose(&mut self, row: usize) {
        let Some(side) = self.sides.get(row) else { return };
        let (kind, field, value) = match side {
            Side::Queue(queue) => ("queue", &mut self.side_queue, queue.to_string()),
            Side::Extension(number) => ("extension", &mut self.side_extension, number.to_string()),
        };
        *field = value;
        kind.clone_into(&mut self.side_kind);
        self.editing = Some(row);
    }
}

impl TypedForm for Typed {
    type Thing = Module;

    fn of(module: &Module) -> Self {
        let sound = |name: Option<&SoundName>| name.map(ToString::to_string).unwrap_or_default();
        let queue = |name: Option<&QueueName>| name.map(ToString::to_string).unwrap_or_default();
        let mut typed = Self {
            name: module.name.to_string(),
            code: module.code.to_string(),
            active: module.active,
            silent: module.silent,
            reapply: module.reapply_at_startup,
            time_zone: module.time_zone.to_string(),
            sides: module.sides.rows().cloned().collect(),
            side_kind: "extension".to_owned(),
            failure: Some(TypedDestination::of(&module.failure_destination)),
            ring_seconds: module.ring_seconds.get().to_string(),
            wait_seconds: module.wait_seconds.get().to_string(),
            minimum_talk_seconds: module.minimum_talk_seconds.to_string(),
            most_waiting: module.most_waiting.to_string(),
            count_outbound: module.count_outbound.word().to_owned(),
            ask_first: module.ask_first,
            ask_sound: sound(module.ask_sound.as_ref()),
            whisper: module.whisper,
            whisper_sound: sound(module.whisper_sound.as_ref()),
            announcement: sound(module.announcement.as_ref()),
            name_prefix: module.name_prefix.to_string(),
            priority_on_fallback: module.priority_on_fallback,
            account_under_queue: queue(module.account_under_queue.as_ref()),
            ..Self::default()
        };
        let (kind, field, value) = match &module.expiry {
            Expiry::Until(time) => ("until", &mut typed.until, time.to_string()),
            Expiry::For(lifetime) => ("for", &mut typed.lifetime, lifetime.to_string()),
            Expiry::EndOfWork(group) => ("end_of_work", &mut typed.time_group, group.to_string()),
        };
        *field = value;
        kind.clone_into(&mut typed.expiry_kind);
        typed
    }

    fn read(form: &Fields) -> Self {
        let text = |name| form.text(name).to_owned();
        Self {
            name: text("name"),
            code: form.number("code"),
            active: form.ticked("active"),
            silent: form.ticked("silent"),
            reapply: form.ticked("reapply"),
            expiry_kind: text("expiry_kind"),
            until: form.number("until"),
            lifetime: form.number("lifetime"),
            time_group: text("time_group"),
            time_zone: text("time_zone"),
            sides: sides(form),
            side_kind: text("side_kind"),
            side_extension: form.number("side_extension"),
            side_queue: form.number("side_queue"),
            editing: form.text("editing").parse().ok(),
            failure: Some(TypedDestination::read(form, "failure")),
            ring_seconds: form.number("ring_seconds"),
            wait_seconds: form.number("wait_seconds"),
            minimum_talk_seconds: form.number("minimum_talk_seconds"),
            most_waiting: form.number("most_waiting"),
            count_outbound: text("count_outbound"),
            ask_first: form.ticked("ask_first"),
            ask_sound: text("ask_sound"),
            whisper: form.ticked("whisper"),
            whisper_sound: text("whisper_sound"),
            announcement: text("announcement"),
            name_prefix: text("name_prefix"),
            priority_on_fallback: form.ticked("priority_on_fallback"),
            account_under_queue: form.number("account_under_queue"),
        }
    }
}

/// Each side once, and no more of them than tell that there are too many.
fn sides(form: &Fields) -> Vec<Side> {
    let mut seen = HashSet::new();
    let sides = form.values("side").filter_map(read_side);
    sides.filter(|side| seen.insert(side.clone())).take(MOST_SIDES + 1).collect()
}

/// A side as the form carries it: `queue:99`.
fn read_side(text: &str) -> Option<Side> {
    match latin_digits(text).split_once(':')? {
        ("queue", name) => QueueName::new(name).ok().map(Side::Queue),
        ("extension", number) => Extension::new(number).ok().map(Side::Extension),
        _ => None,
    }
}
