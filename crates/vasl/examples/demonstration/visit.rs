//! The time after the demonstration: where to look, what to try, and calls by hand.

use crate::example::{Cast, program, typed};
use crate::support::{DIALLED, MODULE, Result, secret};
use crate::tell;
use std::io::{BufRead as _, IsTerminal as _};
use tokio::sync::mpsc;

/// Says where everything is, and makes the calls that are typed, until told to stop.
pub async fn receive(cast: &Cast<'_>) -> Result {
    let invitation = cast.centre.invitation().await?;
    welcome(cast, &invitation);
    let mut typed = if std::io::stdin().is_terminal() { typed_lines() } else { mpsc::channel(1).1 };
    while let Some(line) = typed.recv().await {
        let number = vasl_domain::name::latin_digits(line.trim());
        let digits = number.strip_prefix('+').unwrap_or(&number);
        if digits.is_empty() || digits.len() > 20 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            tell("Type a caller's number and press Enter, or press Ctrl-C to end.");
            continue;
        }
        tell(format!("{number} calls and presses 3."));
        if let Err(error) = cast.call(&number).await {
            tell(format!("   That went wrong: {error}"));
        }
    }
    std::future::pending().await
}

fn welcome(cast: &Cast<'_>, invitation: &str) {
    let (asterisk, vasl) = (cast.centre.lab.asterisk(), &cast.centre.vasl);
    let (config, sip) = (vasl.config(), asterisk.sip_addr());
    // Started with sudo, the folders are root's.
    let sudo = if std::env::var_os("SUDO_UID").is_some() { "sudo " } else { "" };
    let program = format!("{sudo}{} --config {}", program(cast.centre).display(), config.display());
    tell(format!(
        "\nThe call centre stays up until Ctrl-C.\n\n\
         The panel: make its administrator with the one-time token in this address\n\
         \x20 {invitation}\n\n\
         Where to look\n\
         \x20 configuration of Vasl     {}\n\
         \x20 call flow                 {}\n\
         \x20 log of Vasl               {}\n\
         \x20 generated for Asterisk    {}\n\
         \x20 log of Asterisk           {}\n\
         \x20 SIP                       {sip} (this machine only)\n\n\
         What to try, in another terminal here",
        config.display(),
        config.with_file_name("call-flow.toml").display(),
        vasl.log_file().display(),
        asterisk.etc_dir().join("vasl").display(),
        asterisk.log_dir().join("full").display(),
    ));
    for command in [
        &["decide", "--module", MODULE, "--caller", "09121234567"][..],
        &["decision", "list"],
        &["conversation", "list"],
        &["module", "show", MODULE],
        &["module", "edit", MODULE, "--inactive"],
        &["check"],
    ] {
        tell(format!("  {}", typed(command).replacen("vasl", &program, 1)));
    }
    tell(format!(
        "\nTo call by hand\n\
         \x20 type a caller's number here and press Enter: it calls {DIALLED} and presses 3;\n\
         \x20 or register a SIP phone of this machine at {sip} as 5050 with the password\n\
         \x20 {}, in the place of the one that answers here, and dial {MODULE} or 6065.\n",
        secret("5050")
    ));
}

/// Lines from the terminal. Their thread is left behind at the end: it cannot be woken.
fn typed_lines() -> mpsc::Receiver<String> {
    let (send, lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if send.blocking_send(line).is_err() {
                break;
            }
        }
    });
    lines
}
