//! `vasl install` and `vasl uninstall`, where no Asterisk is.

use super::Vasl;
use crate::support::Result;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A PBX of these files, to which Vasl is not attached.
fn pbx(files: &[(&str, &str)]) -> Result<Vasl> {
    let vasl = Vasl::new()?;
    fs::create_dir(vasl.path("asterisk"))?;
    for (name, text) in files {
        fs::write(vasl.path("asterisk").join(name), text)?;
    }
    vasl.configure(
        "[store]\nfolder = \"state\"\n[asterisk]\nconfiguration_folder = \"asterisk\"\n\
         log_folder = \"log\"\nsystem_folder = \".\"\ncommand = \"no-such-asterisk\"\n",
    )?;
    Ok(vasl)
}

fn all(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(files)
}

#[test]
fn what_would_be_done_is_shown_and_not_done() -> Result {
    let vasl = pbx(&[("extensions.conf", "[general]\n"), ("manager.conf", "[general]\n")])?;
    let before = all(&vasl.path("asterisk"))?;
    let shown = vasl.done(&["install", "--dry-run"])?.output;
    for line in [
        "This is plain Asterisk: no program writes extensions.conf",
        "extensions.conf: Asterisk reads vasl/extensions.conf\n    #include vasl/extensions.conf\n",
        "    timestampevents=yes\n",
        "    secret=…\n",
        "manager-secret is made",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    assert_eq!(all(&vasl.path("asterisk"))?, before);
    assert!(!vasl.path("manager-secret").exists() && !vasl.path("state").exists());
    Ok(())
}

#[test]
fn nobody_is_there_to_agree() -> Result {
    let vasl = pbx(&[("extensions.conf", "[general]\n")])?;
    vasl.fails(&["install"], "not_agreed", &["--dry-run", "--yes"])
}

#[test]
fn an_asterisk_that_cannot_be_asked_is_left_alone() -> Result {
    let vasl = pbx(&[("extensions.conf", "[general]\n")])?;
    let before = all(&vasl.path("asterisk"))?;
    let words = ["no-such-asterisk -rx", "run this as root", "command under [asterisk]"];
    vasl.fails(&["install", "--yes"], "asterisk_unreachable", &words)?;
    assert_eq!(all(&vasl.path("asterisk"))?, before);
    assert!(!vasl.path("manager-secret").exists());
    Ok(())
}

#[test]
fn there_is_nothing_to_take_out() -> Result {
    let vasl = pbx(&[("extensions.conf", "[general]\n")])?;
    let printed = vasl.done(&["uninstall", "--yes"])?;
    assert_eq!(printed.output, "There is nothing of Vasl's in the PBX.\n");
    Ok(())
}

/// Asterisk may be down when Vasl is taken out, and a menu may still lead to it.
#[test]
fn it_is_taken_out_without_an_asterisk_and_what_still_leads_to_it_is_named() -> Result {
    let leads = "[ivr-1]\nexten => 3,1,Goto(vasl-reconnect,*5003,1)\n";
    let with = "[general]\n; vasl begin; “vasl uninstall” takes it out\n#include vasl/queues.conf\n\
                ; vasl end\n";
    let vasl = pbx(&[("extensions_additional.conf", leads), ("queues.conf", with)])?;
    let printed = vasl.done(&["uninstall", "--yes"])?;
    for said in ["queues.conf loses Vasl's lines", "extensions_additional.conf", "started next"] {
        assert!(printed.output.contains(said), "{said} in {}", printed.output);
    }
    let files = all(&vasl.path("asterisk"))?;
    assert_eq!(files["queues.conf"], b"[general]\n");
    assert_eq!(files["extensions_additional.conf"], leads.as_bytes());
    Ok(())
}

#[test]
fn a_block_without_its_end_is_left_to_a_person() -> Result {
    let with =
        "[general]\n; vasl begin; “vasl uninstall” takes it out\n#include vasl/queues.conf\n";
    let vasl = pbx(&[("queues.conf", with)])?;
    let printed = vasl.done(&["uninstall", "--yes"])?;
    assert!(printed.output.contains("in queues.conf the line “; vasl end” is gone"));
    assert_eq!(all(&vasl.path("asterisk"))?["queues.conf"], with.as_bytes());
    Ok(())
}
