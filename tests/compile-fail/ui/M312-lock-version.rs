//! The fixture `tests/cases/M312-lock-version`.

migrate_runtime::embed_plan!("cases/M312-lock-version/migrations");

fn main() {}
