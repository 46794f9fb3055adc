//! Configurations that cannot be used.

use super::{Printed, Vasl};
use crate::support::Result;

#[test]
fn a_configuration_that_cannot_be_read() -> Result {
    let vasl = Vasl::new()?;
    vasl.write("binary.toml", b"\xff\xfe[store]")?;
    for (file, why) in [
        ("nowhere.toml", "it is not there"),
        (".", "it is a folder"),
        ("binary.toml", "it is not UTF-8 text"),
        ("vasl.toml/vasl.toml", "Not a directory"),
    ] {
        let path = vasl.path(file);
        let run = |more: &[&str]| -> Result<Printed> {
            Ok(vasl.command_with(&path).args(more).output()?.into())
        };
        let shown = path.display().to_string();
        let words = ["cannot read the configuration", &shown, why, "name another with --config"];
        for command in [&["module", "list"][..], &["serve"]] {
            let mut for_programs = vec!["--json"];
            for_programs.extend(command);
            run(command)?.is_refusal("configuration", &words, &run(&for_programs)?)?;
        }
    }
    assert!(!vasl.path("state").exists(), "nothing was made");
    Ok(())
}

#[test]
fn a_configuration_that_is_wrong() -> Result {
    let vasl = Vasl::new()?;
    for (text, words) in [
        ("[store\n", ["vasl.toml is wrong: line 1", ""]),
        ("\nhello\n", ["line 2", "expected `=`"]),
        ("[asterisk]\nadress = \"x\"\n", ["line 2: unknown setting `adress`", "`address`"]),
        ("[asterix]\n", ["line 1: unknown setting `asterix`", "`asterisk`"]),
        ("[asterisk]\nadd_include_lines = \"no\"\n", ["line 2, add_include_lines", "a boolean"]),
        ("[agi]\nlisten = \"localhost\"\n", ["line 2, listen", "socket address"]),
        ("[agi]\nlisten = 573\n", ["line 2, listen", "expected socket address"]),
        ("[retention]\nconversations_days = -1\n", ["line 2, conversations_days", "-1"]),
        ("time_zone = \"Tehran\"\n", ["line 1, time_zone", "Asia/Tehran"]),
        ("[numbers]\nregion = \"XX\"\n", ["[numbers]: “XX” is not a region", "such as IR"]),
        ("[numbers]\narea_code = \"021\"\n", ["“021” is not an area code", "such as 21"]),
        ("[asterisk]\npbx = \"a b\"\n", ["line 2, pbx", "“a b” is not a PBX's name"]),
        ("[[time_group]]\nname = \"office\"\n", ["line 1", "missing field `period`"]),
    ] {
        vasl.configure(text)?;
        vasl.fails(&["module", "list"], "configuration", &words)?;
        vasl.fails(&["serve"], "configuration", &words)?;
    }
    assert!(!vasl.path("state").exists(), "nothing was made");
    Ok(())
}

#[test]
fn a_secret_is_never_shown() -> Result {
    let vasl = Vasl::new()?;
    for line in ["secret = 20022002", "secret = \"20022002", "secret = [\"20022002\"]"] {
        vasl.configure(&format!("[asterisk]\n{line}\n"))?;
        vasl.fails(&["module", "list"], "configuration", &["line 2"])?;
        let printed = vasl.run(&["check"])?;
        assert!(!format!("{printed:?}").contains("20022002"), "{printed:?}");
    }
    vasl.configure("[call_flow]\nfile = \"call-flow.toml\"\n")?;
    vasl.write(
        "call-flow.toml",
        "[[extension]]\nnumber = \"5050\"\nname = \"S\"\nsecret = 20022002",
    )?;
    vasl.fails(
        &["module", "list"],
        "configuration",
        &["line 4, secret: a secret is text in quotes"],
    )?;
    Ok(())
}

#[test]
fn a_secret_file_that_tells_no_secret() -> Result {
    let vasl = Vasl::new()?;
    vasl.configure("[asterisk]\nsecret_file = \"secret\"\n")?;
    let remedy = "write the manager user's secret into it";
    let words = |why| ["cannot read the secret file", why, remedy, "secret_file"];
    vasl.fails(&["serve"], "configuration", &words("it is not there"))?;
    vasl.write("secret", "\n")?;
    vasl.fails(&["serve"], "configuration", &words("it is empty"))?;
    vasl.write("secret", b"\xff")?;
    vasl.fails(&["serve"], "configuration", &words("it is not UTF-8 text"))?;
    std::fs::remove_file(vasl.path("secret"))?;
    std::fs::create_dir(vasl.path("secret"))?;
    vasl.fails(&["module", "list"], "configuration", &words("it is a folder"))
}

#[test]
fn no_secret_at_all() -> Result {
    let vasl = Vasl::new()?;
    let words = [
        "no secret is set for the manager user vasl",
        "secret or secret_file under [asterisk]",
        "VASL_ASTERISK_SECRET",
    ];
    for (from, to) in [("the-secret", ""), ("secret = \"\"\n", "")] {
        vasl.reconfigure(from, to)?;
        vasl.fails(&["serve"], "no_secret", &words)?;
        let checked = vasl.run(&["check"])?;
        assert_eq!(checked.code, Some(1));
        assert!(checked.output.contains(words[0]), "{}", checked.output);
    }
    // What asks nobody needs none.
    vasl.done(&["module", "list"])?;
    Ok(())
}

#[test]
fn a_call_flow_that_does_not_fit_together() -> Result {
    let vasl = Vasl::new()?;
    std::fs::remove_file(vasl.path("call-flow.toml"))?;
    let words = ["cannot read the call flow", "it is not there", "file under [call_flow]"];
    vasl.fails(&["module", "list"], "configuration", &words)?;
    for (text, words) in [
        ("[[queue]]\nnumber = 99\nname = \"S\"\n", ["line 2, number", "expected a string"]),
        (
            "[[queue]]\nnumber = \"99\"\nname = \"S\"\ncolour = 1\n",
            ["unknown setting `colour`", ""],
        ),
        (
            "[[queue]]\nnumber = \"99\"\nname = \"S\"\nmembers = [\"5050\"]\n",
            ["queue 99 has the member 5050", "not an extension"],
        ),
        (
            "[[inbound_route]]\ndestination = \"ivr:1\"\n",
            ["the inbound route of any number leads to ivr:1", "does not exist"],
        ),
        (
            "[[extension]]\nnumber = \"5050\"\nname = \"S\"\nsecret = \"12345678\"\n\
             [[queue]]\nnumber = \"5050\"\nname = \"S\"\n",
            ["5050 is both extension 5050 and queue 5050", "a number of its own"],
        ),
    ] {
        vasl.write("call-flow.toml", text)?;
        let words = ["the call flow", "call-flow.toml is wrong", words[0], words[1]];
        vasl.fails(&["module", "list"], "configuration", &words)?;
    }
    Ok(())
}

#[test]
fn the_environment_names_the_configuration_too() -> Result {
    let vasl = Vasl::with_module()?;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vasl"));
    command.env("VASL_CONFIG", vasl.path("vasl.toml")).args(["--json", "module", "list"]);
    let printed = Printed::from(command.output()?);
    assert!(printed.output.contains("*5003"), "{printed:?}");
    Ok(())
}
