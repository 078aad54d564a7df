//! The fixture `tests/cases/M113-utf16`.

migrate_runtime::embed_plan!("cases/M113-utf16/migrations");

fn main() {}
