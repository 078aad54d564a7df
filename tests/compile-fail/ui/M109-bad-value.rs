//! The fixture `tests/cases/M109-bad-value`.

migrate_runtime::embed_plan!("cases/M109-bad-value/migrations");

fn main() {}
