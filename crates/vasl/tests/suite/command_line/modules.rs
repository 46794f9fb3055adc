//! Modules from their making to their end, without a running service.

use super::{Vasl, WHOLE};
use crate::support::Result;
use serde_json::{Value, json};

#[test]
fn a_module_is_added_shown_and_removed() -> Result {
    let vasl = Vasl::new()?;
    assert!(vasl.done(&["module", "list"])?.output.contains("Add one with “vasl module add”"));
    assert_eq!(vasl.json(&["module", "list"])?, json!([]));

    let added = vasl.add("*5004", &WHOLE)?;
    assert_eq!(added.output, "module *5004 was added\n");
    assert!(added.errors.contains("vasl serve is not running"), "{}", added.errors);

    let shown = vasl.done(&["module", "show", "*5004"])?.output;
    for line in ["Name                  Support", "Expiry                until 17:30:00"] {
        assert!(shown.contains(line), "{shown}");
    }
    assert_eq!(
        vasl.done(&["module", "list"])?.output,
        "Code   Name     Active  Expiry          Sides     Failure\n\
         *5004  Support  yes     until 17:30:00  queue:99  queue:99\n"
    );
    assert_eq!(
        vasl.json(&["module", "show", "*5004"])?,
        json!({
            "code": "*5004", "name": "Support", "active": true, "silent": true,
            "reapply_at_startup": true, "expiry": { "until": "17:30:00" },
            "time_zone": "Asia/Tehran", "sides": [{ "queue": "99" }],
            "failure_destination": "queue:99", "ring_seconds": 20, "wait_seconds": 30,
            "minimum_talk_seconds": 0, "most_waiting": 3, "count_outbound": "no",
            "announcement": null, "ask_first": false, "ask_sound": null, "whisper": false,
            "whisper_sound": null, "name_prefix": "مجدد:", "priority_on_fallback": true,
            "account_under_queue": null, "cleared_at": null,
        })
    );

    assert_eq!(vasl.done(&["module", "remove", "*5004"])?.output, "module *5004 was removed\n");
    assert_eq!(vasl.json(&["module", "list"])?, json!([]));
    Ok(())
}

#[test]
fn each_setting_is_edited_alone() -> Result {
    let vasl = Vasl::with_module()?;
    let mut expected = vasl.json(&["module", "show", "*5003"])?;
    for (arguments, key, value) in [
        (&["--name", "پشتیبانی"][..], "name", json!("پشتیبانی")),
        (&["--until", "18:00"], "expiry", json!({ "until": "18:00:00" })),
        (&["--for", "24:00:00"], "expiry", json!({ "for": "24:00:00" })),
        (&["--end-of-work", "office"], "expiry", json!({ "end_of_work": "office" })),
        (
            &["--side", "queue:99", "--side", "extension:5050", "--side", "extension:6065"],
            "sides",
            json!([{ "queue": "99" }, { "extension": "5050" }, { "extension": "6065" }]),
        ),
        (&["--failure", "ivr:1"], "failure_destination", json!("ivr:1")),
        (&["--failure", "extension:6065"], "failure_destination", json!("extension:6065")),
        (
            &["--failure", "dialplan:ext-queues,99,1"],
            "failure_destination",
            json!("dialplan:ext-queues,99,1"),
        ),
        (&["--failure", "hangup"], "failure_destination", json!("hangup")),
        (&["--ring-seconds", "25"], "ring_seconds", json!(25)),
        (&["--wait-seconds", "0"], "wait_seconds", json!(0)),
        (&["--minimum-talk-seconds", "10"], "minimum_talk_seconds", json!(10)),
        (&["--most-waiting", "1"], "most_waiting", json!(1)),
        (&["--time-zone", "Europe/Berlin"], "time_zone", json!("Europe/Berlin")),
        (&["--inactive"], "active", json!(false)),
        (&["--active"], "active", json!(true)),
        (&["--no-reapply-at-startup"], "reapply_at_startup", json!(false)),
        (&["--reapply-at-startup"], "reapply_at_startup", json!(true)),
        (&["--announce"], "silent", json!(false)),
        (&["--silent"], "silent", json!(true)),
        (&["--announcement", "custom/moment"], "announcement", json!("custom/moment")),
        (&["--announcement", "default"], "announcement", json!(null)),
        (&["--ask-first", "yes"], "ask_first", json!(true)),
        (&["--ask-sound", "custom/ask"], "ask_sound", json!("custom/ask")),
        (&["--whisper", "yes"], "whisper", json!(true)),
        (&["--whisper-sound", "custom/back"], "whisper_sound", json!("custom/back")),
        (&["--name-prefix", "برگشتی"], "name_prefix", json!("برگشتی")),
        (&["--name-prefix", ""], "name_prefix", json!("")),
        (&["--priority-on-fallback", "no"], "priority_on_fallback", json!(false)),
        (&["--account-under-queue", "99"], "account_under_queue", json!("99")),
        (&["--account-under-queue", "none"], "account_under_queue", json!(null)),
    ] {
        let mut edit = vec!["module", "edit", "*5003"];
        edit.extend(arguments);
        assert_eq!(vasl.done(&edit)?.output, "module *5003 was changed\n");
        expected[key] = value;
        assert_eq!(vasl.json(&["module", "show", "*5003"])?, expected, "{arguments:?}");
    }
    Ok(())
}

