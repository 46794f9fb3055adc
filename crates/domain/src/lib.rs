//! What Vasl decides and tracks, as pure functions of what it is told.
