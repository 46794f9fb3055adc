//! What another user's rights forbid.

use super::{Printed, Vasl};
use crate::support::Result;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// A user who owns nothing. Root may do everything, so where the tests are root's, the program is
/// run as this one; where they are not, their own user will do.
const NOBODY: u32 = 65534;

/// A Vasl whose folders may be seen, and the program where anyone may run it.
fn for_nobody() -> Result<Vasl> {
    let vasl = Vasl::new()?;
    fs::set_permissions(vasl.path(""), Permissions::from_mode(0o755))?;
    // By another process: a file that is open for writing here is inherited by what another test
    // starts in that moment, and while that has it, it cannot be run (ETXTBSY).
    let mut copy = Command::new("cp");
    copy.arg(env!("CARGO_BIN_EXE_vasl")).arg(vasl.path("program"));
    assert!(copy.status()?.success(), "the program was not copied");
    fs::set_permissions(vasl.path("program"), Permissions::from_mode(0o755))?;
    Ok(vasl)
}

fn run(vasl: &Vasl, arguments: &[&str]) -> Result<Printed> {
    let mut command = Command::new(vasl.path("program"));
    command.env_remove("VASL_ASTERISK_SECRET");
    command.arg("--config").arg(vasl.path("vasl.toml")).args(arguments);
    if fs::metadata("/proc/self")?.uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    Ok(command.output()?.into())
}

fn fails(vasl: &Vasl, arguments: &[&str], code: &str, words: &[&str]) -> Result {
    let mut for_programs = vec!["--json"];
    for_programs.extend(arguments);
    run(vasl, arguments)?.is_refusal(code, words, &run(vasl, &for_programs)?)
}

#[test]
fn a_store_folder_that_cannot_be_written() -> Result {
    let vasl = for_nobody()?;
    fs::create_dir(vasl.path("state"))?;
    fs::set_permissions(vasl.path("state"), Permissions::from_mode(0o555))?;
    let words = ["state/vasl.db cannot be written", "Permission denied", "the user that Vasl runs"];
    fails(&vasl, &["module", "list"], "store", &words)?;
    let words = ["cannot write in the store folder", "state: Permission denied", "under [store]"];
    fails(&vasl, &["serve"], "store", &words)?;
    assert_eq!(fs::read_dir(vasl.path("state"))?.count(), 0, "nothing was made");
    Ok(())
}

#[test]
fn files_that_may_not_be_read() -> Result {
    let vasl = for_nobody()?;
    vasl.write("secret", "the-secret")?;
    vasl.reconfigure("secret = \"the-secret\"", "secret_file = \"secret\"")?;
    for (file, what) in [
        ("secret", "the secret file"),
        ("call-flow.toml", "the call flow"),
        ("vasl.toml", "the configuration"),
    ] {
        fs::set_permissions(vasl.path(file), Permissions::from_mode(0o000))?;
        let path = vasl.path(file).display().to_string();
        let words = ["cannot read", what, &path, "this user may not read it"];
        fails(&vasl, &["module", "list"], "configuration", &words)?;
        fs::set_permissions(vasl.path(file), Permissions::from_mode(0o644))?;
    }
    Ok(())
}

#[tokio::test]
async fn a_service_that_this_user_may_not_ask() -> Result {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(()); // The socket is this user's own.
    }
    let vasl = for_nobody()?;
    let service = vasl.service();
    service.spawn().await?;
    service.wait_says("vasl serves").await?;
    fs::set_permissions(vasl.path("state"), Permissions::from_mode(0o755))?;
    let words = ["vasl serve cannot be asked at", "control.sock", "run this as root"];
    fails(&vasl, &["module", "remove", "*5003"], "service_unreachable", &words)?;
    let checked = run(&vasl, &["check"])?;
    assert!(checked.output.contains("this user may not ask it at"), "{}", checked.output);
    service.stop().await
}
