//! The fixture `tests/cases/M306-up-edited`.

migrate_runtime::embed_plan!("cases/M306-up-edited/migrations");

fn main() {}
