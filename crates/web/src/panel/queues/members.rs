//! The members of a queue as the form has them: a row each, always in or logging in, and a penalty.

use super::typed::Typed;
use crate::http::Fields;
use crate::panel::layout::{Page, Reader};
use std::collections::HashSet;
use vasl_domain::callflow::{ManagedQueue, QueueMember};
use vasl_domain::name::Extension;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MemberRow {
    /// Who.
    pub(super) extension: Extension,
    /// Whether they are always in, and do not log in and out.
    pub(super) always: bool,
    /// How late their turn comes.
    pub(super) penalty: String,
}

/// The rows of a queue, in the order in which they ring.
pub(super) fn of(queue: &ManagedQueue) -> Vec<MemberRow> {
    let row = |always| {
        move |member: &QueueMember| MemberRow {
            extension: member.extension.clone(),
            always,
            penalty: member.penalty.to_string(),
        }
    };
    let always = queue.members.iter().map(row(true));
    always.chain(queue.dynamic_members.iter().map(row(false))).collect()
}

/// No queue has more members in the form.
const MOST_MEMBERS: usize = 2_000;

/// The rows that were sent, each member once, and no more of them than tell that there are too many.
pub(super) fn sent(form: &Fields) -> Vec<MemberRow> {
    let mut seen = HashSet::new();
    let rows = form.values("member").filter_map(|number| Extension::new(number).ok());
    let rows = rows.filter(|number| seen.insert(number.clone())).take(MOST_MEMBERS + 1);
    let row = |extension: Extension| MemberRow {
        always: form.text(&format!("always_{extension}")) != "no",
        penalty: form.number(&format!("penalty_{extension}")),
        extension,
    };
    rows.map(row).collect()
}

/// What a button does to the rows; nothing where it is none of theirs.
pub(super) fn press(
    button: &str,
    typed: &mut Typed,
    everybody: impl Iterator<Item = Extension>,
    page: &Page,
) -> Option<Result<(), String>> {
    if let Some(number) = button.strip_prefix("drop-member-") {
        typed.members.retain(|row| row.extension.as_str() != number);
        return Some(Ok(()));
    }
    let always = typed.add_always;
    let mut there: HashSet<Extension> =
        typed.members.iter().map(|row| row.extension.clone()).collect();
    let row = |extension| MemberRow { extension, always, penalty: "0".to_owned() };
    match button {
        "add-member" => Some(match Extension::new(typed.add.as_str()) {
            Err(_) => Err(page.t("side-choose-extension")),
            Ok(number) if there.contains(&number) => Err(page.t("queue-member-twice")),
            Ok(number) => {
                typed.members.push(row(number));
                typed.add.clear();
                Ok(())
            }
        }),
        "add-everybody" => {
            let new = everybody.filter(|number| there.insert(number.clone()));
            typed.members.extend(new.map(row));
            Some(Ok(()))
        }
        _ => None,
    }
}

/// The static and the dynamic members.
pub(super) fn read(
    rows: &[MemberRow],
    reader: &mut Reader<'_>,
) -> (Vec<QueueMember>, Vec<QueueMember>) {
    reader.rows("members", rows.len(), MOST_MEMBERS);
    let (mut always, mut dynamic) = (Vec::new(), Vec::new());
    for row in rows {
        let Some(penalty) = reader.number("members", &row.penalty) else { continue };
        let member = QueueMember { extension: row.extension.clone(), penalty };
        if row.always { always.push(member) } else { dynamic.push(member) }
    }
    (always, dynamic)
}
