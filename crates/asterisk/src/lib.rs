//! What Vasl says to Asterisk and learns from it.
