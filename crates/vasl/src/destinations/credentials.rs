//! How the PBX itself reaches its database.

use super::DestinationsError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use vasl_asterisk::attach::flavour::Flavour;

/// The login, and where.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
    /// The host; a socket where it is `localhost`.
    pub host: String,
    /// The port, where the PBX names one.
    pub port: Option<u16>,
    /// The socket, where the PBX names one.
    pub socket: Option<PathBuf>,
    /// The database.
    pub database: String,
}

impl Credentials {
    /// Reads them from the PBX's settings in the system's folder.
    ///
    /// # Errors
    /// When they are not all there.
    pub fn read(flavour: Flavour, system: &Path) -> Result<Self, DestinationsError> {
        let own = if flavour == Flavour::Issabel { "issabelpbx.conf" } else { "freepbx.conf" };
        let mut settings = BTreeMap::new();
        for name in ["amportal.conf", own] {
            let text = std::fs::read(system.join(name)).unwrap_or_default();
            settings.extend(read_settings(&String::from_utf8_lossy(&text)));
        }
        let no_login = || DestinationsError::NoLogin { path: system.join(own) };
        let needed = |key: &str| settings.get(key).cloned().ok_or_else(no_login);
        if let Some(engine) = settings.get("AMPDBENGINE")
            && !["mysql", "mysqli", "mariadb"].contains(&engine.as_str())
        {
            return Err(DestinationsError::Engine { engine: engine.clone() });
        }
        let or = |key: &str, default: &str| {
            let found = settings.get(key).filter(|value| !value.is_empty());
            found.cloned().unwrap_or_else(|| default.to_owned())
        };
        Ok(Self {
            user: needed("AMPDBUSER")?,
            password: needed("AMPDBPASS")?,
            host: or("AMPDBHOST", "localhost"),
            port: settings.get("AMPDBPORT").and_then(|port| port.parse().ok()),
            socket: settings.get("AMPDBSOCK").filter(|path| !path.is_empty()).map(PathBuf::from),
            database: or("AMPDBNAME", "asterisk"),
        })
    }
}

/// `$amp_conf['AMPDBUSER'] = 'x';` of PHP, or `AMPDBUSER=x` of a shell.
fn read_settings(text: &str) -> impl Iterator<Item = (String, String)> {
    text.lines().filter_map(|line| {
        let line = line.trim();
        let (key, value) = line.split_once('=')?;
        let key = match key.trim().strip_prefix("$amp_conf[") {
            Some(key) => key.trim_end_matches(']').trim_matches(['\'', '"']),
            None => key.trim(),
        };
        let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let named = !key.is_empty() && key.chars().all(plain);
        named.then(|| (key.to_owned(), value_of(value.trim())))
    })
}

/// A value, without the quotes around it and what stands behind them.
fn value_of(text: &str) -> String {
    let Some(quote @ ('\'' | '"')) = text.chars().next() else {
        return text.trim_end_matches(';').trim().to_owned();
    };
    let mut value = String::new();
    let mut escaped = false;
    for c in text.chars().skip(1) {
        match c {
            '\\' if !escaped => escaped = true,
            c if c == quote && !escaped => return value,
            c => {
                // In PHP a backslash before any other letter is itself.
                if escaped && c != quote && c != '\\' {
                    value.push('\\');
                }
                value.push(c);
                escaped = false;
            }
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(flavour: Flavour, files: &[(&str, &str)]) -> Result<Credentials, DestinationsError> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Credentials::read(flavour, folder.path())
    }

    #[test]
    fn as_freepbx_writes_them() {
        let php = "<?php\n$amp_conf['AMPDBUSER'] = 'freepbxuser';\n\
                   $amp_conf[\"AMPDBPASS\"] = 'a\\'b\\\\c;#d';\n$amp_conf['AMPDBHOST'] = 'localhost';\n\
                   $amp_conf['AMPDBPORT'] = '3306';\n$amp_conf['AMPDBENGINE'] = 'mysql';\n\
                   $amp_conf['datasource'] = ''; //for sqlite3\n\
                   require_once('/var/www/html/admin/bootstrap.php');\n?>\n";
        let read = read(Flavour::FreePbx, &[("freepbx.conf", php)]).unwrap();
        assert_eq!((read.user.as_str(), read.password.as_str()), ("freepbxuser", "a'b\\c;#d"));
        assert_eq!((read.database.as_str(), read.port), ("asterisk", Some(3306)));
    }

    #[test]
    fn as_issabel_writes_them() {
        let shell = "# a comment = 1\nAMPDBHOST=localhost\nAMPDBENGINE=mysql\nAMPDBNAME=asterisk\n\
                     AMPDBUSER=asteriskuser\nAMPDBPASS=amp#109\n";
        let read = read(Flavour::Issabel, &[("amportal.conf", shell)]).unwrap();
        assert_eq!((read.user.as_str(), read.password.as_str()), ("asteriskuser", "amp#109"));
    }

    #[test]
    fn what_is_missing_is_said() {
        let error = read(Flavour::FreePbx, &[]).err().unwrap().to_string();
        assert!(error.contains("freepbx.conf"), "{error}");
        let sqlite = "AMPDBENGINE=sqlite3\nAMPDBUSER=a\nAMPDBPASS=b\n";
        let error = read(Flavour::Issabel, &[("amportal.conf", sqlite)]).err().unwrap();
        assert!(error.to_string().contains("sqlite3"), "{error}");
    }
}
