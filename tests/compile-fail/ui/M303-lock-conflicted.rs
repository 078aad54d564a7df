//! The fixture `tests/cases/M303-lock-conflicted`.

migrate_runtime::embed_plan!("cases/M303-lock-conflicted/migrations");

fn main() {}
