//! SIP messages.

use std::borrow::Cow;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// A request's method and URI.
    Request(String, String),
    /// A response's status.
    Response(u16, String),
}

/// A message that was received.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) start: Start,
    headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Reads a datagram; `None` when it is no SIP message (a keep-alive, say).
    pub(crate) fn parse(datagram: &[u8]) -> Option<Self> {
        let end = datagram.windows(4).position(|four| four == b"\r\n\r\n")?;
        let (head, body) = (datagram.get(..end)?, datagram.get(end + 4..)?);
        let mut lines = head
            .split(|&byte| byte == b'\n')
            .map(|line| line.trim_ascii_end());
        let first = String::from_utf8_lossy(lines.next()?).into_owned();
        let mut words = first.splitn(3, ' ');
        let (one, two, three) = (words.next()?, words.next()?, words.next().unwrap_or(""));
        let start = if one == "SIP/2.0" {
            Start::Response(two.parse().ok()?, three.to_owned())
        } else {
            Start::Request(one.to_owned(), two.to_owned())
        };
        let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
        for line in lines {
            if line
                .first()
                .is_some_and(|byte| matches!(byte, b' ' | b'\t'))
            {
                if let Some((_, value)) = headers.last_mut() {
                    value.extend_from_slice(line);
                }
            } else if let Some(colon) = line.iter().position(|&byte| byte == b':') {
                let (name, value) = line.split_at(colon);
                let name = String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase();
                let value = value.get(1..).unwrap_or_default().trim_ascii().to_vec();
                headers.push((full_name(&name).to_owned(), value));
            }
        }
        Some(Self {
            start,
            headers,
            body: body.to_vec(),
        })
    }

    /// The first header of this name (lower case), as bytes.
    pub(crate) fn raw(&self, name: &str) -> Option<&[u8]> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_slice())
    }

    /// The first header of this name (lower case); empty when there is none.
    pub(crate) fn header(&self, name: &str) -> Cow<'_, str> {
        String::from_utf8_lossy(self.raw(name).unwrap_or_default())
    }

    /// Every header of this name, as bytes.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> + 'a {
        self.headers
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, v)| v.as_slice())
    }

    /// The number and method of its CSeq.
    pub(crate) fn cseq(&self) -> (u32, String) {
        let value = self.header("cseq");
        let mut words = value.split_ascii_whitespace();
        let number = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        (number, words.next().unwrap_or("").to_owned())
    }

    /// The branch of its topmost Via.
    pub(crate) fn branch(&self) -> String {
        parameter(&self.header("via"), "branch")
            .unwrap_or_default()
            .to_owned()
    }

    /// A response's status; 0 for a request.
    pub(crate) fn status(&self) -> u16 {
        if let Start::Response(status, _) = &self.start {
            *status
        } else {
            0
        }
    }

    /// The first line, for traces.
    pub(crate) fn first_line(&self) -> String {
        match &self.start {
            Start::Request(method, uri) => format!("{method} {uri}"),
            Start::Response(status, reason) => {
                format!("{status} {reason} to {}", self.cseq().1)
            }
        }
    }

    /// A response to this request: its Via, From, To (with our tag), Call-ID and CSeq.
    pub(crate) fn response(&self, status: u16, reason: &str, tag: &str) -> Draft {
        let mut draft = Draft::new(format!("SIP/2.0 {status} {reason}"));
        for via in self.all("via") {
            draft = draft.header("Via", via);
        }
        let mut to = self.raw("to").unwrap_or_default().to_vec();
        if parameter(&self.header("to"), "tag").is_none() {
            to.extend_from_slice(format!(";tag={tag}").as_bytes());
        }
        draft
            .header("From", self.raw("from").unwrap_or_default())
            .header("To", to)
            .header("Call-ID", self.raw("call-id").unwrap_or_default())
            .header("CSeq", self.raw("cseq").unwrap_or_default())
    }
}

/// A message to be sent. Header values are bytes, sent as they are.
#[derive(Clone, Debug)]
pub(crate) struct Draft(Vec<u8>);

impl Draft {
    pub(crate) fn new(first_line: impl AsRef<[u8]>) -> Self {
        let mut bytes = first_line.as_ref().to_vec();
        bytes.extend_from_slice(b"\r\n");
        Self(bytes)
    }

