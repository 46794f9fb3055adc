//! FastAGI: a sans-I/O codec and a small tokio server.
