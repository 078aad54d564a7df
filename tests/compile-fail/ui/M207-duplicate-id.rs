//! The fixture `tests/cases/M207-duplicate-id`.

migrate_runtime::embed_plan!("cases/M207-duplicate-id/migrations");

fn main() {}
