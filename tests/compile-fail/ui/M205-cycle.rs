//! The fixture `tests/cases/M205-cycle`.

migrate_runtime::embed_plan!("cases/M205-cycle/migrations");

fn main() {}
