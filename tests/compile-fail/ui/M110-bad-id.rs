//! The fixture `tests/cases/M110-bad-id`.

migrate_runtime::embed_plan!("cases/M110-bad-id/migrations");

fn main() {}
