//! The proc macro.
