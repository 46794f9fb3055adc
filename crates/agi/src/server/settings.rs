//! The limits of a server.

use std::time::Duration;

/// The limits of a [`Server`](super::Server).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How many connections may be open at once. One more is closed at once and counted:
    /// Asterisk then goes on in the dialplan, which is better than a caller in a queue of ours.
    pub connection_limit: usize,
    /// How long a connection may last in all, from its acceptance: the environment, every
    /// command and the handler's own time. Then the connection is closed, because Asterisk
    /// itself waits for ever (`res_agi.c`:4376).
    pub session_deadline: Duration,
    /// How many commands a session may send.
    pub command_limit: u32,
    /// Whether only peers on this machine are let in. FastAGI has neither encryption nor a
    /// password, so leave it on unless a firewall says who may connect.
    pub loopback_only: bool,
}

impl Default for Settings {
    /// 256 connections, 250 ms, 16 commands, loopback only.
    fn default() -> Self {
        Self {
            connection_limit: 256,
            session_deadline: Duration::from_millis(250),
            command_limit: 16,
            loopback_only: true,
        }
    }
}
