//! The fixture `tests/cases/M102-unreadable`.

migrate_runtime::embed_plan!("cases/M102-unreadable/migrations");

fn main() {}
