//! The fixture `tests/cases/M304-not-in-lock`.

migrate_runtime::embed_plan!("cases/M304-not-in-lock/migrations");

fn main() {}
