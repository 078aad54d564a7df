//! The fixture `tests/cases/M307-down-edited`.

migrate_runtime::embed_plan!("cases/M307-down-edited/migrations");

fn main() {}
