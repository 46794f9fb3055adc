//! Requests, and what each sending of one adds.

use super::digest;
use super::message::{Draft, Message};
use super::phone::Phone;
use crate::net;

/// A request to be sent, without what each sending adds.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) uri: Vec<u8>,
    pub(crate) from: Vec<u8>,
    pub(crate) to: Vec<u8>,
    pub(crate) call_id: String,
    pub(crate) extra: Vec<(String, Vec<u8>)>,
    pub(crate) body: Option<(&'static str, Vec<u8>)>,
}

impl Phone {
    /// The datagram of a request.
    pub(crate) fn datagram(
        &self,
        request: &Request,
        cseq: u32,
        branch: &str,
        authorization: Option<&str>,
    ) -> Vec<u8> {
        let mut line = request.method.as_bytes().to_vec();
        line.push(b' ');
        line.extend_from_slice(&request.uri);
        line.extend_from_slice(b" SIP/2.0");
        let mut draft = Draft::new(line)
            .header(
                "Via",
                format!("SIP/2.0/UDP {};rport;branch={branch}", self.local()),
            )
            .header("Max-Forwards", "70")
            .header("From", &request.from)
            .header("To", &request.to)
            .header("Call-ID", &request.call_id)
            .header("CSeq", format!("{cseq} {}", request.method));
        if !matches!(request.method, "ACK" | "CANCEL" | "BYE") {
            draft = draft
                .header("Contact", self.contact())
                .header("Allow", ALLOW);
        }
        if let Some(authorization) = authorization {
            draft = draft.header("Authorization", authorization);
        }
        for (name, value) in &request.extra {
            draft = draft.header(name, value);
        }
        let (kind, body) = request
            .body
            .as_ref()
            .map_or(("", &[][..]), |(k, b)| (*k, b.as_slice()));
        draft.with_body(kind, body)
    }

    /// The answer to a challenge, when this telephone has a secret.
    pub(crate) fn authorize(&self, request: &Request, challenged: &Message) -> Option<String> {
        let credentials = self.credentials()?;
        let challenge = challenged.header(match challenged.status() {
            401 => "www-authenticate",
            407 => "proxy-authenticate",
            _ => return None,
        });
        let uri = String::from_utf8_lossy(&request.uri);
        let cnonce = net::token().ok()?;
        Some(digest::authorization(
            credentials,
            &challenge,
            request.method,
            &uri,
            &cnonce,
        ))
    }
}

pub(crate) const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REFER, NOTIFY";

/// A branch that nobody has used.
pub(crate) fn new_branch() -> String {
    format!("z9hG4bK{}", net::token().unwrap_or_default())
}
