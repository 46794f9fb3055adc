//! Customers who call in over the trunk.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use crate::call::{Call, Placed};
use crate::error::Result;
use crate::rtp::Speech;
use crate::sip::leg::{Invitation, Leg};
use crate::sip::phone::Phone;
use crate::sound::CALLER_HZ;
use crate::witness::Witness;

/// A customer. Every call of theirs has a telephone of its own.
#[derive(Clone)]
pub struct Caller {
    ip: IpAddr,
    asterisk: SocketAddr,
    witness: Arc<Witness>,
    patience: Duration,
    number: String,
    name: Option<String>,
    from: Option<Vec<u8>>,
    uri: Option<Vec<u8>>,
    extra: Vec<(String, Vec<u8>)>,
    speech: Speech,
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl Caller {
    pub(crate) fn new(
        ip: IpAddr,
        asterisk: SocketAddr,
        witness: Arc<Witness>,
        patience: Duration,
        number: &str,
    ) -> Self {
        Self {
            ip,
            asterisk,
            witness,
            patience,
            number: number.to_owned(),
            name: None,
            from: None,
            uri: None,
            extra: Vec::new(),
            speech: Speech::Tone(CALLER_HZ),
        }
    }

    /// Shows a display name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sends this as the value of From (a tag is added), byte for byte.
    #[must_use]
    pub fn from_header(mut self, value: impl Into<Vec<u8>>) -> Self {
        self.from = Some(value.into());
        self
    }

    /// Shows these bytes as the number, percent-encoded, so that Asterisk decodes them whatever
    /// they are (it keeps 79 of them).
    #[must_use]
    pub fn number_bytes(self, number: impl AsRef<[u8]>) -> Self {
        let encoded: String = number
            .as_ref()
            .iter()
            .map(|byte| format!("%{byte:02X}"))
            .collect();
        let from = format!("<sip:{encoded}@{}>", self.ip);
        self.from_header(from)
    }

    /// Withholds the number, as RFC 3325 has it.
    #[must_use]
    pub fn anonymous(self) -> Self {
        self.from_header("\"Anonymous\" <sip:anonymous@anonymous.invalid>")
            .header("Privacy", "id")
    }

    /// Sends this as the request's URI whatever is dialled, byte for byte.
    #[must_use]
    pub fn request_uri(mut self, uri: impl Into<Vec<u8>>) -> Self {
        self.uri = Some(uri.into());
        self
    }

    /// Adds a header, byte for byte.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.extra.push((name.into(), value.into()));
        self
    }

    /// What the caller says into their calls (default: a tone of [`CALLER_HZ`]).
    #[must_use]
    pub fn speaking(mut self, speech: Speech) -> Self {
        self.speech = speech;
        self
    }

    /// Dials; gives the call as soon as the INVITE is on its way.
    pub fn call(&self, dialled: &str) -> Result<Call> {
        let phone = Phone::open(self.ip, self.asterisk, "caller", None, self.speech, None)?;
        let from = self.from.clone().unwrap_or_else(|| {
            let name = self
                .name
                .as_ref()
                .map(|name| format!("\"{name}\" "))
                .unwrap_or_default();
            format!("{name}<sip:{}@{}>", self.number, self.ip).into_bytes()
        });
        let uri = format!("sip:{dialled}@{}", self.asterisk).into_bytes();
        let invitation = Invitation {
            to: [b"<", uri.as_slice(), b">"].concat(),
            uri: self.uri.clone().unwrap_or(uri),
            from,
            extra: self.extra.clone(),
        };
        let number = self.from.is_none().then_some(self.number.as_str());
        let leg = Leg::place(&phone, invitation, |call_id| {
            self.witness.announce(call_id, number, dialled);
        })?;
        Ok(Call {
            _placed: Some(Arc::new(Placed {
                leg: Arc::clone(&leg),
                phone,
            })),
            leg,
            witness: Arc::clone(&self.witness),
            patience: self.patience,
        })
    }
}
