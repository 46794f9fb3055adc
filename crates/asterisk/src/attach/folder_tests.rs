use super::*;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Folder) {
    let etc = tempfile::tempdir().unwrap();
    let asterisk = etc.path().join("asterisk");
    fs::create_dir(&asterisk).unwrap();
    for (name, text) in files {
        fs::write(asterisk.join(name), text).unwrap();
    }
    let folder = Folder::new(asterisk, etc.path());
    (etc, folder)
}

/// All files of a folder, with their rights.
fn all(folder: &Folder) -> BTreeMap<String, (u32, Vec<u8>)> {
    fs::read_dir(folder.asterisk())
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode();
            let name = entry.file_name().into_string().unwrap();
            (name, (mode, fs::read(entry.path()).unwrap()))
        })
        .collect()
}

fn change(file: &str, before: Option<&str>, after: Option<&str>) -> Change {
    let bytes = |text: Option<&str>| text.map(|text| text.as_bytes().to_vec());
    Change { file: file.to_owned(), before: bytes(before), after: bytes(after) }
}

#[test]
fn files_are_joined_in_the_places_where_they_are_read() {
    let (_etc, folder) = folder(&[
        ("manager.conf", "[general]\n#include a.conf\n[admin]\n"),
        ("a.conf", "enabled=yes\n#include manager.conf\n#include gone.conf\n#include /etc/passwd"),
        ("extensions.conf", "#include extensions_override_freepbx.conf\n"),
    ]);
    let present = folder.read().unwrap();
    let joined = present.joined("manager.conf");
    assert_eq!(text::values(&joined, "general", "enabled").first().unwrap(), "yes");
    assert!(text::has_section(&joined, "admin"));
    assert_eq!(present.recognised.flavour, flavour::Flavour::FreePbx);
    assert!(!present.texts.keys().any(|name| name.contains("passwd")));
}

#[test]
fn the_version_is_what_the_pbx_says() {
    assert_eq!(version_in("AMPDBUSER=x\nAMPVERSION=2.11.0.1\n").as_deref(), Some("2.11.0.1"));
    assert_eq!(version_in("$amp_conf['AMPVERSION'] = '17.0.19';").as_deref(), Some("17.0.19"));
    assert_eq!(version_in("AMPDBUSER=1\n"), None);
}

#[test]
fn what_is_made_is_taken_back_and_a_copy_stays_only_while_it_is_needed() {
    let (_etc, folder) = folder(&[("queues.conf", "[99]\n")]);
    let before = all(&folder);
    let changes = [
        change("queues.conf", Some("[99]\n"), Some("[99]\nx\n")),
        change("new.conf", None, Some("y\n")),
    ];
    folder.make(&changes).unwrap();
    assert_eq!(all(&folder)["queues.conf.before-vasl"].1, b"[99]\n");
    assert_eq!(all(&folder)["new.conf"].1, b"y\n");
    folder.take_back(&changes).unwrap();
    assert_eq!(all(&folder), before);
}

#[test]
fn a_failure_in_the_middle_leaves_nothing() {
    let (_etc, folder) = folder(&[("queues.conf", "[99]\n")]);
    fs::create_dir(folder.asterisk().join("manager.conf")).unwrap();
    let changes = [
        change("queues.conf", Some("[99]\n"), Some("[99]\nx\n")),
        change("manager.conf", None, Some("y\n")),
    ];
    let error = folder.make(&changes).unwrap_err().to_string();
    assert!(error.contains("manager.conf"), "{error}");
    assert_eq!(fs::read(folder.asterisk().join("queues.conf")).unwrap(), b"[99]\n");
    assert!(!folder.asterisk().join("queues.conf.before-vasl").exists());
}

/// FreePBX's files are links into its modules, with owners and rights of their own.
#[test]
fn a_link_stays_a_link_and_rights_stay() {
    let (etc, folder) = folder(&[("queues.conf", "[99]\n")]);
    let target = etc.path().join("of-a-module.conf");
    fs::write(&target, "[general]").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o664)).unwrap();
    symlink(&target, folder.asterisk().join("extensions.conf")).unwrap();
    let with = block::with_block(Some(b"[general]"), &["x".to_owned()]);
    let made = Change {
        file: "extensions.conf".to_owned(),
        before: Some(b"[general]".to_vec()),
        after: Some(with),
    };
    folder.make(&[made]).unwrap();
    assert!(fs::read(&target).unwrap().len() > 9);
    let leaving = folder.leaving().unwrap();
    assert_eq!(folder.leave(&leaving).unwrap(), Vec::<String>::new());
    assert_eq!(fs::read(&target).unwrap(), b"[general]");
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o664);
    assert!(folder.asterisk().join("extensions.conf").symlink_metadata().unwrap().is_symlink());
    assert_eq!(all(&folder).len(), 2);
}

#[test]
fn a_copy_stays_where_other_lines_have_changed() {
    let (_etc, folder) = folder(&[("queues.conf", "[99]\n"), ("manager.conf", "[general]\n")]);
    let with = |text: &str| block::with_block(Some(text.as_bytes()), &["x".to_owned()]);
    let made = |file: &str, text: &str| Change {
        file: file.to_owned(),
        before: Some(text.into()),
        after: Some(with(text)),
    };
    folder.make(&[made("queues.conf", "[99]\n"), made("manager.conf", "[general]\n")]).unwrap();
    let path = folder.asterisk().join("queues.conf");
    let edited = [b"[98]\n", &fs::read(&path).unwrap()[..]].concat();
    fs::write(&path, edited).unwrap();
    let leaving = folder.leaving().unwrap();
    assert_eq!(folder.leave(&leaving).unwrap(), ["queues.conf.before-vasl"]);
    assert_eq!(fs::read(&path).unwrap(), b"[98]\n[99]\n");
    assert_eq!(fs::read(folder.asterisk().join("manager.conf")).unwrap(), b"[general]\n");
    assert!(folder.leaving().unwrap().changes.is_empty());
}

#[test]
fn a_line_that_stood_alone_gives_the_file_its_last_line_back() {
    let (_etc, folder) = folder(&[
        ("queues.conf", "[99]\n#include vasl/queues.conf\n"),
        ("queues.conf.before-vasl", "[99]"),
    ]);
    let leaving = folder.leaving().unwrap();
    folder.leave(&leaving).unwrap();
    assert_eq!(fs::read(folder.asterisk().join("queues.conf")).unwrap(), b"[99]");
    assert_eq!(all(&folder).len(), 1);
}
