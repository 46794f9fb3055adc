//! The whole configuration as one readable TOML file.
//!
//! It holds everything: the call flow, the modules with every setting, what is agreed with callers,
//! and the secrets of phones and trunk, so who writes it lets nobody else read it. The order is
//! stable, so two files can be compared line by line. What is written is read back to the same
//! configuration; what people change in it is read with every error in its line.

mod read;
mod write;

use super::{Configuration, Problem};
use crate::decision::Standing;
use crate::number::Caller;
use crate::toml_text::Fault;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Everything that the file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConfigurationFile {
    /// The modules and the call flow.
    pub configuration: Configuration,
    /// What is agreed with callers.
    pub agreements: Vec<CallerAgreement>,
}

/// What is agreed with a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallerAgreement {
    /// With whom.
    pub caller: Caller,
    /// What; never the ordinary.
    #[serde(deserialize_with = "out_of_the_ordinary")]
    pub standing: Standing,
    /// Since when; from the import on where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

fn out_of_the_ordinary<'de, D: Deserializer<'de>>(from: D) -> Result<Standing, D::Error> {
    match Standing::deserialize(from)? {
        Standing::Ordinary => Err(serde::de::Error::custom(
            "with an ordinary caller nothing is agreed: take the agreement out, or give \
             \"opted_out\", \"shared\" or { pinned = \"5050\" }",
        )),
        standing => Ok(standing),
    }
}

/// Something in a file that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// It is not written as it should be.
    Written(Fault),
    /// It does not fit together.
    Problem {
        /// The line in which the thing begins; nothing where the file leaves it out.
        line: Option<usize>,
        /// What does not fit.
        problem: Problem,
    },
    /// Two agreements with one caller.
    AgreementTwice {
        /// The line in which the second begins.
        line: usize,
        /// The caller.
        caller: Caller,
    },
}

impl FileError {
    /// The stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Written(_) => "wrongly_written",
            Self::Problem { problem, .. } => problem.code(),
            Self::AgreementTwice { .. } => "agreement_twice",
        }
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Written(fault) => fault.line,
            Self::Problem { line, .. } => *line,
            Self::AgreementTwice { line, .. } => Some(*line),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written(fault) => write!(f, "{fault}"),
            Self::Problem { line: Some(line), problem } => write!(f, "line {line}: {problem}"),
            Self::Problem { line: None, problem } => write!(f, "{problem}"),
            Self::AgreementTwice { line, caller } => {
                write!(f, "line {line}: there are two agreements with {caller}; keep one")
            }
        }
    }
}

impl std::error::Error for FileError {}

impl ConfigurationFile {
    /// What an import makes of it where there was `before`: no file holds a sound, so each is heard as
    /// it was; and nobody is pinned to an operator whose extension it takes away.
    #[must_use]
    pub fn over(self, before: &Self) -> Self {
        let Self { configuration, mut agreements } = self;
        let configuration = configuration.heard_as_in(&before.configuration);
        let taken_away = before.configuration.extensions_without(&configuration);
        agreements.retain(|agreement| {
            !agreement.standing.operator().is_some_and(|operator| taken_away.contains(operator))
        });
        Self { configuration, agreements }
    }

    /// What another has otherwise, in lines for people: `+ queue 98 (Sales)`, `~ IVR 1: key 3
    /// misc:*5003 → queue:99`, `- the agreement with +989121234567 (opted out)`.
    #[must_use]
    pub fn plan(&self, after: &Self) -> Vec<String> {
        let differences = self.configuration.diff(&after.configuration);
        let mut lines: Vec<String> = differences
            .iter()
            .flat_map(|difference| {
                difference.to_string().lines().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        lines.extend(self.agreements_that_differ(after).into_iter().map(
            |AgreementDifference { caller, before, after }| {
                let [was, now] = [before, after].map(|standing| standing.map(Standing::sentence));
                match (was, now) {
                    (Some(was), Some(now)) => {
                        format!("~ the agreement with {caller}: {was} → {now}")
                    }
                    (Some(was), None) => format!("- the agreement with {caller} ({was})"),
                    (None, now) => {
                        format!("+ the agreement with {caller} ({})", now.unwrap_or_default())
                    }
                }
            },
        ));
        lines
    }

    /// The agreements with callers that another has otherwise: those that it has, and then those
    /// that it has no more.
    #[must_use]
    pub fn agreements_that_differ<'a>(&'a self, after: &'a Self) -> Vec<AgreementDifference<'a>> {
        let (before, after) = (by_caller(&self.agreements), by_caller(&after.agreements));
        let there = after.iter().map(|(&caller, &standing)| AgreementDifference {
            caller,
            before: before.get(caller).copied(),
            after: Some(standing),
        });
        let gone = before.iter().filter(|(caller, _)| !after.contains_key(*caller));
        let gone = gone.map(|(&caller, &standing)| AgreementDifference {
            caller,
            before: Some(standing),
            after: None,
        });
        there.chain(gone).filter(|difference| difference.before != difference.after).collect()
    }
}

/// An agreement with a caller that two files have otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreementDifference<'a> {
    /// With whom.
    pub caller: &'a Caller,
    /// What was agreed; `None` where nothing was.
    pub before: Option<&'a Standing>,
    /// What is agreed; `None` where nothing is any more.
    pub after: Option<&'a Standing>,
}

fn by_caller(agreements: &[CallerAgreement]) -> BTreeMap<&Caller, &Standing> {
    agreements.iter().map(|agreement| (&agreement.caller, &agreement.standing)).collect()
}

#[cfg(test)]
mod tests;
