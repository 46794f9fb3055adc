//! Who uses the panel, and what they may do there.

use crate::name::{Extension, latin_digits};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A person who uses the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The name by which they log in.
    pub name: UserName,
    /// What they may do.
    pub role: Role,
    /// The language in which the panel speaks to them.
    pub language: Language,
}

/// What a user may do. Each may also do what those below may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, users and the PBX too.
    Administrator,
    /// The call centre: modules, queues, reports.
    Supervisor,
    /// Only what concerns themselves: the operator of this extension.
    Operator(Extension),
}

/// How high a role stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// An operator's.
    Operator,
    /// A supervisor's.
    Supervisor,
    /// An administrator's.
    Administrator,
}

impl Role {
    /// How high it stands.
    #[must_use]
    pub fn rank(&self) -> Rank {
        match self {
            Self::Administrator => Rank::Administrator,
            Self::Supervisor => Rank::Supervisor,
            Self::Operator(_) => Rank::Operator,
        }
    }

    /// Whose calls alone may be seen; `None` for those who may see all.
    #[must_use]
    pub fn only(&self) -> Option<&Extension> {
        match self {
            Self::Operator(extension) => Some(extension),
            Self::Administrator | Self::Supervisor => None,
        }
    }

    /// Its parts by name and value, as an audit log has them.
    pub fn told(&self) -> impl Iterator<Item = (&'static str, String)> {
        let extension = self.only().map(|extension| ("extension", extension.to_string()));
        [("role", self.rank().word().to_owned())].into_iter().chain(extension)
    }
}

impl User {
    /// What can be changed of them, by name and value, as an audit log has it.
    pub fn told(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.role.told().chain([("language", self.language.tag().to_owned())])
    }
}

impl Rank {
    /// Each of them, the lowest first.
    pub const ALL: [Self; 3] = [Self::Operator, Self::Supervisor, Self::Administrator];

    /// Its stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }

    /// The rank of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rank| rank.word() == word)
    }
}

/// A language of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// Persian, right to left.
    #[default]
    #[serde(rename = "fa")]
    Persian,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Persian, Self::English];

    /// Its tag (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Persian => "fa",
            Self::English => "en",
        }
    }

    /// The language of this tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

/// Why a user cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserError {
    /// Not a user's name.
    #[error("a user's name is 2 to 40 letters, digits, “-”, “_” or “.”, without spaces")]
    Name,
}

/// The name by which a user logs in: small letters of any script.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);

impl UserName {
    /// Takes a name as it is typed: letters become small, digits Latin.
    ///
    /// # Errors
    /// When it is too short, too long, or holds something else.
    pub fn new(text: &str) -> Result<Self, UserError> {
        small_name(text).map(Self)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for UserName {
    type Error = UserError;
    fn try_from(text: String) -> Result<Self, UserError> {
        Self::new(&text)
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> Self {
        name.0
    }
}

fn small_name(text: &str) -> Result<String, UserError> {
    let name = latin_digits(text.trim()).to_lowercase();
    let good = (2..=40).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    if good { Ok(name) } else { Err(UserError::Name) }
}

/// How people call a token of the API: written as a user's name is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenName(String);

impl TokenName {
    /// Takes a name as it is typed: letters become small, digits Latin.
    ///
    /// # Errors
    /// When it is too short, too long, or holds something else.
    pub fn new(text: &str) -> Result<Self, UserError> {
        small_name(text).map(Self)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for TokenName {
    type Error = UserError;
    fn try_from(text: String) -> Result<Self, UserError> {
        Self::new(&text)
    }
}

impl From<TokenName> for String {
    fn from(name: TokenName) -> Self {
        name.0
    }
}

/// By what somebody, or something, sees and does as the operator of an extension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Login {
    /// A user of the panel.
    User(UserName),
    /// A token of the API.
    Token(TokenName),
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => write!(f, "user {name}"),
            Self::Token(name) => write!(f, "token {name}"),
        }
    }
}

/// A login that is for one operator.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OperatorLogin {
    /// Whose calls alone it sees.
    pub operator: Extension,
    /// Which.
    pub login: Login,
}

/// Who changed something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// A user, in the panel.
    User(UserName),
    /// Another program, by a token of the API.
    Token(TokenName),
    /// Whoever may run the program on the machine itself.
    CommandLine,
    /// The service, by itself: what its settings say is to happen at a start.
    Service,
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => write!(f, "user:{name}"),
            Self::Token(name) => write!(f, "token:{name}"),
            Self::CommandLine => f.write_str("command_line"),
            Self::Service => f.write_str("service"),
        }
    }
}

impl std::str::FromStr for Author {
    type Err = UserError;
    fn from_str(text: &str) -> Result<Self, UserError> {
        match text.split_once(':') {
            Some(("user", name)) => UserName::new(name).map(Self::User),
            Some(("token", name)) => TokenName::new(name).map(Self::Token),
            None if text == "command_line" => Ok(Self::CommandLine),
            None if text == "service" => Ok(Self::Service),
            Some(_) | None => Err(UserError::Name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_name_however_it_is_typed() {
        for (typed, name) in [("Sara", "sara"), (" ali.r ", "ali.r"), ("سارا۲", "سارا2")] {
            assert_eq!(UserName::new(typed).unwrap().as_str(), name);
        }
        for wrong in ["", "a", "two words", "x\ny", &"x".repeat(41), "a/b"] {
            assert_eq!(UserName::new(wrong), Err(UserError::Name), "{wrong}");
        }
    }

    #[test]
    fn an_author_is_written_as_they_are_read() {
        for text in ["user:sara", "token:crm", "command_line", "service"] {
            assert_eq!(text.parse::<Author>().unwrap().to_string(), text);
        }
        assert!("somebody".parse::<Author>().is_err());
    }

    #[test]
    fn ranks_stand_one_above_the_other() {
        assert!(Rank::Administrator > Rank::Supervisor && Rank::Supervisor > Rank::Operator);
        for rank in Rank::ALL {
            assert_eq!(Rank::from_word(rank.word()), Some(rank));
        }
        let operator = Role::Operator(Extension::new("5050").unwrap());
        assert_eq!(operator.rank(), Rank::Operator);
        assert_eq!(operator.only().unwrap().as_str(), "5050");
    }
}
