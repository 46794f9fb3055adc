//! Stores that cannot be used.

use super::Vasl;
use crate::support::Result;

#[test]
fn a_store_that_is_not_a_database_is_left_as_it_is() -> Result {
    let vasl = Vasl::new()?;
    std::fs::create_dir(vasl.path("state"))?;
    let letter = "Dear diary, nobody called today. ".repeat(100);
    vasl.write("state/vasl.db", &letter)?;
    let words = ["state/vasl.db cannot be read", "it is not a database", "name another file"];
    for command in [&["module", "list"][..], &["decision", "list"], &["serve"]] {
        vasl.fails(command, "store", &words)?;
    }
    let checked = vasl.run(&["check"])?;
    assert_eq!(checked.code, Some(1));
    assert!(checked.output.contains("it is not a database"), "{}", checked.output);
    assert_eq!(std::fs::read_to_string(vasl.path("state/vasl.db"))?, letter);
    assert!(!vasl.path("state/control.sock").exists());
    Ok(())
}

#[test]
fn a_store_folder_that_is_a_file() -> Result {
    let vasl = Vasl::new()?;
    vasl.write("state", "")?;
    let words = ["state/vasl.db cannot be read", "its folder is a file", "name another folder"];
    vasl.fails(&["module", "list"], "store", &words)?;
    let words = ["cannot write in the store folder", "state: it is a file", "folder under [store]"];
    vasl.fails(&["serve"], "store", &words)
}
