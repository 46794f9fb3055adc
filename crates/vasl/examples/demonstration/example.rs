//! The user's own example: extensions, a queue, a menu, and the module by the command line.

use crate::support::{CallCentre, Error, MODULE, Plan, Result};
use crate::tell;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;
use vasl_lab::Operator;

/// The queue of the example, *Support*.
pub const QUEUE: &str = "99";

/// The zone in which a module's wall-clock times are read unless it is told otherwise.
pub const ZONE: &str = "Asia/Tehran";

/// The shop of the example closes at half past five.
const CLOSING_TIME: Time = Time::constant(17, 30, 0, 0);

/// The last second of a day, for a closing time.
const LAST_SECOND: Time = Time::constant(23, 59, 59, 0);

/// What must be left until the closing time: the calls, and some minutes to look around.
const TIME_TO_LOOK: SignedDuration = SignedDuration::from_mins(10);

/// The call centre, and the operators at their telephones.
pub struct Cast<'a> {
    pub centre: &'a CallCentre,
    pub operators: [Operator; 2],
}

/// Starts Asterisk and writes Vasl's configuration.
pub async fn open() -> Result<CallCentre> {
    CallCentre::prepare(&Plan::default()).await
}

/// Starts Vasl, adds the module, and puts the operators at their telephones.
pub async fn set_up(centre: &CallCentre) -> Result<Cast<'_>> {
    let asterisk = centre.lab.asterisk();
    let version = asterisk.cli("core show version").await?;
    let version = version.split(" built ").next().unwrap_or_default();
    tell(format!("{version} takes calls at {}.", asterisk.sip_addr()));
    centre.vasl.start().await?;
    let settings = centre.vasl.config();
    tell(format!("Vasl serves, with {}", settings.display()));
    tell(format!(
        "and {}: extensions 5050 and 6065, queue {QUEUE} (Support) with\n\
         both of them, and a menu whose key 3 leads to {MODULE}.",
        settings.with_file_name("call-flow.toml").display()
    ));
    add_module(centre).await?;
    let operators = centre.operators(["5050", "6065"]).await?;
    Ok(Cast { centre, operators })
}

async fn add_module(centre: &CallCentre) -> Result {
    let (expiry, remark) = expiry(Timestamp::now())?;
    let mut command = vec!["module", "add", MODULE, "poshtibani"];
    command.extend(expiry.iter().map(String::as_str));
    command.extend(["--side", "queue:99", "--side", "extension:5050", "--side", "extension:6065"]);
    command.extend(["--failure", "queue:99"]);
    if let Some(remark) = remark {
        tell(remark);
    }
    command_line(centre, &command).await
}

/// Runs a command of Vasl's and shows it as a user would type it.
pub async fn command_line(centre: &CallCentre, command: &[&str]) -> Result {
    tell(format!("\n  $ {}", typed(command)));
    let printed = centre.vasl.run(command).await?;
    for line in printed.output.lines().chain(printed.errors.lines()) {
        tell(format!("  {line}"));
    }
    if printed.success { Ok(()) } else { Err(Error::from("the command failed")) }
}

/// A command of Vasl's as it is typed in a shell.
pub fn typed(command: &[&str]) -> String {
    let quoted = command.iter().map(|word| {
        let bare = |c: char| c.is_ascii_alphanumeric() || "-_:/.+".contains(c);
        if word.chars().all(bare) { (*word).to_owned() } else { format!("'{word}'") }
    });
    format!("vasl {}", quoted.collect::<Vec<_>>().join(" "))
}

/// The program that is shown, as it is named from here.
pub fn program(centre: &CallCentre) -> PathBuf {
    let binary = centre.vasl.binary();
    let here = std::env::current_dir().unwrap_or_default();
    binary.strip_prefix(here).map_or_else(|_| binary.clone(), PathBuf::from)
}

/// The expiry of the example's module, and why it is not the example's where it is not.
///
/// The example's *until 17:30* would be of no use after it: what is spoken past a closing time is
/// remembered to the end of the day, and what is spoken just before it is soon forgotten.
fn expiry(now: Timestamp) -> Result<([String; 2], Option<String>)> {
    let now = now.to_zoned(TimeZone::get(ZONE)?).datetime();
    let enough = now.checked_add(TIME_TO_LOOK)?;
    let next_hour = enough.with().minute(0).second(0).subsec_nanosecond(0).build()?;
    let next_hour = next_hour.checked_add(SignedDuration::from_hours(1))?;
    let until = |time: Time| ["--until".to_owned(), time.strftime("%H:%M").to_string()];
    let late = format!("In {ZONE} it is {} now: ", now.strftime("%H:%M"));
    if enough.date() > now.date() {
        let words = "at midnight every “until” is over, so the module remembers for a time.";
        return Ok((["--for".to_owned(), "08:00:00".to_owned()], Some(late + words)));
    }
    if enough.time() <= CLOSING_TIME {
        return Ok((until(CLOSING_TIME), None));
    }
    let later = if next_hour.date() == now.date() { next_hour.time() } else { LAST_SECOND };
    let words = "the shop of the example closes later today.";
    Ok(match later {
        LAST_SECOND => (["--until".to_owned(), later.to_string()], Some(late + words)),
        later => (until(later), Some(late + words)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(tehran: &str) -> String {
        let zoned: jiff::Zoned = format!("2026-11-23T{tehran}[{ZONE}]").parse().unwrap();
        expiry(zoned.timestamp()).unwrap().0.join(" ")
    }

    #[test]
    fn the_module_remembers_at_every_hour_of_the_day() {
        assert_eq!(at("00:00:00"), "--until 17:30");
        assert_eq!(at("17:20:00"), "--until 17:30");
        assert_eq!(at("17:20:01"), "--until 18:00");
        assert_eq!(at("17:49:59"), "--until 18:00");
        assert_eq!(at("17:50:00"), "--until 19:00");
        assert_eq!(at("22:55:00"), "--until 23:59:59");
        assert_eq!(at("23:49:59"), "--until 23:59:59");
        assert_eq!(at("23:50:00"), "--for 08:00:00");
        assert_eq!(at("23:59:59"), "--for 08:00:00");
    }
}
