//! The fixture `tests/cases/M203-two-heads`.

migrate_runtime::embed_plan!("cases/M203-two-heads/migrations");

fn main() {}
