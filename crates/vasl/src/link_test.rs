//! Whether the PBX can be linked to and is as Vasl needs it: asked over a connection of its own, by
//! the panel's button and by `vasl check` alike.

use crate::config::Asterisk;
use jiff::{SignedDuration, Timestamp};
use vasl_ami::session::{Connection, LoginError, Settings, Subscription};
use vasl_asterisk::apply::AskError;
use vasl_asterisk::manager::Manager;
use vasl_asterisk::rights::Lacking;
use vasl_web::service::LinkFinding;

/// Asterisk tells whole seconds, and the question takes its time.
const NO_DIFFERENCE: SignedDuration = SignedDuration::from_secs(2);

/// Tries it, and tells what was found. Nothing is changed by it.
pub async fn test(asterisk: &Asterisk) -> Vec<LinkFinding> {
    let Ok(secret) = asterisk.secret() else { return vec![LinkFinding::NoSecret] };
    let settings = Settings::new(&asterisk.address, &asterisk.user, secret);
    let connection = match Connection::connect(&settings, Subscription::Off).await {
        Ok(connection) => connection,
        Err(error) => return vec![not_linked(error)],
    };
    let manager = Manager::new(connection.actions());
    let mut found = vec![LinkFinding::LoggedIn];
    found.push(match manager.version().await {
        Ok(Ok(version)) => LinkFinding::Version(version.to_string()),
        Ok(Err(error)) => LinkFinding::VersionUnserved(error.to_string()),
        Err(error) => LinkFinding::Refused(error.to_string()),
    });
    if manager.events_have_timestamps().await == Some(false) {
        found.push(LinkFinding::NoTimestamps);
    }
    found.push(rights(&manager, &asterisk.user).await);
    found.extend(clock(&manager).await.ok().flatten().map(|ahead| match ahead.as_secs() {
        0 => LinkFinding::ClockRight,
        seconds => LinkFinding::ClockWrong(seconds),
    }));
    if manager.last_call_is_shared().await == Some(false) {
        found.push(LinkFinding::WrapUpNotShared);
    }
    connection.close().await;
    found
}

/// Whether the manager user may hear and ask what Vasl must.
pub async fn rights(manager: &Manager, user: &str) -> LinkFinding {
    match manager.rights(user).await.map(|rights| rights.lacking()) {
        None => LinkFinding::RightsUnknown,
        Some(lacking) if lacking == Lacking::default() => LinkFinding::RightsSuffice,
        Some(Lacking { read, write }) => LinkFinding::RightsLack { read, write },
    }
}

/// By how much Asterisk's clock is ahead of Vasl's, negative where it is behind; nothing where they
/// show the same. `None` where it does not say.
///
/// # Errors
/// When it cannot be asked.
pub async fn clock(manager: &Manager) -> Result<Option<SignedDuration>, AskError> {
    let asked = Timestamp::now();
    let shown = manager.clock().await?;
    Ok(shown.map(|shown| ahead(asked, shown, Timestamp::now())))
}

/// It was the second that is shown, or a moment later, at some time between question and answer.
fn ahead(asked: Timestamp, shown: Timestamp, answered: Timestamp) -> SignedDuration {
    let ahead = shown.duration_since(answered);
    let behind = asked.duration_since(shown) - SignedDuration::from_secs(1);
    if ahead > NO_DIFFERENCE {
        ahead
    } else if behind > NO_DIFFERENCE {
        -behind
    } else {
        SignedDuration::ZERO
    }
}

fn not_linked(error: LoginError) -> LinkFinding {
    match error {
        LoginError::Unreachable { reason, .. } => LinkFinding::Unreachable(reason),
        LoginError::ConnectTimedOut { .. } | LoginError::TimedOut { .. } => LinkFinding::Silent,
        LoginError::NotAmi { .. } => LinkFinding::NotAsterisk,
        LoginError::WrongSecret { .. } => LinkFinding::WrongSecret,
        other => LinkFinding::Refused(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_of_clocks_is_said_from_three_seconds_on() {
        let at = |seconds: i64| Timestamp::from_second(1_795_000_000 + seconds).unwrap();
        let seconds = SignedDuration::from_secs;
        assert_eq!(ahead(at(0), at(0), at(0)), seconds(0));
        assert_eq!(ahead(at(0), at(-3), at(0)), seconds(0));
        assert_eq!(ahead(at(0), at(2), at(0)), seconds(0));
        assert_eq!(ahead(at(0), at(90), at(0)), seconds(90));
        assert_eq!(ahead(at(0), at(-91), at(1)), seconds(-90));
    }
}
