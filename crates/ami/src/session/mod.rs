//! Connections to a running Asterisk, on tokio.
//!
//! [`Connection`] is one login. [`Link`] keeps two of them up, one for events and one for actions,
//! because Asterisk serves both of a connection from one thread.

mod actions;
mod backoff;
mod connection;
mod link;
mod login;
mod lost;
mod pending;
mod settings;
mod wire;

pub use actions::{ActionError, Actions};
pub use backoff::{Backoff, BackoffInvalid};
pub use connection::{Connection, Subscription};
pub use link::{Link, LinkEvent, LinkSettings, LinkState, LinkStatus, LinkUp};
pub use login::LoginError;
pub use lost::Lost;
pub use settings::{EventClass, EventMask, LoginMethod, Settings};
