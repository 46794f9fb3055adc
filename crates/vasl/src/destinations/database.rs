//! The database, by its own command-line client.

use super::DestinationsError;
use super::credentials::Credentials;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::timeout;

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The clients, by their names of today and of before.
const CLIENTS: [&str; 2] = ["mariadb", "mysql"];

/// Where systems have the socket.
const SOCKETS: [&str; 3] =
    ["/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock"];

/// Asks one database.
pub struct Database {
    credentials: Credentials,
}

impl Database {
    /// Asks with these credentials.
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials }
    }

    /// Runs a script up to its first error, and gives the lines that it prints.
    ///
    /// # Errors
    /// When there is no client, or the database refuses or does not answer.
    pub async fn run(&self, script: &str) -> Result<Vec<String>, DestinationsError> {
        let mut missing = ErrorKind::NotFound.into();
        for client in CLIENTS {
            match self.ask(client, script).await {
                Err(DestinationsError::NoClient(error)) => missing = error,
                other => return other,
            }
        }
        Err(DestinationsError::NoClient(missing))
    }

    async fn ask(&self, client: &str, script: &str) -> Result<Vec<String>, DestinationsError> {
        let mut command = Command::new(client);
        // First, or it does not count: the settings of whoever runs this are for another login.
        command.arg("--no-defaults");
        command.args(["--batch", "--skip-column-names", "--default-character-set=utf8mb4"]);
        command.arg("--connect-timeout=5");
        command.args(self.address());
        command.arg(format!("--user={}", self.credentials.user));
        command.arg(&self.credentials.database);
        // On the command line everybody could read it.
        command.env("MYSQL_PWD", &self.credentials.password);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        let mut child = command.spawn().map_err(DestinationsError::NoClient)?;
        let mut input = child.stdin.take();
        let script = script.to_owned();
        let output = timeout(PATIENCE, async move {
            if let Some(input) = &mut input {
                // A client that has ended says why.
                let _ = input.write_all(script.as_bytes()).await;
                let _ = input.shutdown().await;
            }
            drop(input);
            child.wait_with_output().await
        });
        let output = match output.await {
            Ok(Ok(output)) => output,
            Ok(Err(error)) => return Err(DestinationsError::Refused(error.to_string())),
            Err(_) => return Err(DestinationsError::Silent),
        };
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.trim().lines().last().unwrap_or("nothing").to_owned();
            return Err(DestinationsError::Refused(said));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn address(&self) -> Vec<String> {
        let Credentials { host, port, socket, .. } = &self.credentials;
        if host != "localhost" {
            let port = port.map(|port| format!("--port={port}"));
            return [Some(format!("--host={host}")), port].into_iter().flatten().collect();
        }
        let usual = || SOCKETS.iter().map(PathBuf::from).find(|path| Path::exists(path));
        let socket = socket.clone().or_else(usual);
        socket.map(|path| format!("--socket={}", path.display())).into_iter().collect()
    }
}
