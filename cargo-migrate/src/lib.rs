//! What another program may use of `cargo migrate`: the embedded PostgreSQL, behind the feature `embedded`.
//!
//! The command line itself is the binary `cargo-migrate`. Applications link `migrate-runtime`, not this crate; an
//! example or a test that wants a database without an installed server depends on it for [`embedded`].

#[cfg(feature = "embedded")]
pub mod embedded;
