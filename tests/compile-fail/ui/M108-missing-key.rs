//! The fixture `tests/cases/M108-missing-key`.

migrate_runtime::embed_plan!("cases/M108-missing-key/migrations");

fn main() {}
