//! The fixture `tests/cases/M114-utf16`.

migrate_runtime::embed_plan!("cases/M114-utf16/migrations");

fn main() {}
