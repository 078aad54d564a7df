//! The fixture `tests/cases/M401-windows-text`.

migrate_runtime::embed_plan!("cases/M401-windows-text/migrations");

fn main() {}
