//! The fixture `tests/cases/M209-compatible-unknown`.

migrate_runtime::embed_plan!("cases/M209-compatible-unknown/migrations");

fn main() {}
