//! Where Vasl keeps conversations, modules and decisions.
