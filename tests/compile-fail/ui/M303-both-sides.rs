//! The fixture `tests/cases/M303-both-sides`.

migrate_runtime::embed_plan!("cases/M303-both-sides/migrations");

fn main() {}
