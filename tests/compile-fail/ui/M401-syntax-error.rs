//! The fixture `tests/cases/M401-syntax-error`.

migrate_runtime::embed_plan!("cases/M401-syntax-error/migrations");

fn main() {}
