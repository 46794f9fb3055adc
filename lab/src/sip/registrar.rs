//! A provider: takes the registration of whoever knows the secret, and their calls.

use tokio::sync::watch;

use super::digest::{self, Credentials};
use super::message::{Draft, Message, parameter, uri_of};
use crate::error::Result;
use crate::net;

/// How long a registration holds, in seconds, unless less is asked for.
const HOLDS_SECONDS: u32 = 120;

/// What a provider knows of its one customer.
#[derive(Debug)]
pub(crate) struct Registrar {
    credentials: Credentials,
    nonce: String,
    contact: watch::Sender<Option<String>>,
}

impl Registrar {
    pub(crate) fn new(user: &str, secret: &str) -> Result<Self> {
        Ok(Self {
            credentials: Credentials { user: user.to_owned(), secret: secret.to_owned() },
            nonce: net::token()?,
            contact: watch::Sender::default(),
        })
    }

    /// Where the customer said that they take calls; `None` before they registered, and after they
    /// took it back.
    pub(crate) fn contact(&self) -> watch::Receiver<Option<String>> {
        self.contact.subscribe()
    }

    /// The refusal of a request that does not show the secret: without an answer to the challenge
    /// 401, with a wrong one 403.
    pub(crate) fn refuses(&self, method: &str, request: &Message) -> Option<Draft> {
        let shown = request.header("authorization");
        if shown.is_empty() {
            let challenge = format!(
                "Digest realm=\"provider\", nonce=\"{}\", algorithm=MD5, qop=\"auth\"",
                self.nonce
            );
            let refusal = request.response(401, "Unauthorized", "lab");
            return Some(refusal.header("WWW-Authenticate", challenge));
        }
        let right = digest::is_right(&self.credentials, &shown, &self.nonce, method);
        (!right).then(|| request.response(403, "Forbidden", "lab"))
    }

    /// The answer to a REGISTER.
    pub(crate) fn register(&self, request: &Message) -> Draft {
        if let Some(refusal) = self.refuses("REGISTER", request) {
            return refusal;
        }
        let contact = request.header("contact");
        let asked = parameter(&contact, "expires").map(str::to_owned);
        let asked = asked.unwrap_or_else(|| request.header("expires").into_owned());
        let holds = asked.parse().unwrap_or(HOLDS_SECONDS).min(HOLDS_SECONDS);
        let uri = uri_of(&contact).to_owned();
        let answer = request.response(200, "OK", "lab");
        if holds == 0 || uri == "*" {
            self.contact.send_replace(None);
            return answer;
        }
        let answer = answer.header("Contact", format!("<{uri}>;expires={holds}"));
        self.contact.send_replace(Some(uri));
        answer
    }
}
