//! A form with files in it (`multipart/form-data`, RFC 7578): bounded, and held in memory.

use super::{Fields, Problem};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use futures_util::StreamExt as _;
use hyper::header::CONTENT_TYPE;
use memchr::memmem::find;
use std::time::Duration;
use tokio::time::timeout;

/// How long such a form may take to come: twenty megabytes by a slow line.
const UPLOAD_WITHIN: Duration = Duration::from_secs(300);

/// So many times as much as is taken may come and be let go.
const LET_GO: usize = 20;

/// No form has more parts.
const MOST_PARTS: usize = 100;

/// A form with files, no larger than `MOST` bytes.
#[derive(Debug, Default)]
pub struct Upload<const MOST: usize> {
    /// What was typed.
    pub fields: Fields,
    /// The files, by the names of their fields.
    files: Vec<(String, Bytes)>,
    /// Whether more was sent than is taken. Nothing is known of it then.
    pub too_large: bool,
}

impl<const MOST: usize> Upload<MOST> {
    /// The file of a field; `None` where none was chosen.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&Bytes> {
        let found = self.files.iter().find(|(known, _)| known == name);
        found.map(|(_, bytes)| bytes).filter(|bytes| !bytes.is_empty())
    }
}

impl<S: Send + Sync, const MOST: usize> FromRequest<S> for Upload<MOST> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let Some(boundary) = kind.and_then(boundary) else {
            // Without a file in it, a form may be sent as any other.
            let super::Form(fields) = super::Form::from_request(request, &()).await?;
            return Ok(Self { fields, ..Self::default() });
        };
        match timeout(UPLOAD_WITHIN, collect(request.into_body(), MOST)).await {
            Ok(Ok(Some(body))) => read(&body, &boundary).ok_or(Problem::Unreadable),
            Ok(Ok(None)) => Ok(Self { too_large: true, ..Self::default() }),
            Ok(Err(_)) | Err(_) => Err(Problem::Unreadable),
        }
    }
}

/// A whole body; `None` where it has more than `most` bytes. What is too large is still taken from
/// the wire, up to a bound, and let go: a browser looks for the answer once it has sent everything.
async fn collect(body: Body, most: usize) -> Result<Option<Bytes>, axum::Error> {
    let mut chunks = body.into_data_stream();
    let (mut whole, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        length = length.saturating_add(chunk.len());
        if length <= most {
            whole.extend_from_slice(&chunk);
        } else if length > most.saturating_mul(LET_GO) {
            return Ok(None);
        } else {
            whole = Vec::new();
        }
    }
    Ok((length <= most).then(|| whole.into()))
}

/// What stands between the parts.
fn boundary(kind: &str) -> Option<String> {
    let (kind, parameters) = kind.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameter(parameters, "boundary")?;
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

/// A parameter of a header: `name="value"`, or without quotes.
fn parameter(text: &str, name: &str) -> Option<String> {
    text.split(';').find_map(|pair| {
        let (known, value) = pair.trim().split_once('=')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim_matches('"').to_owned())
    })
}

fn read<const MOST: usize>(body: &Bytes, boundary: &str) -> Option<Upload<MOST>> {
    let first = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let mut upload = Upload::default();
    let mut rest = body.slice(find(body, first.as_bytes())? + first.len()..);
    for _ in 0..MOST_PARTS {
        if rest.starts_with(b"--") {
            return Some(upload);
        }
        let part = rest.strip_prefix(b"\r\n")?;
        let end = find(part, between.as_bytes())?;
        let (part, after) = (part.get(..end)?, part.get(end + between.len()..)?);
        let head = find(part, b"\r\n\r\n")?;
        let (head, content) = (part.get(..head)?, part.get(head + 4..)?);
        let disposition = disposition(head)?;
        let name = parameter(&disposition, "name")?;
        if parameter(&disposition, "filename").is_some() {
            upload.files.push((name, body.slice_ref(content)));
        } else {
            let value = String::from_utf8_lossy(content).into_owned();
            upload.fields = upload.fields.and(&name, value);
        }
        rest = body.slice_ref(after);
    }
    None
}

/// The header that names a part. A name with a semicolon in it is no field of ours.
fn disposition(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))?;
    Some(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<Upload<1000>> {
        super::read(&Bytes::from(body.to_owned()), "xYz")
    }

    #[test]
    fn fields_and_files_as_a_browser_sends_them() {
        let upload = read(
            "--xYz\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nخوش‌آمد\r\n\
             --xYz\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a;b.wav\"\r\n\
             Content-Type: audio/wav\r\n\r\nRIFF\r\n\r\n--xY\r\n--xYz--\r\n",
        )
        .unwrap();
        assert_eq!(upload.fields.text("name"), "خوش‌آمد");
        assert_eq!(upload.file("file").unwrap().as_ref(), b"RIFF\r\n\r\n--xY");
        assert!(upload.file("name").is_none());
    }

    #[test]
    fn no_file_chosen_is_no_file() {
        let upload = read(
            "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--xYz--",
        );
        assert!(upload.unwrap().file("file").is_none());
    }

    #[test]
    fn what_is_cut_is_not_read() {
        let whole = "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--xYz--";
        assert_eq!(read(whole).unwrap().fields.text("a"), "b");
        for cut in 0..whole.len() {
            let cut = whole.get(..cut).unwrap();
            assert!(read(cut).is_none(), "{cut}");
        }
        let parts = "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n".repeat(101);
        assert!(read(&format!("{parts}--xYz--")).is_none());
    }

    #[test]
    fn what_stands_between_is_named_by_the_header() {
        for (kind, expected) in [
            ("multipart/form-data; boundary=----WebKit7", Some("----WebKit7")),
            ("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", Some("a b")),
            ("application/x-www-form-urlencoded", None),
            ("multipart/form-data; boundary=", None),
            ("multipart/mixed; boundary=a", None),
        ] {
            assert_eq!(boundary(kind).as_deref(), expected, "{kind}");
        }
    }
}
