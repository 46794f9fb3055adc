//! Writing the file.

use super::{CallerAgreement, ConfigurationFile};
use crate::configuration::{Object, ObjectKind};
use serde::Serialize;
use std::fmt::Write as _;
use toml::{Table, Value};

const HEADING: &str = "\
# The whole configuration of Vasl: extensions, queues, modules, menus, hours, announcements and
# routes, and what is agreed with callers.
#
# It holds the secrets of the phones and of the trunk: keep it where nobody else can read it.
# It can be changed by hand and imported. An import makes the configuration what the file says: what
# is not in the file any more is taken away. A setting that is left out has its usual value.
# A destination is a type and a code: queue:99, extension:5050, ivr:1, time_condition:1,
# announcement:1, misc:*5003 (a module or a misc destination), feature_code:*45, hangup, or a place
# in a dialplan of the PBX's own: dialplan:context,extension,priority.
";

/// From this length on a list has a line for each of its rows.
const LONG_LINE: usize = 90;

impl ConfigurationFile {
    /// The file's text: sections in a stable order, things in the order of their numbers, settings
    /// in the order in which the types have them.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = HEADING.to_owned();
        let mut last = None;
        for object in self.configuration.objects() {
            let kind = object.id().kind();
            if last.replace(kind) != Some(kind) {
                let _ = write!(text, "\n# {}\n", about(kind));
            }
            text.push('\n');
            section(&mut text, kind, &object);
        }
        let mut agreements: Vec<&CallerAgreement> = self.agreements.iter().collect();
        agreements.sort_by_key(|agreement| &agreement.caller);
        if !agreements.is_empty() {
            text.push_str(
                "\n# What is agreed with callers: \"opted_out\" (never reconnected), \"shared\" (many \
                 people call\n# from the number) or { pinned = \"5050\" } (always to that operator).\n",
            );
        }
        for agreement in agreements {
            text.push_str("\n[[agreement]]\n");
            settings(&mut text, &table_of(agreement));
        }
        text
    }
}

fn about(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Trunk => {
            "The trunk: by registration = { server, user, secret }, or by addresses = [\"host\"]."
        }
        ObjectKind::FeatureCodes => {
            "Feature codes, dialled from a phone. “off” switches one off. A queue's number may be\n\
             # dialled behind those of queues; a time condition's is dialled behind its override."
        }
        ObjectKind::Extension => "Extensions, and the phones that register as them.",
        ObjectKind::Queue => {
            "Queues. A member is a number, or { extension = \"5050\", penalty = 2 }: those with a\n\
             # lower penalty ring first. Dynamic members are those who may log in."
        }
        ObjectKind::Module => {
            "Reconnect modules. An expiry is { until = \"17:30:00\" }, { for = \"08:00:00\" } or\n\
             # { end_of_work = \"a time group\" }."
        }
        ObjectKind::Ivr => {
            "Menus. A key with return = true leads back to the menu from which the caller came, and\n\
             # to its destination where they came from none."
        }
        ObjectKind::TimeGroup => {
            "Time groups: working hours, and the holidays on which none of them begins. A period\n\
             # that does not end later than it begins ends on the next day."
        }
        ObjectKind::TimeCondition => {
            "Time conditions: one way inside the hours, another outside. The override, by hand, is\n\
             # “none”, “open” or “closed”."
        }
        ObjectKind::Announcement => "Announcements.",
        ObjectKind::Sound => {
            "Sounds that were uploaded; each is played as vasl/ and its name. The file itself is kept\n\
             # elsewhere."
        }
        ObjectKind::MiscDestination => {
            "Misc destinations: codes that dial internal:a number inside, or outside:a number by the\n\
             # trunk."
        }
        ObjectKind::InboundRoute => {
            "Inbound routes. The most specific one that fits takes the call. In a caller's pattern X\n\
             # is any digit, Z 1 to 9, N 2 to 9, and “.” at its end whatever follows."
        }
    }
}

fn section(text: &mut String, kind: ObjectKind, object: &Object) {
    let is_one = matches!(kind, ObjectKind::Trunk | ObjectKind::FeatureCodes);
    let _ = if is_one { writeln!(text, "[{kind}]") } else { writeln!(text, "[[{kind}]]") };
    // The outermost key is the kind.
    for (_, fields) in table_of(object) {
        if let Value::Table(fields) = fields {
            settings(text, &fields);
        }
    }
}

/// Every field of what is written here is a text, a whole number, a truth value, or a list or table
/// of these, all of which TOML has: so there always is a table.
fn table_of(written: &impl Serialize) -> Table {
    match Value::try_from(written) {
        Ok(Value::Table(table)) => table,
        Ok(_) | Err(_) => Table::new(),
    }
}

fn settings(text: &mut String, fields: &Table) {
    for (key, value) in fields {
        let line = format!("{key} = {value}");
        let rows = match value {
            Value::Array(rows) if !rows.is_empty() => rows,
            _ => {
                let _ = writeln!(text, "{line}");
                continue;
            }
        };
        if line.len() < LONG_LINE && !rows.iter().all(Value::is_table) {
            let _ = writeln!(text, "{line}");
            continue;
        }
        let _ = writeln!(text, "{key} = [");
        for row in rows {
            let _ = writeln!(text, "    {row},");
        }
        let _ = writeln!(text, "]");
    }
}
