//! The things of the call flow, and the whole configuration as one file.

use super::Vasl;
use crate::support::Result;
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn a_call_flow_is_built_from_nothing() -> Result {
    let vasl = Vasl::from_nothing()?;
    let added = vasl.json(&["extension", "add", "۵۰۵۰", "name=سارا"])?;
    let secret = added["secret"].as_str().ok_or("a secret, this once")?;
    assert_eq!(secret.len(), 20);
    assert_eq!(added["object"], "extension:5050");
    for command in [
        &["extension", "add", "6065", "name=Ali", "secret=phone-secret"][..],
        &["queue", "add", "99", "name=Support", "members=5050,6065", "strategy=rrmemory"],
        &[
            "ivr",
            "add",
            "1",
            "name=Main",
            "failure_destination=queue:99",
            "entry[0].destination=queue:99",
        ],
        &[
            "time-group",
            "add",
            "office",
            "period[1].weekdays=sat,sun",
            "period[1].from=08:30",
            "period[1].to=12:30",
        ],
        &[
            "time-condition",
            "add",
            "1",
            "name=Office",
            "time_group=office",
            "time_zone=Asia/Tehran",
            "open_destination=ivr:1",
            "closed_destination=hangup",
        ],
        &["inbound-route", "add", "/", "destination=time_condition:1"],
        &["trunk", "set", "name=Line", "addresses=192.0.2.1"],
        &["misc-destination", "add", "700", "name=On call", "dials=outside:09121234567"],
        &["feature-codes", "set", "queue_log_in=*41"],
        &[
            "module",
            "add",
            "*5003",
            "Support",
            "--until",
            "17:30",
            "--side",
            "queue:99",
            "--failure",
            "queue:99",
        ],
        &["ivr", "edit", "1", "entry[3].destination=misc:*5003"],
    ] {
        vasl.done(command)?;
    }
    let shown = vasl.done(&["extension", "show", "5050"])?.output;
    assert!(shown.contains("سارا") && !shown.contains(secret), "{shown}");
    let shown = vasl.done(&["queue", "show", "99"])?.output;
    assert!(shown.contains("led to by") && shown.contains("key 0 of IVR 1"), "{shown}");
    let listed = vasl.json(&["queue", "list"])?;
    assert_eq!(listed[0]["number"], "99");
    assert_eq!(vasl.json(&["inbound-route", "list"])?[0]["destination"], "time_condition:1");
    Ok(())
}

#[test]
fn what_is_still_led_to_stays() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.unchanged_by(|vasl| {
        let words =
            ["queue 99 was not removed", "the destination without a key of IVR 1", "module *5003"];
        vasl.fails(&["queue", "remove", "99"], "in_use", &words)?;
        let words = ["misc:*1, which does not exist", "name something that does"];
        let edit = ["ivr", "edit", "1", "entry[4].destination=misc:*1"];
        vasl.fails(&edit, "leads_nowhere", &words)?;
        vasl.fails(&["queue", "add", "5050", "name=x"], "code_taken", &["extension 5050 (Sara)"])?;
        vasl.fails(&["queue", "edit", "98", "name=x"], "no_such_object", &["vasl queue list"])?;
        let words = ["there is no field colour", "ring_seconds"];
        vasl.fails(&["queue", "edit", "99", "colour=red"], "invalid", &words)
    })
}

#[test]
fn the_whole_configuration_goes_out_and_comes_back() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.done(&["caller", "pin", "09121234567", "5050"])?;
    let file = vasl.path("all.toml");
    let path = file.to_str().ok_or("a path")?;
    vasl.done(&["export", path])?;
    assert_eq!(std::fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    assert_eq!(vasl.json(&["plan", path])?, json!({ "changes": [] }));

    let before = std::fs::read_to_string(&file)?;
    assert_eq!(vasl.done(&["export"])?.output, before);
    vasl.done(&["queue", "edit", "99", "name=Sales", "wrap_up_seconds=5"])?;
    vasl.done(&["caller", "ordinary", "09121234567"])?;
    let planned = vasl.run(&["plan", path])?;
    assert_eq!(planned.code, Some(3), "{planned:?}");
    for line in ["queue 99", "Sales → Support", "+ the agreement with +989121234567"] {
        assert!(planned.output.contains(line), "{}", planned.output);
    }
    vasl.done(&["import", path])?;
    assert_eq!(vasl.done(&["export"])?.output, before);
    let again = vasl.done(&["import", path])?.output;
    assert_eq!(again, "nothing was changed: all is as the file says\n");
    Ok(())
}

