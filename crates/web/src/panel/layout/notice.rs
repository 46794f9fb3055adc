//! What is said at the head of a page.

use crate::http::Fields;

/// Something said at the head of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant: a class of the style.
    pub class: &'static str,
    /// The icon beside it.
    pub icon: &'static str,
    /// The words.
    pub words: String,
}

impl Notice {
    /// Something was done.
    #[must_use]
    pub fn good(words: String) -> Self {
        Self { class: "good", icon: "circle-check", words }
    }

    /// Something was not done.
    #[must_use]
    pub fn bad(words: String) -> Self {
        Self { class: "bad", icon: "circle-alert", words }
    }
}

/// What was done just before the browser was sent on to another page. The set is closed, so that
/// nobody else's words can be put at the head of a page by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was saved.
    Saved,
    /// It was added.
    Added,
    /// It was removed.
    Removed,
    /// What a module remembers was cleared.
    MemoryCleared,
    /// Somebody was logged out elsewhere.
    SessionsEnded,
    /// A token of the API was revoked.
    Revoked,
    /// Somebody logged in again, and sees the form that they had sent.
    ShownAgain,
}

impl Done {
    const ALL: [Self; 7] = [
        Self::Saved,
        Self::Added,
        Self::Removed,
        Self::MemoryCleared,
        Self::SessionsEnded,
        Self::Revoked,
        Self::ShownAgain,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::MemoryCleared => "memory-cleared",
            Self::SessionsEnded => "sessions-ended",
            Self::Revoked => "revoked",
            Self::ShownAgain => "shown-again",
        }
    }

    /// The key of its words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Saved => "done-saved",
            Self::Added => "done-added",
            Self::Removed => "done-removed",
            Self::MemoryCleared => "done-memory-cleared",
            Self::SessionsEnded => "done-sessions-ended",
            Self::Revoked => "done-revoked",
            Self::ShownAgain => "done-shown-again",
        }
    }

    /// What an address says.
    #[must_use]
    pub fn of(query: &Fields) -> Option<Self> {
        let word = query.get("done")?;
        Self::ALL.into_iter().find(|done| done.word() == word)
    }

    /// A page's address that says it. The path has no `?` yet.
    #[must_use]
    pub fn on(self, path: &str) -> String {
        format!("{path}?done={}", self.word())
    }
}
