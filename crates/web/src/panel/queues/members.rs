//! The members of a queue as the form has them: a row each, always in or logging in, and a penalty.

use super::typed::Typed;
use crate::http::Fields;
use crate::panel::layout::{Page, Reader};
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

/// The rows that were sent.
pub(super) fn sent(form: &Fields) -> Vec<MemberRow> {
    let rows = form.values("member").filter_map(|number| Extension::new(number).ok());
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
    let has = |typed: &Typed, number: &Extension| {
        typed.members.iter().any(|row| row.extension == *number)
    };
    let row = |extension| MemberRow { extension, always, penalty: "0".to_owned() };
    match button {
        "add-member" => Some(match Extension::new(typed.add.as_str()) {
            Err(_) => Err(page.t("side-choose-extension")),
            Ok(number) if has(typed, &number) => Err(page.t("queue-member-twice")),
            Ok(number) => {
                typed.members.push(row(number));
                typed.add.clear();
                Ok(())
            }
        }),
        "add-everybody" => {
            for number in everybody {
                if !has(typed, &number) {
                    typed.members.push(row(number));
                }
            }
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
    let (mut always, mut dynamic) = (Vec::new(), Vec::new());
    for row in rows {
        let Some(penalty) = reader.number("members", &row.penalty) else { continue };
        let member = QueueMember { extension: row.extension.clone(), penalty };
        if row.always { always.push(member) } else { dynamic.push(member) }
    }
    (always, dynamic)
}
