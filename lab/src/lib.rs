//! A real Asterisk with callers and operators, for demonstrations, tests and benchmarks.
