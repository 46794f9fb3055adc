//! Announcements.

use super::ANSWER;
use crate::names;
use crate::render::dialplan::goto;
use crate::render::{Context, steps};
use vasl_domain::callflow::{Announcement, CallFlow};

pub(super) fn contexts(flow: &CallFlow) -> String {
    flow.announcements.iter().map(announcement).collect()
}

/// A sound that is not there is passed over.
fn announcement(announcement: &Announcement) -> String {
    let name = format!("{}{}", names::ANNOUNCEMENT_PREFIX, announcement.number);
    let plays = if announcement.may_be_skipped { "Background" } else { "Playback" };
    let mut context = Context::new(&name);
    context.extension(
        "s",
        &steps(&[
            ANSWER,
            &format!("{plays}({})", announcement.sound),
            &format!("(on){}", goto(&announcement.destination)),
        ]),
    );
    if announcement.may_be_skipped {
        context.extension("_[0-9*#]", &steps(&["Goto(s,on)"]));
    }
    context.text
}
