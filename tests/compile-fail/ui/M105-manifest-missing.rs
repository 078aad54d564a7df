//! The fixture `tests/cases/M105-manifest-missing`.

migrate_runtime::embed_plan!("cases/M105-manifest-missing/migrations");

fn main() {}
