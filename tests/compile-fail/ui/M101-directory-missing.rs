//! The fixture `tests/cases/M101-directory-missing`.

migrate_runtime::embed_plan!("cases/M101-directory-missing/migrations");

fn main() {}
