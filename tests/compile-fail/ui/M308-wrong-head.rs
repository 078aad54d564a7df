//! The fixture `tests/cases/M308-wrong-head`.

migrate_runtime::embed_plan!("cases/M308-wrong-head/migrations");

fn main() {}
