//! What a manager user may hear and ask, and what Vasl's must.

use crate::attach::needs::{READ, WRITE};
use std::collections::BTreeSet;

/// The classes that a manager user may read and write (`read` and `write` of its section in
/// manager.conf; `perms`, main/manager.c).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    read: BTreeSet<String>,
    write: BTreeSet<String>,
}

/// Classes that Vasl needs and its manager user lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lacking {
    /// Those that it may not read.
    pub read: Vec<&'static str>,
    /// Those that it may not write.
    pub write: Vec<&'static str>,
}

impl Rights {
    /// Reads the lines of a section; of several, the last counts.
    pub fn read(lines: impl IntoIterator<Item = String>) -> Self {
        let mut rights = Self::default();
        for line in lines {
            let Some((key, value)) = line.split_once('=') else { continue };
            let classes = value.trim_start_matches('>').split(',');
            let classes = classes.map(|class| class.trim().to_ascii_lowercase());
            match key.trim() {
                "read" => rights.read = classes.collect(),
                "write" => rights.write = classes.collect(),
                _ => {}
            }
        }
        rights
    }

    /// What Vasl lacks by them.
    #[must_use]
    pub fn lacking(&self) -> Lacking {
        let lacking = |needed: &'static str, given: &BTreeSet<String>| {
            let has = |class: &str| given.contains(class) || given.contains("all");
            needed.split(',').filter(|class| !has(class)).collect()
        };
        Lacking { read: lacking(READ, &self.read), write: lacking(WRITE, &self.write) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(lines: &[&str]) -> Lacking {
        Rights::read(lines.iter().map(|line| (*line).to_owned())).lacking()
    }

    #[test]
    fn what_is_lacking_is_named() {
        let given = ["secret=x", "read=agent,call,system", "write = agent, reporting ,system"];
        assert_eq!(lacking(&given), Lacking::default());
        assert_eq!(lacking(&["read=all", "write=all"]), Lacking::default());
        let fewer = lacking(&["read=agent", "write=all", "write=command,agent,system"]);
        assert_eq!(fewer, Lacking { read: vec!["call", "system"], write: vec!["reporting"] });
        assert_eq!(lacking(&[]).read.len(), 3);
    }
}
