//! An Asterisk that does as it is told.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::{TcpListener, TcpStream};
use vasl_ami::Secret;
use vasl_ami::codec::{Decoder, Incoming, Message};
use vasl_ami::session::{Connection, LoginError, Settings, Subscription};

pub(crate) const SECRET: &str = "hunter2";
const CHALLENGE: &str = "158713605";
/// hex(md5("158713605hunter2"))
const KEY: &str = "38557d2955b58ea6bbbef38498cc12c2";

pub(crate) struct Fake<S> {
    stream: S,
    decoder: Decoder,
    unread: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Fake<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, decoder: Decoder::without_banner(), unread: Vec::new() }
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    pub(crate) async fn banner(&mut self) {
        self.send("Asterisk Call Manager/11.0.0\r\n").await;
    }

    /// The next action; `None` when the client is gone.
    pub(crate) async fn action(&mut self) -> Option<Message> {
        loop {
            let mut rest = self.unread.as_slice();
            let found = self.decoder.decode(&mut rest);
            self.unread = rest.to_vec();
            if let Some(Incoming::Message(message)) = found {
                return Some(message);
            }
            let mut buffer = vec![0; 4096];
            let read = self.stream.read(&mut buffer).await.unwrap_or(0);
            if read == 0 {
                return None;
            }
            buffer.truncate(read);
            self.unread = buffer;
        }
    }

    pub(crate) async fn expect(&mut self, name: &str) -> Message {
        let action = self.action().await.unwrap();
        assert_eq!(action.text("Action").unwrap(), name);
        action
    }

    pub(crate) async fn answer(&mut self, action: &Message, rest: &str) {
        let id = action.text("ActionID").unwrap();
        self.send(&format!("Response: Success\r\nActionID: {id}\r\n{rest}\r\n")).await;
    }

    pub(crate) async fn refuse(&mut self, action: &Message, why: &str) {
        let id = action.text("ActionID").unwrap();
        self.send(&format!("Response: Error\r\nActionID: {id}\r\nMessage: {why}\r\n\r\n")).await;
    }

    /// The login by challenge; gives what `Events` asked for.
    pub(crate) async fn log_in(&mut self) -> String {
        self.banner().await;
        let challenge = self.expect("Challenge").await;
        self.answer(&challenge, &format!("Challenge: {CHALLENGE}\r\n")).await;
        let login = self.expect("Login").await;
        assert_eq!(login.text("Key").unwrap(), KEY);
        assert_eq!(login.text("Username").unwrap(), "vasl");
        assert_eq!(login.get("Secret"), None);
        self.answer(&login, "Message: Authentication accepted\r\n").await;
        login.text("Events").unwrap().into_owned()
    }

    pub(crate) async fn pong(&mut self) {
        let ping = self.expect("Ping").await;
        self.answer(&ping, "Ping: Pong\r\nTimestamp: 1763864494.000001\r\n").await;
    }
}

pub(crate) fn settings(address: &str) -> Settings {
    Settings::new(address, "vasl", Secret::new(SECRET))
}

/// Both ends of a connection that is logged in.
pub(crate) async fn connected(
    settings: &Settings,
    subscription: Subscription,
) -> (Connection, Fake<DuplexStream>) {
    let (ours, theirs) = duplex(64 * 1024);
    let mut fake = Fake::new(theirs);
    let (connection, _) =
        tokio::join!(Connection::over(ours, settings, subscription), fake.log_in());
    (connection.unwrap(), fake)
}

/// A login that comes to nothing.
pub(crate) async fn failed(
    settings: &Settings,
    script: impl AsyncFnOnce(&mut Fake<DuplexStream>),
) -> LoginError {
    let (ours, theirs) = duplex(64 * 1024);
    let mut fake = Fake::new(theirs);
    let (connection, ()) =
        tokio::join!(Connection::over(ours, settings, Subscription::Off), script(&mut fake));
    connection.err().unwrap()
}

pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

pub(crate) async fn accept(listener: &TcpListener) -> Fake<TcpStream> {
    Fake::new(listener.accept().await.unwrap().0)
}
