//! The fixture `tests/cases/M114-nul`.

migrate_runtime::embed_plan!("cases/M114-nul/migrations");

fn main() {}
