//! The fixture `tests/cases/M113-not-utf8`.

migrate_runtime::embed_plan!("cases/M113-not-utf8/migrations");

fn main() {}
