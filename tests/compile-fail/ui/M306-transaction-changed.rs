//! The fixture `tests/cases/M306-transaction-changed`.

migrate_runtime::embed_plan!("cases/M306-transaction-changed/migrations");

fn main() {}
