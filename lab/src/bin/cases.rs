//! Prints the table of all cases: what was expected of them on which Asterisk, and what was got.
//!
//! `cases FOLDER TESTS FILE`: reads the records in FOLDER and the list of all tests in TESTS, and
//! writes the table into FILE too. Succeeds when every case was tried and good.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use vasl_lab::Table;

type Error = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let printed = match arguments.as_slice() {
        [folder, tests, file] => print(folder.as_ref(), tests.as_ref(), file.as_ref()),
        _ => Err("it is called so: cases FOLDER TESTS FILE".into()),
    };
    match printed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cases: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(folder: &Path, tests: &Path, file: &Path) -> Result<bool, Error> {
    let tests = std::fs::read_to_string(tests).map_err(|e| format!("{}: {e}", tests.display()))?;
    let table = Table::read(folder, &tests)?;
    let colour = std::io::stdout().is_terminal();
    let alarm =
        |text: &str| if colour { format!("\x1b[1;31m{text}\x1b[0m") } else { text.to_owned() };
    println!("{}\n\n{}", table.plain(alarm), table.summary());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(file, table.markdown()).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(table.is_good())
}
