//! The queues of an operator: whether they are in each, and the buttons for it.

use crate::App;
use crate::http::Fields;
use crate::panel::layout::{Page, words};
use crate::panel::queues::{not_done_key, pause_reason};
use crate::service::{Picture, QueueMemberNow};
use vasl_domain::act::Act;
use vasl_domain::name::{Extension, QueueName};
use vasl_domain::user::Author;

/// An operator of more queues sees the first of them.
const MOST: usize = 20;

/// A queue, and how the operator stands in it.
pub(super) struct OwnQueue {
    pub(super) number: QueueName,
    pub(super) name: String,
    /// How; `None` where they are not in it.
    pub(super) member: Option<QueueMemberNow>,
}

/// The queues that an operator is in or may be in; `None` where the PBX cannot be asked.
pub(super) async fn of(
    app: &App,
    page: &Page,
    picture: &Picture,
    operator: &Extension,
) -> Option<Vec<OwnQueue>> {
    let own = &picture.configuration.call_flow.queues;
    let open =
        |number: &QueueName| own.iter().any(|own| own.number == *number && own.anyone_may_log_in);
    let all = picture.directory.queues.iter();
    let theirs = all.filter(|queue| queue.members.contains(operator) || open(&queue.number));
    let mut queues = Vec::new();
    for queue in theirs.take(MOST) {
        let members = app.service().in_queue(&queue.number).await.ok()?;
        queues.push(OwnQueue {
            name: words::queue(page, picture, &queue.number),
            member: members.into_iter().find(|member| member.operator == *operator),
            number: queue.number.clone(),
        });
    }
    Some(queues)
}

/// Does what a form says.
///
/// # Errors
/// The key of the words for it, where it was not done.
pub(super) async fn act(
    app: &App,
    operator: &Extension,
    form: &Fields,
    author: Author,
) -> Result<(), &'static str> {
    let queue = || QueueName::new(form.text("queue")).map_err(|_| "act-unknown");
    let act = match form.text("act") {
        "log-in" => Act::LogIn(queue()?),
        "log-out" => Act::LogOut(queue()?),
        "unpause" => Act::Unpause(None),
        "pause" => Act::Pause { queue: None, reason: pause_reason(form)? },
        _ => return Err("act-unknown"),
    };
    app.may_act(&author).map_err(|_| "act-too-often")?;
    app.service().act(operator, &act, author).await.map_err(|not_done| not_done_key(&not_done))
}
