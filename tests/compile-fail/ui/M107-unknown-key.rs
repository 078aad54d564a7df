//! The fixture `tests/cases/M107-unknown-key`.

migrate_runtime::embed_plan!("cases/M107-unknown-key/migrations");

fn main() {}
