//! The files that Vasl writes for Asterisk.
//!
//! Rendering is a pure function of what is configured, so a test can read the whole of what a
//! change would do, and two equal configurations give equal files.

mod account;
mod caller_hears;
mod callflow;
mod dialplan;
mod fallback;
mod identity;
mod operator_learns;
mod pbx_queue;
mod queues;
mod sound;

pub use dialplan::Service;
pub use sound::sounds_of;

use crate::line::Line;
use crate::names;
use crate::version::AsteriskVersion;
use std::collections::BTreeMap;
use vasl_domain::callflow::CallFlow;
use vasl_domain::module::Module;

/// Everything that the files are made of.
#[derive(Debug, Clone)]
pub struct Configuration<'a> {
    /// The modules.
    pub modules: &'a [Module],
    /// The lines of the operators that a module covers.
    pub lines: &'a [Line],
    /// What Vasl writes beside the modules; empty where the PBX has its own.
    pub call_flow: &'a CallFlow,
    /// Which Asterisk reads it.
    pub version: AsteriskVersion,
    /// Where the modules are answered.
    pub service: &'a Service,
}

/// One of Asterisk's files that takes a line from Vasl.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ManagedFile {
    /// `extensions.conf`.
    Extensions,
    /// `queues.conf`.
    Queues,
    /// `pjsip.conf`.
    Pjsip,
}

impl ManagedFile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Extensions, Self::Queues, Self::Pjsip];

    /// The name of the file, in Asterisk's folder and in Vasl's folder within it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Extensions => "extensions.conf",
            Self::Queues => "queues.conf",
            Self::Pjsip => "pjsip.conf",
        }
    }
}

/// The rendered files and what Asterisk must have once it has read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The files' contents.
    pub files: BTreeMap<ManagedFile, String>,
    /// What to look for afterwards.
    pub expected: Expected,
}

/// What Asterisk must have once it has read the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expected {
    /// The extension in `vasl-generation` that names this version of the dialplan.
    pub generation: String,
    /// How many steps each module has in `vasl-reconnect`.
    pub module_steps: BTreeMap<String, usize>,
    /// The one member of each shadow queue, and the members of each queue that Vasl writes.
    pub queue_members: BTreeMap<String, Vec<String>>,
    /// The endpoints that Vasl writes: of the extensions, and of the trunk.
    pub endpoints: Vec<String>,
    /// How many steps each extension has of those contexts through which callers go.
    pub contexts: BTreeMap<String, BTreeMap<String, usize>>,
}

const HEADING: &str = "; Written by Vasl. Changes made here by hand are lost at the next change.\n";

/// Renders all files.
#[must_use]
pub fn render(configuration: &Configuration<'_>) -> Rendered {
    let mut expected = Expected::default();
    let queues = queues::render(configuration, &mut expected);
    let pjsip = callflow::endpoints(configuration, &mut expected);
    let dialplan = dialplan::render(configuration, &mut expected);
    expected.contexts = callflow::ways_of_callers(&dialplan);
    let files = BTreeMap::from([
        (ManagedFile::Extensions, dialplan),
        (ManagedFile::Queues, format!("{HEADING}{queues}")),
        (ManagedFile::Pjsip, format!("{HEADING}{pjsip}")),
    ]);
    Rendered { files, expected }
}

fn steps(steps: &[&str]) -> Vec<String> {
    steps.iter().map(|step| (*step).to_owned()).collect()
}

/// The step that sends a call to a module's failure destination.
fn to_failure(code: &str) -> String {
    format!("Goto({},{code},1)", names::FAILURE)
}

/// The extensions of one context, each a list of steps.
#[derive(Debug, Default)]
struct Context {
    text: String,
}

impl Context {
    fn new(name: &str) -> Self {
        Self { text: format!("\n[{name}]\n") }
    }

    /// Adds an extension; the first of its steps is priority 1. A step may begin with `(label)`.
    fn extension(&mut self, pattern: &str, steps: &[String]) {
        for (index, step) in steps.iter().enumerate() {
            let (label, application) = match step.strip_prefix('(').and_then(|s| s.split_once(')'))
            {
                Some((label, application)) => (format!("({label})"), application),
                None => (String::new(), step.as_str()),
            };
            let line = if index == 0 {
                format!("exten => {pattern},1{label},{application}\n")
            } else {
                format!(" same => n{label},{application}\n")
            };
            self.text.push_str(&line);
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

#[cfg(test)]
mod hearing_tests;
#[cfg(test)]
pub(crate) mod tests;