#[test]
fn a_file_that_is_wrong_names_the_line_and_changes_nothing() -> Result {
    let vasl = Vasl::with_module()?;
    let file = vasl.path("wrong.toml");
    let path = file.to_str().ok_or("a path")?;
    vasl.unchanged_by(|vasl| {
        std::fs::write(&file, "[[queue]]\nnumber = \"99\"\nname = \"Support\"\ncolour = 1\n")?;
        vasl.fails(&["import", path], "wrongly_written", &["line 4", "colour"])?;
        std::fs::write(&file, "[[inbound_route]]\ndestination = \"ivr:7\"\n")?;
        vasl.fails(&["import", path], "leads_nowhere", &["line 1", "ivr:7"])?;
        let nowhere = ["import", "/nowhere/vasl.toml"];
        vasl.fails(&nowhere, "unreadable", &["/nowhere/vasl.toml"])
    })
}

#[test]
fn extensions_of_a_file_are_added_all_or_none() -> Result {
    let vasl = Vasl::from_nothing()?;
    let file = vasl.path("extensions.csv");
    let path = file.to_str().ok_or("a path")?;
    std::fs::write(&file, "number,name,secret\n5050,سارا,phone-secret\n6065,علی,\n")?;
    let added = vasl.json(&["extension", "import", path])?;
    assert_eq!(added[0], json!({ "number": "5050", "secret": null }));
    assert_eq!(added[1]["secret"].as_str().map(str::len), Some(20));
    vasl.unchanged_by(|vasl| {
        std::fs::write(&file, "number,name\n7070,Reza\n5050,Sara\n")?;
        let import = ["extension", "import", path];
        vasl.fails(&import, "code_taken", &["5050 is taken by extension 5050 (سارا)"])?;
        std::fs::write(&file, "number,name\n7070,Reza\n7070,Sara\n")?;
        vasl.fails(&import, "invalid", &["line 3", "7070 stands on line 2 already"])?;
        std::fs::write(&file, "number,name\n7070,Reza\nx,Sara\n8080,\n")?;
        vasl.fails(
            &import,
            "invalid",
            &["line 3", "“x” is not an extension", "line 4", "a name is"],
        )
    })?;
    assert_eq!(vasl.json(&["extension", "list"])?.as_array().map(Vec::len), Some(2));
    Ok(())
}

/// Some seconds of a tone, as a recorder has it: WAV, one channel of 16 bits at 16,000 Hz.
fn recorded(seconds: u32) -> Vec<u8> {
    let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    bytes.extend(16_000_u32.to_le_bytes());
    bytes.extend(32_000_u32.to_le_bytes());
    bytes.extend([2, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend((32_000 * seconds).to_le_bytes());
    for at in 0..16_000 * seconds {
        bytes.extend((if at % 32 < 16 { 4_000_i16 } else { -4_000 }).to_le_bytes());
    }
    bytes
}

#[test]
fn a_sound_is_uploaded_checked_and_converted() -> Result {
    let vasl = Vasl::from_nothing()?;
    vasl.reconfigure("[asterisk]\n", "[asterisk]\nsounds_folder = \"sounds\"\n")?;
    std::fs::create_dir(vasl.path("sounds"))?;
    vasl.write("welcome.wav", recorded(1))?;
    let uploaded = vasl.json(&["sound", "upload", "welcome", "welcome.wav"])?;
    assert_eq!(uploaded["sound"], "vasl/welcome");
    assert_eq!(uploaded["seconds"], 1.0);
    let played = std::fs::read(vasl.path("sounds").join("vasl/welcome.wav"))?;
    assert_eq!(played.get(24..28), Some(&8_000_u32.to_le_bytes()[..]), "8,000 samples a second");
    assert_eq!(vasl.json(&["sound", "list"])?[0]["name"], "welcome");
    let first = vasl.json(&["sound", "list"])?[0]["content"].clone();
    assert!(first.as_str().is_some_and(|content| content.starts_with("1.0s-")), "{first}");
    // Once more, for another recording; nobody says of it but what is in the file.
    vasl.write("longer.wav", recorded(2))?;
    vasl.done(&["sound", "upload", "welcome", "longer.wav"])?;
    let second = vasl.json(&["sound", "list"])?[0]["content"].clone();
    assert_ne!(first, second);
    vasl.done(&["sound", "edit", "welcome", "description=Hello", "content=9.9s-claimed"])?;
    assert_eq!(vasl.json(&["sound", "list"])?[0]["content"], second);
    let kept = std::fs::read_dir(vasl.path("sounds/vasl"))?.count();
    assert_eq!(kept, 1, "nothing lies beside it");
    vasl.done(&["sound", "remove", "welcome"])?;
    assert!(!vasl.path("sounds/vasl/welcome.wav").exists());
    vasl.done(&["sound", "upload", "welcome", "welcome.wav"])?;
    vasl.unchanged_by(|vasl| {
        vasl.write("broken.wav", b"no sound at all")?;
        let words = ["broken.wav", "neither WAV nor MP3"];
        vasl.fails(&["sound", "upload", "broken", "broken.wav"], "sound_kind", &words)?;
        let nowhere = ["sound", "upload", "broken", "nowhere.wav"];
        vasl.fails(&nowhere, "unreadable", &["nowhere.wav"])
    })
}
