//! Asterisk's configuration as Asterisk reads it (`main/config.c`).
//!
//! Only as far as an administrator's settings must be known: sections, their settings, and which
//! files a file reads. Texts are bytes; what is read of them is compared, never written back.

use super::block;

/// One line that means something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// `[name]`, also with `(+)`, `(!)` or a template.
    Section(String),
    /// `key = value` or `key => value`.
    Setting {
        /// In small letters: keys are compared without regard to case.
        key: String,
        /// As it was written, without the space around it.
        value: String,
    },
    /// `#include file`, also with quotes around it.
    Include(String),
}

/// The statements of a text, each with the number of its line, from 0.
pub fn statements(text: &[u8]) -> impl Iterator<Item = (usize, Statement)> {
    let mut in_comment = false;
    block::lines(text).enumerate().filter_map(move |(number, line)| {
        let line = String::from_utf8_lossy(line);
        statement(&without_comment(&line, &mut in_comment)).map(|statement| (number, statement))
    })
}

fn statement(line: &str) -> Option<Statement> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix('[') {
        return Some(Statement::Section(rest.split(']').next()?.trim().to_owned()));
    }
    if let Some(rest) = line.strip_prefix('#') {
        let (word, file) = rest.split_once(char::is_whitespace)?;
        let file = file.trim().trim_matches(['"', '<', '>']);
        return (word == "include" || word == "tryinclude")
            .then(|| Statement::Include(file.to_owned()));
    }
    let (key, value) = line.split_once('=')?;
    let value = value.strip_prefix('>').unwrap_or(value);
    Some(Statement::Setting {
        key: key.trim().to_ascii_lowercase(),
        value: value.trim().to_owned(),
    })
}

/// `;` begins a comment unless a backslash stands before it; `;--` one that goes on to `--;`.
fn without_comment(line: &str, in_comment: &mut bool) -> String {
    let mut kept = String::new();
    let mut rest = line;
    loop {
        if *in_comment {
            let Some((_, after)) = rest.split_once("--;") else { return kept };
            *in_comment = false;
            rest = after;
            continue;
        }
        let Some((before, after)) = rest.split_once(';') else {
            kept.push_str(rest);
            return kept;
        };
        kept.push_str(before);
        if kept.ends_with('\\') {
            kept.pop();
            kept.push(';');
            rest = after;
        } else if after.starts_with("--") && !after.starts_with("---") {
            *in_comment = true;
            rest = after.get(2..).unwrap_or_default();
        } else {
            return kept;
        }
    }
}

/// The values of a setting in a section, in order; of several, some versions of Asterisk take the
/// first and others the last.
#[must_use]
pub fn values(text: &[u8], section: &str, key: &str) -> Vec<String> {
    let mut within = false;
    statements(text)
        .filter_map(|(_, statement)| match statement {
            Statement::Section(name) => {
                within = name == section;
                None
            }
            Statement::Setting { key: found, value } => (within && found == key).then_some(value),
            Statement::Include(_) => None,
        })
        .collect()
}

/// Whether a text has a section.
#[must_use]
pub fn has_section(text: &[u8], section: &str) -> bool {
    statements(text).any(|(_, statement)| statement == Statement::Section(section.to_owned()))
}

/// Whether a text reads a file.
#[must_use]
pub fn includes(text: &[u8], file: &str) -> bool {
    statements(text).any(|(_, statement)| statement == Statement::Include(file.to_owned()))
}

/// What Asterisk takes for a yes (`main/utils.c`, `ast_true`).
#[must_use]
pub fn is_true(value: &str) -> bool {
    ["yes", "true", "y", "t", "1", "on"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &[u8] = b"; a comment = 1\n[general](+)\nTimestampEvents = no ; not yet\n\
        ;-- a long one\nport=1\n--; enabled => yes\n#include \"manager_custom.conf\"\n\
        #include vasl/x.conf ; ours\n[admin]\nsecret=a\\;b\nport = 5038\n;----\nlast=1";

    #[test]
    fn settings_are_read_as_asterisk_reads_them() {
        assert_eq!(values(TEXT, "general", "timestampevents"), ["no"]);
        assert_eq!(values(TEXT, "general", "enabled"), ["yes"]);
        assert_eq!(values(TEXT, "general", "port"), [""; 0]);
        assert_eq!(values(TEXT, "admin", "secret"), ["a;b"]);
        assert_eq!(values(TEXT, "admin", "last"), ["1"]);
        assert!(has_section(TEXT, "admin") && !has_section(TEXT, "vasl"));
        assert!(includes(TEXT, "manager_custom.conf") && includes(TEXT, "vasl/x.conf"));
        assert!(!includes(b";#include x.conf\n", "x.conf"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = statements(&bytes).count();
        }
    }
}
