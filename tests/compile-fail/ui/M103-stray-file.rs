//! The fixture `tests/cases/M103-stray-file`.

migrate_runtime::embed_plan!("cases/M103-stray-file/migrations");

fn main() {}