#[test]
fn digits_of_any_script_are_read() -> Result {
    let vasl = Vasl::new()?;
    let settings = [
        ["--until", "۱۷:۳۰"],
        ["--side", "queue:۹۹"],
        ["--side", "extension:٥٠٥٠"],
        ["--failure", "queue:٩٩"],
        ["--ring-seconds", "۲۵"],
        ["--wait-seconds", "٠"],
        ["--minimum-talk-seconds", "۵"],
        ["--most-waiting", "۲"],
    ];
    vasl.add("*۵۰۰۳", &settings.concat())?;
    let module = vasl.json(&["module", "show", "*٥٠٠٣"])?;
    assert_eq!(module["code"], "*5003");
    assert_eq!(module["expiry"], json!({ "until": "17:30:00" }));
    assert_eq!(module["sides"], json!([{ "queue": "99" }, { "extension": "5050" }]));
    assert_eq!(module["failure_destination"], "queue:99");
    assert_eq!(
        ["ring_seconds", "wait_seconds", "minimum_talk_seconds", "most_waiting"]
            .map(|key| module[key].clone()),
        [25, 0, 5, 2].map(Value::from)
    );
    vasl.done(&["module", "edit", "*۵۰۰۳", "--for", "۰۸:۰۰:۰۰"])?;
    vasl.done(&["module", "clear-memory", "*۵۰۰۳"])?;
    for list in [
        &["conversation", "list", "--caller", "۰۹۱۲۱۲۳۴۵۶۷", "--operator", "۵۰۵۰"][..],
        &["conversation", "list", "--queue", "۹۹", "--limit", "۱۰"],
        &["decision", "list", "--module", "*۵۰۰۳"],
    ] {
        vasl.done(list)?;
    }
    let asked = vasl.done(&["decide", "--module", "*۵۰۰۳", "--caller", "۰۹۱۲۱۲۳۴۵۶۷"])?;
    assert!(asked.output.starts_with("+989121234567 through module *5003"), "{}", asked.output);
    Ok(())
}

#[test]
fn clearing_the_memory_leaves_the_settings() -> Result {
    let vasl = Vasl::with_module()?;
    let mut before = vasl.json(&["module", "show", "*5003"])?;
    let cleared = vasl.done(&["module", "clear-memory", "*5003"])?;
    assert_eq!(cleared.output, "module *5003 has a clear memory now\n");
    let after = vasl.json(&["module", "show", "*5003"])?;
    assert!(after["cleared_at"].is_string(), "{after}");
    before["cleared_at"] = after["cleared_at"].clone();
    assert_eq!(after, before);
    let shown = vasl.done(&["module", "show", "*5003"])?.output;
    assert!(shown.contains("Memory cleared        2"), "{shown}");
    Ok(())
}

#[test]
fn an_answer_for_programs_is_nothing_but_json() -> Result {
    let vasl = Vasl::new()?;
    let mut add = vec!["module", "add", "*5003", "Support"];
    add.extend(WHOLE);
    assert_eq!(vasl.json(&add)?, json!({ "code": "*5003", "warnings": [] }));
    assert_eq!(
        vasl.json(&["module", "edit", "*5003", "--inactive"])?,
        json!({ "code": "*5003", "warnings": [] })
    );
    Ok(())
}
