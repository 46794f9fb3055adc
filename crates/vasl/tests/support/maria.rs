//! A real MariaDB with the tables of a PBX, on a socket of its own.

use super::Result;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A password with everything in it that a shell, PHP or an options file could stumble over.
pub const PASSWORD: &str = "a'b\"c\\d#e;f g";

/// The tables as FreePBX 17 makes them, with an entry of somebody else's.
pub const FREEPBX: &str = "\
CREATE TABLE kvstore_FreePBX_modules_Customappsreg (`key` char(255) NOT NULL, \
 `val` varchar(4096), `type` char(16), `id` char(255), \
 UNIQUE KEY uniqueindex (`key`(190), `id`(190)), KEY keyindex (`key`(190)), \
 KEY idindex (`id`(190))) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO kvstore_FreePBX_modules_Customappsreg VALUES ('3', \
 '{\"destid\":\"3\",\"target\":\"app-theirs,s,1\",\"description\":\"Theirs\",\"notes\":\"\",\"destret\":\"0\",\"dest\":\"\"}', \
 'json-arr', 'dests'), ('currentid', '4', NULL, 'noid');
CREATE TABLE users (extension varchar(20)); INSERT INTO users VALUES ('5050');";

/// The table as Issabel makes it, with a row of somebody else's.
pub fn issabel(charset: &str) -> String {
    format!(
        "CREATE TABLE custom_destinations (custom_dest varchar(80) NOT NULL default '', \
         description varchar(250) NOT NULL default '', notes varchar(255) NOT NULL default '', \
         PRIMARY KEY (custom_dest)) DEFAULT CHARSET={charset};
         INSERT INTO custom_destinations VALUES ('app-theirs,s,1', 'Theirs', '');
         CREATE TABLE users (extension varchar(20)); INSERT INTO users VALUES ('5050');"
    )
}

/// The server. Dropping it ends it.
pub struct Maria {
    child: Child,
    folder: TempDir,
}

impl Maria {
    /// Starts one with these tables, and a user of the PBX's with these rights on them.
    pub fn start(tables: &str, rights: &str) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("vasl-maria-").tempdir()?;
        let at = |name: &str| folder.path().join(name);
        let of = |name: &str, path: PathBuf| format!("--{name}={}", path.display());
        let me = if is_root() { &["--user=root"][..] } else { &[] };
        let made = Command::new("mariadb-install-db")
            .args(["--no-defaults", "--skip-test-db", "--auth-root-authentication-method=normal"])
            .arg(of("datadir", at("data")))
            .arg(of("tmpdir", folder.path().to_owned()))
            .args(me)
            .output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into_owned().into());
        }
        let log = std::fs::File::create(at("log"))?;
        let child = Command::new(server())
            .args(["--no-defaults", "--skip-networking", "--innodb-buffer-pool-size=8M"])
            .args(me)
            .arg(of("datadir", at("data")))
            .arg(of("tmpdir", folder.path().to_owned()))
            .arg(of("socket", at("socket")))
            .arg(of("pid-file", at("pid")))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let maria = Self { child, folder };
        let begun = Instant::now();
        while maria.run("SELECT 1", "mysql").is_err() {
            if begun.elapsed() > Duration::from_secs(30) {
                let log = std::fs::read_to_string(maria.folder.path().join("log"))?;
                return Err(format!("MariaDB does not come up:\n{log}").into());
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        let password: String = PASSWORD.bytes().map(|byte| format!("{byte:02x}")).collect();
        maria.run(
            &format!(
                "CREATE DATABASE asterisk DEFAULT CHARACTER SET utf8mb4; USE asterisk; {tables}
                 SET @made = CONCAT('CREATE USER freepbxuser@localhost IDENTIFIED BY ', \
                 QUOTE(CONVERT(X'{password}' USING utf8mb4))); EXECUTE IMMEDIATE @made;
                 GRANT {rights} ON asterisk.* TO freepbxuser@localhost;"
            ),
            "mysql",
        )?;
        Ok(maria)
    }

    /// The socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// Asks as its administrator, and gives the rows.
    pub fn rows(&self, query: &str) -> Result<Vec<String>> {
        self.run(query, "asterisk")
    }

    fn run(&self, query: &str, database: &str) -> Result<Vec<String>> {
        let output = Command::new("mariadb")
            .arg("--no-defaults")
            .args(["--batch", "--raw", "--skip-column-names", "--user=root"])
            .args(["--default-character-set=utf8mb4", "--execute", query, database])
            .arg(format!("--socket={}", self.socket().display()))
            .stdin(Stdio::null())
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(text.lines().map(str::to_owned).collect())
    }
}

impl Drop for Maria {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Not on everybody's path.
fn server() -> &'static str {
    if Path::new("/usr/sbin/mariadbd").exists() { "/usr/sbin/mariadbd" } else { "mariadbd" }
}

fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}
