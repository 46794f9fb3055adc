//! Modules that cannot be, in words that say what to do, with the service running and without.

use super::{Vasl, WHOLE};
use crate::support::Result;

#[test]
fn a_code_that_no_module_has() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.unchanged_by(|vasl| {
        for command in [
            &["module", "show", "*9"][..],
            &["module", "edit", "*9", "--until", "18:00"],
            &["module", "remove", "*9"],
            &["module", "clear-memory", "*9"],
            &["decide", "--module", "*9", "--caller", "09121234567"],
        ] {
            let words = ["there is no module *9", "vasl module list"];
            vasl.fails(command, "no_such_object", &words)?;
        }
        Ok(())
    })
}

#[test]
fn a_code_that_is_none() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.unchanged_by(|vasl| {
        for code in ["***1", "support", "5*3", "*123456789", "", "*"] {
            let words = [&*format!("“{code}” is not a module's code"), "such as *5003"];
            vasl.fails(&["module", "show", code], "invalid", &words)?;
            vasl.fails(&["module", "remove", code], "invalid", &words)?;
            let mut add = vec!["module", "add", code, "Support"];
            add.extend(WHOLE);
            vasl.fails(&add, "invalid", &words)?;
        }
        Ok(())
    })
}

/// Everything that a module must be told, each left out in turn.
#[test]
fn a_module_that_lacks_something() -> Result {
    let vasl = Vasl::new()?;
    vasl.unchanged_by(|vasl| {
        let side = ["--side", "queue:99"];
        let expiry = ["--until", "17:30"];
        let failure = ["--failure", "queue:99"];
        for (settings, code, words) in [
            ([expiry, failure], "no_side", ["at least one side", "--side queue:99"]),
            ([side, failure], "no_expiry", ["needs an expiry", "--until 17:30"]),
            (
                [expiry, side],
                "no_failure_destination",
                ["needs a failure destination", "--failure queue:99"],
            ),
        ] {
            let mut add = vec!["module", "add", "*5003", "Support"];
            add.extend(settings.concat());
            vasl.fails(&add, code, &words)?;
        }
        Ok(())
    })
}

#[test]
fn an_expiry_that_cannot_be() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.unchanged_by(|vasl| {
        for (expiry, code, words) in [
            (
                ["--for", "24:00:01"],
                "invalid",
                ["24:00:01 is longer than 24 hours", "24:00:00 at most"],
            ),
            (["--for", "۲۵:۰۰"], "invalid", ["longer than 24 hours", "24:00:00 at most"]),
            (["--for", "00:00:00"], "invalid", ["would remember nobody", "at least 00:00:01"]),
            (["--for", "8h"], "invalid", ["“8h” is not a duration", "08:00:00"]),
            (["--until", "25:00"], "invalid", ["“25:00” is not a time of day", "17:30"]),
            (
                ["--expiry", "17:30:00"],
                "ambiguous_expiry",
                [
                    "--until 17:30:00 to remember until that time",
                    "--for 17:30:00 to remember for so",
                ],
            ),
            (
                ["--end-of-work", "shop"],
                "no_such_time_group",
                ["“shop”, which does not exist", "add the time group"],
            ),
        ] {
            let [option, value] = expiry;
            vasl.fails(&["module", "edit", "*5003", option, value], code, &words)?;
            let mut add = vec!["module", "add", "*5004", "Sales", option, value];
            add.extend(["--side", "queue:99", "--failure", "queue:99"]);
            vasl.fails(&add, code, &words)?;
        }
        Ok(())
    })
}

/// The parser of the command line refuses these: exit code 2, as everywhere.
#[test]
fn options_that_do_not_go_together() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.unchanged_by(|vasl| {
        for (arguments, words) in [
            (
                &["--until", "17:30", "--for", "08:00:00"][..],
                ["--until", "cannot be used with '--for"],
            ),
            (&["--until", "17:30", "--end-of-work", "office"], ["--until", "--end-of-work"]),
            (&["--active", "--inactive"], ["--active", "cannot be used with '--inactive'"]),
            (&["17:30:00"], ["unexpected argument '17:30:00'", "--help"]),
            (&["--ring-seconds", "soon"], ["'soon' for '--ring-seconds", "give a whole number"]),
            (&["--wait-seconds", "-1"], ["'-1' for '--wait-seconds", "0 or more"]),
            (&["--most-waiting", "70000"], ["'70000' for '--most-waiting", "too large"]),
        ] {
            let mut edit = vec!["module", "edit", "*5003"];
            edit.extend(arguments);
            let printed = vasl.run(&edit)?;
            assert_eq!((printed.code, printed.output.as_str()), (Some(2), ""), "{printed:?}");
            for word in words {
                assert!(printed.errors.contains(word), "{}", printed.errors);
            }
            edit.push("--json");
            let printed = vasl.run(&edit)?;
            assert_eq!((printed.code, printed.errors.as_str()), (Some(2), ""), "{printed:?}");
            let value: serde_json::Value = serde_json::from_str(&printed.output)?;
            assert_eq!(value["error"]["code"], "usage");
        }
        Ok(())
    })
}

