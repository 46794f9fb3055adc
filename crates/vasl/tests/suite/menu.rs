//! The modules in the PBX's own menu of destinations, in a real MariaDB.

#![cfg(feature = "real-database")]

use crate::support::maria::{FREEPBX, Maria, PASSWORD, issabel};
use crate::support::{Result, Service, env_binary};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A name that would be run, were it ever read as a query, a dialplan or a page.
const HOSTILE: &str = "x'); DROP TABLE users; -- ${SHELL(touch /tmp/vasl-was-here)} <b>\\'\"` \
                       پشتیبانی";

/// What stays of it.
const HARMLESS: &str = "*5003 x DROP TABLE users -- SHELL touch tmp vasl-was-here b";

const MODULE: [&str; 6] = ["--for", "1:00", "--side", "queue:99", "--failure", "queue:99"];

/// Vasl in front of a PBX whose database this is.
struct Pbx {
    vasl: Service,
    maria: Maria,
    folder: TempDir,
}

impl Pbx {
    fn new(flavour: &str, tables: &str, rights: &str) -> Result<Self> {
        let maria = Maria::start(tables, rights)?;
        let folder = tempfile::tempdir()?;
        let at = |name: &str| folder.path().join(name);
        let reads = format!("#include extensions_override_{flavour}.conf\n");
        std::fs::create_dir(at("asterisk"))?;
        std::fs::write(at("asterisk/extensions.conf"), reads)?;
        let php = PASSWORD.replace('\\', "\\\\").replace('\'', "\\'");
        let settings = format!(
            "<?php\n$amp_conf['AMPDBUSER'] = 'freepbxuser';\n$amp_conf['AMPDBPASS'] = '{php}';\n\
             $amp_conf['AMPDBHOST'] = 'localhost';\n$amp_conf['AMPDBNAME'] = 'asterisk';\n\
             $amp_conf['AMPDBENGINE'] = 'mysql';\n$amp_conf['AMPDBSOCK'] = '{}';\n",
            maria.socket().display()
        );
        std::fs::write(at(&format!("{flavour}.conf")), settings)?;
        let config = format!(
            "[store]\nfolder = \"state\"\n[agi]\nlisten = \"127.0.0.1:0\"\n[asterisk]\n\
             address = \"127.0.0.1:1\"\nsecret = \"none\"\nsystem_folder = {:?}\n\
             configuration_folder = {:?}\n",
            folder.path(),
            at("asterisk"),
        );
        std::fs::write(at("vasl.toml"), config)?;
        let vasl = Service::new(env_binary(), at("vasl.toml"));
        Ok(Self { vasl, maria, folder })
    }

    async fn add(&self, code: &str, name: &str) -> Result {
        self.vasl.done(&[&["module", "add", code, name][..], &MODULE].concat()).await
    }

    async fn sync(&self) -> Result<Value> {
        self.vasl.json(&["destinations", "sync"]).await
    }

    /// FreePBX's entries by key, as its own code reads them.
    fn freepbx(&self) -> Result<Vec<Value>> {
        let rows = self.maria.rows(
            "SELECT val FROM kvstore_FreePBX_modules_Customappsreg WHERE id = 'dests' AND type = \
             'json-arr' ORDER BY CAST(`key` AS UNSIGNED)",
        )?;
        rows.iter().map(|row| Ok(serde_json::from_str(row)?)).collect()
    }

    fn current_id(&self) -> Result<Vec<String>> {
        self.maria.rows(
            "SELECT val FROM kvstore_FreePBX_modules_Customappsreg WHERE `key` = 'currentid' AND \
             id = 'noid' AND type IS NULL",
        )
    }

    fn issabel(&self) -> Result<Vec<String>> {
        let columns = "custom_dest, '|', description, '|', notes <> ''";
        let query = format!("SELECT CONCAT({columns}) FROM custom_destinations ORDER BY 1");
        self.maria.rows(&query)
    }

    fn others_are_untouched(&self) -> Result {
        assert_eq!(self.maria.rows("SELECT extension FROM users")?, ["5050"]);
        assert!(!std::path::Path::new("/tmp/vasl-was-here").exists());
        Ok(())
    }
}

