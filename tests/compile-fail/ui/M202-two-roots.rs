//! The fixture `tests/cases/M202-two-roots`.

migrate_runtime::embed_plan!("cases/M202-two-roots/migrations");

fn main() {}
