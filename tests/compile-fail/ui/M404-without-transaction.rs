//! The fixture `tests/cases/M404-without-transaction`.

migrate_runtime::embed_plan!("cases/M404-without-transaction/migrations");

fn main() {}