#[tokio::test]
async fn freepbx_has_the_modules_as_custom_destinations() -> Result {
    let pbx = Pbx::new("freepbx", FREEPBX, "SELECT, INSERT, UPDATE, DELETE")?;
    let theirs = pbx.freepbx()?;
    pbx.add("*5003", "پشتیبانی").await?;
    pbx.add("*5004", "فروش").await?;
    let changed = pbx.sync().await?;
    let targets = json!(["vasl-reconnect,*5003,1", "vasl-reconnect,*5004,1"]);
    assert_eq!(changed["added"], targets);
    let entries = pbx.freepbx()?;
    assert_eq!(entries[0], theirs[0]);
    assert_eq!(entries[1]["destid"], "4");
    assert_eq!(entries[1]["target"], "vasl-reconnect,*5003,1");
    assert_eq!(entries[1]["description"], "*5003 پشتیبانی");
    assert_eq!(entries[1]["destret"], "0");
    assert_eq!(pbx.current_id()?, ["6"]);
    let again = pbx.sync().await?;
    assert_eq!(again, json!({ "added": [], "renamed": [], "removed": [] }));

    pbx.vasl.done(&["module", "edit", "*5003", "--name", HOSTILE]).await?;
    pbx.vasl.done(&["module", "remove", "*5004"]).await?;
    let changed = pbx.sync().await?;
    assert_eq!(changed["renamed"], json!(["vasl-reconnect,*5003,1"]));
    assert_eq!(changed["removed"], json!(["vasl-reconnect,*5004,1"]));
    let entries = pbx.freepbx()?;
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[1]["description"], HARMLESS);
    assert_eq!(entries[1]["destid"], "4", "what leads there still does");
    pbx.others_are_untouched()
}

#[tokio::test]
async fn the_service_keeps_the_menu_in_step_and_uninstall_empties_it() -> Result {
    let pbx = Pbx::new("freepbx", FREEPBX, "SELECT, INSERT, UPDATE, DELETE")?;
    let theirs = pbx.freepbx()?;
    pbx.add("*5003", "پشتیبانی").await?;
    pbx.vasl.spawn().await?;
    pbx.vasl.wait_says("menu of destinations has the modules").await?;
    assert_eq!(pbx.freepbx()?[1]["description"], "*5003 پشتیبانی");
    // A name is no concern of Asterisk's, so it is changed without a link.
    pbx.vasl.done(&["module", "edit", "*5003", "--name", "فروش"]).await?;
    pbx.vasl.wait_says_times("menu of destinations has the modules", 2).await?;
    assert_eq!(pbx.freepbx()?[1]["description"], "*5003 فروش");
    pbx.vasl.stop().await?;
    pbx.vasl.done(&["uninstall", "--yes"]).await?;
    assert_eq!(pbx.freepbx()?, theirs);
    assert!(!pbx.folder.path().join("asterisk/vasl").exists());
    pbx.others_are_untouched()
}

#[tokio::test]
async fn issabel_has_the_modules_as_custom_destinations() -> Result {
    let pbx = Pbx::new("issabelpbx", &issabel("utf8mb4"), "ALL")?;
    pbx.add("*5003", "پشتیبانی").await?;
    pbx.sync().await?;
    let rows = ["app-theirs,s,1|Theirs|0", "vasl-reconnect,*5003,1|*5003 پشتیبانی|1"];
    assert_eq!(pbx.issabel()?, rows);
    pbx.vasl.done(&["module", "edit", "*5003", "--name", HOSTILE]).await?;
    pbx.sync().await?;
    assert_eq!(pbx.issabel()?[1], format!("vasl-reconnect,*5003,1|{HARMLESS}|1"));
    pbx.vasl.done(&["module", "remove", "*5003"]).await?;
    pbx.sync().await?;
    assert_eq!(pbx.issabel()?, rows[..1]);
    pbx.others_are_untouched()
}

#[tokio::test]
async fn an_issabel_whose_tables_hold_no_persian_has_the_codes() -> Result {
    let pbx = Pbx::new("issabelpbx", &issabel("latin1"), "ALL")?;
    pbx.add("*5003", "پشتیبانی").await?;
    pbx.sync().await?;
    assert_eq!(pbx.issabel()?[1], "vasl-reconnect,*5003,1|*5003 Vasl|1");
    assert_eq!(pbx.sync().await?["renamed"], json!([]));
    pbx.others_are_untouched()
}

#[tokio::test]
async fn without_the_rights_it_says_what_to_type() -> Result {
    let pbx = Pbx::new("freepbx", FREEPBX, "SELECT")?;
    pbx.add("*5003", "پشتیبانی").await?;
    let theirs = pbx.freepbx()?;
    let printed = pbx.vasl.run(&["destinations", "sync"]).await?;
    assert!(!printed.success);
    for said in ["denied", "Custom Destinations", "vasl-reconnect,*5003,1", "*5003 پشتیبانی"]
    {
        assert!(printed.errors.contains(said), "{said} in {}", printed.errors);
    }
    assert_eq!(pbx.freepbx()?, theirs);
    // A change of the modules does not wait for the menu, nor fail with it.
    pbx.vasl.spawn().await?;
    pbx.vasl.wait_says("could not be put into the PBX's menu").await?;
    pbx.vasl.done(&["module", "edit", "*5003", "--name", "فروش"]).await?;
    pbx.vasl.stop().await
}
