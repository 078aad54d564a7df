//! The fixture `tests/cases/M403-copy-from-stdin`.

migrate_runtime::embed_plan!("cases/M403-copy-from-stdin/migrations");

fn main() {}
