//! What an instance is made of. Everything has a default; see [`super::config`] for the texts.

use std::time::Duration;

use super::installation::Version;

/// An operator's telephone: the endpoint `PJSIP/<extension>`, which registers (or the peer
/// `SIP/<extension>`, see [`Options::sip_telephones`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The endpoint's name and the number that is dialled.
    pub number: String,
    /// The registration's password.
    pub secret: String,
    /// The display name.
    pub name: String,
}

/// A queue of `queues.conf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    pub(crate) name: String,
    pub(crate) members: Vec<String>,
    pub(crate) lines: Vec<String>,
}

impl Queue {
    /// A queue without members that rings them all, plays music and does not ring the busy.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), members: Vec::new(), lines: Vec::new() }
    }

    /// Adds operators as `PJSIP/<extension>`, named `Op <extension>`.
    #[must_use]
    pub fn members<M: AsRef<str>>(mut self, extensions: impl IntoIterator<Item = M>) -> Self {
        self.members
            .extend(extensions.into_iter().map(|e| format!("PJSIP/{0},0,Op {0}", e.as_ref())));
        self
    }

    /// Adds a member line as it is (what follows `member => `).
    #[must_use]
    pub fn member_line(mut self, line: impl Into<String>) -> Self {
        self.members.push(line.into());
        self
    }

    /// Adds a line such as `wrapuptime=5`; it overrides the default of the same name.
    #[must_use]
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }
}

/// What to start.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) version: Version,
    pub(crate) extensions: Vec<Extension>,
    pub(crate) sip_telephones: Vec<String>,
    pub(crate) queues: Vec<Queue>,
    pub(crate) dialplan: Option<String>,
    pub(crate) vasl_secret: String,
    pub(crate) manager: Option<String>,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) appended: Vec<(String, String)>,
    pub(crate) boot_patience: Duration,
    pub(crate) patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            version: Version::default(),
            extensions: Vec::new(),
            sip_telephones: Vec::new(),
            queues: Vec::new(),
            dialplan: None,
            vasl_secret: "vasl-secret".to_owned(),
            manager: None,
            files: Vec::new(),
            appended: Vec::new(),
            boot_patience: Duration::from_secs(30),
            patience: Duration::from_secs(10),
        }
        .operators(["5050", "5051", "5052"])
        .queue(Queue::new("600").members(["5050", "5051", "5052"]))
    }
}

impl Options {
    /// The version to run.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    /// Replaces the operators' extensions (default 5050, 5051 and 5052); the secret of each is
    /// `secret-<extension>`.
    #[must_use]
    pub fn operators<E: AsRef<str>>(mut self, numbers: impl IntoIterator<Item = E>) -> Self {
        self.extensions = numbers
            .into_iter()
            .map(|number| Extension {
                number: number.as_ref().to_owned(),
                secret: format!("secret-{}", number.as_ref()),
                name: format!("Op {}", number.as_ref()),
            })
            .collect();
        self
    }

    /// These extensions are peers of `chan_sip` (version 16 only), whose address is another.
    #[must_use]
    pub fn sip_telephones<E: AsRef<str>>(mut self, numbers: impl IntoIterator<Item = E>) -> Self {
        self.sip_telephones = numbers.into_iter().map(|n| n.as_ref().to_owned()).collect();
        self
    }

    /// The device of an extension's telephone, such as `PJSIP/5050`.
    pub(crate) fn device(&self, number: &str) -> String {
        let technology = if self.is_sip(number) { "SIP" } else { "PJSIP" };
        format!("{technology}/{number}")
    }

    pub(crate) fn is_sip(&self, number: &str) -> bool {
        self.sip_telephones.iter().any(|known| known == number)
    }

    /// Leaves out every queue set so far, the default's too.
    #[must_use]
    pub fn no_queues(mut self) -> Self {
        self.queues.clear();
        self
    }

    /// Adds a queue, or replaces the one of the same name (default: 600 with three members).
    #[must_use]
    pub fn queue(mut self, queue: Queue) -> Self {
        self.queues.retain(|known| known.name != queue.name);
        self.queues.push(queue);
        self
    }

    /// Replaces the contexts of `extensions.conf` (all that follows its `[globals]`). Callers
    /// enter at `from-trunk`, operators' phones at `from-operators`.
    #[must_use]
    pub fn dialplan(mut self, text: impl Into<String>) -> Self {
        self.dialplan = Some(text.into());
        self
    }

    /// The secret of the AMI user `vasl` (default `vasl-secret`).
    #[must_use]
    pub fn vasl_secret(mut self, secret: impl Into<String>) -> Self {
        self.vasl_secret = secret.into();
        self
    }

    /// Leaves the AMI user `vasl` out, and the times of events: `manager.conf` ends with these
    /// lines instead.
    #[must_use]
    pub fn without_vasl(mut self, lines: impl Into<String>) -> Self {
        self.manager = Some(lines.into());
        self
    }

    /// Adds or replaces a whole file of `etc/asterisk`, byte for byte.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.into(), bytes.into()));
        self
    }

    /// Adds text at the end of a file of `etc/asterisk`.
    #[must_use]
    pub fn append(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.appended.push((name.into(), text.into()));
        self
    }

    /// How long Asterisk may take to boot (default 30 s).
    #[must_use]
    pub fn boot_patience(mut self, patience: Duration) -> Self {
        self.boot_patience = patience;
        self
    }

    /// How long every wait of the lab lasts at most (default 10 s).
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }
}
