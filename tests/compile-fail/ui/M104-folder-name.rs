//! The fixture `tests/cases/M104-folder-name`.

migrate_runtime::embed_plan!("cases/M104-folder-name/migrations");

fn main() {}
