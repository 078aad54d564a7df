//! The fixture `tests/cases/M116-down-and-irreversible`.

migrate_runtime::embed_plan!("cases/M116-down-and-irreversible/migrations");

fn main() {}
