//! What the program says of itself.

use super::Vasl;
use crate::support::Result;

#[test]
fn every_command_has_help_that_says_what_its_words_mean() -> Result {
    let vasl = Vasl::new()?;
    for (command, words) in [
        (
            &[][..],
            &["serve", "module", "decide", "conversation", "decision", "live", "report", "check"][..],
        ),
        (&["module"], &["add", "list", "show", "edit", "remove", "clear-memory"]),
        (
            &["module", "add"],
            &["--until <TIME>", "24:00:00", "queue:99 or extension:5050", "Example:", "'*5003'"],
        ),
        (&["module", "edit"], &["what is not named stays", "--no-reapply-at-startup"]),
        (&["decide"], &["--module <CODE>", "--caller <NUMBER>", "in any spelling"]),
        (&["conversation", "list"], &["--queue <QUEUE>", "20 unless told"]),
        (&["decision", "list"], &["--module <CODE>", "--reason <REASON>", "1405/08/27"]),
        (&["decision"], &["list", "show", "missed"]),
        (&["report"], &["--operator <EXTENSION>", "--from <DAY>", "--csv"]),
        (&["preferences"], &["show", "set"]),
        (&["preferences", "set"], &["--conversation-days <DAYS>", "--area-code <CODE>", "--yes"]),
        (&["serve"], &["/etc/vasl/vasl.toml"]),
        (&["check"], &["in order"]),
    ] {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let help = vasl.done(&arguments)?.output;
        for word in words {
            assert!(help.contains(word), "{command:?} lacks “{word}”:\n{help}");
        }
        assert!(!help.contains("--expiry"), "{help}");
    }
    assert!(vasl.done(&["--version"])?.output.starts_with("vasl "));
    Ok(())
}

#[test]
fn without_a_command_it_says_how_it_is_used() -> Result {
    let vasl = Vasl::new()?;
    for arguments in [&[][..], &["modul"], &["module", "add", "*5003"]] {
        let printed = vasl.run(arguments)?;
        assert_eq!((printed.code, printed.output.as_str()), (Some(2), ""), "{printed:?}");
        assert!(printed.errors.contains("Usage: vasl"), "{printed:?}");
    }
    Ok(())
}
