//! The catalog of real databases: each kind of object, stability, and the agreement with `pg_dump`.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod cases;
mod corpora;
mod fingerprint;
mod objects;
mod reading;
mod support;
