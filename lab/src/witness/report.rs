//! What became of one channel.

use std::time::Instant;

/// What became of one channel, as Asterisk's events tell it.
#[derive(Clone, Debug)]
pub struct CallReport {
    /// The channel's name, such as `PJSIP/trunk-00000001`.
    pub channel: String,
    /// Its uniqueid.
    pub uniqueid: String,
    /// Its linkedid when it was created.
    pub linkedid: String,
    /// The SIP Call-ID, for a SIP channel.
    pub call_id: Option<String>,
    /// The caller's number as Asterisk had it first.
    pub caller: String,
    /// The extension at which it entered the dialplan.
    pub dialled: String,
    /// When it was created.
    pub began: Instant,
    /// Where the dialplan led it: contexts, each once for every time that it was entered.
    pub contexts: Vec<Passage>,
    /// Queues that it waited in.
    pub queues: Vec<QueueVisit>,
    /// Telephones that rang for it.
    pub rings: Vec<Ring>,
    /// With whom it was connected.
    pub conversations: Vec<Conversation>,
    /// How it ended.
    pub hang_up: Option<HangUp>,
}

/// A context that the dialplan led a call into.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The context.
    pub context: String,
    /// When it was entered.
    pub entered: Instant,
}

/// A stay in a queue.
#[derive(Clone, Debug)]
pub struct QueueVisit {
    /// The queue.
    pub queue: String,
    /// When it was joined.
    pub joined: Instant,
    /// The position given.
    pub position: String,
    /// When it was left, to an operator or not.
    pub left: Option<Instant>,
    /// When an operator took the call out of this queue.
    pub connected: Option<Instant>,
    /// When the caller gave up or was sent on.
    pub abandoned: Option<Instant>,
}

/// A telephone that was rung for the call.
#[derive(Clone, Debug)]
pub struct Ring {
    /// The endpoint, such as `5050`.
    pub endpoint: String,
    /// The queue that rang it, if one did.
    pub queue: Option<String>,
    /// The uniqueid of the channel to it.
    pub uniqueid: String,
    /// When it began.
    pub began: Instant,
    /// When it ended, and how: ANSWER, NOANSWER, BUSY, CANCEL…
    pub ended: Option<(Instant, String)>,
}

/// A stretch of being connected with somebody.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// The other party's endpoint, such as `5050`.
    pub with: String,
    /// The uniqueid of the other party's channel.
    pub uniqueid: String,
    /// The queue that it came through, if it did.
    pub queue: Option<String>,
    /// When both were in the same bridge.
    pub began: Instant,
    /// When they were no longer.
    pub ended: Option<Instant>,
}

/// The end of a channel.
#[derive(Clone, Debug)]
pub struct HangUp {
    /// When.
    pub at: Instant,
    /// The cause (Q.850); 0 when Asterisk itself went.
    pub cause: u16,
    /// The cause in words.
    pub text: String,
}

impl CallReport {
    /// The endpoint of the channel: `5050` of `PJSIP/5050-00000001`.
    pub fn endpoint(&self) -> &str {
        endpoint_of(&self.channel)
    }

    /// The conversation that is up now.
    pub fn talking(&self) -> Option<&Conversation> {
        self.conversations.iter().rev().find(|conversation| conversation.ended.is_none())
    }

    /// The endpoints talked to, in order.
    pub fn spoke_with(&self) -> Vec<&str> {
        self.conversations.iter().map(|conversation| conversation.with.as_str()).collect()
    }

    /// The queue waited in now.
    pub fn waiting_in(&self) -> Option<&str> {
        let visit = self.queues.last().filter(|visit| visit.left.is_none())?;
        Some(&visit.queue)
    }

    /// The queues joined, in order.
    pub fn joined(&self) -> Vec<&str> {
        self.queues.iter().map(|visit| visit.queue.as_str()).collect()
    }

    /// Whether the dialplan led it through this context.
    pub fn passed(&self, context: &str) -> bool {
        self.entered(context).is_some()
    }

    /// When the dialplan led it into this context, the last time.
    pub fn entered(&self, context: &str) -> Option<Instant> {
        let passage = self.contexts.iter().rev().find(|passage| passage.context == context)?;
        Some(passage.entered)
    }
}

/// `5050` of `PJSIP/5050-00000001`.
pub(super) fn endpoint_of(channel: &str) -> &str {
    let name = channel.split_once('/').map_or(channel, |(_, name)| name);
    name.rsplit_once('-').map_or(name, |(endpoint, _)| endpoint)
}
