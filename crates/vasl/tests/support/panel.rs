//! The panel of the running service, in English, as an administrator's browser asks for it.

use super::{CallCentre, Result};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// No page takes so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a form is sent as.
const FORM: &str = "application/x-www-form-urlencoded";

/// A browser in which an administrator is logged in.
pub struct Panel {
    address: String,
    cookies: String,
}

impl Panel {
    /// Makes the first administrator, who is logged in then.
    pub async fn log_in(centre: &CallCentre) -> Result<Self> {
        Self::invited(&centre.invitation().await?).await
    }

    /// Makes the first administrator by the address that the service prints for it.
    pub async fn invited(invitation: &str) -> Result<Self> {
        let (base, token) = invitation.split_once("/first-run?token=").ok_or("a token")?;
        let address = base.strip_prefix("http://").ok_or("an address")?.to_owned();
        let mut panel = Self { address, cookies: "vasl_language=en".to_owned() };
        let password = "a+few+words+in+a+row";
        let form = format!("token={token}&name=admin&password={password}&again={password}");
        let (head, _) = panel.ask("POST", "/first-run", FORM, form.as_bytes()).await?;
        let cookies = head.lines().filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie").then(|| value.split(';').next())?
        });
        let session = cookies.into_iter().find(|cookie| cookie.starts_with("vasl_session="));
        panel.cookies = session.ok_or_else(|| format!("nobody is logged in: {head}"))?.to_owned();
        Ok(panel)
    }

    /// Looks at a page that is there.
    pub async fn get(&self, path: &str) -> Result<String> {
        let (head, body) = self.ask("GET", path, FORM, b"").await?;
        if head.starts_with("HTTP/1.0 200") {
            return Ok(body);
        }
        Err(format!("{path}: {head}").into())
    }

    /// Sends a form, and gives the status of the answer.
    pub async fn post(&self, path: &str, form: &str) -> Result<String> {
        let (head, _) = self.ask("POST", path, FORM, form.as_bytes()).await?;
        Ok(status(&head))
    }

    /// Sends a file as a form does, and gives the status of the answer.
    pub async fn upload(&self, path: &str, file: &str) -> Result<String> {
        let body = format!(
            "--file\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n\
             {file}\r\n--file--\r\n"
        );
        let kind = "multipart/form-data; boundary=file";
        let (head, _) = self.ask("POST", path, kind, body.as_bytes()).await?;
        Ok(status(&head))
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<(String, String)> {
        let Self { address, cookies } = self;
        // With 1.0 an answer comes in one piece, and ends with the connection.
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {address}\r\nCookie: {cookies}\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let answer = async {
            let mut stream = TcpStream::connect(address).await?;
            stream.write_all(request.as_bytes()).await?;
            stream.write_all(body).await?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await?;
            Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).into_owned())
        };
        let answer =
            timeout(PATIENCE, answer).await.map_err(|_| format!("{path} does not come"))??;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("an answer")?;
        Ok((head.to_owned(), body.to_owned()))
    }
}

/// `422` of `HTTP/1.0 422 Unprocessable Content`.
fn status(head: &str) -> String {
    head.split_whitespace().nth(1).unwrap_or_default().to_owned()
}
