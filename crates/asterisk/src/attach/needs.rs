//! Which lines a PBX lacks, and into which of its files they go.

use super::block;
use super::flavour::Flavour;
use super::folder::{Change, Present};
use super::text;
use crate::channel_events;
use crate::managed_files::include_line;
use crate::render::ManagedFile;
use std::collections::BTreeMap;

/// The rights of Vasl's manager user: what it must hear, and what it must be able to ask.
pub const READ: &str = "agent,call,system";
/// See [`READ`].
pub const WRITE: &str = "agent,reporting,system";

/// What Vasl must be able to log in with.
#[derive(Clone)]
pub struct Login<'a> {
    /// The manager user.
    pub user: &'a str,
    /// Its secret, of letters and digits.
    pub secret: &'a str,
}

/// What a PBX lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// What becomes of its files, and why, a sentence each.
    pub edits: BTreeMap<String, Edit>,
    /// What somebody must do by hand.
    pub by_hand: Vec<String>,
}

/// Lines for one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// Why, a sentence each.
    pub why: Vec<String>,
    /// The lines that come at its end.
    pub lines: Vec<String>,
    /// The numbers of the lines that are set aside, from 0.
    pub set_aside: Vec<usize>,
}

/// Finds what a PBX lacks. On one that lacks nothing, there are no edits.
#[must_use]
pub fn needs(present: &Present, login: &Login<'_>) -> Needs {
    let mut needs = Needs::default();
    for file in ManagedFile::ALL {
        needs.include(present, file);
    }
    needs.manager(present, login);
    needs.shared_last_call(present);
    needs.channel_events(present);
    needs
}

/// The secret of a manager user that is there already.
#[must_use]
pub fn secret_of(present: &Present, user: &str) -> Option<String> {
    text::values(&present.joined("manager.conf"), user, "secret").pop()
}

impl Needs {
    fn edit(&mut self, file: &str, why: impl Into<String>, lines: &[&str]) {
        let edit = self.edits.entry(file.to_owned()).or_default();
        edit.why.push(why.into());
        edit.lines.extend(lines.iter().map(|line| (*line).to_owned()));
    }

    fn include(&mut self, present: &Present, file: ManagedFile) {
        let flavour = present.recognised.flavour;
        let own = format!("vasl/{}", file.name());
        let read_by = [file.name(), flavour.place_of(file.name())];
        let is_read =
            read_by.iter().any(|name| present.text(name).is_some_and(|t| text::includes(t, &own)));
        if !is_read {
            let place = flavour.place_in(file.name(), present.text(file.name()));
            self.edit(place, format!("Asterisk reads {own}"), &[&include_line(file)]);
        }
    }

    /// Events without the time at which they were made cannot be told from forged ones.
    fn manager(&mut self, present: &Present, login: &Login<'_>) {
        let manager = present.joined("manager.conf");
        let place = place(present, "manager.conf");
        let general = |key| text::values(&manager, "general", key).pop();
        let is_on = |key| general(key).is_some_and(|value| text::is_true(&value));
        let mut lines = Vec::new();
        if !is_on("enabled") {
            lines.push("enabled=yes");
            if general("bindaddr").is_none() {
                lines.push("bindaddr=127.0.0.1");
            }
        }
        if !is_on("timestampevents") {
            lines.push("timestampevents=yes");
        }
        if !lines.is_empty() {
            let section = section(&manager, "general");
            lines.insert(0, &section);
            let why = "the manager is on, and its events tell when they were made";
            self.edit(place, why, &lines);
        }
        self.manager_user(&manager, place, login);
    }

    fn manager_user(&mut self, manager: &[u8], place: &'static str, login: &Login<'_>) {
        let Login { user, secret } = login;
        if !text::has_section(manager, user) {
            let lines = [
                format!("[{user}]"),
                format!("secret={secret}"),
                "deny=0.0.0.0/0.0.0.0".to_owned(),
                "permit=127.0.0.0/255.0.0.0".to_owned(),
                format!("read={READ}"),
                format!("write={WRITE}"),
                "writetimeout=5000".to_owned(),
            ];
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let why = format!("the manager user {user}, from this machine only");
            self.edit(place, why, &lines);
            return;
        }
        let setting = |key| text::values(manager, user, key).pop().unwrap_or_default();
        if setting("secret") != *secret {
            self.by_hand.push(format!(
                "the manager user {user} has another secret than Vasl's configuration: give both \
                 the same"
            ));
        }
        for (key, needed) in [("read", READ), ("write", WRITE)] {
            let has = setting(key);
            let has: Vec<&str> = has.split(',').map(str::trim).collect();
            let lacks: Vec<&str> = needed
                .split(',')
                .filter(|right| !has.contains(right) && !has.contains(&"all"))
                .collect();
            if !lacks.is_empty() {
                self.by_hand.push(format!(
                    "the manager user {user} lacks the right to {key} {}: add it to its line {key}=",
                    lacks.join(",")
                ));
            }
        }
    }

