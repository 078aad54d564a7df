//! The fixture `tests/cases/M103-stray-in-a-folder`.

migrate_runtime::embed_plan!("cases/M103-stray-in-a-folder/migrations");

fn main() {}
