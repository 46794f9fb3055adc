//! Takes a caller who rings back to the operator they last spoke with.

fn main() {}
