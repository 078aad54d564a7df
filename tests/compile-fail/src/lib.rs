//! Compile-fail tests; see `tests/ui.rs`.
