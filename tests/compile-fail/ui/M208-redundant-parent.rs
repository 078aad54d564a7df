//! The fixture `tests/cases/M208-redundant-parent`.

migrate_runtime::embed_plan!("cases/M208-redundant-parent/migrations");

fn main() {}