    /// Of two lines, versions before 20 take the first, later ones the last (`main/config.c`,
    /// `ast_variable_retrieve`): so one that says no must go, not only be answered.
    fn shared_last_call(&mut self, present: &Present) {
        const KEY: &str = "shared_lastcall";
        let queues = present.joined("queues.conf");
        let values = text::values(&queues, "general", KEY);
        if !values.is_empty() && values.iter().all(|value| text::is_true(value)) {
            return;
        }
        let no = values.iter().any(|value| !text::is_true(value));
        if no && present.recognised.flavour != Flavour::Plain {
            self.by_hand.push(
                "the wrap-up after a call does not hold in an operator's other queues: switch on \
                 “Honor Wrapup Time Across Queues” in the PBX's advanced settings"
                    .to_owned(),
            );
            return;
        }
        let why = "the wrap-up after a call holds in all queues of an operator";
        for (file, text) in &present.texts {
            let aside = says_no(text, KEY);
            if !aside.is_empty() && present.reads("queues.conf", file) {
                let edit = self.edits.entry(file.clone()).or_default();
                edit.why.push(format!("its line {KEY}=no is set aside"));
                edit.set_aside.extend(aside);
            }
        }
        let section = section(&queues, "general");
        self.edit(place(present, "queues.conf"), why, &[&section, "shared_lastcall=yes"]);
    }

    /// What is spoken while Vasl is down is learned from these.
    fn channel_events(&mut self, present: &Present) {
        let events = present.joined("cel.conf");
        let place = place(present, "cel.conf");
        let general = |key| text::values(&events, "general", key);
        let mut lines = Vec::new();
        if !general("enable").last().is_some_and(|value| text::is_true(value)) {
            lines.push("enable=yes".to_owned());
        }
        let written = general("events").join(",").to_ascii_uppercase();
        let written: Vec<&str> = written.split(',').map(str::trim).collect();
        if !written.contains(&"ALL") {
            let lacks: Vec<&str> = channel_events::NEEDED
                .into_iter()
                .filter(|event| !written.contains(event))
                .collect();
            if !lacks.is_empty() {
                lines.push(format!("events={}", lacks.join(",")));
            }
        }
        if !lines.is_empty() {
            // The place for such lines is read within the section.
            if place == "cel.conf" {
                lines.insert(0, section(&events, "general"));
            }
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            self.edit(place, "channel events are written", &lines);
        }
        self.mapping(&present.joined("cel_custom.conf"));
    }

    fn mapping(&mut self, custom: &[u8]) {
        let mapping = channel_events::mapping();
        let wanted = mapping.split_once("=>").map(|(_, value)| value.trim()).unwrap_or_default();
        let key = channel_events::FILE;
        match text::values(custom, "mappings", key).last() {
            Some(value) if value == wanted => {}
            Some(_) => self.by_hand.push(format!(
                "cel_custom.conf writes {key} by another mapping; there must stand: {mapping}"
            )),
            None => self.edit(
                "cel_custom.conf",
                format!("channel events go to {key}, in a form that callers cannot forge"),
                &[&section(custom, "mappings"), &mapping],
            ),
        }
    }

    /// What becomes of the files.
    #[must_use]
    pub fn changes(&self, present: &Present) -> Vec<Change> {
        let change = |(file, edit): (&String, &Edit)| {
            let before = present.text(file);
            let aside = before.map(|text| {
                block::with_set_aside(text, |number, _| edit.set_aside.contains(&number))
            });
            let after = if edit.lines.is_empty() {
                aside
            } else {
                Some(block::with_block(aside.as_deref(), &edit.lines))
            };
            Change { file: file.clone(), before: before.map(<[u8]>::to_vec), after }
        };
        self.edits.iter().map(change).collect()
    }
}

impl Present {
    /// Whether a file is another, or is read by it.
    fn reads(&self, name: &str, wanted: &str) -> bool {
        let mut to_see = vec![name.to_owned()];
        let mut seen = Vec::new();
        while let Some(name) = to_see.pop() {
            if name == wanted {
                return true;
            }
            let text = self.text(&name).unwrap_or_default();
            to_see.extend(text::statements(text).filter_map(|(_, statement)| match statement {
                text::Statement::Include(file) if !seen.contains(&file) => Some(file),
                _ => None,
            }));
            seen.push(name);
        }
        false
    }
}

fn place(present: &Present, file: &'static str) -> &'static str {
    present.recognised.flavour.place_in(file, present.text(file))
}

/// The heading under which lines are added to a section, or begin it.
fn section(text: &[u8], name: &str) -> String {
    if text::has_section(text, name) { format!("[{name}](+)") } else { format!("[{name}]") }
}

/// The numbers of the lines that switch a setting off.
fn says_no(text: &[u8], key: &str) -> Vec<usize> {
    text::statements(text)
        .filter_map(|(number, statement)| match statement {
            text::Statement::Setting { key: found, value } if found == key => {
                (!text::is_true(&value)).then_some(number)
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
#[path = "needs_tests.rs"]
mod tests;
