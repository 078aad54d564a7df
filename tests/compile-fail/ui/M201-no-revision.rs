//! The fixture `tests/cases/M201-no-revision`.

migrate_runtime::embed_plan!("cases/M201-no-revision/migrations");

fn main() {}
