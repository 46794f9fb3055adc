//! Reading the file.
//!
//! It is read thing by thing, so that one that is wrongly written hides no other.

use super::{CallerAgreement, ConfigurationFile, FileError};
use crate::configuration::{Beside, Object, ObjectId, ObjectKind, place};
use crate::toml_text::{Fault, fault, line_of};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

impl ConfigurationFile {
    /// Reads a file and checks that it fits together, and with what the PBX has beside.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the lines: first how it is written, and where that
    /// is in order, what does not fit together.
    pub fn from_toml(text: &str, beside: &Beside) -> Result<Self, Vec<FileError>> {
        let mut reading =
            Reading { text, file: Self::default(), lines: Lines::default(), errors: Vec::new() };
        reading.read();
        if reading.errors.is_empty() {
            reading.check(beside);
        }
        let Reading { mut file, mut errors, .. } = reading;
        if errors.is_empty() {
            file.configuration = file.configuration.in_order();
            file.agreements.sort_by(|a, b| a.caller.cmp(&b.caller));
            Ok(file)
        } else {
            errors.sort_by_key(FileError::line);
            Err(errors)
        }
    }
}

/// In which line each thing begins; of two with the same name, the second.
type Lines = BTreeMap<ObjectId, usize>;

struct Reading<'t> {
    text: &'t str,
    file: ConfigurationFile,
    lines: Lines,
    errors: Vec<FileError>,
}

impl<'t> Reading<'t> {
    fn read(&mut self) {
        let (document, faults) = DeTable::parse_recoverable(self.text);
        if !faults.is_empty() {
            let faults = faults.iter().map(|error| FileError::Written(fault(self.text, error)));
            self.errors.extend(faults);
            return;
        }
        for (key, value) in document.into_inner() {
            let kind = ObjectKind::from_word(key.get_ref());
            match kind {
                Some(kind @ (ObjectKind::Trunk | ObjectKind::FeatureCodes)) => {
                    self.object(kind, value);
                }
                Some(kind) => {
                    for row in self.rows(kind.word(), value) {
                        self.object(kind, row);
                    }
                }
                None if key.get_ref() == "agreement" => self.agreements(value),
                None => {
                    let words: Vec<&str> = ObjectKind::ALL.iter().map(|kind| kind.word()).collect();
                    let sentence = format!(
                        "“{}” is nothing that the configuration has; there are {} and agreement",
                        key.get_ref(),
                        words.join(", ")
                    );
                    self.wrong(&key.span(), sentence);
                }
            }
        }
    }

    fn wrong(&mut self, place: &Range<usize>, sentence: String) {
        let line = line_of(self.text, place);
        self.errors.push(FileError::Written(Fault { line, setting: None, sentence }));
    }

    /// The rows of a list of tables.
    fn rows(&mut self, word: &str, value: Spanned<DeValue<'t>>) -> Vec<Spanned<DeValue<'t>>> {
        let place = value.span();
        match value.into_inner() {
            DeValue::Array(rows) => rows.into_iter().collect(),
            _ => {
                self.wrong(&place, format!("there can be several of these: write [[{word}]]"));
                Vec::new()
            }
        }
    }

    fn object(&mut self, kind: ObjectKind, row: Spanned<DeValue<'t>>) {
        let line = line_of(self.text, &row.span());
        let object = match kind {
            ObjectKind::Trunk => self.one(row).map(Object::Trunk),
            ObjectKind::FeatureCodes => self.one(row).map(Object::FeatureCodes),
            ObjectKind::Extension => self.one(row).map(Object::Extension),
            ObjectKind::Queue => self.one(row).map(Object::Queue),
            ObjectKind::Module => self.one(row).map(Object::Module),
            ObjectKind::Ivr => self.one(row).map(Object::Ivr),
            ObjectKind::TimeGroup => self.one(row).map(Object::TimeGroup),
            ObjectKind::TimeCondition => self.one(row).map(Object::TimeCondition),
            ObjectKind::Announcement => self.one(row).map(Object::Announcement),
            ObjectKind::Sound => self.one(row).map(Object::Sound),
            ObjectKind::MiscDestination => self.one(row).map(Object::MiscDestination),
            ObjectKind::InboundRoute => self.one(row).map(Object::InboundRoute),
        };
        if let Some(object) = object {
            if let Some(line) = line {
                self.lines.insert(object.id(), line);
            }
            place::push(&mut self.file.configuration, object);
        }
    }

    fn one<T: Deserialize<'t>>(&mut self, row: Spanned<DeValue<'t>>) -> Option<T> {
        let place = row.span();
        T::deserialize(ValueDeserializer::from(row))
            .map_err(|error| {
                let mut fault = fault(self.text, &error);
                fault.line = fault.line.or_else(|| line_of(self.text, &place));
                self.errors.push(FileError::Written(fault));
            })
            .ok()
    }

    fn agreements(&mut self, value: Spanned<DeValue<'t>>) {
        let mut seen = HashSet::new();
        for row in self.rows("agreement", value) {
            let line = line_of(self.text, &row.span()).unwrap_or(1);
            let Some(agreement) = self.one::<CallerAgreement>(row) else { continue };
            if !seen.insert(agreement.caller.clone()) {
                let caller = agreement.caller.clone();
                self.errors.push(FileError::AgreementTwice { line, caller });
            }
            self.file.agreements.push(agreement);
        }
    }

    fn check(&mut self, beside: &Beside) {
        let problems = self.file.configuration.check(beside);
        self.errors.extend(problems.into_iter().map(|problem| FileError::Problem {
            line: self.lines.get(&problem.object()).copied(),
            problem,
        }));
    }
}