#[test]
fn settings_out_of_range() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.unchanged_by(|vasl| {
        for (option, value, words) in [
            ("--ring-seconds", "0", ["0 is not a ringing time", "1 to 300"]),
            ("--wait-seconds", "3601", ["3601 is not a waiting time", "3600 seconds"]),
            ("--time-zone", "Tehran", ["“Tehran” is not a time zone", "Asia/Tehran"]),
            ("--name", " ", ["a module's name", "1 to 80 characters"]),
            ("--side", "99", ["“99” is not a side", "queue:99 or extension:5050"]),
            ("--side", "queue:9 9", ["“9 9” is not a queue", "such as 99"]),
            ("--side", "extension:Sara", ["“Sara” is not an extension", "such as 5050"]),
            ("--failure", "99", ["“99” is not a destination", "queue:99"]),
            ("--failure", "dialplan:x", ["“x” is not a place in a dialplan", "ext-queues,99,1"]),
        ] {
            vasl.fails(&["module", "edit", "*5003", option, value], "invalid", &words)?;
        }
        let twice = ["module", "edit", "*5003", "--side", "queue:99", "--side", "queue:۹۹"];
        vasl.fails(&twice, "invalid", &["queue:99 is among the sides twice"])
    })
}

#[test]
fn an_edit_that_names_nothing() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.unchanged_by(|vasl| {
        let words = ["*5003 stays as it is", "vasl module edit --help"];
        vasl.fails(&["module", "edit", "*5003"], "nothing_to_change", &words)
    })
}

#[test]
fn destinations_and_queues_that_are_not_there() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.unchanged_by(|vasl| {
        for (option, value, code, words) in [
            (
                "--failure",
                "queue:98",
                "leads_nowhere",
                ["queue:98, which does not exist", "name something that does"],
            ),
            (
                "--failure",
                "extension:7",
                "leads_nowhere",
                ["extension:7, which does not", "dialplan:"],
            ),
            (
                "--failure",
                "ivr:2",
                "leads_nowhere",
                ["ivr:2, which does not exist", "name something"],
            ),
            ("--failure", "misc:*1", "invalid", ["misc:*1", "it is a module"]),
            ("--failure", "misc:*5003", "invalid", ["misc:*5003", "go round for ever"]),
            (
                "--side",
                "queue:98",
                "no_such_side",
                ["queue:98, which does not exist", "that the PBX has"],
            ),
        ] {
            vasl.fails(&["module", "edit", "*5003", option, value], code, &words)?;
        }
        Ok(())
    })
}

fn codes_that_are_taken(vasl: &Vasl) -> Result {
    for (code, holder) in [
        ("5050", "extension 5050 (Sara)"),
        ("99", "queue 99 (Support)"),
        ("۹۹", "queue 99 (Support)"),
        ("*5003", "module *5003 (Support)"),
    ] {
        let mut add = vec!["module", "add", code, "Sales"];
        add.extend(WHOLE);
        let words = [&*format!("is taken by {holder}"), "choose another code"];
        vasl.fails(&add, "code_taken", &words)?;
    }
    Ok(())
}

#[test]
fn a_code_that_something_else_has() -> Result {
    Vasl::with_module()?.unchanged_by(codes_that_are_taken)
}

#[tokio::test]
async fn a_running_service_refuses_in_the_same_words() -> Result {
    let vasl = Vasl::with_module()?;
    let service = vasl.service();
    service.spawn().await?;
    service.wait_says("vasl serves").await?;
    vasl.unchanged_by(|vasl| {
        codes_that_are_taken(vasl)?;
        for (arguments, code, words) in [
            (&["remove", "*9"][..], "no_such_object", "there is no module *9"),
            (
                &["edit", "*5003", "--failure", "queue:98"],
                "leads_nowhere",
                "queue:98, which does not",
            ),
            (&["edit", "*5003", "--end-of-work", "shop"], "no_such_time_group", "“shop”"),
            (
                &["remove", "*5003"],
                "in_use",
                "key 3 of IVR 1 leads to it; lead that elsewhere first",
            ),
        ] {
            let mut all = vec!["module"];
            all.extend(arguments);
            vasl.fails(&all, code, &[words])?;
        }
        // Whatever Asterisk would have to take waits for a link.
        let mut add = vec!["module", "add", "*5004", "Sales"];
        add.extend(WHOLE);
        let words = ["the change was not made", "there is no link to Asterisk", "vasl check"];
        vasl.fails(&add, "apply_refused", &words)
    })?;
    service.stop().await
}

#[test]
fn a_module_to_which_a_menu_leads_stays() -> Result {
    let vasl = Vasl::with_module()?;
    vasl.unchanged_by(|vasl| {
        let words =
            ["module *5003 was not removed", "key 3 of IVR 1 leads to it", "elsewhere first"];
        vasl.fails(&["module", "remove", "*5003"], "in_use", &words)
    })
}

#[test]
fn filters_that_are_none() -> Result {
    let vasl = Vasl::new()?;
    for (arguments, words) in [
        (&["conversation", "list", "--caller", "x"][..], ["“x” is not a caller", "09121234567"]),
        (&["conversation", "list", "--operator", "x"], ["“x” is not an extension", "5050"]),
        (&["conversation", "list", "--queue", "a b"], ["“a b” is not a queue", "such as 99"]),
        (&["decision", "list", "--module", "x"], ["“x” is not a module's code", "*5003"]),
    ] {
        vasl.fails(arguments, "invalid", &words)?;
    }
    let printed = vasl.run(&["decision", "list", "--limit", "0"])?;
    assert_eq!(printed.code, Some(2));
    assert!(printed.errors.contains("from 1 to 10000"), "{}", printed.errors);
    Ok(())
}
