//! The fixture `tests/cases/M404-transaction-control`.

migrate_runtime::embed_plan!("cases/M404-transaction-control/migrations");

fn main() {}
