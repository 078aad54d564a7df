//! The fixture `tests/cases/M203-three-heads`.

migrate_runtime::embed_plan!("cases/M203-three-heads/migrations");

fn main() {}
