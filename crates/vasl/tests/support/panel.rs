//! The panel of the running service, in English, as an administrator's browser asks for it.

use super::{CallCentre, Result};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// No page takes so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser in which an administrator is logged in.
pub struct Panel {
    address: String,
    cookies: String,
}

impl Panel {
    /// Makes the first administrator, who is logged in then.
    pub async fn log_in(centre: &CallCentre) -> Result<Self> {
        let invitation = centre.invitation().await?;
        let (base, token) = invitation.split_once("/first-run?token=").ok_or("a token")?;
        let address = base.strip_prefix("http://").ok_or("an address")?.to_owned();
        let mut panel = Self { address, cookies: "vasl_language=en".to_owned() };
        let password = "a+few+words+in+a+row";
        let form = format!("token={token}&name=admin&password={password}&again={password}");
        let (head, _) = panel.ask("POST", "/first-run", &form).await?;
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
        let (head, body) = self.ask("GET", path, "").await?;
        if head.starts_with("HTTP/1.0 200") {
            return Ok(body);
        }
        Err(format!("{path}: {head}").into())
    }

    async fn ask(&self, method: &str, path: &str, body: &str) -> Result<(String, String)> {
        let Self { address, cookies } = self;
        // With 1.0 an answer comes in one piece, and ends with the connection.
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {address}\r\nCookie: {cookies}\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = async {
            let mut stream = TcpStream::connect(address).await?;
            stream.write_all(request.as_bytes()).await?;
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
