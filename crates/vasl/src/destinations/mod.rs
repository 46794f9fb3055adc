//! The modules in the PBX's own menu of destinations.
//!
//! FreePBX and Issabel keep what an administrator has registered as a custom destination in their
//! database. Vasl registers its modules there by the database's own command-line client and with
//! the PBX's own login, keeps them in step, and touches nothing that it has not registered: each
//! of its entries says whose it is. Where it cannot, it says what to type by hand; no call depends
//! on any of it.

mod credentials;
mod database;
mod freepbx;
mod issabel;
mod sql;

use crate::config::Config;
use credentials::Credentials;
use database::Database;
use serde::Serialize;
use std::path::PathBuf;
use vasl_asterisk::attach::flavour::{Flavour, recognise};
use vasl_asterisk::attach::folder::Folder;
use vasl_asterisk::managed_files::FileError;
use vasl_asterisk::names;
use vasl_domain::module::Module;

/// What an entry of Vasl's says in its notes, by which it is known again.
const NOTES: &str = "Vasl keeps this in step with its module; changes are lost.";

/// The most characters of a description that both PBXs show in their menus.
const LONGEST_DESCRIPTION: usize = 60;

/// Why the menu could not be looked at or changed.
#[derive(Debug, thiserror::Error)]
pub enum DestinationsError {
    /// A file of the PBX cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The PBX does not say how its database is reached.
    #[error("{} does not say how the PBX's database is reached", path.display())]
    NoLogin {
        /// The file where it is looked for.
        path: PathBuf,
    },
    /// Its database is none that is known.
    #[error("the PBX's database is {engine}, which Vasl does not know")]
    Engine {
        /// What it is.
        engine: String,
    },
    /// There is no client.
    #[error("there is no mariadb or mysql client on this machine: {0}")]
    NoClient(std::io::Error),
    /// The database refused.
    #[error("the PBX's database says: {0}")]
    Refused(String),
    /// The database did not answer.
    #[error("the PBX's database does not answer")]
    Silent,
    /// What it holds is in no form that is known.
    #[error("the PBX keeps its custom destinations in a form that Vasl does not know ({0})")]
    Form(&'static str),
}

/// A module as the menu has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    target: String,
    description: String,
}

impl Entry {
    /// The entry of a module.
    pub fn of(module: &Module) -> Self {
        Self {
            target: format!("{},{},1", names::RECONNECT, module.code),
            description: plain(&format!("{} {}", module.code, module.name)),
        }
    }

    /// The entry in letters that every database can hold.
    fn in_ascii(&self) -> Self {
        let ascii: String = self.description.chars().filter(char::is_ascii).collect();
        let words: Vec<&str> = ascii.split_whitespace().collect();
        let description = match words[..] {
            [] | [_] => format!("{} Vasl", words.concat()),
            _ => words.join(" "),
        };
        Self { target: self.target.clone(), description }
    }
}

/// A description that nobody can take for anything else: FreePBX writes it into its dialplan as it
/// is, where `${…}` would be run, and both show it in their pages. Letters, digits and marks of
/// every script stay, with the half-space within Persian words.
fn plain(text: &str) -> String {
    let kept = text.chars().map(|c| match c {
        '*' | '#' | '-' | '_' | '.' | '+' | '،' | '\u{200c}' => c,
        // The vowels and doublings of Arabic script, which are no letters of their own.
        '\u{064b}'..='\u{0655}' | '\u{0670}' => c,
        c if c.is_alphanumeric() => c,
        _ => ' ',
    });
    let kept: String = kept.collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    let shown: String = words.join(" ").chars().take(LONGEST_DESCRIPTION).collect();
    shown.trim_end().to_owned()
}

/// What was changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The targets that are new.
    pub added: Vec<String>,
    /// Those whose description is another now.
    pub renamed: Vec<String>,
    /// Those that are gone.
    pub removed: Vec<String>,
}

impl Changed {
    /// Whether nothing was changed.
    pub fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.renamed.is_empty() && self.removed.is_empty()
    }
}

/// What must be said to a database, and what that changes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Steps {
    statements: Vec<String>,
    changed: Changed,
}

