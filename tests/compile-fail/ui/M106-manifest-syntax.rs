//! The fixture `tests/cases/M106-manifest-syntax`.

migrate_runtime::embed_plan!("cases/M106-manifest-syntax/migrations");

fn main() {}
