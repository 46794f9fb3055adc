//! As much SIP (RFC 3261) as a telephone needs, over UDP.
//!
//! * [`message`]: bytes to headers and back; what is sent may be any bytes.
//! * [`digest`]: the answer to a challenge.
//! * [`sdp`]: an offer or answer of µ-law audio.
//! * [`request`]: what every request carries.
//! * [`phone`]: a socket; sends, repeats, and hands what comes to its call.
//! * [`registrar`]: a provider, who takes registrations.
//! * [`leg`]: a dialog with its audio.

pub(crate) mod digest;
pub(crate) mod leg;
pub(crate) mod message;
pub(crate) mod phone;
pub(crate) mod registrar;
pub(crate) mod request;
pub(crate) mod sdp;