/// The menu of one PBX.
pub struct Destinations {
    flavour: Flavour,
    database: Database,
}

impl Destinations {
    /// The menu of the PBX that the configuration names; `None` where it has none.
    ///
    /// # Errors
    /// When the PBX does not say how its database is reached.
    pub fn of(config: &Config) -> Result<Option<Self>, DestinationsError> {
        let asterisk = &config.asterisk;
        if !asterisk.register_destinations {
            return Ok(None);
        }
        let folder = Folder::new(&asterisk.configuration_folder, &asterisk.system_folder);
        let flavour = recognise(&folder.look()?).flavour;
        if flavour == Flavour::Plain {
            return Ok(None);
        }
        let credentials = Credentials::read(flavour, &asterisk.system_folder)?;
        Ok(Some(Self { flavour, database: Database::new(credentials) }))
    }

    /// Whether the menu has the modules, and no other ones of Vasl's.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn differs(&self, modules: &[Module]) -> Result<Changed, DestinationsError> {
        Ok(self.steps(modules).await?.changed)
    }

    /// Sees to it that the menu has the modules, and no other ones of Vasl's.
    ///
    /// # Errors
    /// When the database cannot be asked or changed; it is as it was then.
    pub async fn sync(&self, modules: &[Module]) -> Result<Changed, DestinationsError> {
        let steps = self.steps(modules).await?;
        if !steps.statements.is_empty() {
            let script = steps.statements.join(";\n");
            self.database.run(&format!("START TRANSACTION;\n{script};\nCOMMIT;\n")).await?;
        }
        Ok(steps.changed)
    }

    async fn steps(&self, modules: &[Module]) -> Result<Steps, DestinationsError> {
        let wanted: Vec<Entry> = modules.iter().map(Entry::of).collect();
        if self.flavour == Flavour::Issabel {
            let rows = self.database.run(issabel::READ).await?;
            return issabel::steps(&rows, &wanted);
        }
        let rows = self.database.run(freepbx::READ).await?;
        freepbx::steps(&rows, &wanted)
    }
}

/// Why the menu could not be changed, and what to type instead.
pub fn told(error: &DestinationsError, modules: &[Module]) -> String {
    match by_hand(modules) {
        entries if entries.is_empty() => error.to_string(),
        entries => format!("{error}; {entries}"),
    }
}

fn by_hand(modules: &[Module]) -> String {
    let entries = modules.iter().map(|module| {
        let Entry { target, description } = Entry::of(module);
        format!("target {target} with description {description}")
    });
    let entries: Vec<String> = entries.collect();
    if entries.is_empty() {
        return String::new();
    }
    let entries = entries.join(" and ");
    format!("in the PBX's panel, under Custom Destinations, add without return: {entries}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_letters_and_nothing_that_can_be_run() {
        for (name, shown) in [
            ("پشتیبانی فروش", "پشتیبانی فروش"),
            ("می‌خواهم ۲۴", "می‌خواهم ۲۴"),
            ("${SHELL(rm -rf /)}", "SHELL rm -rf"),
            ("x'); DROP TABLE users; --", "x DROP TABLE users --"),
            ("<script>alert(1)</script>", "script alert 1 script"),
            ("a\\nb;c,d|e", "a nb c d e"),
        ] {
            assert_eq!(plain(name), shown);
        }
        assert_eq!(plain(&"ا".repeat(90)).chars().count(), LONGEST_DESCRIPTION);
    }

    #[test]
    fn where_only_ascii_can_be_held_the_code_still_tells() {
        let entry = |description: &str| Entry {
            target: "vasl-reconnect,*5003,1".to_owned(),
            description: description.to_owned(),
        };
        assert_eq!(entry("*5003 پشتیبانی").in_ascii().description, "*5003 Vasl");
        assert_eq!(entry("*5003 poshtibani").in_ascii().description, "*5003 poshtibani");
    }

    /// Issabel's menus keep 50 characters of a destination.
    #[test]
    fn the_longest_target_fits_the_shortest_column() {
        assert!(format!("{},**12345678,1", names::RECONNECT).len() <= 50);
    }
}
