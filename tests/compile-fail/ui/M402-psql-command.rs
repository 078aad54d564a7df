//! The fixture `tests/cases/M402-psql-command`.

migrate_runtime::embed_plan!("cases/M402-psql-command/migrations");

fn main() {}
