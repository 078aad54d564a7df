//! The fixture `tests/cases/M311-lock-order`.

migrate_runtime::embed_plan!("cases/M311-lock-order/migrations");

fn main() {}
