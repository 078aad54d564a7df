//! The fixture `tests/cases/M204-missing-parent`.

migrate_runtime::embed_plan!("cases/M204-missing-parent/migrations");

fn main() {}
