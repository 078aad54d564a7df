//! What makes one schema of another, on a real server: each case, in both directions, judged by `compare` and `pg_dump`.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod cases;
mod database;
mod histories;
mod pairs;
mod printing;
mod renames;
mod rows;
#[path = "../catalog/support.rs"]
#[expect(dead_code, reason = "the other test does more with its server")]
mod support;
mod world;
