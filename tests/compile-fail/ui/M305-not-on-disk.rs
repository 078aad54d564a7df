//! The fixture `tests/cases/M305-not-on-disk`.

migrate_runtime::embed_plan!("cases/M305-not-on-disk/migrations");

fn main() {}
