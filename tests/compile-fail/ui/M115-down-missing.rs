//! The fixture `tests/cases/M115-down-missing`.

migrate_runtime::embed_plan!("cases/M115-down-missing/migrations");

fn main() {}
