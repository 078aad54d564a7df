//! The fixture `tests/cases/M111-up-missing`.

migrate_runtime::embed_plan!("cases/M111-up-missing/migrations");

fn main() {}
