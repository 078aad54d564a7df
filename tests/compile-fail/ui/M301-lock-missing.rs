//! The fixture `tests/cases/M301-lock-missing`.

migrate_runtime::embed_plan!("cases/M301-lock-missing/migrations");

fn main() {}
