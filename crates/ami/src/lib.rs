//! The Asterisk Manager Interface: a sans-I/O codec, typed events and a tokio session that reconnects.
