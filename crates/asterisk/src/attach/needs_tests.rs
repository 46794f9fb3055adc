use super::*;
use crate::attach::flavour::{Found, recognise};
use crate::attach::folder::Folder;
use std::fs;

const LOGIN: Login<'static> = Login { user: "vasl", secret: "0a1b" };

/// What a PBX of these files has.
fn present(files: &[(&str, &str)]) -> Present {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    Folder::new(folder.path(), folder.path()).read().unwrap()
}

/// The files of a PBX once the changes are made.
fn after(present: &Present, login: &Login<'_>) -> Present {
    let mut after = present.clone();
    for change in needs(present, login).changes(present) {
        match change.after {
            Some(text) => after.texts.insert(change.file, text),
            None => after.texts.remove(&change.file),
        };
    }
    after
}

fn lines<'a>(needs: &'a Needs, file: &str) -> Vec<&'a str> {
    needs.edits[file].lines.iter().map(String::as_str).collect()
}

const FREEPBX: [(&str, &str); 9] = [
    (
        "extensions.conf",
        "#include extensions_override_freepbx.conf\n#include extensions_additional.conf\n\
         #include extensions_custom.conf\n[from-trunk]\n",
    ),
    ("extensions_custom.conf", "[from-internal-custom]\n"),
    (
        "queues.conf",
        "[general]\n#include queues_general_additional.conf\n#include queues_custom.conf\n",
    ),
    ("queues_general_additional.conf", "persistentmembers=yes\nshared_lastcall=yes\n"),
    ("pjsip.conf", "#include pjsip_custom.conf\n[global]\n"),
    (
        "manager.conf",
        "[general]\nenabled = yes\nbindaddr = 0.0.0.0\n[admin]\nsecret = x\n\
         #include manager_additional.conf\n#include manager_custom.conf\n",
    ),
    ("cel.conf", "[general]\n#include cel_general_additional.conf\n"),
    ("cel_general_additional.conf", "enable=yes\napps=all\nevents=all\n"),
    ("cel_custom.conf", ""),
];

#[test]
fn freepbx_gets_lines_only_in_the_files_that_it_leaves_alone() {
    let present = present(&FREEPBX);
    let found = needs(&present, &LOGIN);
    let files: Vec<&str> = found.edits.keys().map(String::as_str).collect();
    assert_eq!(
        files,
        [
            "cel_custom.conf",
            "extensions_custom.conf",
            "manager_custom.conf",
            "pjsip_custom.conf",
            "queues_custom.conf"
        ]
    );
    assert_eq!(lines(&found, "extensions_custom.conf"), ["#include vasl/extensions.conf"]);
    let manager = lines(&found, "manager_custom.conf");
    assert_eq!(manager[..3], ["[general](+)", "timestampevents=yes", "[vasl]"]);
    assert!(manager.contains(&"read=agent,call,system"), "{manager:?}");
    assert_eq!(found.by_hand, Vec::<String>::new());
}

#[test]
fn what_was_added_is_enough_and_a_second_time_adds_nothing() {
    let plain = [("extensions.conf", "[general]"), ("manager.conf", "[general]\nenabled=yes")];
    for files in [&FREEPBX[..], &plain, &[]] {
        let once = after(&present(files), &LOGIN);
        let again = needs(&once, &LOGIN);
        assert_eq!(again, Needs::default(), "{files:?}");
        assert_eq!(secret_of(&once, "vasl").as_deref(), Some("0a1b"));
    }
}

#[test]
fn on_a_bare_asterisk_the_manager_is_switched_on_for_this_machine_only() {
    let found = needs(&present(&[("manager.conf", "[general]\nenabled=no\n")]), &LOGIN);
    let lines = lines(&found, "manager.conf");
    assert_eq!(
        lines[..4],
        ["[general](+)", "enabled=yes", "bindaddr=127.0.0.1", "timestampevents=yes"]
    );
    assert!(found.edits["cel.conf"].lines.contains(&"enable=yes".to_owned()));
}

#[test]
fn a_no_of_somebody_else_is_set_aside_where_people_write_the_file() {
    let files = [("queues.conf", "[general]\nshared_lastcall = no ; why\n[99]\n")];
    let present = present(&files);
    let once = after(&present, &LOGIN);
    let queues = String::from_utf8_lossy(once.text("queues.conf").unwrap()).into_owned();
    assert!(queues.contains("\n;vasl was: shared_lastcall = no ; why\n"), "{queues}");
    assert_eq!(text::values(&once.joined("queues.conf"), "general", "shared_lastcall"), ["yes"]);
    let text = once.text("queues.conf").unwrap();
    let theirs = block::Without::Text(files[0].1.as_bytes().to_vec());
    assert_eq!(block::without_blocks(text), theirs);
}

#[test]
fn a_no_that_the_pbx_writes_itself_is_said() {
    let mut files = FREEPBX.to_vec();
    files[3].1 = "shared_lastcall=no\n";
    let found = needs(&present(&files), &LOGIN);
    assert!(found.by_hand[0].contains("advanced settings"), "{found:?}");
    assert!(!found.edits.contains_key("queues_general_additional.conf"));
}

#[test]
fn a_manager_user_that_is_there_is_looked_at_and_left() {
    let manager = "[general]\nenabled=yes\ntimestampevents=yes\n[vasl]\nsecret=other\n\
                   read=call,agent\nwrite=all\n";
    let found = needs(&present(&[("manager.conf", manager)]), &LOGIN);
    assert!(!found.edits.contains_key("manager.conf"));
    let [secret, right] = &found.by_hand[..] else { panic!("{found:?}") };
    assert!(secret.contains("another secret"), "{secret}");
    assert!(right.contains("to read system"), "{right}");
}

#[test]
fn channel_events_that_are_not_written_are_added() {
    let cel = "[general]\nenable=yes\nevents=HANGUP,ANSWER\n";
    let custom = "[mappings]\nvasl.csv => ${eventtype}\n";
    let found = needs(&present(&[("cel.conf", cel), ("cel_custom.conf", custom)]), &LOGIN);
    assert_eq!(
        lines(&found, "cel.conf"),
        ["[general](+)", "events=BRIDGE_ENTER,BRIDGE_EXIT,CHAN_END"]
    );
    assert!(found.by_hand.iter().any(|line| line.contains("another mapping")), "{found:?}");
}

#[test]
fn nothing_of_ours_goes_to_a_file_that_overrides_the_pbx() {
    for flavour in [Flavour::FreePbx, Flavour::Issabel] {
        for file in ["extensions.conf", "queues.conf", "manager.conf", "cel.conf"] {
            assert!(!flavour.place_of(file).contains("override"));
        }
    }
    assert_eq!(recognise(&Found::default()).flavour, Flavour::Plain);
}
