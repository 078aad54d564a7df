//! The fixture `tests/cases/M401-unterminated-string`.

migrate_runtime::embed_plan!("cases/M401-unterminated-string/migrations");

fn main() {}