    #[must_use]
    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b": ");
        self.0.extend_from_slice(value.as_ref());
        self.0.extend_from_slice(b"\r\n");
        self
    }

    /// The datagram, with a body of this type.
    pub(crate) fn with_body(self, kind: &str, body: &[u8]) -> Vec<u8> {
        let draft = if body.is_empty() {
            self
        } else {
            self.header("Content-Type", kind)
        };
        let mut bytes = draft.header("Content-Length", body.len().to_string()).0;
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(body);
        bytes
    }

    /// The datagram, without a body.
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.with_body("", b"")
    }
}

fn full_name(name: &str) -> &str {
    match name {
        "v" => "via",
        "f" => "from",
        "t" => "to",
        "i" => "call-id",
        "m" => "contact",
        "c" => "content-type",
        "l" => "content-length",
        other => other,
    }
}

/// A parameter behind the address of a header such as To or Via.
pub(crate) fn parameter<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    let parameters = value.rsplit_once('>').map_or(value, |(_, after)| after);
    parameters.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// The URI of a header such as Contact.
pub(crate) fn uri_of(value: &str) -> &str {
    match value.split_once('<') {
        Some((_, rest)) => rest.split_once('>').map_or(rest, |(uri, _)| uri),
        None => value.split_once(';').map_or(value, |(uri, _)| uri),
    }
}

/// The display name of a header such as From, without its quotes.
pub(crate) fn display_name(value: &str) -> &str {
    value
        .rsplit_once('<')
        .map_or("", |(name, _)| name.trim().trim_matches('"'))
}

/// The user part of a SIP URI.
pub(crate) fn user_of(uri: &str) -> &str {
    let rest = uri.split_once(':').map_or(uri, |(_, rest)| rest);
    rest.rsplit_once('@').map_or("", |(user, _)| user)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVITE: &[u8] = b"INVITE sip:5050@127.0.0.3:7000 SIP/2.0\r\n\
        Via: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bKPj1\r\n\
        f: \"Ali;R\" <sip:0912@127.0.0.1>;tag=a1\r\nTo: <sip:5050@127.0.0.3;ob>\r\n\
        Call-ID: 77\r\nCSeq: 12 INVITE\r\nContact: <sip:asterisk@127.0.0.1:5060>\r\n\
        Subject: one\r\n two\r\nContent-Length: 3\r\n\r\nv=0";

    #[test]
    fn reads_a_request() {
        let invite = Message::parse(INVITE).unwrap();
        let uri = "sip:5050@127.0.0.3:7000".to_owned();
        assert_eq!(invite.start, Start::Request("INVITE".into(), uri));
        assert_eq!(invite.cseq(), (12, "INVITE".into()));
        assert_eq!(invite.branch(), "z9hG4bKPj1");
        assert_eq!(invite.header("subject"), "one two");
        assert_eq!(parameter(&invite.header("from"), "tag"), Some("a1"));
        assert_eq!(parameter(&invite.header("to"), "tag"), None);
        assert_eq!(display_name(&invite.header("from")), "Ali;R");
        assert_eq!(user_of(uri_of(&invite.header("from"))), "0912");
        assert_eq!(
            uri_of(&invite.header("contact")),
            "sip:asterisk@127.0.0.1:5060"
        );
        assert_eq!(invite.body, b"v=0");
    }

    #[test]
    fn a_response_takes_what_it_must_from_the_request() {
        let bytes = Message::parse(INVITE)
            .unwrap()
            .response(180, "Ringing", "b2")
            .bytes();
        let ringing = Message::parse(&bytes).unwrap();
        assert_eq!(ringing.status(), 180);
        assert_eq!(ringing.branch(), "z9hG4bKPj1");
        assert_eq!(ringing.header("to"), "<sip:5050@127.0.0.3;ob>;tag=b2");
        assert_eq!(ringing.first_line(), "180 Ringing to INVITE");
    }

    #[test]
    fn what_is_no_message_is_none() {
        assert!(Message::parse(b"\r\n\r\n").is_none());
        assert!(Message::parse(b"hello").is_none());
    }
}
