//! The fixture `tests/cases/M112-up-empty`.

migrate_runtime::embed_plan!("cases/M112-up-empty/migrations");

fn main() {}
